package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// tallPage sets a head above and a foot below something that takes all the height there is, but never less
// than it needs: where the window is too small for that, the whole scrolls.
func tallPage(head, body, foot fyne.CanvasObject) fyne.CanvasObject {
	return upright(container.New(tall{}, head, body, foot))
}

// tall lays out such a page, with the margins of every page.
type tall struct{}

func (tall) edge() float32 { return 4 * theme.Padding() }
func (tall) gap() float32  { return 2 * theme.Padding() }

// MinSize is everything below each other, within the margins.
func (t tall) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 2*t.gap())
	for _, part := range o {
		m := part.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
	}
	return size.AddWidthHeight(2*t.edge(), 2*t.edge())
}

// Layout gives the second of the three what the others leave.
func (t tall) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width-2*t.edge(), readable*theme.TextSize()/14)
	x, y := (size.Width-width)/2, t.edge()
	head, foot := settle(o[0], width), settle(o[2], width)
	body := max(o[1].MinSize().Height, size.Height-head-foot-2*t.gap()-2*t.edge())
	o[1].Resize(fyne.NewSize(width, body))
	for i, h := range []float32{head, body, foot} {
		o[i].Move(fyne.NewPos(x, y))
		y += h + t.gap()
	}
}

// sides keeps its one child off the edges by as much as texts have around them, and gives it all the height.
type sides struct{}

// MinSize is the child and both edges.
func (sides) MinSize(o []fyne.CanvasObject) fyne.Size { return insetLayout{}.MinSize(o) }

// Layout fills what is between the edges.
func (sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(theme.InnerPadding(), 0))
	o[0].Resize(fyne.NewSize(size.Width-2*theme.InnerPadding(), size.Height))
}
