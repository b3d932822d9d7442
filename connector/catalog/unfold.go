package catalog

import (
	"strings"
	"unicode/utf8"
)

// unfolded is a text as it is shown and as it is searched, and how the one belongs to the other.
type unfolded struct {
	shown, folded string
	starts        uint64
	// from says which letter of the shown text each folded byte comes of, by where it begins; empty where both are the
	// same byte by byte.
	from []int32
	// Names and paths find room here.
	room [96]byte
	far  [96]int32
}

func (u *unfolded) unfold(shown string) {
	folded, starts := appendName(u.room[:0], shown)
	u.shown, u.folded, u.starts, u.from = shown, aliased(folded), starts, u.far[:0]
	if ascii(shown) {
		return
	}
	var room [32]byte
	length := 0
	for at, r := range shown {
		if r < utf8.RuneSelf {
			length++
		} else {
			_, size := utf8.DecodeRuneInString(shown[at:])
			length += len(appendLetter(room[:0], shown[at:at+size]))
		}
		for len(u.from) < length {
			u.from = append(u.from, int32(at))
		}
	}
}

// span gives the whole letters of which some folded bytes come, with the accents behind them.
func (u *unfolded) span(from, to int) Span {
	if len(u.from) == 0 {
		return Span{from, to}
	}
	end := len(u.shown)
	for i := to; i < len(u.from); i++ {
		if u.from[i] != u.from[to-1] {
			end = int(u.from[i])
			break
		}
	}
	return Span{int(u.from[from]), end}
}

// exactly adds where a word is: where words begin with it, or else where it is first.
func (u *unfolded) exactly(spans []Span, word string) []Span {
	before, first := len(spans), -1
	for from := 0; ; {
		at := strings.Index(u.folded[from:], word)
		if at < 0 {
			break
		}
		at += from
		if first < 0 {
			first = at
		}
		if at < 64 && u.starts>>at&1 != 0 || startsWord(u.folded, at) {
			spans = append(spans, u.span(at, at+len(word)))
		}
		from = at + len(word)
	}
	if len(spans) == before && first >= 0 {
		spans = append(spans, u.span(first, first+len(word)))
	}
	return spans
}

// forgivingly adds the letters of a word that is not there as it was typed.
func (u *unfolded) forgivingly(spans []Span, f *forgiving) []Span {
	if len(f.letters) == 0 {
		return spans
	}
	var way way
	way.read(u.folded, u.starts)
	if _, found := way.find(f.letters); found {
		met := way.met(len(f.letters))
		for _, at := range met[:len(f.letters)] {
			from := int(way.at[at])
			s := u.span(from, min(from+utf8.RuneLen(way.all[at]), len(u.folded)))
			if last := len(spans) - 1; last >= 0 && spans[last].To == s.From {
				spans[last].To = s.To
				continue
			}
			spans = append(spans, s)
		}
	} else if from, to := f.slips.find(u.folded, u.starts); from >= 0 {
		spans = append(spans, u.span(from, to))
	}
	return spans
}
