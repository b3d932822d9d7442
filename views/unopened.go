package views

import (
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"mooring/connector"
)

// Unopened says that an address could not be handed to a browser, or a letter to a mail program, and gives the
// address to copy: a button that was pressed and seems to do nothing is a dead end.
func (w *Window) Unopened(address string) { w.kit.unopened(address) }

func (k *kit) unopened(address string) {
	title, _, fix := Words(connector.NewProblem(connector.CodeBrowserNotOpened))
	body := stackGap(1, wrapLabel(say("unopened.text")), wrapLabel(fix), k.copyLine(address))
	if strings.HasPrefix(address, "mailto:") {
		title, body = say("unopened.mail.title"), stackGap(1, wrapLabel(say("unopened.mail.text")))
	}
	k.dismissed() // of two, the one that was asked for last
	d := dialog.NewCustom(title, say("unopened.close"), container.New(wide{unopenedWidth}, body), k.window)
	d.SetOnClosed(func() { k.dismiss = nil })
	k.dismiss = d.Dismiss
	d.Show()
	if b := firstButton(body); b != nil {
		k.window.Canvas().Focus(b)
	}
}

// unopenedWidth is how wide the text of that dialog is, in letters.
const unopenedWidth = 48
