package catalog_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"

	"mooring/connector/catalog"
)

func TestFoldingWritesTextTheWayItIsCompared(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Mobile-iOS 2": "mobile-ios 2", "Über-Größe": "uber-grosse", "ŁÓDŹ": "lodz", "Ærø": "aero", "ﬁn": "fin",
		"Ｗｉｄｅ": "wide", "Çağrı": "cagri", "ΆΡΤΑ": "αρτα", "Ёлка": "елка", "が": "か", "한글": norm.NFKD.String("한글"), "İ": "i", "œuvre": "oeuvre",
		"e\u0301te\u0301": "ete", "Tiếng Việt": "tieng viet", "\xff": "\ufffd",
	} {
		assert.Equal(t, want, catalog.Fold(text), text)
	}
}

// Every letter there is, against the way Unicode's own package takes it apart.
func TestEveryLetterIsTakenApartAsUnicodeDoes(t *testing.T) {
	for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || strings.ContainsRune("ßẞæÆœŒøØłŁđĐðÐþÞıǢǣǼǽǾǿ", r) || unicode.ToLower(r) == 'ß' {
			continue // spelled out
		}
		var want strings.Builder
		for _, part := range norm.NFKD.String(string(r)) {
			if !unicode.Is(unicode.Mn, part) {
				want.WriteRune(unicode.ToLower(part))
			}
		}
		if got := catalog.Fold(string(r)); got != catalog.Fold(want.String()) {
			assert.Equal(t, want.String(), got, "%U", r)
		}
	}
}
