package flow

import (
	"errors"
	"net/url"
	"strings"

	"mooring/connector"
	"mooring/connector/catalog"
)

// typed is what reads out of a query besides words to search for.
type typed struct {
	name      string // "key/slug" of a repository that the list does not show by that name
	elsewhere string // the host of an address that belongs to another Bitbucket than the connection's
}

// readTyped reads a query as the name or address of a repository.
func readTyped(query string, connection connector.Connection, rows catalog.Listing) typed {
	query = catalog.Plain(query)
	if !strings.Contains(query, "/") {
		return typed{}
	}
	key, slug, err := connector.ReadRepositoryName(likeCloud(query, connection))
	if err != nil {
		return typed{}
	}
	if host := hostTyped(query, key+"/"+slug); host != "" && host != hostName(connection.Web) && host != hostName(connection.Base) {
		return typed{elsewhere: host}
	}
	for i := range rows.Len() {
		if r := rows.At(i); strings.EqualFold(r.Key, key) && strings.EqualFold(r.Slug, slug) {
			return typed{}
		}
	}
	return typed{name: key + "/" + slug}
}

// likeCloud spells the address of a page of a Cloud that lives elsewhere (see MOORING_CLOUD_WEB) as
// bitbucket.org would, so that it can be read by the same rules.
func likeCloud(query string, connection connector.Connection) string {
	query = strings.TrimSpace(query)
	if connection.Provider != connector.Cloud || connector.Origin(query) != connector.Origin(connection.Web) {
		return query
	}
	u, err := url.Parse(query)
	if err != nil {
		return query
	}
	return "https://bitbucket.org" + u.EscapedPath()
}

// hostTyped gives the host of a typed address. It is empty for a plain name, and for ssh, which some
// servers speak under a host name of its own.
func hostTyped(query, name string) string {
	query = strings.TrimSuffix(strings.Trim(strings.TrimSpace(query), "/"), ".git")
	scheme, _, named := strings.Cut(query, "://")
	if strings.EqualFold(query, name) || strings.EqualFold(scheme, "ssh") || !named && strings.Contains(query, "@") {
		return ""
	}
	address, err := connector.ReadAddress(query)
	if connector.IsProblem(err, connector.CodeAddressIsCloud) {
		return "bitbucket.org"
	}
	return hostName(address.Base)
}

func hostName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
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

// hostOf gives host and port of an address, for sentences.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
