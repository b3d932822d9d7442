package server

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// maxOthers is how many repositories of a name are worth naming.
const maxOthers = 5

// namesakes finds the repositories the token sees whose name or slug is the one given, and those that begin
// with it. The server only searches names by their beginning, so it is asked for the first word; a slug
// need not resemble the name, so where that brings nothing, one page of all repositories is looked through.
func (c *Client) namesakes(ctx context.Context, base, text string) (same, alike []restRepository, err error) {
	wanted := plain(text)
	first, _, _ := strings.Cut(wanted, "-")
	for _, name := range []string{first, ""} {
		query := url.Values{"archived": {"ALL"}, "limit": {strconv.Itoa(nextPages)}}
		if name != "" {
			query.Set("name", name)
		}
		_, p, err := c.list(ctx, question{base: base, path: []string{"repos"}, query: query})
		if err != nil {
			return nil, nil, err
		}
		if same, alike = sorted(p.Values, wanted); len(same)+len(alike) > 0 {
			break
		}
	}
	return same, alike, nil
}

// sorted divides repositories into those of a name and those that begin with it.
func sorted(all []restRepository, wanted string) (same, alike []restRepository) {
	for _, r := range all {
		name, slug := plain(r.Name), plain(r.Slug)
		switch {
		case !r.usable() || wanted == "":
		case name == wanted || slug == wanted:
			same = append(same, r)
		case strings.HasPrefix(name, wanted) || strings.HasPrefix(slug, wanted):
			alike = append(alike, r)
		}
	}
	return same, alike
}

// plain spells names and slugs alike: small letters and digits, one dash for whatever is between.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), "-")
}

// names lists the first few as KEY/slug, divided by blanks.
func names(all []restRepository) string {
	var out []string
	for _, r := range all[:min(len(all), maxOthers)] {
		out = append(out, r.Project.Key+"/"+r.Slug)
	}
	return strings.Join(out, " ")
}
