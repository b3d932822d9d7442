package cloud

import "slices"

// A list changes while it is read: each page is cut by place out of what the list is at that moment, and pages that
// are asked for side by side are cut in any order. What comes or goes, or changes its place, makes what is behind it
// slide, and so some come twice, which count once, and one may be on neither side of the cut between two pages. Where
// that can be noticed, pages are looked at once more, after the last one:
//
//   - Of a page that tells a smaller size than the page before it, one was cut after something had gone, or the other
//     after something had come. What slid over the cut between them is on one of the two now.
//   - In an order by when something changed, what somebody works on goes to the beginning from what is still to come.
//   - Where some came twice, and fewer came than there are, any page may have lost one: all of them are looked at,
//     until as many came, but no more than 20.
//
// What leaves no trace stays lost to this reading, and comes with the next: in lists that do not tell how many they
// have, and what moved to a workspace that was read by then, from one that was not.

// sized notes the size that the page to take now tells.
func (l *lane) sized(size number) {
	if !size.told {
		return
	}
	if l.size.told && size.n != l.size.n && !l.again {
		l.stirred = true
		if size.n < l.size.n && l.at > 0 {
			l.lookAt(l.at - 1)
			l.lookAt(l.at)
		}
	}
	l.size = size
}

// lookAt wants a page to be looked at once more, if it can be asked for out of its turn.
func (l *lane) lookAt(at int) {
	if (at == 0 || l.plain) && l.looks < mostLooks && !slices.Contains(l.look, at) {
		l.look = append(l.look, at)
		l.looks++
	}
}

// ended ends the list, or begins to look at pages once more.
func (l *lane) ended() {
	if l.moved && l.at > 1 && (l.stirred || l.from > 0 || l.short()) {
		l.lookAt(0)
	}
	l.forget()
	l.again, l.pages = true, l.at
	l.lookOn()
}

// short tells whether fewer came than there are.
func (l *lane) short() bool { return l.read < l.size.or(0) }

// looked is done with the page it looked at.
func (l *lane) looked() {
	l.look = l.look[1:]
	l.lookOn()
}

// lookOn goes to the next page to look at, if there is one.
func (l *lane) lookOn() {
	for len(l.look) == 0 && l.stirred && l.short() && l.sweep < l.pages && l.looks < mostLooks {
		l.lookAt(l.sweep)
		l.sweep++
	}
	if len(l.look) == 0 {
		l.close()
		return
	}
	l.at, l.next = l.look[0], ""
}
