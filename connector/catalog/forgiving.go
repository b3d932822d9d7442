package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// fewest and most are how many letters a word has that is found with letters skipped.
	fewest, most = 3, 24
	// reach is how far into a name letters may be skipped.
	reach = 64
)

// forgiving is a word as it is looked for in names that do not contain it: with letters skipped, of which its letters and
// digits alone count, or with a slip in it.
type forgiving struct {
	letters []rune
	text    string
	mask    uint64 // the letters
	first   uint64 // the first of them
	slips   slips
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
	f.text, f.mask, f.first = string(kept), lettersOf(kept), 1<<letter(kept[0])
	f.slips = newSlips(text)
	return f
}

// firsts are the letters of which one must begin a word of a name that may have the word.
func (f *forgiving) firsts() uint64 { return f.first | f.slips.first }

// grade grades a row that has the word nowhere as it was typed.
func (f *forgiving) grade(c *chunk, i int, way *way) uint8 {
	if len(f.letters) == 0 {
		return absent
	}
	m := &c.masks[i]
	best := uint8(absent)
	if f.mask&^m.letters == 0 && m.firsts&f.first != 0 {
		best = f.skipped(c.name(i), c.spots[i].starts, way)
		if best == absent && c.spots[i].slug > 0 {
			best = f.skipped(c.slug(i), 0, way)
		}
	}
	if best == absent && f.slips.may(m) {
		best = f.slips.grade(c.name(i), c.spots[i].starts)
		if best == absent && c.spots[i].slug > 0 {
			best = f.slips.grade(c.slug(i), 0)
		}
	}
	return best
}

// skipped grades a text that may have the word with letters skipped.
func (f *forgiving) skipped(text string, starts uint64, way *way) uint8 {
	if !inOrder(text, f.text) {
		return absent
	}
	way.read(text, starts)
	cost, found := way.find(f.letters)
	if !found {
		return absent
	}
	return skipping + 2*cost + behind(int(way.met(len(f.letters))[0]))
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
