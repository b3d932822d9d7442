package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// button is a button that Return presses too, with a ring while it has the focus.
type button struct {
	widget.Button
	ring *canvas.Rectangle
	// deaf is until when keys are not heard, and grace by how much one that comes too early prolongs it.
	deaf  time.Time
	grace time.Duration
}

func newButton(text string, run func()) *button {
	b := &button{}
	b.Text = text
	b.OnTapped = run
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey presses the button on Return and Space, and passes Esc on to the window. The toolkit takes the
// focus off a button that is pressed; here it stays, so that whoever walks on with Tab goes on from there.
func (b *button) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if b.hears() && !b.Disabled() && b.OnTapped != nil {
			b.OnTapped()
		}
	case fyne.KeyEscape:
		passOn(b, key)
	default:
		b.Button.TypedKey(key)
	}
}

// settleIn keeps the button from hearing a key that was meant for the page before: it came under the
// keyboard by itself, and a Return pressed twice, or held down, must not press it unread.
func (b *button) settleIn(grace time.Duration) {
	b.grace, b.deaf = grace, time.Now().Add(grace)
}

// hears tells whether a key is meant for this button.
func (b *button) hears() bool {
	now := time.Now()
	if now.Before(b.deaf) {
		b.deaf = now.Add(b.grace)
		return false
	}
	return true
}

// FocusGained shows the ring.
func (b *button) FocusGained() {
	b.Button.FocusGained()
	b.setRing(true)
	intoSight(b)
}

// FocusLost hides the ring.
func (b *button) FocusLost() {
	b.Button.FocusLost()
	b.setRing(false)
}

func (b *button) setRing(on bool) {
	if b.ring == nil {
		return
	}
	b.ring.Hidden = !on
	b.ring.Refresh()
}

// CreateRenderer adds the ring to the toolkit's button.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	b.ring = canvas.NewRectangle(nil)
	b.ring.StrokeWidth = 2
	b.ring.Hidden = true
	r := &ringRenderer{WidgetRenderer: b.Button.CreateRenderer(), owner: b, ring: b.ring}
	r.paint()
	return r
}

// ringRenderer draws a focus ring over what another renderer draws.
type ringRenderer struct {
	fyne.WidgetRenderer
	owner fyne.Widget
	ring  *canvas.Rectangle
}

func (r *ringRenderer) paint() {
	r.ring.StrokeColor = theme.Color(theme.ColorNameForeground)
	r.ring.CornerRadius = theme.Size(theme.SizeNameButtonRadius) + 1
}

// Layout keeps the ring at the edge.
func (r *ringRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.Move(fyne.NewPos(-1, -1))
	r.ring.Resize(size.AddWidthHeight(2, 2))
}

// Refresh follows the theme.
func (r *ringRenderer) Refresh() {
	r.paint()
	r.WidgetRenderer.Refresh()
	r.ring.Refresh()
}

// Objects has the ring on top.
func (r *ringRenderer) Objects() []fyne.CanvasObject {
	return append(r.WidgetRenderer.Objects(), r.ring)
}

// passOn hands a key that a widget has no use for to the window, which knows Esc.
func passOn(o fyne.CanvasObject, key *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(key)
	}
}

// entry is a field of one line: Enter submits, Esc goes to the window.
type entry struct {
	widget.Entry
	submit func()
	// secret says that what the field holds is never copied out, even while one looks at it.
	secret bool
	// keys, if there, takes the keys that somebody else should have while the cursor stays here.
	keys func(fyne.KeyName) bool
	// left, if there, is told when the cursor leaves the field.
	left func()
}

// newEntry makes a field; submit may be nil.
func newEntry(hint string, submit func()) *entry {
	e := &entry{submit: submit}
	e.SetPlaceHolder(hint)
	e.ExtendBaseWidget(e)
	e.OnSubmitted = func(string) {
		if e.submit != nil {
			e.submit()
		}
	}
	return e
}

// CreateRenderer lets the mouse wheel through to the page.
func (e *entry) CreateRenderer() fyne.WidgetRenderer {
	return &wheelRenderer{WidgetRenderer: e.Entry.CreateRenderer(), wheel: newWheel(e)}
}

// FocusGained brings the field into sight.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	intoSight(e)
}

// FocusLost tells who wants to know.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.left != nil {
		e.left()
	}
}

// TypedKey passes Esc on to the window.
func (e *entry) TypedKey(key *fyne.KeyEvent) {
	switch {
	case key.Name == fyne.KeyEscape:
		passOn(e, key)
	case e.keys != nil && e.keys(key.Name):
	default:
		e.Entry.TypedKey(key)
	}
}

// TypedRune leaves out a space that would begin the text: it is the one that pressed the button which brought
// the cursor here, and no field wants one there.
func (e *entry) TypedRune(r rune) {
	if r == ' ' && e.CursorColumn == 0 && e.SelectedText() == "" {
		return
	}
	e.Entry.TypedRune(r)
}

// newSecretEntry makes a field for a token: hidden, with an eye to look; submit may be nil.
func newSecretEntry(hint string, submit func()) *entry {
	e := newEntry(hint, submit)
	e.secret, e.Password = true, true
	return e
}

// TypedShortcut passes on what the window's menu knows; all else edits the text. A token can be pasted,
// not copied or cut.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if windowShortcut(e, s) {
		return
	}
	switch s.(type) {
	case *fyne.ShortcutCopy, *fyne.ShortcutCut:
		if e.secret {
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// windowShortcut runs a shortcut of the window's menu. In a real window the menu comes first anyway; on
// platforms and in tests where it does not, a focused field would swallow it.
func windowShortcut(o fyne.CanvasObject, s fyne.Shortcut) bool {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return false
	}
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas() != c || w.MainMenu() == nil {
			continue
		}
		for _, m := range w.MainMenu().Items {
			for _, item := range m.Items {
				if item.Shortcut != nil && item.Shortcut.ShortcutName() == s.ShortcutName() && item.Action != nil {
					item.Action()
					return true
				}
			}
		}
	}
	return false
}
