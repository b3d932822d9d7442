package catalog

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// fewest and most are how many letters a word has that is found with letters skipped.
	fewest, most = 3, 24
	// fewestWrong is how many it has to be found with two letters swapped; fewestOther with another one.
	fewestSwapped, fewestWrong = 4, 5
	// brokenPairs is how many pairs of letters one slip breaks at most.
	brokenPairs = 3
	// reach is how far into a name forgiveness goes.
	reach = 64
)

// forgiving is a word as it is looked for in names that do not contain it: its letters and digits alone.
type forgiving struct {
	letters []rune
	text    string
	mask    mask
	// first and second are the bits of its first two letters; mixed says that there was something between letters.
	first, second uint64
	mixed         bool
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
	if len(f.letters) < fewest || len(f.letters) > most {
		return forgiving{}
	}
	f.text, f.mixed = string(kept), len(kept) < len(text)
	f.mask = mask{pairs: pairsOf(kept), letters: lettersOf(f.text)}
	f.first, f.second = 1<<letter(kept[0]), 1<<letter(f.text[utf8.RuneLen(f.letters[0])])
	return f
}

// may tells, without reading, whether a row may have the word with letters skipped, or mistyped.
func (f *forgiving) may(m *mask) (skipped, slipped bool) {
	if len(f.letters) < fewest {
		return false, false
	}
	missing := f.mask.letters &^ m.letters
	skipped = missing == 0 && m.firsts&f.first != 0
	switch {
	case len(f.letters) < fewestSwapped, m.firsts&(f.first|f.second) == 0:
	case missing&(missing-1) != 0, missing != 0 && len(f.letters) < fewestWrong: // two of its letters, or one of few
	default:
		slipped = f.mixed || m.lacks(&f.mask) <= brokenPairs
	}
	return skipped, slipped
}

// grade grades a row that has the word nowhere as it was typed.
func (f *forgiving) grade(c *chunk, i int) uint8 {
	skipped, slipped := f.may(&c.masks[i])
	if !skipped && !slipped {
		return absent
	}
	best := f.in(c.name(i), c.spots[i].starts, skipped, slipped)
	if best == absent && c.spots[i].slug > 0 {
		best = f.in(c.slug(i), 0, skipped, slipped)
	}
	return best
}

func (f *forgiving) in(text string, starts uint64, skipped, slipped bool) uint8 {
	skipped = skipped && inOrder(text, f.text)
	if !skipped && !slipped {
		return absent
	}
	var t letters
	t.read(text, starts)
	if skipped {
		var way path
		if cost, found := way.find(f.letters, &t); found {
			return skipping + 2*cost + behind(way.places(f.letters, &t)[0])
		}
	}
	if slipped {
		if at, found := t.mistyped(f.letters); found {
			return mistyped + behind(at)
		}
	}
	return absent
}

// inOrder tells whether a text has certain bytes in their order, whatever stands between them.
func inOrder(text, bytes string) bool {
	for i := range len(bytes) {
		at := strings.IndexByte(text, bytes[i])
		if at < 0 {
			return false
		}
		text = text[at+1:]
	}
	return true
}

// behind is worse where a word is found behind the beginning of a name.
func behind(at int) uint8 { return uint8(min(at, 1)) }

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
