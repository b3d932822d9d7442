package catalog

import "math/bits"

// mask tells roughly what is in a text, so that most texts need not be read.
type mask struct {
	// pairs are the pairs of neighbouring letters in all that is searched of a row: a bit each out of 256, some of them
	// shared. A text that lacks a pair of a word does not have the word.
	pairs [4]uint64
	// letters are those in name and slug, firsts those that begin a word there.
	letters, firsts uint64
}

func pairsOf[T string | []byte](text T) [4]uint64 {
	var p [4]uint64
	for i := 1; i < len(text); i++ {
		bit := pair(text[i-1], text[i])
		p[bit>>6] |= 1 << (bit & 63)
	}
	return p
}

// pair spreads what tells two letters of the Latin alphabet apart.
func pair(a, b byte) uint32 { return (uint32(a)<<5 ^ uint32(b)) * 0x9e3779b1 >> 24 }

// has tells whether all pairs of a word are there.
func (m *mask) has(word *mask) bool {
	return m.pairs[0]&word.pairs[0] == word.pairs[0] && m.pairs[1]&word.pairs[1] == word.pairs[1] &&
		m.pairs[2]&word.pairs[2] == word.pairs[2] && m.pairs[3]&word.pairs[3] == word.pairs[3]
}

// lettersOf tells which letters a folded text has. Plain letters and digits have a bit of their own.
func lettersOf[T string | []byte](text T) uint64 {
	var all uint64
	for i := range len(text) {
		all |= 1 << letter(text[i])
	}
	return all
}

// firstsOf tells which letters stand where words begin.
func firstsOf(text []byte, starts uint64) uint64 {
	var all uint64
	for ; starts != 0; starts &= starts - 1 {
		if at := bits.TrailingZeros64(starts); at < len(text) {
			all |= 1 << letter(text[at])
		}
	}
	return all
}

func letter(b byte) uint8 {
	switch {
	case 'a' <= b && b <= 'z':
		return b - 'a'
	case '0' <= b && b <= '9':
		return 26 + b - '0'
	default:
		return 36 + b%28
	}
}
