package views

import (
	"mooring/connector"
)

// showDetail shows the selected repository, with all that had to be cut in its row, and the button that
// leads on.
func (s *pickerScreen) showDetail() {
	place := s.state.Rows.Place(s.state.Selected)
	shown := place >= 0
	if shown {
		if s.side == nil {
			s.side = newPickerSide(s)
			s.detail.set(s.side.object())
		}
		s.side.show(s.state.Rows.Row(place), s.state)
	}
	if setShown(s.detail.Container, shown) {
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
