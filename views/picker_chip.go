package views

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chip is a small switch, or the name of a choice that opens when it is pressed. One that is on is filled and ticked,
// so that it is told from the others without colour, too; one that opens has an arrow.
type chip struct {
	widget.BaseWidget
	text             string
	on, opens        bool
	focused, hovered bool
	act              func()
	tapped           func() // where the keyboard goes when the mouse was used; may be nil
}

// newChip makes a switch; opens says that it opens something.
func newChip(text string, opens bool, act func()) *chip {
	c := &chip{text: text, opens: opens, act: act}
	c.ExtendBaseWidget(c)
	return c
}

// set says what the chip says and whether it is on, and tells whether that is new.
func (c *chip) set(text string, on bool) (changed bool) {
	if c.text == text && c.on == on {
		return false
	}
	c.text, c.on = text, on
	c.Refresh()
	return true
}

// String is what the chip says, with a tick where it is on.
func (c *chip) String() string {
	if c.on {
		return "✓ " + c.text
	}
	return c.text
}

// Tapped does what the chip is for. Whoever taps goes on typing in a field.
func (c *chip) Tapped(*fyne.PointEvent) {
	if c.tapped != nil {
		c.tapped()
	}
	c.act()
}

// TypedKey does it on Return and Space, and passes Esc on to the window.
func (c *chip) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		c.act()
	case fyne.KeyDown:
		if c.opens {
			c.act()
		}
	case fyne.KeyEscape:
		passOn(c, key)
	}
}

// TypedRune has no use for letters.
func (c *chip) TypedRune(rune) {}

// TypedShortcut passes on what the window's menu knows.
func (c *chip) TypedShortcut(s fyne.Shortcut) { windowShortcut(c, s) }

// FocusGained shows a ring.
func (c *chip) FocusGained() {
	c.focused = true
	c.Refresh()
}

// FocusLost takes it back.
func (c *chip) FocusLost() {
	c.focused = false
	c.Refresh()
}

// MouseIn shows that the chip can be pressed.
func (c *chip) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
}

// MouseMoved changes nothing.
func (c *chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes that back.
func (c *chip) MouseOut() {
	c.hovered = false
	c.Refresh()
}

// CreateRenderer draws the pill.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{
		chip: c, pill: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil), text: canvas.NewText("", nil),
		tick: canvas.NewImageFromResource(nil), arrow: canvas.NewImageFromResource(theme.MenuDropDownIcon()),
	}
	r.tick.FillMode, r.arrow.FillMode = canvas.ImageFillContain, canvas.ImageFillContain
	r.paint()
	return r
}

type chipRenderer struct {
	chip              *chip
	pill, hover, ring *canvas.Rectangle
	text              *canvas.Text
	tick, arrow       *canvas.Image
	ink               color.Color // of the tick
}

func (r *chipRenderer) paint() {
	c := r.chip
	ink := theme.Color(theme.ColorNameForeground)
	r.pill.FillColor, r.pill.StrokeColor, r.pill.StrokeWidth = color.Transparent, theme.Color(theme.ColorNameInputBorder), 1
	if c.on {
		r.pill.FillColor, r.pill.StrokeColor, r.pill.StrokeWidth = theme.Color(theme.ColorNameSelection), theme.Color(theme.ColorNamePrimary), 1.5
	}
	r.hover.Hidden, r.hover.FillColor = !c.hovered, theme.Color(theme.ColorNameHover)
	r.ring.Hidden, r.ring.FillColor, r.ring.StrokeColor, r.ring.StrokeWidth = !c.focused, color.Transparent, ink, 2
	r.text.Text, r.text.Color, r.text.TextSize = c.text, ink, theme.TextSize()
	r.text.TextStyle = fyne.TextStyle{Bold: c.on}
	r.tick.Hidden, r.arrow.Hidden = !c.on, !c.opens
	if r.ink != ink {
		r.ink = ink
		r.tick.Resource = tinted("check.svg", ink)
		r.tick.Refresh()
	}
}

// ends are the widths kept free before and behind the text, for tick and arrow. A switch keeps the room of its tick
// while it is off: nothing beside it moves when it is pressed.
func (r *chipRenderer) ends() (before, behind float32) {
	edge := theme.TextSize() * 0.7
	sign := theme.TextSize() * 1.25
	before, behind = edge, edge
	if r.chip.opens {
		behind = edge*0.6 + sign
	}
	if r.chip.on {
		before = edge*0.6 + sign
	}
	if !r.chip.opens && !r.chip.on {
		before, behind = (edge*1.6+sign)/2, (edge*1.6+sign)/2
	}
	return before, behind
}

// MinSize is the text, as wide as it is in bold, and its ends.
func (r *chipRenderer) MinSize() fyne.Size {
	text := fyne.MeasureText(r.chip.text, theme.TextSize(), fyne.TextStyle{Bold: true})
	before, behind := r.ends()
	return fyne.NewSize(before+text.Width+behind, text.Height+2.5*theme.Padding())
}

// Layout centres everything on one line.
func (r *chipRenderer) Layout(size fyne.Size) {
	for _, o := range []*canvas.Rectangle{r.pill, r.hover, r.ring} {
		o.CornerRadius = size.Height / 2
		o.Resize(size)
	}
	before, behind := r.ends()
	tall := r.text.MinSize().Height
	r.text.Alignment = fyne.TextAlignCenter
	r.text.Move(fyne.NewPos(before, (size.Height-tall)/2))
	r.text.Resize(fyne.NewSize(size.Width-before-behind, tall))
	sign := theme.TextSize() * 1.1
	r.tick.Move(fyne.NewPos(before-sign-theme.TextSize()*0.15, (size.Height-sign)/2))
	r.tick.Resize(fyne.NewSquareSize(sign))
	arrow := theme.TextSize() * 1.4
	r.arrow.Move(fyne.NewPos(size.Width-behind+theme.TextSize()*0.05, (size.Height-arrow)/2))
	r.arrow.Resize(fyne.NewSquareSize(arrow))
}

// Refresh follows state and theme.
func (r *chipRenderer) Refresh() {
	r.paint()
	r.arrow.Refresh()
	r.Layout(r.chip.Size())
	canvas.Refresh(r.chip)
}

// Objects are the pill and what is on it.
func (r *chipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.pill, r.hover, r.text, r.tick, r.arrow, r.ring}
}

// Destroy has nothing to let go.
func (r *chipRenderer) Destroy() {}
