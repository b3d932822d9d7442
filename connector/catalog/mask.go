package catalog

// pairs tells roughly which pairs of neighbouring letters a text has: a bit each out of 256, some of them shared. A
// text that lacks a pair of a word does not have the word, which spares reading most texts.
type pairs [4]uint64

func pairsOf[T string | []byte](text T) pairs {
	var p pairs
	for i := 1; i < len(text); i++ {
		bit := pair(text[i-1], text[i])
		p[bit>>6] |= 1 << (bit & 63)
	}
	return p
}

// pair spreads what tells two letters of the Latin alphabet apart.
func pair(a, b byte) uint32 { return (uint32(a)<<5 ^ uint32(b)) * 0x9e3779b1 >> 24 }

func (p *pairs) has(all *pairs) bool {
	return p[0]&all[0] == all[0] && p[1]&all[1] == all[1] && p[2]&all[2] == all[2] && p[3]&all[3] == all[3]
}

// lettersOf tells which letters a folded text has. Plain letters and digits have a bit of their own.
func lettersOf(text string) uint64 {
	var all uint64
	for i := range len(text) {
		all |= 1 << letter(text[i])
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
