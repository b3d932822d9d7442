package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes text the way it is compared: lower case, without accents, so that "Über-Größe" and
// "uber grosse" meet. Letters that Unicode does not take apart (ß, ø, ł …) are spelled out.
func Fold(text string) string {
	if plain, ok := foldASCII(text); ok {
		return plain
	}
	return string(appendFolded(make([]byte, 0, len(text)), text))
}

// foldASCII is the short way for the most common names; it gives up at the first other letter.
func foldASCII(text string) (string, bool) {
	if !ascii(text) {
		return "", false
	}
	return strings.ToLower(text), true
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// appendFolded folds letter by letter, so that it is known what became of each: accents fall away, and what order they
// are written in does not matter.
func appendFolded(to []byte, text string) []byte {
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			to = append(to, lower(b))
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		to = appendLetter(to, text[i:i+size])
		i += size
	}
	return to
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// appendLetter folds a letter outside of ASCII.
func appendLetter(to []byte, letter string) []byte {
	for parts := decomposed(letter); len(parts) > 0; {
		r, size := utf8.DecodeRuneInString(parts)
		parts = parts[size:]
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain := spelledOut(r); plain != "" {
			to = append(to, plain...)
			continue
		}
		to = utf8.AppendRune(to, r)
	}
	return to
}

// decomposed takes a letter apart as Unicode does (NFKD). Its tables are asked directly, since this is done for every
// letter of every list; Korean syllables alone are not in them.
func decomposed(letter string) string {
	if parts := norm.NFKD.PropertiesString(letter).Decomposition(); len(parts) > 0 {
		return aliased(parts)
	}
	const firstSyllable, lastSyllable = '가', '힣'
	if r, _ := utf8.DecodeRuneInString(letter); firstSyllable <= r && r <= lastSyllable {
		return norm.NFKD.String(letter)
	}
	return letter
}

// spelledOut gives the plain spelling of a lower-case letter that has no decomposition, or nothing.
func spelledOut(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	}
	return ""
}
