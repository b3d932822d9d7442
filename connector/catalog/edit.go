package catalog

import (
	"slices"

	"mooring/connector"
)

// edit makes the next snapshot out of the latest one and a page.
type edit struct {
	c       *Catalog
	s       *snapshot
	fresh   []*connector.Repository // those that were not there, in order
	hashes  []uint32
	changed map[int32]connector.Repository
	scratch []byte
}

// take notes what a repository changes. One that comes twice in a page counts as it came first.
func (e *edit) take(r *connector.Repository) {
	hash := hashOf(e.s.seed, r.Ref)
	row := e.c.index.row(hash, func(row int32) bool {
		if int(row) >= e.s.n {
			return e.fresh[int(row)-e.s.n].Ref == r.Ref
		}
		return e.s.is(row, r.Ref)
	})
	switch {
	case row < 0:
		e.c.index.put(hash, int32(e.s.n+len(e.fresh)))
		e.c.seen = append(e.c.seen, e.c.reading)
		e.fresh, e.hashes = append(e.fresh, r), append(e.hashes, hash)
	case int(row) < e.s.n:
		e.c.seen[row] = e.c.reading
		e.compare(row, r)
	}
}

// compare notes a repository that is there where it is not what it was.
func (e *edit) compare(row int32, r *connector.Repository) {
	c, i := e.s.chunk(row)
	right := connector.Right(c.spots[i].right)
	if r.Right != connector.RightUnknown {
		right = r.Right
	}
	e.scratch = e.c.words.record(e.scratch[:0], r)
	same := string(e.scratch) == c.record(i) && e.s.places[c.spots[i].place].placeNames == placeOf(r)
	if same && uint8(right) == c.spots[i].right {
		delete(e.changed, row)
		return
	}
	now := *r
	now.Right = right
	e.changed[row] = now
}

// done packs what is new.
func (e *edit) done() *snapshot {
	if len(e.fresh)+len(e.changed) == 0 {
		return e.s
	}
	rows := e.rebuild()
	first := int32(e.s.n)
	e.extend()
	e.s.words, e.s.places = e.c.words.list, e.c.places.list
	e.count(first)
	for row := first; int(row) < e.s.n; row++ {
		rows = append(rows, row)
	}
	e.s.ordering = e.s.ordering.after(rows)
	if e.s.ordering.due() {
		e.s.orders()
	}
	return e.s
}

// rebuild packs anew the chunks in which something changed, and gives the rows that did.
func (e *edit) rebuild() []int32 {
	rows := make([]int32, 0, len(e.changed)+len(e.fresh))
	for row := range e.changed {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	for at := 0; at < len(rows); {
		n := rows[at] >> chunkShift
		e.s.chunks[n] = e.repacked(n)
		for at < len(rows) && rows[at]>>chunkShift == n {
			at++
		}
	}
	return rows
}

func (e *edit) repacked(n int32) *chunk {
	c, p := e.s.chunks[n], packer{lexicon: e.c.words}
	for i := range c.spots {
		if r, changed := e.changed[rowAt(int(n), i)]; changed {
			p.put(&r, e.c.places.id(placeOf(&r)), c.hashes[i])
			continue
		}
		p.copy(c, i)
	}
	return p.whole()
}

// extend packs what was not there, behind the last rows.
func (e *edit) extend() {
	if len(e.fresh) == 0 {
		return
	}
	p := &e.c.packer
	var last *chunk
	if e.s.n&(chunkRows-1) != 0 {
		last = e.s.chunks[len(e.s.chunks)-1]
		e.s.chunks = e.s.chunks[:len(e.s.chunks)-1]
	}
	p.resume(last)
	for i, r := range e.fresh {
		p.put(r, e.c.places.id(placeOf(r)), e.hashes[i])
		if len(p.spots) == chunkRows {
			e.s.chunks = append(e.s.chunks, p.whole())
		}
	}
	if len(p.spots) > 0 {
		e.s.chunks = append(e.s.chunks, p.part())
	}
	e.s.n += len(e.fresh)
}

// count keeps how many rows each place has; those that changed may have moved.
func (e *edit) count(first int32) {
	old := e.c.now.Load()
	counts := make([]int32, len(e.s.places))
	copy(counts, e.s.counts)
	for row := range e.changed {
		counts[old.spot(row).place]--
		counts[e.s.spot(row).place]++
	}
	for row := first; int(row) < e.s.n; row++ {
		counts[e.s.spot(row).place]++
	}
	e.s.counts = counts
}
