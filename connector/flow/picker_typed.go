package flow

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"mooring/connector"
	"mooring/connector/catalog"
)

// typedName reads what is typed as the name or address of a repository and gives it as "key/slug". It is
// empty where it reads as neither, and where the list already shows a repository of that name.
func typedName(query string, connection connector.Connection, rows catalog.Listing) string {
	key, slug, ok := readName(query, connection)
	if !ok {
		return ""
	}
	for i := range rows.Len() {
		if r := rows.At(i); strings.EqualFold(r.Key, key) && strings.EqualFold(r.Slug, slug) {
			return ""
		}
	}
	return key + "/" + slug
}

// findByName asks Bitbucket for one repository by its "key/slug".
func findByName(ctx context.Context, clients Clients, connection connector.Connection, name string) (connector.Repository, error) {
	key, slug, _ := strings.Cut(name, "/")
	bitbucket, err := clients.Open(ctx, connection)
	if err != nil {
		return connector.Repository{}, err
	}
	return bitbucket.Repository(ctx, key, slug)
}

// problemFor reads an error as the problem a person should meet; nil stays nil. Whoever must sign in again
// hears that their session has ended. Clients answer with problems; what is none of them is an answer
// nobody could make sense of.
func problemFor(err error, connection connector.Connection) *connector.Problem {
	if err == nil {
		return nil
	}
	p, ok := connector.AsProblem(err)
	switch {
	case ok:
	case errors.Is(err, connector.ErrNoSecret):
		p = connector.NewProblem(connector.CodeSessionEnded, "name", connection.Name).Because(err)
	default:
		p = connector.NewProblem(connector.CodeAnswerInvalid, "host", hostOf(connection.Base)).Because(err)
	}
	return &p
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// readName is the place where the reading of names is joined in.
func readName(query string, _ connector.Connection) (key, slug string, ok bool) {
	key, slug, ok = strings.Cut(strings.TrimSpace(query), "/")
	return key, slug, ok && key != "" && slug != "" && !strings.ContainsAny(slug, "/ ")
}
