package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// withFoot sets buttons right below a page's text. Where the text is taller than the window, it scrolls above
// them: what leads on is never looked for.
func withFoot(text *fyne.Container, buttons fyne.CanvasObject) fyne.CanvasObject {
	scroll, _ := text.Layout.(uprightLayout)
	return container.New(footed(scroll), scroll.scroll, buttons)
}

type footed struct{ scroll *container.Scroll }

// above and below are the distances of the buttons to the text and to the window's edge.
func (footed) above() float32 { return 3 * theme.Padding() }
func (footed) below() float32 { return 4 * theme.Padding() }

// MinSize is the buttons and a few lines to read above them.
func (f footed) MinSize(o []fyne.CanvasObject) fyne.Size {
	foot := o[1].MinSize()
	width := max(f.scroll.MinSize().Width, foot.Width+2*f.below())
	return fyne.NewSize(width, 120+foot.Height+f.above()+f.below())
}

// Layout gives the text the height it needs, or what the buttons leave, and keeps both in one column.
func (f footed) Layout(o []fyne.CanvasObject, size fyne.Size) {
	edge := 4 * theme.Padding() // as reading has it
	width := min(size.Width-2*edge, readable*theme.TextSize()/14)
	foot := settle(o[1], width)
	text := settle(f.scroll.Content, size.Width)
	room := size.Height - foot - f.above() - f.below()
	at := room + f.above()
	if text-edge <= room { // the margin below the text is not needed
		at = text - edge + f.above()
		room = min(text, size.Height)
	}
	f.scroll.Resize(fyne.NewSize(size.Width, room))
	f.scroll.Refresh()
	o[1].Move(fyne.NewPos((size.Width-width)/2, at))
}
