//go:build dump

package views

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// Node is one thing on the screen: what it is, what it says, and where it is, in pixels of the window.
type Node struct {
	Kind     string
	Text     string
	X, Y     float32
	W, H     float32
	Focused  bool
	Disabled bool
}

// Dump tells what the window shows, for runs that drive it from outside. What is scrolled out of sight is
// left out, since nobody could click on it; what a secret field holds is never told. Call it on the UI
// goroutine.
func (w *Window) Dump() []Node {
	c := w.win.Canvas()
	d := &dumper{scale: c.Scale(), focused: c.Focused()}
	for _, root := range append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(root)
		d.walk(root, at, box{at, at.Add(root.Size())})
	}
	return d.nodes
}

type box struct{ from, to fyne.Position }

// holds tells whether the middle of an object can be seen.
func (b box) holds(at fyne.Position, size fyne.Size) bool {
	x, y := at.X+size.Width/2, at.Y+size.Height/2
	return x >= b.from.X && x <= b.to.X && y >= b.from.Y && y <= b.to.Y
}

func (b box) within(at fyne.Position, size fyne.Size) box {
	return box{
		fyne.NewPos(max(b.from.X, at.X), max(b.from.Y, at.Y)),
		fyne.NewPos(min(b.to.X, at.X+size.Width), min(b.to.Y, at.Y+size.Height)),
	}
}

type dumper struct {
	scale   float32
	focused fyne.Focusable
	nodes   []Node
}

func (d *dumper) walk(o fyne.CanvasObject, at fyne.Position, seen box) {
	if o == nil || !o.Visible() {
		return
	}
	kind, text, leaf := describe(o)
	if text != "" || leaf {
		if seen.holds(at, o.Size()) {
			d.add(o, kind, text, at)
		}
	}
	if leaf {
		return
	}
	if _, clips := o.(*container.Scroll); clips {
		seen = seen.within(at, o.Size())
	}
	for _, child := range children(o) {
		d.walk(child, at.Add(child.Position()), seen)
	}
}

func (d *dumper) add(o fyne.CanvasObject, kind, text string, at fyne.Position) {
	n := Node{
		Kind: kind, Text: text,
		X: at.X * d.scale, Y: at.Y * d.scale, W: o.Size().Width * d.scale, H: o.Size().Height * d.scale,
	}
	if f, ok := o.(fyne.Focusable); ok {
		n.Focused = f == d.focused
	}
	if f, ok := o.(fyne.Disableable); ok {
		n.Disabled = f.Disabled()
	}
	d.nodes = append(d.nodes, n)
}

func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// describe reads what an object says. A leaf is told as a whole: what it is made of does not matter.
func describe(o fyne.CanvasObject) (kind, text string, leaf bool) {
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return "", "", false
	}
	kind = strings.ToLower(v.Type().Name())
	if e, field := o.(*entry); field && e.secret { // while one looks at it, it is no longer hidden
		return "secret", "", true
	}
	for _, name := range []string{"Text", "Selected", "text", "word"} {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return kind, f.String(), name != "Selected"
		}
	}
	if s, ok := o.(interface{ String() string }); ok {
		return kind, s.String(), true
	}
	return kind, "", false
}
