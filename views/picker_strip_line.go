package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// stripLine sets a lamp, a text and buttons in one line; where that would leave the text too little room, the buttons
// stand below it.
type stripLine struct{}

// stripText is the least room, in letters, in which a sentence reads well beside buttons.
const stripText = 20

// abreast is how wide the buttons are next to each other.
func (stripLine) abreast(buttons fyne.CanvasObject) (width float32) {
	c, ok := buttons.(*fyne.Container)
	if !ok {
		return buttons.MinSize().Width
	}
	for i, b := range c.Objects {
		if i > 0 {
			width += 2 * theme.Padding()
		}
		width += b.MinSize().Width
	}
	return width
}

// MinSize asks for the widest part, and for the height of the last layout.
func (stripLine) MinSize(o []fyne.CanvasObject) fyne.Size {
	lamp, text, buttons := o[0].MinSize(), o[1].MinSize(), o[2].MinSize()
	size := fyne.NewSize(lamp.Width+max(text.Width, buttons.Width), max(text.Height, buttons.Height))
	if o[2].Position().Y > 0 && buttons.Height > 0 {
		size.Height = text.Height + buttons.Height + theme.Padding()
	}
	return size
}

// Layout keeps the lamp at the first line.
func (l stripLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	lamp, abreast := o[0].MinSize(), l.abreast(o[2])
	line := theme.TextSize() + 2*theme.InnerPadding()
	o[0].Resize(lamp)
	o[0].Move(fyne.NewPos(0, max(0, (line-lamp.Height)/2)))
	o[1].Move(fyne.NewPos(lamp.Width, 0))
	rest := size.Width - lamp.Width - abreast - theme.Padding()
	if abreast == 0 {
		rest += theme.Padding()
	}
	if rest >= stripText*theme.TextSize() {
		settle(o[1], rest)
		o[2].Move(fyne.NewPos(size.Width-abreast, 0))
		settle(o[2], abreast)
		return
	}
	tall := settle(o[1], size.Width-lamp.Width)
	o[2].Move(fyne.NewPos(lamp.Width+theme.InnerPadding(), tall))
	settle(o[2], size.Width-lamp.Width-theme.InnerPadding())
}
