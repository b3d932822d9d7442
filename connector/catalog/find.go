package catalog

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

// best gives the rows in which all words are found, by the sum of their grades; equals by the order of length.
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
	return sorted(s.orders().byLength, scores)
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

// sorted puts the rows that have a score in its order, and equals in the order given, without comparing any.
func sorted(rows []int32, scores []uint16) []int32 {
	var ends [worst + 2]int32 // of each score; first how many there are
	for _, score := range scores {
		if score > 0 {
			ends[score+1]++
		}
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	out := make([]int32, ends[worst+1])
	for _, row := range rows {
		if score := scores[row]; score > 0 {
			out[ends[score]] = row
			ends[score]++
		}
	}
	return out
}
