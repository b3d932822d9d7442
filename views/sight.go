package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// intoSight scrolls the page around an object so far that it can be seen: whoever walks through a page
// with the keyboard must not lose the focus below its edge.
func intoSight(o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || c.Content() == nil {
		return
	}
	if s := (seeker{wanted: o}); s.look(c.Content(), 0) {
		s.show()
	}
}

// seeker finds an object, the scroller it is in, and how far down it is in there.
type seeker struct {
	wanted fyne.CanvasObject
	scroll *container.Scroll
	top    float32
}

// show scrolls what was found into sight.
func (s *seeker) show() {
	if s.scroll == nil {
		return
	}
	if offset := s.offset(); offset != s.scroll.Offset {
		s.scroll.ScrollToOffset(offset)
	}
}

// offset is where the scroller must stand for the object to be seen with some air around it; where it
// stands already, if that is so, or if it has no size yet.
func (s *seeker) offset() fyne.Position {
	offset, tall := s.scroll.Offset, s.wanted.Size().Height
	if s.scroll.Size().Height == 0 {
		return offset
	}
	air := 2 * theme.TextSize()
	switch top := s.top - offset.Y; {
	case tall+2*air > s.scroll.Size().Height: // more than there is room for is read from its top
		offset.Y = min(max(0, s.top-air), max(0, s.scroll.Content.Size().Height-s.scroll.Size().Height))
	case top+tall+air > s.scroll.Size().Height:
		offset.Y = min(s.top+tall+air, max(s.scroll.Content.Size().Height, s.scroll.Size().Height)) - s.scroll.Size().Height
	case top < air:
		offset.Y = max(0, s.top-air)
	}
	return offset
}

// look walks down from an object that lies at a height in the innermost scroller.
func (s *seeker) look(o fyne.CanvasObject, at float32) bool {
	if o == s.wanted {
		s.top = at
		return true
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			if child.Visible() && s.look(child, at+child.Position().Y) {
				return true
			}
		}
	case *surface:
		return s.look(o.content, at+o.content.Position().Y)
	case *container.Scroll:
		if s.look(o.Content, 0) {
			if s.scroll == nil { // the innermost finds first
				s.scroll = o
			}
			return true
		}
	}
	return false
}
