package catalog

// way is the cheapest way through a name that meets all letters of a word in order. The first letter begins a word of
// the name, and so does the first that is met in any other: that is how people shorten, and it keeps noise out. A step to
// the beginning of another word costs 1, and so does each letter that is skipped within one, up to widest.
type way struct {
	letters
	cost [most][reach]uint8
	from [most][reach]int8
}

const (
	unreachable = 100
	widest      = 3
	dearest     = 5
)

// find gives what the cheapest way costs, where that is not too much for so many letters.
func (w *way) find(word []rune) (cost uint8, found bool) {
	if !w.holds(word) {
		return 0, false
	}
	most := uint8(min(len(word)-1, dearest))
	for j := range word {
		if !w.step(j, word[j], most) {
			return 0, false
		}
	}
	return w.cost[len(word)-1][w.end(len(word))], true
}

// holds tells whether all letters are there in order, the first one at the beginning of a word.
func (t *letters) holds(word []rune) bool {
	at := 0
	for j, r := range word {
		for at < t.n && (t.all[at] != r || j == 0 && t.starts>>at&1 == 0) {
			at++
		}
		if at == t.n {
			return false
		}
		at++
	}
	return true
}

// step finds the cheapest way to each place of the next letter, but for those that cost too much by then: a way gets no
// cheaper, and names of the same few letters over and over have very many of them.
func (w *way) step(j int, r rune, most uint8) (any bool) {
	before, far := least{cost: unreachable}, least{cost: unreachable}
	for at := range w.n {
		starts := w.starts>>at&1 != 0
		if starts {
			far = least{cost: unreachable}
		}
		if j > 0 && at > 0 {
			before.take(w.cost[j-1][at-1], at-1)
			far = w.further(j, at, far)
		}
		to := least{cost: unreachable}
		switch {
		case w.all[at] != r:
		case j > 0 && at > 0:
			to = w.reach(j, at, before, far)
		case j == 0 && starts:
			to.cost = 0
		}
		if to.cost > most {
			to.cost = unreachable
		}
		w.cost[j][at], w.from[j][at] = to.cost, int8(to.at)
		any = any || to.cost < unreachable
	}
	return any
}

// further takes in the place from which, within a word, a step to this one begins to be as wide as any: the cheapest of
// those so far, and of equals the nearest.
func (w *way) further(j, at int, far least) least {
	from := at - 1 - widest
	if from >= 0 && w.starts>>(from+1)&(1<<(widest+1)-1) == 0 && w.cost[j-1][from] <= far.cost {
		return least{w.cost[j-1][from], from}
	}
	return far
}

// reach weighs the ways to one place: from the letter before it, from any other word (before) to the beginning of this
// one, or with letters skipped within the word; far is where it would be reached from with as many as there are.
func (w *way) reach(j, at int, before, far least) least {
	to := least{cost: w.cost[j-1][at-1], at: at - 1}
	if w.starts>>at&1 != 0 {
		to.take(before.cost+1, before.at)
		return to
	}
	for from := at - 2; from >= max(0, at-widest) && w.starts>>(from+1)&1 == 0; from-- {
		to.take(w.cost[j-1][from]+uint8(at-from-1), from)
	}
	to.take(far.cost+widest, far.at)
	return to
}

func (w *way) end(n int) int {
	end := least{cost: unreachable}
	for at := range w.n {
		end.take(w.cost[n-1][at], at)
	}
	return end.at
}

// met gives where each letter was met, after find.
func (w *way) met(n int) [most]int8 {
	var met [most]int8
	at := w.end(n)
	for j := n - 1; j >= 0; j-- {
		met[j] = int8(at)
		at = int(w.from[j][at])
	}
	return met
}

// least is the smallest cost so far, and where.
type least struct {
	cost uint8
	at   int
}

func (m *least) take(cost uint8, at int) {
	if cost < m.cost {
		m.cost, m.at = cost, at
	}
}
