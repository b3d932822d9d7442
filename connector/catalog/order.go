package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// ranking puts two rows in an order: negative where a comes first. No two rows are equal.
type ranking func(s *snapshot, a, b int32) int

func byName(s *snapshot, a, b int32) int {
	if order := strings.Compare(s.name(a), s.name(b)); order != 0 {
		return order
	}
	if p, q := s.spot(a).place, s.spot(b).place; p != q {
		if order := strings.Compare(s.places[p].key, s.places[q].key); order != 0 {
			return order
		}
	}
	return cmp.Compare(a, b)
}

func byUpdated(s *snapshot, a, b int32) int {
	if order := cmp.Compare(s.spot(b).updated, s.spot(a).updated); order != 0 {
		return order
	}
	return byName(s, a, b)
}

func byLength(s *snapshot, a, b int32) int {
	if order := cmp.Compare(s.spot(a).name, s.spot(b).name); order != 0 {
		return order
	}
	return byUpdated(s, a, b)
}

// arrange brings the orders up to date: stale rows are taken out, and fresh ones sorted in. Sorting all of them anew
// would take longer than a key press may.
func (s *snapshot) arrange(stale func(row int32) bool, fresh []int32) {
	for _, o := range []struct {
		rows *[]int32
		by   ranking
	}{{&s.byName, byName}, {&s.byUpdated, byUpdated}, {&s.byLength, byLength}} {
		compare := func(a, b int32) int { return o.by(s, a, b) }
		slices.SortFunc(fresh, compare)
		*o.rows = merged(*o.rows, stale, fresh, compare)
	}
}

// merged gives a new order. Where fresh rows are few it compares few of the others.
func merged(rows []int32, stale func(int32) bool, fresh []int32, compare func(a, b int32) int) []int32 {
	if stale != nil {
		rows = slices.DeleteFunc(slices.Clone(rows), stale)
	}
	out := make([]int32, 0, len(rows)+len(fresh))
	for _, row := range fresh {
		at := ahead(rows, row, compare)
		out = append(append(out, rows[:at]...), row)
		rows = rows[at:]
	}
	return append(out, rows...)
}

// ahead counts the rows that come before another, with steps that double until they are too far.
func ahead(rows []int32, row int32, compare func(a, b int32) int) int {
	step := 1
	for step <= len(rows) && compare(rows[step-1], row) < 0 {
		step *= 2
	}
	from, to := step/2, min(step, len(rows))
	at, _ := slices.BinarySearchFunc(rows[from:to], row, compare)
	return from + at
}
