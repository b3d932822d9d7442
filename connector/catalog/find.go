package catalog

import "math"

// Find finds the repositories that a query asks for. With words the best come first; without, they are arranged, and
// what is on top stands above them. Of filters alone top counts as far as it passes them.
func (c *Catalog) Find(query string, how Arrangement, top Top) Listing {
	s, q := c.now.Load(), ReadQuery(query)
	f := s.filter(q)
	pinned := s.picked(top.Pinned)
	if len(q.Words) == 0 {
		return s.arranged(how, f, pinned, s.picked(top.Recent))
	}
	answers := c.memo.answers(s, q.Words)
	return Listing{s: s, rows: s.best(answers, f), answers: answers, pinned: pinned}
}

// Search finds like Find, without an arrangement: what answers equally well to no word at all is in the order of
// arrival.
func (c *Catalog) Search(query string) Listing { return c.Find(query, Arrangement{}, Top{}) }

// best gives the rows in which all words are found, by the sum of their grades; of equals the shortest names first, of which
// what was typed is the greatest part, and then what was updated last.
func (s *snapshot) best(answers []*answer, f *filter) []int32 {
	scores := make([]uint16, s.n) // from 1; 0 is not found
	each(len(s.chunks), func(n int) {
		c, graded := s.chunks[n], make([][]uint8, len(answers))
		for i, a := range answers {
			if graded[i] = a.chunks[n].grades; graded[i] == nil {
				return
			}
		}
		c.score(scores[n<<chunkShift:], graded, f)
	})
	return s.orders().sorted(scores)
}

// score adds up the grades of those rows that have one for each word.
func (c *chunk) score(scores []uint16, graded [][]uint8, f *filter) {
	for i := range c.spots {
		sum := 1
		for _, grades := range graded {
			if grades[i] == absent {
				sum = 0
				break
			}
			sum += int(grades[i])
		}
		if sum > 0 && f.passes(&c.spots[i]) {
			scores[i] = uint16(min(sum, worst))
		}
	}
}

// worst is the highest score; what would be above it counts as equally bad.
const worst = 4095

// sorted gives the rows that have a score, without comparing any: those updated last are put into the order of their
// lengths, and that into the order of scores.
func (o *orders) sorted(scores []uint16) []int32 {
	var lengths [math.MaxUint8 + 1]int32
	var ranks [worst + 1]int32
	for row, score := range scores {
		if score > 0 {
			lengths[o.lengths[row]]++
			ranks[score]++
		}
	}
	found := begins(lengths[:])
	begins(ranks[:])
	byLength, out := make([]int32, found), make([]int32, found)
	for _, row := range o.byUpdated {
		if scores[row] > 0 {
			at := &lengths[o.lengths[row]]
			byLength[*at] = row
			*at++
		}
	}
	for _, row := range byLength {
		at := &ranks[scores[row]]
		out[*at] = row
		*at++
	}
	return out
}

// begins turns how many there are of each into where each begins, and gives how many there are in all.
func begins(counts []int32) int32 {
	sum := int32(0)
	for i, count := range counts {
		counts[i] = sum
		sum += count
	}
	return sum
}
