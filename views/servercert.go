package views

import (
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// ownCertificate chooses the file of the person's own certificate, and takes the password that opens it.
type ownCertificate struct {
	kit  *kit
	file string
	// kept is the file that stays where no other is chosen.
	kept string
	// nothing is what is said where no file is chosen.
	nothing string
	box     *fyne.Container
	name    *widget.Label
	remove  *button
	choose  *button
	phrase  *entry
	opened  fyne.CanvasObject // the password's field, only where there is a file
	// grown tells the page that this has become taller or less tall.
	grown func()
}

func newOwnCertificate(k *kit, submit, grown func()) *ownCertificate {
	o := &ownCertificate{kit: k, nothing: say("own.none"), grown: grown, name: oneLine(""), phrase: newSecretEntry(say("own.phrase.hint"), submit)}
	o.choose = quiet(say("own.choose"), o.ask)
	o.choose.Icon = theme.FolderOpenIcon()
	o.remove = plain(say("own.remove"), func() { o.set(o.kept); o.kit.focusOn(o.choose) })
	o.opened = labelled(say("own.phrase"), o.phrase)
	chosen := container.NewBorder(nil, nil, o.choose, o.remove, o.name)
	o.box = stack(labelled(say("own.file"), chosen), o.opened)
	o.set("")
	return o
}

// clientFiles are the endings of files that hold a certificate with its key.
func clientFiles() []string { return []string{".pfx", ".p12", ".pem"} }

// rootFiles are the endings of files that hold an authority's certificate.
func rootFiles() []string { return []string{".pem", ".crt", ".cer", ".der"} }

func (o *ownCertificate) ask() {
	o.kit.pickFile(say("own.file.title"), clientFiles(), func(_, file string, _ func() ([]byte, error)) {
		o.set(file)
		if file != "" {
			o.kit.focusOn(o.phrase)
		}
	})
}

// set takes a file by its full path; an empty one is none.
func (o *ownCertificate) set(file string) {
	if file != o.file {
		o.phrase.SetText("")
	}
	o.file = file
	o.name.SetText(o.nothing)
	if file != "" {
		o.name.SetText(shortPath(file, 60))
	}
	setVisible(o.remove, file != o.kept)
	o.phrase.SetPlaceHolder(say("own.phrase.hint"))
	if file != "" && file == o.kept {
		o.phrase.SetPlaceHolder(say("own.phrase.kept"))
	}
	setVisible(o.opened, file != "")
	o.grown()
}

// passphrase is what was typed to open the file.
func (o *ownCertificate) passphrase() connector.Secret {
	if o.file == "" {
		return connector.Secret{}
	}
	return connector.NewSecret(o.phrase.Text)
}

// keep begins anew with the file that is in use; empty where there is none.
func (o *ownCertificate) keep(file string) {
	o.kept = file
	o.phrase.SetText("")
	o.set(file)
}

// shortPath is a path with the name of the file whole, and of the folders before it as much as there is room for.
func shortPath(file string, most int) string {
	plain := strings.ReplaceAll(file, `\`, "/")
	if len([]rune(plain)) <= most {
		return file
	}
	name := path.Base(plain)
	if len([]rune(name)) >= most-2 {
		return shortened(name, most)
	}
	folders := []rune(strings.TrimSuffix(plain, name))
	room := most - len([]rune(name)) - 2
	return string(folders[:room]) + "…/" + name
}

// ownCard asks for the person's own certificate, where the server wants to see one.
func (s *serverScreen) ownCard(p connector.Problem, leads bool) (fyne.CanvasObject, fyne.Focusable) {
	if s.own == nil || s.ownFor != s.state.Current.ID {
		s.own = newOwnCertificate(s.kit, s.useOwn, func() { s.page.Refresh() })
		s.own.nothing = say("own.wanted")
		s.own.set(s.state.Current.ClientCertificate)
		s.ownFor = s.state.Current.ID
	}
	use := quiet(say("own.use"), s.useOwn)
	if leads {
		lead1([]fyne.CanvasObject{use})
	}
	first := fyne.Focusable(s.own.choose)
	if s.own.file != "" && p.Args["reason"] == "passphrase" {
		first = s.own.phrase
	}
	return s.kit.problemSheetWith(p, []fyne.CanvasObject{spaced(s.own.box)}, use, s.adminNote()), first
}

// useOwn checks again with the certificate that was chosen; without one it asks for the file first.
func (s *serverScreen) useOwn() {
	if s.own.file == "" {
		s.own.ask()
		return
	}
	file, phrase := s.own.file, s.own.passphrase()
	s.form.use(file, phrase)
	s.own.phrase.SetText("")
	s.flow.UseClientCertificate(file, phrase)
}
