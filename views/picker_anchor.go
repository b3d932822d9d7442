package views

import (
	"slices"

	"mooring/connector"
	"mooring/connector/flow"
)

// anchor is a repository and how far below the upper edge of the list it is shown.
type anchor struct {
	ref    connector.RepositoryRef
	pinned bool
	below  float32
}

// anchors are what the eye may rest on: the selected repository, where it can be seen, then all others that can, from
// above.
func (s *pickerScreen) anchors() []anchor {
	rows := s.state.Rows
	offset, pitch := s.rows.GetScrollOffset(), s.rows.pitch()
	var all []anchor
	first := int(offset / pitch)
	for place := first; place < rows.Len() && float32(place)*pitch < offset+s.rows.Size().Height; place++ {
		row := rows.Row(place)
		if row.Heading != nil {
			continue
		}
		a := anchor{row.Repository.Ref, row.Pinned, float32(place)*pitch - offset}
		if a.ref == s.state.Selected {
			all = slices.Insert(all, 0, a)
			continue
		}
		all = append(all, a)
	}
	return all
}

// anchored is how far the list must be scrolled for what one looks at to stay where it is on the screen. At the very
// top, while the selection leads the list before and after, one looks at the top. One that is pinned or unpinned moves
// away: the others stay, unless one looks at the top, where it goes.
func (s *pickerScreen) anchored(before flow.PickerState, held []anchor) float32 {
	offset := s.rows.GetScrollOffset()
	if offset <= 0 && leads(before) && leads(s.state) {
		return 0
	}
	for _, a := range held {
		place := s.state.Rows.Place(a.ref)
		switch {
		case place < 0:
		case s.state.Rows.Row(place).Pinned == a.pinned:
			return float32(place)*s.rows.pitch() - a.below
		case offset <= 0:
			return 0
		}
	}
	return offset
}

// movedByHand tells whether the selection is another one because the person moved it: a selection at the head of the
// list that nobody has touched stays at the head, and where the selected one is gone another takes its place.
func (s *pickerScreen) movedByHand(before flow.PickerState) bool {
	if before.Selected == s.state.Selected || s.state.Rows.Place(before.Selected) < 0 {
		return false
	}
	return !leads(before) || !leads(s.state)
}

// leads tells whether the selection is the first repository of all.
func leads(s flow.PickerState) bool {
	place := s.Rows.Place(s.Selected)
	return place >= 0 && place == s.Rows.Step(-1, 1)
}

// sameQuestion tells whether two states show the same list, of which more or less has come.
func sameQuestion(a, b flow.PickerState) bool {
	return a.Query == b.Query && a.Arrangement == b.Arrangement && a.Connection.ID == b.Connection.ID &&
		(a.Step == flow.PickerIdle) == (b.Step == flow.PickerIdle)
}
