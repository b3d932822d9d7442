package catalog

// path is the cheapest way through a name that meets all letters of a word in order. The first letter begins a word of
// the name, and so does the first that is met in any other: that is how people shorten, and it keeps noise out. A step to
// the beginning of another word costs 1, as skipping one letter does; skipping more costs 2.
type path struct {
	cost [most][reach]uint8
	from [most][reach]int8
}

const unreachable = 100

// find gives what the cheapest way costs, where that is not too much for so many letters.
func (p *path) find(word []rune, t *letters) (cost uint8, found bool) {
	if !t.holds(word) {
		return 0, false
	}
	for j := range word {
		if !p.step(j, word[j], t) {
			return 0, false
		}
	}
	end := p.end(len(word), t)
	cost = p.cost[len(word)-1][end]
	return cost, int(cost) <= 1+len(word)/2
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

// step finds the cheapest way to each place of the next letter.
func (p *path) step(j int, r rune, t *letters) (any bool) {
	best := min1{cost: unreachable}   // anywhere before
	within := min1{cost: unreachable} // within the same word, but for the last two letters
	for at := range t.n {
		start := t.starts>>at&1 != 0
		p.cost[j][at] = unreachable
		if j > 0 && at > 0 {
			best.take(p.cost[j-1][at-1], at-1)
		}
		switch {
		case start:
			within = min1{cost: unreachable}
		case j > 0 && at > 2 && t.starts>>(at-2)&1 == 0 && t.starts>>(at-1)&1 == 0:
			within.take(p.cost[j-1][at-3], at-3)
		}
		if t.all[at] != r {
			continue
		}
		to := min1{cost: unreachable}
		switch {
		case j == 0 && start:
			to.cost = 0
		case j > 0:
			to = p.reach(j, at, t, best, within)
		}
		p.cost[j][at], p.from[j][at] = to.cost, int8(to.at)
		any = any || to.cost < unreachable
	}
	return any
}

// reach weighs the ways to one place.
func (p *path) reach(j, at int, t *letters, best, within min1) min1 {
	to := min1{cost: unreachable}
	if at == 0 {
		return to
	}
	to.take(p.cost[j-1][at-1], at-1)
	if t.starts>>at&1 != 0 {
		to.take(best.cost+1, best.at)
		return to
	}
	if at > 1 && t.starts>>(at-1)&1 == 0 {
		to.take(p.cost[j-1][at-2]+1, at-2)
	}
	to.take(within.cost+2, within.at)
	return to
}

func (p *path) end(letters int, t *letters) int {
	end := min1{cost: unreachable}
	for at := range t.n {
		end.take(p.cost[letters-1][at], at)
	}
	return end.at
}

// places gives where each letter was met, after find.
func (p *path) places(word []rune, t *letters) []int {
	places := make([]int, len(word))
	at := p.end(len(word), t)
	for j := len(word) - 1; j >= 0; j-- {
		places[j] = at
		at = int(p.from[j][at])
	}
	return places
}

// min1 is the smallest cost so far, and where.
type min1 struct {
	cost uint8
	at   int
}

func (m *min1) take(cost uint8, at int) {
	if cost < m.cost {
		m.cost, m.at = cost, at
	}
}
