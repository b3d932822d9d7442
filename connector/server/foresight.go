package server

import "iter"

const (
	// mostWrong is how many pages in a row may lead elsewhere than foreseen before pages are asked one after another,
	// and enoughRight after how many that did as foreseen it is tried again. Where somebody may not see all there is,
	// a server leaves out what it hides, and no start can be foreseen.
	mostWrong   = 3
	enoughRight = 3
)

// foresight knows which page's turn it is, and where those after it probably start. Only what a page names as the
// start of the next one is a fact.
type foresight struct {
	at     int64 // where the page starts whose turn it is
	step   int64 // how far the start of the next one probably is
	sure   bool  // a page has counted: others may be asked ahead of their turn
	wrong  int
	right  int
	ended  bool
	end    int64 // the lowest start of a page that said it was the last
	pages  int
	barren int // pages in a row that only repeat
	empty  int // pages without anything in a row
}

// starts are those of the pages worth asking for, the one whose turn it is first. It never ends by itself where
// nobody has said yet where the list does.
func (f *foresight) starts() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		if !yield(f.at) || !f.sure || f.wrong >= mostWrong {
			return
		}
		for start := f.at + f.step; start > f.at && (!f.ended || start <= f.end); start += f.step {
			if !yield(start) {
				return
			}
		}
	}
}

// foresees tells whether a start is still on the way.
func (f *foresight) foresees(start int64) bool {
	switch {
	case start == f.at:
		return true
	case start < f.at || f.wrong >= mostWrong || f.ended && start > f.end:
		return false
	}
	return (start-f.at)%f.step == 0
}

// over notes that a page, whether its turn has come or not, said it was the last.
func (f *foresight) over(start int64) {
	if !f.ended || start < f.end {
		f.ended, f.end = true, start
	}
}

// follow goes on to the start that the page whose turn it was has named, of which so many were asked. A server may give
// fewer at a time than it is asked for, and says so by no more than that.
func (f *foresight) follow(next, asked int64) {
	far := next - f.at
	switch {
	case !f.sure: // nothing was foreseen
	case far == f.step:
		if f.right++; f.wrong < mostWrong || f.right >= enoughRight {
			f.wrong = 0
		}
	default:
		f.wrong, f.right = f.wrong+1, 0
	}
	if far < asked || asked == nextPages {
		f.step = min(far, nextPages)
	}
	if f.end < next {
		f.ended = false // whoever said so did not belong to the list
	}
	f.at, f.sure = next, true
	f.pages++
}

// endless tells, of a page that brought so much and so much that is new, whether the list never brings anything new, or
// more than any Bitbucket has.
func (f *foresight) endless(came, fresh, listed int) bool {
	switch {
	case fresh > 0:
		f.barren, f.empty = 0, 0
	case came == 0:
		f.empty++
	default:
		f.barren++
	}
	return f.barren >= barrenPages || f.empty >= emptyPages || f.pages+1 >= mostPages || listed >= mostListed
}
