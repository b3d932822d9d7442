package flow

import "slices"

// importAllTaken takes every profile of the file, or none.
type importAllTaken struct{ wish bool }

func (e importAllTaken) take(s ImportState) ImportState {
	if s.Step != ImportShown {
		return s
	}
	s.Rows, s.Problem = slices.Clone(s.Rows), nil
	for i := range s.Rows {
		s.Rows[i].Take = e.wish
	}
	return s.judged()
}

// TakeAll says whether every profile of the file is saved, or none: in one step, since a file may have a thousand.
func (f *Import) TakeAll(take bool) { f.feed.Apply(importAllTaken{take}) }
