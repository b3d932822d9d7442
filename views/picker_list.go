package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chooser is a list whose selection lives in a flow, not in the list: it stays on its row when rows arrive,
// and arrows move it while the cursor is in a search field. Rows draw it themselves.
type chooser struct {
	list
	place   int // of the selection, -1 where there is none
	focused bool
	move    func(by int)
	tapped  func(place int)
	enter   func()
	keys    func(fyne.KeyName) bool
	undo    func()
	last    time.Time // of the last tap
	late    bool      // the selection has to be scrolled to once there is room
	sought  bool      // the selection was moved with the keyboard, and is to be seen
}

// newChooser makes one. move shifts the flow's selection, tapped selects a row, enter is Return, Space or
// a second tap on the same row soon after the first. keys may take further keys; typed takes letters.
func newChooser(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) *chooser {
	c := &chooser{place: -1}
	c.Length, c.CreateItem, c.UpdateItem = length, create, update
	c.OnSelected = func(place widget.ListItemID) {
		c.Unselect(place)
		c.tap(place)
	}
	c.ExtendBaseWidget(c)
	return c
}

// doubleTap is how soon a second tap counts as one with the first.
const doubleTap = 500 * time.Millisecond

func (c *chooser) tap(place int) {
	again := place == c.place && time.Since(c.last) < doubleTap
	c.last = time.Now()
	if again && c.enter != nil {
		c.last = time.Time{}
		c.enter()
		return
	}
	c.tapped(place)
}

// show draws the rows anew. The selected one is scrolled to when it moved, so that it is never lost.
func (c *chooser) show(place int) {
	c.showAt(c.GetScrollOffset(), place, place, place != c.place)
}

// showAt draws the rows anew with the list scrolled so far. Where the selection moved, the rows from head down to its
// place are scrolled into sight.
func (c *chooser) showAt(offset float32, head, place int, moved bool) {
	moved = moved || c.sought && place >= 0
	c.place, c.sought = place, false
	if !c.roomy() {
		c.late = c.late || moved && place >= 0
		c.Refresh()
		return
	}
	if moved && place >= 0 {
		offset = c.seen(offset, head, place)
	}
	if offset != c.GetScrollOffset() {
		c.ScrollToOffset(max(0, min(offset, float32(c.Length())*c.pitch()-theme.Padding()-c.Size().Height)))
	}
	c.Refresh()
}

// reset draws another list than before, from its top on; where its selection would not be seen then, from the row head
// on, which leads to it.
func (c *chooser) reset(head, place int) {
	var offset float32
	if float32(place+1)*c.pitch()-theme.Padding() > c.Size().Height {
		offset = float32(head) * c.pitch()
	}
	c.showAt(offset, head, place, true)
}

// seen is how far the list must be scrolled for the rows from head to place to be seen; as far as it is, where they are.
func (c *chooser) seen(offset float32, head, place int) float32 {
	pitch := c.pitch()
	top, bottom := float32(head)*pitch, float32(place+1)*pitch-theme.Padding()
	switch {
	case top < offset:
		return top
	case bottom > offset+c.Size().Height:
		return bottom - c.Size().Height
	}
	return offset
}

// pitch is how far one row is below the one before.
func (c *chooser) pitch() float32 { return c.CreateItem().MinSize().Height + theme.Padding() }

// roomy tells whether at least one row fits: otherwise each one counts as out of sight.
func (c *chooser) roomy() bool { return c.Size().Height >= c.CreateItem().MinSize().Height }

// Resize scrolls to the selection of a list that was filled before it was shown.
func (c *chooser) Resize(size fyne.Size) {
	c.list.Resize(size)
	if c.late && c.place >= 0 && c.roomy() {
		c.late = false
		c.showAt(c.GetScrollOffset(), c.place, c.place, true)
	}
}

// walk moves the selection, and brings it into sight also where it was at the end already.
func (c *chooser) walk(by int) {
	c.sought = true
	c.move(by)
}

