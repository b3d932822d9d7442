package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
)

// noteAbout is what a note for the administrator is about. It has no room for a secret.
type noteAbout struct {
	Connection connector.Connection
	// Report is what was checked and found; without rungs the note says only who must reach whom.
	Report connector.Report
	// Place is the address as it was understood.
	Place string
}

// noteSource is where the text of a note comes from, and what goes with it.
type noteSource struct {
	lead    string // whom the note is for
	subject string // of the mail
	file    string // its name, when it is saved
	// reach says that the note tells who must reach whom, so that it depends on the build service.
	reach bool
	text  func(usedService) string
}

// adminNotePage shows the note for the administrator, to copy, save or mail; back leads where one came from.
// The second value is what the keyboard starts at.
func (k *kit) adminNotePage(n noteAbout, back func()) (fyne.CanvasObject, fyne.Focusable) {
	return k.showNote(n.source(), back)
}

// showNote is adminNotePage for any note.
func (k *kit) showNote(n noteSource, back func()) (fyne.CanvasObject, fyne.Focusable) {
	p := newNotePage(k, n, back)
	return p.object, p.copying
}

// source makes a note of what was found on a server.
func (n noteAbout) source() noteSource {
	host, _, _ := n.reachedAt()
	return noteSource{
		lead: say("note.lead"), subject: say("note.mail.subject", "host", host), file: say("note.save.file"), reach: true,
		text: func(service usedService) string { return noteText(n, service) },
	}
}

// notePage is one note while it is on screen.
type notePage struct {
	k       *kit
	note    noteSource
	service *serviceChoice // nil where the note does not depend on it
	text    *area
	copying *button
	said    *muted // what became of the note
	failed  holder // why it could not be saved
	object  fyne.CanvasObject
}

func newNotePage(k *kit, n noteSource, back func()) *notePage {
	p := &notePage{k: k, note: n, text: newReadout(5), said: mutedLine(""), failed: newHolder()}
	head := stackGap(1, stackGap(0, heading(say("note.title")), mutedLabel(n.lead)))
	if n.reach {
		p.service = newServiceChoice(k.services, p.write)
		head.Add(p.service.box)
	}
	p.copying = primary(say("note.copy"), p.copy)
	p.copying.Icon = theme.ContentCopyIcon()
	leave := func() { p.keep(); back() }
	buttons := row(p.copying, quiet(say("note.save"), p.save), quiet(say("note.mail"), p.mail), quiet(say("kit.back"), leave))
	p.failed.Hide()
	foot := stackGap(1, p.failed.Container, inset(buttons), p.said)
	p.object = tallPage(head, container.New(sides{}, p.text), foot)
	p.write()
	return p
}

// write makes the text anew.
func (p *notePage) write() {
	var service usedService
	if p.note.reach {
		if p.service == nil { // while the page is being made
			return
		}
		service = p.service.service()
	}
	p.text.showAs(p.note.text(service))
	if p.object != nil {
		p.object.Refresh()
	}
}

// keep remembers the addresses typed for a custom build service.
func (p *notePage) keep() {
	if p.service != nil {
		p.service.keep()
	}
}

// tell says what became of the note.
func (p *notePage) tell(text string) {
	p.said.SetText(text)
	p.failed.Hide()
	p.object.Refresh()
}

func (p *notePage) copy() {
	p.keep()
	p.k.copyText(p.text.Text)
	p.copying.SetText(say("kit.copied"))
	p.copying.SetIcon(theme.ConfirmIcon())
	p.tell("")
}

func (p *notePage) save() {
	p.keep()
	p.k.save(say("note.save.title"), p.note.file, p.text.Text, func(file string, failed *connector.Problem) {
		if failed == nil {
			p.tell(say("note.saved", "file", file))
			return
		}
		p.tell("")
		p.failed.set(p.k.problemSheet(*failed, quiet(say("note.again"), p.save)))
		p.failed.Show()
		p.object.Refresh()
	})
}

// mail opens a mail with the note in it. A long one is put on the clipboard, to be pasted there.
func (p *notePage) mail() {
	p.keep()
	link, whole := mailLink(p.note.subject, p.text.Text, say("note.mail.paste"))
	said := "note.mailed"
	if !whole {
		p.k.copyText(p.text.Text)
		said = "note.mailed.long"
	}
	p.k.openURL(link)
	p.tell(say(said))
}
