package catalog

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// orders are all rows in two orders, by name and by last update.
type orders struct {
	byName, byUpdated []int32
	// places and lengths are of each row its place, and how long its name is up to 255 bytes: side by side they are
	// looked up sooner than where they belong.
	places  []uint32
	lengths []uint8
}

// ordering is the orders of a snapshot, made when they are asked for first. Sorting all of them would take longer than a
// key press may, so they are made out of those of an earlier snapshot: pending rows are sorted in.
type ordering struct {
	mu      sync.Mutex
	made    *orders
	base    *orders
	pending []int32 // new rows, and those that changed
}

// dueAfter is how many rows may be pending before those who fill the list sort them in themselves: few enough that who
// searches meanwhile does not notice.
const dueAfter = 1024

// after is the ordering of the next snapshot, in which some more rows are new or changed.
func (o *ordering) after(rows []int32) *ordering {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made != nil {
		return &ordering{base: o.made, pending: rows}
	}
	pending := append(slices.Clone(o.pending), rows...)
	slices.Sort(pending)
	return &ordering{base: o.base, pending: slices.Compact(pending)}
}

// due tells whether so much is pending that it should be sorted in before somebody asks.
func (o *ordering) due() bool { return len(o.pending) > dueAfter }

// orders gives the orders of all rows.
func (s *snapshot) orders() *orders {
	o := s.ordering
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made == nil {
		o.made = &orders{byName: s.sortIn(o.base.byName, o.pending, s.byName)}
		ranks := make([]int32, s.n)
		for rank, row := range o.made.byName {
			ranks[row] = int32(rank)
		}
		o.made.byUpdated = s.sortIn(o.base.byUpdated, o.pending, s.byUpdated(ranks))
		o.made.places, o.made.lengths = s.beside(o.base, o.pending)
		o.base, o.pending = nil, nil
	}
	return o.made
}

// beside gives places and lengths of all rows, those of an earlier snapshot brought up to date.
func (s *snapshot) beside(before *orders, pending []int32) ([]uint32, []uint8) {
	places, lengths := make([]uint32, s.n), make([]uint8, s.n)
	copy(places, before.places)
	copy(lengths, before.lengths)
	for _, row := range pending {
		spot := s.spot(row)
		places[row], lengths[row] = spot.place, uint8(min(spot.name, math.MaxUint8))
	}
	return places, lengths
}

// sortIn gives an order with pending rows sorted in; those of them that were in it already are taken out first. Where
// they are few it compares few of the others.
func (s *snapshot) sortIn(rows, pending []int32, compare ranking) []int32 {
	before := len(rows)
	if len(pending) > 0 && int(pending[0]) < before {
		changed := make([]bool, s.n)
		for _, row := range pending {
			changed[row] = true
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(row int32) bool { return changed[row] })
	}
	fresh := slices.Clone(pending)
	slices.SortFunc(fresh, compare)
	out := make([]int32, 0, len(rows)+len(fresh))
	for _, row := range fresh {
		at := ahead(rows, row, compare)
		out = append(append(out, rows[:at]...), row)
		rows = rows[at:]
	}
	return append(out, rows...)
}

// ahead counts the rows that come before another, with steps that double until they are too far.
func ahead(rows []int32, row int32, compare ranking) int {
	step := 1
	for step <= len(rows) && compare(rows[step-1], row) < 0 {
		step *= 2
	}
	from, to := step/2, min(step, len(rows))
	at, _ := slices.BinarySearchFunc(rows[from:to], row, compare)
	return from + at
}

// ranking puts two rows in an order: negative where a comes first. No two rows are equal.
type ranking func(a, b int32) int

func (s *snapshot) byName(a, b int32) int {
	x, y := s.spot(a), s.spot(b)
	if x.head != y.head {
		return cmp.Compare(x.head, y.head)
	}
	if order := strings.Compare(s.name(a), s.name(b)); order != 0 {
		return order
	}
	if order := strings.Compare(s.places[x.place].key, s.places[y.place].key); order != 0 {
		return order
	}
	return cmp.Compare(a, b)
}

// byUpdated puts those last that do not tell. Equals are in the order of their names, by their ranks in it.
func (s *snapshot) byUpdated(ranks []int32) ranking {
	return func(a, b int32) int {
		if order := cmp.Compare(s.spot(b).updated, s.spot(a).updated); order != 0 {
			return order
		}
		return cmp.Compare(ranks[a], ranks[b])
	}
}
