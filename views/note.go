package views

import (
	"fyne.io/fyne/v2"

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
	text := n.Place
	copying := primary(say("note.copy"), func() { k.copyText(text) })
	return page(say("note.title"), say("note.lead"), card(wrapLabel(text)), copying, quiet(say("kit.back"), back)), copying
}
