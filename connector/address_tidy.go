package connector

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
)

// maxShownAddress bounds what is shown of an address nobody could read.
const maxShownAddress = 200

// tidyAddress takes off what comes along when an address is copied: blanks, quotes, brackets, the command
// or label it stood behind, the full stop of its sentence, and signs nobody sees.
func tidyAddress(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1 // zero-width spaces, direction marks, the byte order mark
		}
		return r
	}, text)
	text = strings.ReplaceAll(trimAround(pickAddress(text)), `\`, "/")
	for _, command := range []string{"git clone ", "git remote add origin "} {
		if rest, found := strings.CutPrefix(text, command); found {
			text = trimAround(argument(rest))
		}
	}
	if trimmed := strings.TrimRight(text, "."); trimmed != "" && !strings.HasSuffix(trimmed, "/") {
		text = trimAround(trimmed)
	}
	return text
}

// pickAddress finds the address among several words by its scheme: it is the last word of the only line that
// ends in one. What else stands there is left alone, above all other lines: they may hold a secret.
func pickAddress(text string) string {
	found := ""
	for line := range strings.FieldsFuncSeq(text, isBreak) {
		words := strings.Fields(line)
		if len(words) == 0 || !strings.Contains(words[len(words)-1], "://") {
			continue
		}
		if found != "" {
			return text
		}
		found = words[len(words)-1]
	}
	if found == "" || strings.Count(text, "://") > 1 {
		return text
	}
	return found
}

// isBreak tells what divides lines and table cells.
func isBreak(r rune) bool { return r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f' }

// argument is the address among the arguments of a git command.
func argument(rest string) string {
	for _, mark := range []string{"://", "@"} {
		for word := range strings.FieldsSeq(rest) {
			if strings.Contains(word, mark) {
				return word
			}
		}
	}
	return rest
}

func trimAround(text string) string {
	for {
		trimmed := strings.Trim(strings.TrimSpace(text), "\"'`<>()“”„‚‘’«»‹›")
		trimmed = strings.TrimRight(trimmed, ",;")
		if trimmed == text {
			return text
		}
		text = trimmed
	}
}

// webTokenStart is how every JSON web token begins.
const webTokenStart = "eyJ"

// leastOldToken is the length of the shortest token of Bitbucket Servers that did not mark theirs yet: 44 signs
// of base64. No label of a host name that people choose is as long and as mixed.
const leastOldToken = 40

// looksLikeToken recognises tokens: one pasted into the wrong field must not be looked up as a name, nor
// repeated on screen.
func looksLikeToken(text string) bool {
	if shapeOf(text) != ShapeUnknown || strings.HasPrefix(text, webTokenStart) {
		return true
	}
	has := func(letters string) bool { return strings.ContainsAny(text, letters) }
	return len(text) >= leastOldToken && has("ABCDEFGHIJKLMNOPQRSTUVWXYZ") && has("abcdefghijklmnopqrstuvwxyz") && has("0123456789") &&
		!strings.ContainsFunc(text, func(r rune) bool {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			return !letter && !strings.ContainsRune("+/=", r)
		})
}

// holdsToken tells whether a token stands anywhere in a text: behind a label, a scheme or a user name.
func holdsToken(text string) bool {
	return looksLikeToken(text) || slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`:/@?#&=,;"'`, r)
	}), looksLikeToken)
}

// showableAddress is as much of an unreadable text as may be shown again: no sign-in, no query, no token, and
// no sign a terminal obeys.
func showableAddress(text string) string {
	if holdsToken(text) {
		return ""
	}
	text, after := text[:cut(text)], text[cut(text):]
	if strings.ContainsRune(after, '@') {
		return "" // a password may hold any sign, so where it ends nobody knows
	}
	at := strings.LastIndexByte(text, '@')
	text = withoutPassword(text[at+1:])
	if at >= 0 && text != "" {
		text = "…@" + text
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
	if len(runes) > maxShownAddress {
		return string(runes[:maxShownAddress]) + "…"
	}
	return string(runes)
}

// cut is where a query, a fragment or another line begins, or the end.
func cut(text string) int {
	if i := strings.IndexAny(text, "?#\n\r\t"); i >= 0 {
		return i
	}
	return len(text)
}

// withoutPassword cuts what follows a name and a colon, where a port should stand: it may be a password, or the
// value of a header.
func withoutPassword(text string) string {
	start := strings.Index(text, "://")
	if start = max(0, start); start > 0 {
		start += len("://")
	}
	address, _, _ := strings.Cut(text[start:], "%")
	_, err := netip.ParseAddr(address)
	colon := strings.IndexByte(text[start:], ':')
	if err == nil || colon < 0 || strings.HasPrefix(address, "[") {
		return text
	}
	colon += start
	port, _, _ := strings.Cut(text[colon+1:], "/")
	if len(port) > len("65536") || strings.Trim(port, "0123456789") != "" {
		return text[:colon+1]
	}
	return text
}
