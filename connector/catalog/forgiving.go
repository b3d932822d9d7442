package catalog

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

const (
	// fewest and most are how many letters a word has that is found with letters skipped.
	fewest, most = 3, 24
	// fewestWrong is how many it has to be found with two letters swapped; fewestOther with another one.
	fewestSwapped, fewestWrong = 4, 5
	// reach is how far into a name forgiveness goes.
	reach = 64
)

// forgiving is a word as it is looked for in names that do not contain it: its letters and digits alone.
type forgiving struct {
	letters []rune
	mask    uint64
}

func newForgiving(text string) forgiving {
	var f forgiving
	var kept []byte
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			f.letters = append(f.letters, r)
			kept = utf8.AppendRune(kept, r)
		}
	}
	if len(f.letters) > most {
		return forgiving{}
	}
	f.mask = lettersOf(string(kept))
	return f
}

// grade grades a row that has the word nowhere as it was typed.
func (f *forgiving) grade(c *chunk, i int) uint8 {
	if len(f.letters) < fewest {
		return absent
	}
	s := &c.spots[i]
	missing := bits.OnesCount64(f.mask &^ s.letters)
	if missing > 1 || missing == 1 && len(f.letters) < fewestWrong {
		return absent
	}
	var t letters
	best := f.in(t.read(c.name(i), s.starts), missing)
	if best == absent && s.slug > 0 {
		best = f.in(t.read(c.slug(i), 0), missing)
	}
	return best
}

func (f *forgiving) in(t *letters, missing int) uint8 {
	if missing == 0 {
		var way path
		if cost, found := way.find(f.letters, t); found {
			return skipping + cost
		}
	}
	if _, found := t.mistyped(f.letters); found {
		return mistyped
	}
	return absent
}

// letters are the letters and digits of a name, without what is between its words.
type letters struct {
	n      int
	all    [reach]rune
	starts uint64 // those that begin a word
	// at is where each stands in the text, in bytes.
	at [reach + 1]uint8
}

func (t *letters) read(text string, starts uint64) *letters {
	t.n, t.starts = 0, 0
	between := true
	for at, r := range text[:min(len(text), reach)] {
		if r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r < utf8.RuneSelf && !isWordByte(byte(r)) {
			between = true
			continue
		}
		if between || starts>>at&1 != 0 {
			t.starts |= 1 << t.n
		}
		between = false
		t.all[t.n], t.at[t.n] = r, uint8(at)
		t.n++
	}
	return t
}

// mistyped tells where a word begins whose letters are those of a word there but for one: two neighbours swapped, one
// wrong, or one too many. The first letter is right, unless it was swapped.
func (t *letters) mistyped(word []rune) (at int, found bool) {
	if len(word) < fewestSwapped {
		return 0, false
	}
	for starts := t.starts; starts != 0; starts &= starts - 1 {
		at := bits.TrailingZeros64(starts)
		if slip(word, t.all[at:t.n]) {
			return at, true
		}
	}
	return 0, false
}

// slip tells whether a text begins like a word with one slip in it.
func slip(word, text []rune) bool {
	same := 0
	for same < len(word) && same < len(text) && word[same] == text[same] {
		same++
	}
	rest, there := word[same:], text[same:]
	if len(rest) >= 2 && len(there) >= 2 && rest[0] == there[1] && rest[1] == there[0] && begins(there[2:], rest[2:]) {
		return true
	}
	if same == 0 || len(rest) == 0 || len(word) < fewestWrong {
		return false
	}
	return len(there) > 0 && begins(there[1:], rest[1:]) || begins(there, rest[1:])
}

func begins(text, with []rune) bool {
	if len(text) < len(with) {
		return false
	}
	for i, r := range with {
		if text[i] != r {
			return false
		}
	}
	return true
}
