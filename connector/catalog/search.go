package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The ranks of a hit, best first. The rank of a repository is the sum over the words of the query: words
// are few, and a name that begins with one of them should win over one that merely contains it.
const (
	namePrefix = iota
	wordStart
	contained
	ranks
	absent = -1
)

// order gives the positions of the repositories in which all words occur, by rank and then by arrival.
func order(texts []text, words []string) []int32 {
	worst := (ranks - 1) * len(words)
	byRank := make([][]int32, worst+1)
	found := 0
	for i := range texts {
		if r := rank(texts[i], words); r != absent {
			byRank[r] = append(byRank[r], int32(i))
			found++
		}
	}
	positions := make([]int32, 0, found)
	for _, some := range byRank {
		positions = append(positions, some...)
	}
	return positions
}

// rank says how well a repository answers a query, smaller being better, or absent. Another way of
// ranking needs to replace only this.
func rank(t text, words []string) int {
	sum := 0
	for _, word := range words {
		r := rankOf(t, word)
		if r == absent {
			return absent
		}
		sum += r
	}
	return sum
}

// rankOf looks for the best hit of one word.
func rankOf(t text, word string) int {
	first := strings.Index(t.folded, word)
	if first < 0 {
		return absent
	}
	if first == 0 && len(word) <= t.nameLength {
		return namePrefix
	}
	for at := first; ; {
		if startsWord(t.folded, at) {
			return wordStart
		}
		next := strings.Index(t.folded[at+1:], word)
		if next < 0 {
			return contained
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
