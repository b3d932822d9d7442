package catalog

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A grade says how well a word is answered, smaller being better. The grades of the words of a query add up: words are
// few, and a name that begins with one of them should win over one that merely contains it. What is found by
// forgiveness comes behind all that has the word as it was typed.
const (
	wholeName = iota
	wholeSlug
	namePrefix
	slugPrefix
	nameWord
	slugWord
	inName
	inSlug
	placeWhole
	placeWord
	inPlace
	descriptionWord
	inDescription
	skipping = 32  // and upwards: letters were skipped
	mistyped = 64  // and upwards: a letter is wrong
	absent   = 255 // it is not there
)

// word is a word of a query, and what is known of it before any text is read.
type word struct {
	text   string
	mask   mask
	places []uint8 // the grade of each place
	placed bool    // whether any place has it
	// key and slug are the parts of a word with a slash in it, which may lie across both.
	key, slug string
	slashed   bool
	forgiving forgiving
}

func newWord(text string) *word {
	w := &word{text: text, mask: mask{pairs: pairsOf(text), letters: lettersOf(text)}, forgiving: newForgiving(text)}
	if key, slug, slash := strings.Cut(text, "/"); slash {
		w.key, w.slug, w.slashed = key, slug, true
	}
	return w
}

// among gives the word with the grades of all places there are.
func (w *word) among(places []*place) *word {
	if len(w.places) >= len(places) {
		return w
	}
	more := *w
	more.places = slices.Clip(w.places)
	for _, p := range places[len(w.places):] {
		grade := w.inPlace(p)
		more.places = append(more.places, grade)
		more.placed = more.placed || grade != absent
	}
	return &more
}

// inPlace grades the names of a place. Where the word is "key/slug" it tells by slugPrefix that the key's part is there.
func (w *word) inPlace(p *place) uint8 {
	best := uint8(absent)
	if !w.slashed && (w.mask.letters&^p.mask.letters != 0 || !p.mask.has(&w.mask)) {
		return absent
	}
	for _, name := range [...]string{p.key, p.owner, p.project} {
		best = min(best, gradeIn(name, w.text, 0, true, [4]uint8{placeWhole, placeWord, placeWord, inPlace}))
	}
	if best == absent && w.slashed && strings.HasSuffix(p.key, w.key) {
		return slugPrefix
	}
	return best
}

// grades grades all rows of a chunk; nil is that none has the word.
func (w *word) grades(c *chunk) []uint8 {
	var all []uint8
	var way way
	firsts := w.forgiving.firsts()
	for i := range c.masks {
		m := &c.masks[i]
		may := m.has(&w.mask)
		if !may && !w.placed && m.firsts&firsts == 0 {
			continue
		}
		grade := w.grade(c, i, may, &way)
		if grade == absent {
			continue
		}
		if all == nil {
			all = bytes.Repeat([]byte{absent}, len(c.masks))
		}
		all[i] = grade
	}
	return all
}

// grade says how well a row answers a word; may is whether it has all pairs of it.
func (w *word) grade(c *chunk, i int, may bool, way *way) uint8 {
	best := uint8(absent)
	if may && w.mask.letters&^c.masks[i].letters == 0 {
		best = w.inNames(c, i)
	}
	if w.placed && best > placeWhole {
		best = min(best, w.inPlaceOf(c, i))
	}
	if best == absent && may {
		best = gradeIn(c.description(i), w.text, 0, len(w.text) > 1, [4]uint8{descriptionWord, descriptionWord, descriptionWord, inDescription})
	}
	if best == absent {
		best = w.forgiving.grade(c, i, way)
	}
	return best
}

func (w *word) inPlaceOf(c *chunk, i int) uint8 {
	grade := w.places[c.spots[i].place]
	if grade == slugPrefix {
		return w.across(c, i)
	}
	return grade
}

func (w *word) inNames(c *chunk, i int) uint8 {
	s := &c.spots[i]
	begins := !isWordByte(w.text[0]) || c.masks[i].firsts&(1<<letter(w.text[0])) != 0
	best := gradeIn(c.name(i), w.text, s.starts, begins, [4]uint8{wholeName, namePrefix, nameWord, inName})
	if s.slug > 0 && best > namePrefix {
		best = min(best, gradeIn(c.slug(i), w.text, 0, begins, [4]uint8{wholeSlug, slugPrefix, slugWord, inSlug}))
	}
	return best
}

// across grades a word with a slash whose first part ends the key.
func (w *word) across(c *chunk, i int) uint8 {
	switch slug := c.slug(i); {
	case slug == w.slug:
		return wholeSlug
	case strings.HasPrefix(slug, w.slug):
		return slugPrefix
	default:
		return absent
	}
}

// gradeIn looks for the best occurrence of a word: the whole text, its beginning, the beginning of a word of it, or
// anywhere. Starts marks beginnings besides those behind what is no letter; begins says whether to look for them at all.
func gradeIn(text, word string, starts uint64, begins bool, grades [4]uint8) uint8 {
	at := strings.Index(text, word)
	switch {
	case at < 0:
		return absent
	case at == 0 && len(text) == len(word):
		return grades[0]
	case at == 0:
		return grades[1]
	case !begins:
		return grades[3]
	}
	for {
		if at < 64 && starts>>at&1 != 0 || startsWord(text, at) {
			return grades[2]
		}
		next := strings.Index(text[at+1:], word)
		if next < 0 {
			return grades[3]
		}
		at += 1 + next
	}
}

// startsWord tells whether a word begins at a position: what stands before it is no letter or digit.
func startsWord(s string, at int) bool {
	if at == 0 {
		return true
	}
	if before := s[at-1]; before < utf8.RuneSelf {
		return !isWordByte(before)
	}
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || '0' <= b && b <= '9'
}
