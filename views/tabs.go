package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tabButton is the handle of a tab. The toolkit's own tabs cannot be reached with the keyboard; this one
// takes the focus and Return. The current one is bold and underlined.
type tabButton struct {
	widget.BaseWidget
	text             string
	run              func()
	current          bool
	focused, hovered bool
}

func newTabButton(text string, run func()) *tabButton {
	t := &tabButton{text: text, run: run}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tabButton) setCurrent(on bool) {
	if t.current != on {
		t.current = on
		t.Refresh()
	}
}

// Tapped brings the tab to the front.
func (t *tabButton) Tapped(*fyne.PointEvent) { t.run() }

// TypedKey brings the tab to the front on Return and Space.
func (t *tabButton) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.run()
	case fyne.KeyEscape:
		passOn(t, key)
	}
}

// TypedRune has no meaning for a tab.
func (t *tabButton) TypedRune(rune) {}

// FocusGained shows the ring.
func (t *tabButton) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost hides the ring.
func (t *tabButton) FocusLost() { t.focused = false; t.Refresh() }

// MouseIn lights the tab up.
func (t *tabButton) MouseIn(*desktop.MouseEvent) { t.hovered = true; t.Refresh() }

// MouseMoved changes nothing.
func (t *tabButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut lets it be as before.
func (t *tabButton) MouseOut() { t.hovered = false; t.Refresh() }

// CreateRenderer draws name, line and ring.
func (t *tabButton) CreateRenderer() fyne.WidgetRenderer {
	r := &tabRenderer{tab: t, back: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil), text: canvas.NewText(t.text, nil)}
	r.back.StrokeWidth = 2
	r.line.CornerRadius = 1.5
	r.text.Alignment = fyne.TextAlignCenter
	r.paint()
	return r
}

type tabRenderer struct {
	tab  *tabButton
	back *canvas.Rectangle
	line *canvas.Rectangle
	text *canvas.Text
}

func (r *tabRenderer) paint() {
	t := r.tab
	r.back.CornerRadius = theme.Size(theme.SizeNameButtonRadius)
	r.back.FillColor, r.back.StrokeColor = nil, nil
	if t.hovered {
		r.back.FillColor = theme.Color(theme.ColorNameHover)
	}
	if t.focused {
		r.back.StrokeColor = theme.Color(theme.ColorNamePrimary)
	}
	r.line.FillColor = theme.Color(theme.ColorNamePrimary)
	r.line.Hidden = !t.current
	r.text.TextSize = theme.TextSize()
	r.text.TextStyle.Bold = t.current
	r.text.Color = theme.Color(theme.ColorNamePlaceHolder)
	if t.current {
		r.text.Color = theme.Color(theme.ColorNameForeground)
	}
}

// MinSize leaves room for the bold name, so that nothing moves when the tab becomes current.
func (r *tabRenderer) MinSize() fyne.Size {
	s := fyne.MeasureText(r.tab.text, theme.TextSize(), fyne.TextStyle{Bold: true})
	return s.AddWidthHeight(6*theme.Padding(), 5*theme.Padding())
}

// Layout puts the line under the name.
func (r *tabRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.text.Resize(size)
	r.line.Resize(fyne.NewSize(size.Width-4*theme.Padding(), 3))
	r.line.Move(fyne.NewPos(2*theme.Padding(), size.Height-3))
}

// Refresh follows state and theme.
func (r *tabRenderer) Refresh() {
	r.paint()
	r.Layout(r.tab.Size())
	canvas.Refresh(r.tab)
}

// Objects are background, line and name.
func (r *tabRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.line, r.text}
}

// Destroy has nothing to let go.
func (r *tabRenderer) Destroy() {}
