package catalog

import (
	"math/bits"
	"slices"
)

const (
	// fewestSwapped is how many letters a word has to be found with two neighbours swapped, fewestWrong with one wrong or
	// one too many: of shorter words too many others are made that way.
	fewestSwapped, fewestWrong = 4, 5
	// mostSlips is how many letters it has at most.
	mostSlips = 24
)

// slips are a word as it is looked for where its letters are mistyped: two neighbours swapped, one wrong, or one too
// many. The first letter is right, unless it was swapped.
type slips struct {
	word  []rune
	first uint64 // what a name's word may begin with
	masks [][4]uint64
}

func newSlips(text string) slips {
	s := slips{word: []rune(text)}
	if len(s.word) < fewestSwapped || len(s.word) > mostSlips {
		return slips{}
	}
	s.first = 1<<letter(text[0]) | 1<<letter(string(s.word[1])[0])
	for i := range s.word {
		if i > 0 {
			swapped := slices.Clone(s.word)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			s.masks = append(s.masks, pairsOf(string(swapped)))
		}
		if i > 0 && len(s.word) >= fewestWrong {
			before, after := pairsOf(string(s.word[:i])), pairsOf(string(s.word[i+1:]))
			s.masks = append(s.masks, joined(before, after)) // holds for one too many as well
		}
	}
	return s
}

func joined(a, b [4]uint64) [4]uint64 {
	for i := range a {
		a[i] |= b[i]
	}
	return a
}

// may tells, without reading, whether a row may have the word with a slip in it.
func (s *slips) may(m *mask) bool {
	if m.firsts&s.first == 0 {
		return false
	}
	for i := range s.masks {
		if p := &s.masks[i]; p[0]&^m.pairs[0] == 0 && p[1]&^m.pairs[1] == 0 && p[2]&^m.pairs[2] == 0 && p[3]&^m.pairs[3] == 0 {
			return true
		}
	}
	return false
}

// grade grades a text that may have the word with a slip in it.
func (s *slips) grade(text string, starts uint64) uint8 {
	if at, _ := s.find(text, starts); at >= 0 {
		return mistyped + behind(at)
	}
	return absent
}

// find tells where a word of a text begins that is the word but for a slip, and where it ends; -1 where there is none.
func (s *slips) find(text string, starts uint64) (from, to int) {
	if starts == 0 {
		starts = beginnings([]byte(text))
	}
	var room [2 * mostSlips]rune
	for ; starts != 0; starts &= starts - 1 {
		at := bits.TrailingZeros64(starts)
		if at >= len(text) {
			break
		}
		rest := room[:0]
		for _, r := range text[at:] {
			if rest = append(rest, r); len(rest) > len(s.word) {
				break
			}
		}
		if n := slip(s.word, rest); n > 0 {
			return at, at + len(string(rest[:n]))
		}
	}
	return -1, -1
}

// slip tells whether a text begins like a word with one slip in it, and with how many letters.
func slip(word, text []rune) int {
	same := 0
	for same < len(word) && same < len(text) && word[same] == text[same] {
		same++
	}
	rest, there := word[same:], text[same:]
	switch {
	case len(rest) >= 2 && len(there) >= 2 && rest[0] == there[1] && rest[1] == there[0] && startsWith(there[2:], rest[2:]):
		return len(word)
	case same == 0 || len(rest) == 0 || len(word) < fewestWrong:
		return 0
	case len(there) > 0 && startsWith(there[1:], rest[1:]):
		return len(word)
	case startsWith(there, rest[1:]):
		return len(word) - 1
	default:
		return 0
	}
}

func startsWith(text, with []rune) bool {
	return len(text) >= len(with) && slices.Equal(text[:len(with)], with)
}