// TypedKey moves the selection and runs what the keys stand for.
func (c *chooser) TypedKey(key *fyne.KeyEvent) {
	switch {
	case c.keys != nil && c.keys(key.Name):
	case c.moved(key.Name):
	case key.Name == fyne.KeyHome:
		c.walk(-c.Length())
	case key.Name == fyne.KeyEnd:
		c.walk(c.Length())
	case key.Name == fyne.KeyReturn, key.Name == fyne.KeyEnter, key.Name == fyne.KeySpace:
		if c.enter != nil {
			c.enter()
		}
	case key.Name == fyne.KeyEscape:
		passOn(c, key)
	}
}

// moved takes the keys that a search field has no use for itself.
func (c *chooser) moved(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyUp:
		c.walk(-1)
	case fyne.KeyDown:
		c.walk(1)
	case fyne.KeyPageUp:
		c.walk(-c.pageful())
	case fyne.KeyPageDown:
		c.walk(c.pageful())
	default:
		return false
	}
	return true
}

// TypedRune hands letters to the search field.
func (c *chooser) TypedRune(r rune) {
	if c.typed != nil && r != ' ' {
		c.typed(r)
	}
}

// TypedShortcut takes back what was done last, and passes on what the window's menu knows.
func (c *chooser) TypedShortcut(s fyne.Shortcut) {
	if _, undo := s.(*fyne.ShortcutUndo); undo && c.undo != nil {
		c.undo()
		return
	}
	windowShortcut(c, s)
}

// FocusGained makes the selected row say so. The toolkit's list does not hear of it: it would mark the row that was
// tapped last, wherever the selection has gone since.
func (c *chooser) FocusGained() {
	c.focused = true
	c.Refresh()
}

// FocusLost takes that back.
func (c *chooser) FocusLost() {
	c.focused = false
	c.Refresh()
}

// marker is the ground of a row: it marks the selected one by a bar and a tint, and by a ring while the
// list has the focus.
type marker struct {
	widget.BaseWidget
	on, ring bool
}

func newMarker() *marker {
	m := &marker{}
	m.ExtendBaseWidget(m)
	return m
}

func (m *marker) set(on, ring bool) {
	if m.on != on || m.ring != ring {
		m.on, m.ring = on, ring
		m.Refresh()
	}
}

// CreateRenderer draws tint and bar.
func (m *marker) CreateRenderer() fyne.WidgetRenderer {
	r := &markerRenderer{marker: m, tint: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type markerRenderer struct {
	marker    *marker
	tint, bar *canvas.Rectangle
}

func (r *markerRenderer) paint() {
	r.tint.Hidden, r.bar.Hidden = !r.marker.on, !r.marker.on
	r.tint.FillColor = theme.Color(theme.ColorNameSelection)
	r.bar.FillColor = theme.Color(theme.ColorNamePrimary)
	r.tint.StrokeColor, r.tint.StrokeWidth = theme.Color(theme.ColorNameForeground), 0
	if r.marker.ring {
		r.tint.StrokeWidth = 2
	}
	r.tint.CornerRadius = theme.Size(theme.SizeNameSelectionRadius)
	r.bar.CornerRadius = 2
}

// MinSize is nothing: the row decides.
func (r *markerRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Layout puts the bar at the left edge.
func (r *markerRenderer) Layout(size fyne.Size) {
	r.tint.Move(fyne.NewSquareOffsetPos(2)) // the ring must not be cut off at the edges
	r.tint.Resize(size.SubtractWidthHeight(4, 4))
	r.bar.Resize(fyne.NewSize(4, max(0, size.Height-8)))
	r.bar.Move(fyne.NewPos(2, 4))
}

// Refresh follows state and theme.
func (r *markerRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.marker)
}

// Objects are tint and bar.
func (r *markerRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.tint, r.bar} }

// Destroy has nothing to let go.
func (r *markerRenderer) Destroy() {}
