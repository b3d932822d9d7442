package views

import (
	"mooring/connector/flow"
)

// length is how many rows the list has: a last one, where there is more to be seen than is listed.
func (s *pickerScreen) length() int {
	if s.state.CanAdd() {
		return s.state.Rows.Len() + 1
	}
	return s.state.Rows.Len()
}

// draw fills a row of the list.
func (s *pickerScreen) draw(place int, r *pickerRow) {
	s.saw(place)
	if place >= s.state.Rows.Len() {
		r.showMore(s.moreWords())
		return
	}
	row := s.state.Rows.Row(place)
	if row.Heading != nil {
		r.showHeading(s.told(*row.Heading))
		return
	}
	on := row.Repository.Ref == s.state.Selected
	r.pin.act = func() {
		s.k.focusOn(s.search) // a tap beside everything that takes the keyboard takes it away
		s.picker.Pin(row.Repository, !row.Pinned)
	}
	r.show(row, rowLook{selected: on, ring: on && s.rows.focused, coming: s.state.Step == flow.PickerLoading, now: s.now()})
}

// told is a heading as it is shown: with all a workspace has, unless what is typed lets only some of it through.
func (s *pickerScreen) told(h flow.Heading) flow.Heading {
	if s.state.Query != "" {
		return h
	}
	return wholly(s.state, h)
}

// moreWords is what the last row of a list that goes on says.
func (s *pickerScreen) moreWords() (act, note string) {
	note = listedOf(s.state, s.now())
	if s.state.Adding {
		return say("picker.more.reading"), note
	}
	return say("picker.more"), note
}

// tap selects a row; the last one of a list that goes on reads more, and a heading is only to be read.
func (s *pickerScreen) tap(place int) {
	if place >= s.state.Rows.Len() {
		s.picker.More()
		return
	}
	if row := s.state.Rows.Row(place); row.Heading == nil {
		s.picker.Select(row.Repository.Ref)
	}
}

// pinSelected pins the selected repository, or unpins it.
func (s *pickerScreen) pinSelected() {
	if place := s.state.Rows.Place(s.state.Selected); place >= 0 {
		row := s.state.Rows.Row(place)
		s.picker.Pin(row.Repository, !row.Pinned)
	}
}

// openSelected opens the web page of the selected repository.
func (s *pickerScreen) openSelected() {
	if r := s.state.Rows.At(s.state.Rows.Place(s.state.Selected)); r.Web != "" {
		s.k.openURL(r.Web)
	}
}

// showRows draws the list of the present state, after the one before and what could be seen of that. What is looked at
// stays where it is when rows come and go; it is the person who moves it, by typing or walking.
func (s *pickerScreen) showRows(before flow.PickerState, held []anchor) {
	place := s.state.Rows.Place(s.state.Selected)
	head := s.above(place)
	if sameQuestion(before, s.state) {
		s.rows.showAt(s.anchored(before, held), head, place, s.movedByHand(before))
		return
	}
	s.rows.reset(head, place)
}

// above is the row from which on one sees where a repository stands: the heading, right above its first one.
func (s *pickerScreen) above(place int) int {
	if place > 0 && s.state.Rows.Row(place-1).Heading != nil {
		return place - 1
	}
	return place
}
