package cloud

import "slices"

// A list changes while it is read, and its pages are cut anew by place each time they are asked for. What is added
// pushes the others back: some come twice, and count once. What goes, or changes its place, makes others slide, and
// one that slides over the cut between two pages is on neither. Where that can be noticed, the page in question is
// looked at once more, after the last one:
//
//   - A page that tells a smaller size than the page before it was cut after something had gone: what slid from it
//     onto the page before is at the end of that page now.
//   - In an order by when something changed, what somebody works on moves to the beginning from what is still to come.
//
// What leaves no trace in the size stays lost to this reading, and comes with the next: by slug, the one that slid over
// a cut because another was renamed, or because one went while another came; and one that moved to a workspace that
// was read by then, from one that was not.

// sized notes the size that the page to take now tells.
func (l *lane) sized(size number) {
	if !size.told {
		return
	}
	if l.size.told && size.n != l.size.n {
		l.unsteady = true
		if size.n < l.size.n && l.at > 0 && !l.again {
			l.lookAt(l.at - 1)
		}
	}
	l.size = size
}

// lookAt wants a page to be looked at once more, if it can be asked for out of its turn.
func (l *lane) lookAt(at int) {
	if (at == 0 || l.plain) && len(l.look) < mostLooks && !slices.Contains(l.look, at) {
		l.look = append(l.look, at)
	}
}

// ended ends the list, or begins to look at pages once more.
func (l *lane) ended() {
	if l.moved && l.at > 1 && (l.unsteady || l.read < l.size.or(0)) {
		l.lookAt(0)
	}
	l.forget()
	l.again = true
	l.lookOn()
}

// looked is done with the page it looked at.
func (l *lane) looked() {
	l.look = l.look[1:]
	l.lookOn()
}

// lookOn goes to the next page to look at, if there is one.
func (l *lane) lookOn() {
	if len(l.look) == 0 {
		l.close()
		return
	}
	l.at, l.next = l.look[0], ""
}
