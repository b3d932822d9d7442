package catalog

import (
	"slices"
	"strings"
	"unicode"
)

// The words of a query that narrow the list instead of being searched for. A "project:" also names a workspace.
const (
	Private  = "is:private"
	Public   = "is:public"
	Archived = "is:archived"
	Admin    = "is:admin"
	Project  = "project:" // with a key or name behind it, in quotes where it has spaces
)

// is is how words that narrow by a property begin.
const is = "is:"

// Query is what somebody typed, read.
type Query struct {
	Words    []string // folded
	Projects []string // folded
	Is       []string // of the constants above
	// Unknown are words that look like one that narrows and are none, as typed ("is:secret").
	Unknown []string
}

// ReadQuery reads what is typed. A narrowing word that is only begun ("is:", "project:") is nothing yet.
func ReadQuery(text string) Query {
	var q Query
	for _, token := range tokens(text) {
		folded := Fold(token)
		name, isProject := strings.CutPrefix(folded, Project)
		switch {
		case isProject:
			q.Projects = add(q.Projects, unquoted(name))
		case folded == is:
		case slices.Contains(properties(), folded):
			q.Is = add(q.Is, folded)
		case strings.HasPrefix(folded, is):
			q.Unknown = append(q.Unknown, token)
		default:
			q.Words = append(q.Words, strings.Fields(folded)...)
		}
	}
	return q
}

// With gives a query text with a narrowing word added to it or taken out, and all else as it was typed. The words that
// say the opposite go: nothing is both private and public. A project's name may come with or without quotes.
func With(text, word string, on bool) string {
	word = quoted(word)
	kept := slices.DeleteFunc(tokens(text), func(token string) bool {
		return same(token, word) || on && opposite(Fold(token), Fold(word))
	})
	if on {
		kept = append(kept, word)
	}
	return strings.Join(kept, " ")
}

// Plain gives what is left of a query text without the words that narrow: what Bitbucket itself can be asked for.
func Plain(text string) string {
	return strings.Join(slices.DeleteFunc(tokens(text), narrows), " ")
}

func properties() []string { return []string{Private, Public, Archived, Admin} }

func narrows(token string) bool {
	folded := Fold(token)
	return strings.HasPrefix(folded, Project) || strings.HasPrefix(folded, is)
}

// tokens divides a text at its spaces, except within the quotes of a project's name. Quotes that are not closed yet
// reach to the end.
func tokens(text string) []string {
	var all []string
	for {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if text == "" {
			return all
		}
		end := tokenEnd(text)
		all, text = append(all, text[:end]), text[end:]
	}
}

func tokenEnd(text string) int {
	from := 0
	if name, project := cutFold(text, Project+`"`); project {
		from = len(text)
		if i := strings.IndexByte(name, '"'); i >= 0 {
			from = len(text) - len(name) + i + 1
		}
	}
	if i := strings.IndexFunc(text[from:], unicode.IsSpace); i >= 0 {
		return from + i
	}
	return len(text)
}

// cutFold cuts a prefix of plain letters off, however it is written.
func cutFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// same tells whether two tokens narrow alike.
func same(a, b string) bool {
	a, b = Fold(a), Fold(b)
	nameA, isA := strings.CutPrefix(a, Project)
	nameB, isB := strings.CutPrefix(b, Project)
	if isA && isB {
		return unquoted(nameA) == unquoted(nameB)
	}
	return a == b
}

func opposite(a, b string) bool { return a == Private && b == Public || a == Public && b == Private }

// quoted puts quotes around a project's name that needs them to stay one word.
func quoted(word string) string {
	name, project := cutFold(word, Project)
	if !project || strings.HasPrefix(name, `"`) || strings.IndexFunc(name, unicode.IsSpace) < 0 {
		return word
	}
	return word[:len(Project)] + `"` + name + `"`
}

func unquoted(name string) string {
	return strings.Join(strings.Fields(strings.Trim(name, `"`)), " ")
}

// add appends what is neither empty nor there already.
func add(all []string, one string) []string {
	if one == "" || slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}
