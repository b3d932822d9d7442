package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// column stacks its children at full width, each as tall as it needs to be at that width. Unlike a VBox
// it asks a wrapping text for its height after it knows its width, so nothing is clipped or jumps.
type column struct{ gap float32 }

// stack puts objects below each other with a comfortable distance.
func stack(objects ...fyne.CanvasObject) *fyne.Container { return stackGap(2, objects...) }

// stackGap is stack with a distance in multiples of the theme's padding.
func stackGap(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

// MinSize is the widest child and all heights.
func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	gap := c.gap * theme.Padding()
	shown := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
		shown++
	}
	if shown > 1 {
		size.Height += gap * float32(shown-1)
	}
	return size
}

// Layout gives every child the full width.
func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := c.gap * theme.Padding()
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Move(fyne.NewPos(0, y))
		y += settle(o, size.Width) + gap
	}
}

// settle gives an object a width and then the height it needs at that width. Twice, since a text tells
// its height only once it has its width.
func settle(o fyne.CanvasObject, width float32) float32 {
	for range 2 {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
	}
	h := o.MinSize().Height
	if o.Size().Height != h {
		o.Resize(fyne.NewSize(width, h))
	}
	return h
}

// flowRow puts its children beside each other and goes on in the next line where they do not fit.
type flowRow struct {
	width *float32 // of the last layout: the height needed depends on it
}

// row puts objects beside each other, wrapping to more lines where the window is narrow.
func row(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(flowRow{width: new(float32)}, objects...)
}

// MinSize is the widest child; the height is that of the lines at the last known width.
func (f flowRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size.Width = max(size.Width, o.MinSize().Width)
		}
	}
	width := *f.width
	if width == 0 {
		width = 1e6
	}
	size.Height = f.place(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
	return size
}

// Layout fills the lines.
func (f flowRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	*f.width = size.Width
	f.place(objects, size.Width, func(o fyne.CanvasObject, p fyne.Position, s fyne.Size) {
		o.Move(p)
		o.Resize(s)
	})
}

func (f flowRow) place(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	gap := 2 * theme.Padding()
	var line []fyne.CanvasObject
	var x, y, tall float32
	flush := func() {
		at := float32(0)
		for _, o := range line {
			m := o.MinSize()
			w := min(m.Width, width)
			put(o, fyne.NewPos(at, y+(tall-m.Height)/2), fyne.NewSize(w, m.Height))
			at += w + gap
		}
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if len(line) > 0 && x+m.Width > width {
			flush()
			y += tall + gap
			line, x, tall = nil, 0, 0
		}
		line = append(line, o)
		x += m.Width + gap
		tall = max(tall, m.Height)
	}
	flush()
	return y + tall
}

// reading keeps its one child to a width that reads well, in the middle of what there is.
type reading struct{ width float32 }

// MinSize is the child's.
func (r reading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[0].MinSize()
	edge := 8 * theme.Padding()
	return fyne.NewSize(m.Width+edge, m.Height+edge)
}

// Layout centres the child between equal margins.
func (r reading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	edge := 4 * theme.Padding()
	width := min(size.Width-2*edge, r.width*theme.TextSize()/14)
	objects[0].Move(fyne.NewPos((size.Width-width)/2, edge))
	settle(objects[0], width)
}

// upright scrolls its one child up and down and gives it the width there is. It lays the child out
// before the scroller asks how tall it is.
func upright(child fyne.CanvasObject) *fyne.Container {
	s := container.NewVScroll(child)
	return container.New(uprightLayout{s}, s)
}

type uprightLayout struct{ scroll *container.Scroll }

func (u uprightLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(u.scroll.MinSize().Width, 120)
}

func (u uprightLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	settle(u.scroll.Content, size.Width)
	u.scroll.Resize(size)
	u.scroll.Refresh()
}

// short tells of a height in which every line counts, because few lines of a list would be left.
func short(height float32) bool { return height < 38*theme.TextSize() }
