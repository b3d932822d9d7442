package cloud

import (
	"context"
	"errors"
	"iter"
	"strings"
	"unicode"

	"mooring/connector"
)

// The limits of a search: what is typed or pasted must fit into an address.
const (
	mostWords   = 8
	mostLetters = 60
)

// Search asks large workspaces for repositories with all these words in their name or slug: a page of up to 100 for
// each, what was worked on last first, in the order of the workspaces. A page's Total is how many there are in its
// workspace. Without words nothing is asked. A workspace that refuses does not hide the others: its refusal comes
// last.
func (c *Client) Search(ctx context.Context, large []connector.Large, words string) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		query := queryFor(words)
		if query == "" {
			return
		}
		r := c.read(yield)
		for _, one := range large {
			first, ok := repositoriesIn(one.Key, "-updated_on")
			if !ok {
				continue
			}
			first.query.Set("q", query)
			l := newLane(one.Key, first)
			l.once = true
			r.lanes = append(r.lanes, l)
		}
		if err := r.within(ctx, r.run); err != nil && !errors.Is(err, errEnough) {
			yield(connector.Page{Total: -1}, c.asError(err))
		}
	}
}

// queryFor writes words into Bitbucket's query language; ~ is "contains", in whatever case. (Atlassian's page
// "Filter and sort API objects": AND, OR, brackets, and strings in double quotes.)
func queryFor(words string) string {
	var parts []string
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		if letters := []rune(word); len(letters) > mostLetters {
			word = string(letters[:mostLetters])
		}
		if len(parts) < mostWords {
			parts = append(parts, "(name ~ "+quoted(word)+" OR slug ~ "+quoted(word)+")")
		}
	}
	return strings.Join(parts, " AND ")
}
