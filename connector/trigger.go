package connector

import (
	"slices"
	"strings"
)

// Any is the pattern that every name answers to.
const Any = "*"

// Triggers say what starts a build. Each is a list of patterns, see Matches; an empty one starts nothing.
type Triggers struct {
	// Push are patterns of branches that are pushed to.
	Push []string `json:"push,omitempty"`
	// PullRequests are patterns of the branch a pull request wants to get into.
	PullRequests []string `json:"pull_requests,omitempty"`
	// Tags are patterns of tags that are pushed.
	Tags []string `json:"tags,omitempty"`
}

// Empty tells that nothing starts a build.
func (t Triggers) Empty() bool {
	return len(t.Push) == 0 && len(t.PullRequests) == 0 && len(t.Tags) == 0
}

// Clone gives triggers of their own, so that changing them changes nobody else's.
func (t Triggers) Clone() Triggers {
	return Triggers{slices.Clone(t.Push), slices.Clone(t.PullRequests), slices.Clone(t.Tags)}
}

// Patterns reads patterns as people type them, divided by commas, blanks or lines: no branch or tag has a blank in
// its name (git check-ref-format). Each comes back once.
func Patterns(text string) []string {
	var all []string
	for _, p := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r <= ' ' }) {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// Matches tells whether a branch or tag answers to a pattern: * stands for any letters, also none and also slashes,
// ? for one letter; everything else stands for itself, and large and small letters differ, as git has it.
func Matches(pattern, name string) bool {
	want, have := []rune(pattern), []rune(name)
	p, n, star, resume := 0, 0, -1, 0
	for n < len(have) {
		switch {
		case p < len(want) && want[p] == '*':
			star, resume = p, n
			p++
		case p < len(want) && (want[p] == '?' || want[p] == have[n]):
			p, n = p+1, n+1
		case star >= 0:
			resume++
			p, n = star+1, resume
		default:
			return false
		}
	}
	for p < len(want) && want[p] == '*' {
		p++
	}
	return p == len(want)
}

// MatchesAny tells whether a name answers to one of several patterns.
func MatchesAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return Matches(p, name) })
}

// RefKind is a branch or a tag.
type RefKind string

// What patterns are compared with.
const (
	Branches RefKind = "branches"
	Tags     RefKind = "tags"
)

// RefNames are the names of branches or tags of a repository, as many as were asked for at most. More tells that
// there are others.
type RefNames struct {
	Names []string
	More  bool
}
