package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// listDetail sets a list and its detail next to each other, or below each other where the window is too
// narrow for its text and high enough. A detail that is hidden leaves all room to the list.
type listDetail struct{ share float32 }

const (
	// sideways is the narrowest window, in letters, in which both still read well next to each other.
	sideways = 42
	// squeezed is the narrowest in which they stand so where it is lower than stacked: half of that is too little.
	squeezed, stacked = 30, 30
)

// sideBySide tells whether both stand next to each other.
func sideBySide(size fyne.Size) bool {
	wide, high := size.Width/theme.TextSize(), size.Height/theme.TextSize()
	return wide >= sideways || wide >= squeezed && high < stacked
}

// newListDetail joins a list and its detail, which gets a share of the width.
func newListDetail(list, detail fyne.CanvasObject, share float32) *fyne.Container {
	return container.New(listDetail{share}, list, detail)
}

// MinSize is small: both parts scroll.
func (listDetail) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.TextSize()*20, theme.TextSize()*10)
}

// Layout divides the room.
func (l listDetail) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := 3 * theme.Padding()
	o[0].Move(fyne.Position{})
	switch {
	case !o[1].Visible():
		o[0].Resize(size)
	case sideBySide(size):
		detail := min(size.Width*l.share, theme.TextSize()*44)
		o[0].Resize(fyne.NewSize(size.Width-detail-gap, size.Height))
		o[1].Move(fyne.NewPos(size.Width-detail, 0))
		o[1].Resize(fyne.NewSize(detail, size.Height))
	default:
		list := (size.Height - gap) * 0.5
		o[0].Resize(fyne.NewSize(size.Width, list))
		o[1].Move(fyne.NewPos(0, list+gap))
		o[1].Resize(fyne.NewSize(size.Width, size.Height-list-gap))
	}
}

// factTable sets labels and values in two columns; the labels are as wide as the widest of them, and stand
// above the values where that would leave these too little room.
type factTable struct{ gap float32 }

// newFacts makes the table out of pairs: label, value.
func newFacts(pairs ...fyne.CanvasObject) *fyne.Container {
	return container.New(factTable{}, pairs...)
}

// newFields is a table of fields, which need more air than texts.
func newFields(pairs ...fyne.CanvasObject) *fyne.Container {
	return container.New(factTable{gap: 2}, pairs...)
}

// fact is one line of a table of facts, or nothing where there is no value.
func fact(key, value string) []fyne.CanvasObject {
	if value == "" {
		return nil
	}
	return []fyne.CanvasObject{factLabel(say(key)), wrapLabel(value)}
}

// factLabel is the name of a fact: it neither wraps nor is cut.
func factLabel(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Importance = widget.LowImportance
	return l
}

func (factTable) labels(o []fyne.CanvasObject) float32 {
	var w float32
	for i := 0; i < len(o); i += 2 {
		w = max(w, o[i].MinSize().Width)
	}
	return w
}

// MinSize asks for the narrow shape's width and the height of the last layout.
func (f factTable) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(f.labels(o), 0)
	for i := 0; i+1 < len(o); i += 2 {
		if i > 0 {
			size.Height += f.gap * theme.Padding()
		}
		if o[i].Position().Y != o[i+1].Position().Y {
			size.Height += o[i].MinSize().Height - theme.InnerPadding()
		}
		size.Height += max(o[i].MinSize().Height, o[i+1].MinSize().Height)
	}
	return size
}

// Layout fills the columns.
func (f factTable) Layout(o []fyne.CanvasObject, size fyne.Size) {
	labels := f.labels(o)
	above := size.Width-labels < theme.TextSize()*9
	var y float32
	for i := 0; i+1 < len(o); i += 2 {
		label, value := o[i], o[i+1]
		tall := label.MinSize().Height
		label.Move(fyne.NewPos(0, y))
		label.Resize(fyne.NewSize(labels, tall))
		if above {
			y += tall - theme.InnerPadding()
			value.Move(fyne.NewPos(0, y))
			y += settle(value, size.Width) + f.gap*theme.Padding()
			continue
		}
		value.Move(fyne.NewPos(labels, y))
		y += max(tall, settle(value, size.Width-labels)) + f.gap*theme.Padding()
	}
}

// roomy keeps its one child off the edges of the window.
type roomy struct{}

func newRoomy(object fyne.CanvasObject) *fyne.Container { return container.New(roomy{}, object) }

// MinSize is the child and the edges.
func (roomy) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(8*theme.Padding(), 6*theme.Padding())
}

// Layout centres the child; on a very wide window it does not grow without end, and in a short one it gets nearly all.
func (roomy) Layout(o []fyne.CanvasObject, size fyne.Size) {
	edge, above := 4*theme.Padding(), 3*theme.Padding()
	if short(size.Height) {
		above = theme.Padding()
	}
	width := min(size.Width-2*edge, theme.TextSize()*86)
	o[0].Move(fyne.NewPos((size.Width-width)/2, above))
	o[0].Resize(fyne.NewSize(width, size.Height-2*above))
}
