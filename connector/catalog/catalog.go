// Package catalog keeps a list of repositories in memory while it is still arriving, and finds in it as one types:
// 100,000 repositories are searched in milliseconds, so nothing has to wait or be cancelled.
//
// Repositories lie packed in chunks that never change. Whoever fills the list makes a new snapshot of it, which shares
// all chunks but those that changed; whoever searches takes the latest one and waits for nobody.
package catalog

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"

	"mooring/connector"
)

// Catalog is a list of repositories that is filled and searched at the same time. What it has handed out never changes.
// It is safe for use by several goroutines.
type Catalog struct {
	now  atomic.Pointer[snapshot]
	memo memo

	mu      sync.Mutex // of those who fill; it guards all that follows
	words   *lexicon
	places  *atlas
	packer  packer
	index   index
	reading uint32
	seen    []uint32 // in which reading each row came last
}

// New makes an empty catalogue of which nobody knows yet how long it will be.
func New() *Catalog {
	return over(&snapshot{total: -1, seed: maphash.MakeSeed(), ordering: &ordering{made: &orders{}}})
}

// over makes a catalogue of a snapshot; its rows count as read before the present reading.
func over(s *snapshot) *Catalog {
	c := &Catalog{
		words: newLexicon(s.words), places: newAtlas(s.places), index: indexOf(s),
		reading: 1, seen: make([]uint32, s.n),
	}
	c.packer.lexicon = c.words
	c.now.Store(s)
	return c
}

// Add takes in a page. What is there already takes the place of what it was, where anything about it is new: lists
// shift while they are read, and a list begun anew brings the same ones again. A right that is not told takes nothing
// back.
func (c *Catalog) Add(page connector.Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := edit{c: c, s: c.now.Load().clone(), changed: map[int32]connector.Repository{}}
	for i := range page.Repositories {
		e.take(&page.Repositories[i])
	}
	if page.Total >= 0 {
		e.s.total = page.Total
	}
	c.now.Store(e.done())
}

// Counts tells how many repositories are here, and how many there are in all (-1 where nobody has said).
func (c *Catalog) Counts() (loaded, total int) {
	s := c.now.Load()
	return s.n, s.total
}

// In tells how many of the repositories here have a key: those of a workspace or project.
func (c *Catalog) In(key string) int { return c.now.Load().in(key) }

// Begin begins another reading of the same list: what is here stays until Finish, and what comes again takes the place
// of what it was. Going on with a reading that broke off needs no Begin.
func (c *Catalog) Begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reading++
}

// Finish ends a reading that came to its end: what has not come again is gone. It tells how many that were. Partly are
// keys of workspaces that were not read whole: of those, nothing is known to be gone.
func (c *Catalog) Finish(partly ...string) (gone int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.now.Load()
	spared := make([]bool, len(s.places))
	for i, p := range s.places {
		spared[i] = slices.Contains(partly, p.Key)
	}
	return c.keep(func(row int32) bool { return c.seen[row] == c.reading || spared[s.spot(row).place] })
}

// Drop takes one out that is known to be gone.
func (c *Catalog) Drop(ref connector.RepositoryRef) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.now.Load()
	if gone := c.index.row(hashOf(s.seed, ref), s.refIs(ref)); gone >= 0 {
		c.keep(func(row int32) bool { return row != gone })
	}
}

// keep leaves out the rows that are not to be kept, and tells how many those are.
func (c *Catalog) keep(kept func(row int32) bool) (gone int) {
	s := c.now.Load()
	numbers := make([]int32, s.n) // the new number of each row, or -1
	next := int32(0)
	for row := range int32(s.n) {
		numbers[row] = -1
		if kept(row) {
			numbers[row] = next
			c.seen[next] = c.seen[row]
			next++
		}
	}
	if int(next) == s.n {
		return 0
	}
	left := s.only(numbers, int(next))
	c.seen, c.index = c.seen[:next], indexOf(left)
	c.now.Store(left)
	c.memo.forget()
	return s.n - int(next)
}

// Right notes what the account may do; others, where it is not RightUnknown, counts for all that are not among rights,
// whatever was known of them before.
func (c *Catalog) Right(rights map[connector.RepositoryRef]connector.Right, others connector.Right) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.now.Load().clone()
	wanted := make([]uint8, s.n)
	for i := range wanted {
		wanted[i] = uint8(others)
	}
	for ref, right := range rights {
		if row := c.index.row(hashOf(s.seed, ref), s.refIs(ref)); row >= 0 && right != connector.RightUnknown {
			wanted[row] = uint8(right)
		}
	}
	for n, chunk := range s.chunks {
		s.chunks[n] = chunk.withRights(wanted[n<<chunkShift:])
	}
	c.now.Store(s)
}
