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

// adminNotePage shows the note for the administrator, to copy, save or mail; back leads where one came from.
// The second value is what the keyboard starts at.
func (k *kit) adminNotePage(n noteAbout, back func()) (fyne.CanvasObject, fyne.Focusable) {
	p := newNotePage(k, n, back)
	return p.object, p.copying
}

// notePage is one note while it is on screen.
type notePage struct {
	k       *kit
	about   noteAbout
	service *serviceChoice
	text    *area
	copying *button
	said    *muted // what became of the note
	failed  holder // why it could not be saved
	object  fyne.CanvasObject
}

func newNotePage(k *kit, n noteAbout, back func()) *notePage {
	p := &notePage{k: k, about: n, text: newReadout(5), said: mutedLine(""), failed: newHolder()}
	p.service = newServiceChoice(k.services, p.write)
	p.copying = primary(say("note.copy"), p.copy)
	p.copying.Icon = theme.ContentCopyIcon()
	leave := func() { p.service.keep(); back() }
	buttons := row(p.copying, quiet(say("note.save"), p.save), quiet(say("note.mail"), p.mail), quiet(say("kit.back"), leave))
	p.failed.Hide()
	head := stackGap(1, stackGap(0, heading(say("note.title")), mutedLabel(say("note.lead"))), p.service.box)
	foot := stackGap(1, p.failed.Container, inset(buttons), p.said)
	p.object = tallPage(head, container.New(sides{}, p.text), foot)
	p.write()
	return p
}

// write makes the text anew.
func (p *notePage) write() {
	if p.service == nil { // while the page is being made
		return
	}
	p.text.showAs(noteText(p.about, p.service.service()))
	if p.object != nil {
		p.object.Refresh()
	}
}

// tell says what became of the note.
func (p *notePage) tell(text string) {
	p.said.SetText(text)
	p.failed.Hide()
	p.object.Refresh()
}

func (p *notePage) copy() {
	p.service.keep()
	p.k.copyText(p.text.Text)
	p.copying.SetText(say("kit.copied"))
	p.copying.SetIcon(theme.ConfirmIcon())
	p.tell("")
}

func (p *notePage) save() {
	p.service.keep()
	p.k.save(say("note.save.title"), say("note.save.file"), p.text.Text, func(file string, failed *connector.Problem) {
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
	p.service.keep()
	host, _, _ := p.about.reachedAt()
	link, whole := mailLink(say("note.mail.subject", "host", host), p.text.Text, say("note.mail.paste"))
	said := "note.mailed"
	if !whole {
		p.k.copyText(p.text.Text)
		said = "note.mailed.long"
	}
	p.k.openURL(link)
	p.tell(say(said))
}
