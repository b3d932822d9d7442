package views

import (
	"mooring/connector"
)

// showDetail shows the selected repository, with all that had to be cut in its row, and the button that
// leads on. One that vanishes from the list under somebody's eyes stays here, and says so.
func (s *pickerScreen) showDetail() {
	st := s.state
	place := st.Rows.Place(st.Selected)
	vanished := place < 0 && st.Rows.Len() > 0 && s.side != nil && st.Selected.ID != "" && s.side.shown == st.Selected
	switch {
	case place >= 0 && s.side == nil:
		s.side = newPickerSide(s)
		s.detail.set(s.side.object())
		fallthrough
	case place >= 0:
		s.side.show(st.Rows.Row(place), st)
	case vanished:
		s.side.vanished(st)
	}
	if setShown(s.detail.Container, place >= 0 || vanished) {
		s.root.Refresh()
	}
}

// choose chooses a repository; while one is being made sure of there is nothing to choose.
func (s *pickerScreen) choose(r connector.Repository) {
	if s.state.Choosing.ID == "" {
		s.picker.Choose(r)
	}
}

// joined puts two words next to each other, if both are there.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}
