package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// walk visits every visible object below another.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	var below []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		below = o.Objects
	case fyne.Widget:
		below = test.WidgetRenderer(o).Objects()
	}
	for _, child := range below {
		walk(child, visit)
	}
}

// texts are all the words in the window.
func (s *stage) texts() []string {
	var all []string
	walk(s.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			all = append(all, o.Text)
		case *muted:
			all = append(all, o.String())
		case *button:
			all = append(all, o.Text)
		case *lamp:
			all = append(all, o.word)
		case *tabButton:
			all = append(all, o.text)
		case *canvas.Text:
			all = append(all, o.Text)
		case *entry:
			all = append(all, o.Text)
		}
	})
	return all
}
