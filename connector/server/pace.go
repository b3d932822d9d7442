package server

import "time"

const (
	// atOnce is how many pages are under way at most: beyond it a server gets slower, not faster.
	atOnce = 10
	// mostWaiting is how many more may have come and wait for one before them.
	mostWaiting = 6
	// muchLonger is how many times as long as the quickest page one takes that shows a server in trouble, if it also
	// takes more than a part of the time one would wait for it at all: of 20 seconds, one.
	muchLonger = 3
	slowPart   = 20
)

// pace is how many pages may be under way at a time. It is halved when the server shows that it is too much: a page
// that it refused for now (429, 503), that broke off, or that took much longer than others did. Of pages that were
// asked for before that, none halves it again: they tell of the same moment. Every page that comes as it should makes
// it one more.
type pace struct {
	most     int
	asked    int           // how many have been asked for
	slowed   int           // how many had been when it was halved
	slow     time.Duration // what is too long
	quickest time.Duration // of the pages of full size
}

func newPace(timeout time.Duration) pace { return pace{most: atOnce, slow: timeout / slowPart} }

// slower notes that the n-th page was too much.
func (p *pace) slower(n int) {
	if n > p.slowed {
		p.most, p.slowed = max(1, p.most/2), p.asked
	}
}

// arrived notes how long the n-th page took, and whether it had to be asked for again.
func (p *pace) arrived(n int, took time.Duration, again bool) {
	if again || took > p.slow && p.quickest > 0 && took > muchLonger*p.quickest {
		p.slower(n)
		return
	}
	if p.quickest == 0 || took < p.quickest {
		p.quickest = took
	}
	p.most = min(p.most+1, atOnce)
}
