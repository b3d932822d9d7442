package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over a field of one line and hands the mouse wheel to the page. The toolkit's field keeps the wheel to
// itself though it has nothing to scroll upwards or down, and a form would stand still wherever a field comes to lie
// under the mouse. All else goes through to the field: a thing that lies on top gets only what it asks for.
type wheel struct {
	widget.BaseWidget
	field fyne.CanvasObject
}

func newWheel(field fyne.CanvasObject) *wheel {
	w := &wheel{field: field}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled scrolls the page that the field is on.
func (w *wheel) Scrolled(event *fyne.ScrollEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(w.field)
	if c == nil {
		return
	}
	s := seeker{wanted: w.field}
	if s.look(c.Content(), 0) && s.scroll != nil {
		s.scroll.Scrolled(event)
	}
}

// CreateRenderer draws nothing.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// wheelRenderer lays a wheel over what another renderer draws.
type wheelRenderer struct {
	fyne.WidgetRenderer
	wheel *wheel
}

// Layout lays the wheel over all of it.
func (r *wheelRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.wheel.Resize(size)
}

// Objects are those of the field, and the wheel on top.
func (r *wheelRenderer) Objects() []fyne.CanvasObject {
	below := r.WidgetRenderer.Objects()
	return append(below[:len(below):len(below)], r.wheel)
}
