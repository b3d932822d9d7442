package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// workStrip is a line at the foot of a page that tells what is awaited, with the button that ends the waiting. It
// takes the same room while nothing is awaited: nothing jumps.
type workStrip struct {
	box   *fyne.Container
	said  *muted
	press *button
	bar   *progress
	slot  *fyne.Container
	line  *widget.Separator
}

func newWorkStrip() *workStrip {
	w := &workStrip{said: mutedLine(""), press: quiet("", nil), bar: newProgress(), line: widget.NewSeparator()}
	w.slot = container.New(barLayout{}, w.line)
	w.box = stackGap(0, w.slot, container.New(saidLayout{}, w.said, w.press))
	return w
}

// await says what is under way; cancel ends it.
func (w *workStrip) await(text string, cancel func()) {
	w.show(text, say("kit.cancel"), cancel)
	w.slot.Objects = []fyne.CanvasObject{w.bar}
	w.bar.start()
	w.slot.Refresh()
}

// rest says how things are while nothing is under way, with something to press, or nothing.
func (w *workStrip) rest(text, label string, run func()) {
	w.show(text, label, run)
	w.bar.stop()
	w.slot.Objects = []fyne.CanvasObject{w.line}
	w.slot.Refresh()
}

func (w *workStrip) show(text, label string, run func()) {
	w.said.SetText(text)
	w.press.OnTapped = run
	if w.press.Text != label {
		w.press.SetText(label)
	}
	w.press.Hidden = label == ""
	w.box.Refresh()
}

// barLayout keeps room for a bar, or a thin line in its place.
type barLayout struct{}

// MinSize is the bar's.
func (barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(60, 18) }

// Layout fills the room with the bar; a line lies in its middle.
func (barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if _, line := o[0].(*widget.Separator); line {
		o[0].Move(fyne.NewPos(0, size.Height/2))
		o[0].Resize(fyne.NewSize(size.Width, 1))
		return
	}
	o[0].Move(fyne.Position{})
	o[0].Resize(size)
}

// saidLayout sets a button at the right of a line of text, and keeps its room where it is hidden.
type saidLayout struct{}

// MinSize is the button's height, and some letters beside it.
func (saidLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	b := o[1].MinSize()
	return fyne.NewSize(b.Width+10*theme.TextSize(), max(b.Height, o[0].MinSize().Height))
}

// Layout gives the text what the button leaves.
func (saidLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	b, text := o[1].MinSize(), o[0].MinSize()
	width := size.Width
	if o[1].Visible() {
		width -= b.Width + theme.Padding()
	}
	o[0].Resize(fyne.NewSize(width, text.Height))
	o[0].Move(fyne.NewPos(-theme.InnerPadding(), (size.Height-text.Height)/2))
	o[1].Resize(b)
	o[1].Move(fyne.NewPos(size.Width-b.Width, (size.Height-b.Height)/2))
}
