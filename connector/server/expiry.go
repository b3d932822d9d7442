package server

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// restToken is an access token as it is listed. Atlassian's documents lack expiry, permissions and user;
// recorded answers have them.
type restToken struct {
	Expires     *moment  `json:"expiryDate"`
	Permissions []string `json:"permissions"`
	User        *struct {
		Name string `json:"name"`
	} `json:"user"`
}

// moment is a point in time as servers write it: milliseconds since 1970, or ISO 8601. What is neither is
// the zero time, and no error: it must not take the rest of an answer with it.
type moment struct{ time.Time }

// UnmarshalJSON reads either form.
func (m *moment) UnmarshalJSON(raw []byte) error {
	var millis int64
	var text string
	switch {
	case json.Unmarshal(raw, &millis) == nil && millis > 0:
		m.Time = time.UnixMilli(millis).UTC()
	case json.Unmarshal(raw, &text) == nil:
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999Z0700", time.DateOnly} {
			if at, err := time.Parse(layout, text); err == nil {
				m.Time = at.UTC()
				break
			}
		}
	}
	return nil
}

// told asks for the owner's tokens. The list does not say which of them is ours, so a day is only taken
// where every one that could be ours ends on it, or none of them ever does. Whatever answers but that list
// (most tokens may not read it) leaves the end unknown.
func (l *climb) told(ctx context.Context, kind connector.TokenKind, owner string) expiry {
	path := l.tokensOf(kind, owner)
	if path == nil || l.refused {
		return expiry{}
	}
	answer, err := l.client.ask(ctx, question{base: l.base, api: tokensAPI, path: path, query: limit(countUpTo)})
	if err != nil {
		return expiry{}
	}
	var p page[restToken]
	if answer.JSON(&p) != nil || !p.last() {
		return expiry{}
	}
	return l.common(p.Values)
}

// tokensOf is where the owner's tokens are listed, below the API.
func (l *climb) tokensOf(kind connector.TokenKind, owner string) []string {
	switch {
	case owner == "":
		return nil
	case kind == connector.TokenPersonal:
		return []string{"users", slugOf(owner)}
	case kind == connector.TokenProject:
		return []string{"projects", owner}
	case kind == connector.TokenRepository:
		key, slug, _ := strings.Cut(owner, "/")
		return []string{"projects", key, "repos", slug}
	}
	return nil
}

// common is the end all tokens have in common that could be ours.
func (l *climb) common(tokens []restToken) expiry {
	var all expiry
	for _, t := range tokens {
		if !l.couldBeOurs(t) {
			continue
		}
		end := expiry{known: true}
		if t.Expires != nil {
			end.at = t.Expires.Time
			end.known = !end.at.IsZero()
		}
		if !end.known || all.known && all.String() != end.String() {
			return expiry{}
		}
		all = end
	}
	return all
}

// couldBeOurs rules out what cannot: another account's token (the slug was worked out, not told), one that
// ended before today, and one without the admin right that ours has shown.
func (l *climb) couldBeOurs(t restToken) bool {
	switch {
	case t.User != nil && t.User.Name != "" && !strings.EqualFold(t.User.Name, l.account):
		return false
	case t.Expires != nil && !t.Expires.IsZero() && t.Expires.Before(l.client.options.Clock().AddDate(0, 0, -1)):
		return false
	case l.webhook == yes && len(t.Permissions) > 0:
		return slices.ContainsFunc(t.Permissions, func(p string) bool { return strings.HasSuffix(p, "_ADMIN") })
	}
	return true
}
