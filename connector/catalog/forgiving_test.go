package catalog_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/catalog"
)

// TestNoWayThroughANameIsOverlooked compares with all ways there are, of which very many lead through names of the same
// few letters.
func TestNoWayThroughANameIsOverlooked(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func(letters string, length int) string {
		var b strings.Builder
		for range length {
			b.WriteByte(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	found := 0
	for i := range 6000 {
		name, word := text("aabc-", 6+random.IntN(20)), text("abc", 3+random.IntN(6))
		c := catalog.New()
		c.Add(connector.Page{Total: 1, Repositories: []connector.Repository{{
			Ref: connector.RepositoryRef{ID: fmt.Sprint(i)}, Key: "~", Slug: "-", Name: name,
		}}})
		if cheapest(name, word) <= min(len(word)-1, 5) {
			found++
			assert.Equal(t, 1, c.Search(word).Len(), "%s in %s", word, name)
		}
	}
	assert.Greater(t, found, 300)
}

// cheapest is what the cheapest way through a name costs, by trying them all.
func cheapest(name, word string) int {
	letters, starts := "", map[int]bool{}
	for part := range strings.SplitSeq(name, "-") {
		starts[len(letters)] = part != "" || starts[len(letters)]
		letters += part
	}
	var from func(at, j int) int // what is to come costs once the j-th letter is met at a place
	from = func(at, j int) int {
		if j == len(word)-1 {
			return 0
		}
		best, within := 1000, true
		for to := at + 1; to < len(letters); to++ {
			within = within && !starts[to]
			step := 1000
			switch {
			case to == at+1:
				step = 0
			case starts[to]:
				step = 1
			case within:
				step = min(to-at-1, 3)
			}
			if letters[to] == word[j+1] && step < best {
				best = min(best, step+from(to, j+1))
			}
		}
		return best
	}
	best := 1000
	for at := range len(letters) {
		if starts[at] && letters[at] == word[0] {
			best = min(best, from(at, 0))
		}
	}
	return best
}
