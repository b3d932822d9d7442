package server

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// page is how the REST API hands out lists. NextPageStart is never computed, and only believed when it
// is there.
type page[T any] struct {
	Values        []T    `json:"values"`
	IsLastPage    *bool  `json:"isLastPage"`
	NextPageStart *int64 `json:"nextPageStart"`
}

func limit(n int) url.Values { return url.Values{"limit": {strconv.Itoa(n)}} }

// readPage reads a page. One without values is no page at all, and must not pass for an empty one.
func readPage[T any](a transport.Answer) (page[T], error) {
	var p page[T]
	if err := a.JSON(&p); err != nil {
		return p, err
	}
	if p.Values == nil {
		return p, a.Invalid(errors.New("a list without values"))
	}
	return p, nil
}

// countUpTo is how far repositories are counted: as many as one page brings.
const countUpTo = 100

// count is how many a page showed, and whether there are more; known is false where nothing was counted.
type count struct {
	n           int
	more, known bool
}

// countOf counts a page.
func countOf[T any](p page[T]) count { return count{n: len(p.Values), more: !p.last(), known: true} }

// String is "48", or "100+" where counting stopped.
func (c count) String() string {
	if c.more {
		return strconv.Itoa(c.n) + "+"
	}
	return strconv.Itoa(c.n)
}

// tokenKindsSince is the first version with tokens of projects and repositories.
const tokenKindsSince = "7.18"

// signIn uses the token for the first time, on the list of repositories: there is no way to ask who one is.
// A token of a kind this version cannot have is not sent at all.
func (l *climb) signIn(ctx context.Context) connector.Finding {
	kind := l.client.options.TokenKind
	if since, _ := readVersion(tokenKindsSince); kind != connector.TokenUnknown && kind != connector.TokenPersonal &&
		l.release != (release{}) && l.release.before(since) {
		p := connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", string(kind))
		return l.finding(p.Seen(connector.Evidence{Address: l.base}))
	}
	answer, p, err := l.client.hello(ctx, l.base)
	if err != nil {
		return l.finding(err)
	}
	l.account = l.client.accountOf(answer)
	f := connector.Finding{Facts: map[string]string{"account": l.account}}
	l.met, l.reads = usable(p.Values), countOf(p)
	if len(l.met) > 0 {
		l.sample = &l.met[0]
		return f
	}
	if p.IsLastPage == nil || *p.IsLastPage {
		f.Problems = []connector.Problem{l.client.seen(connector.NewProblem(connector.CodeRepositoriesNone, "account", l.account), answer)}
	}
	return f
}

// hello asks for repositories, signed, and makes sure that somebody is signed in: where anonymous access is
// on, a 200 proves nothing. It asks for as many as are counted, which saves counting them later.
func (c *Client) hello(ctx context.Context, base string) (transport.Answer, page[restRepository], error) {
	query := limit(countUpTo)
	query.Set("archived", "ALL")
	return c.list(ctx, question{base: base, path: []string{"repos"}, query: query})
}

// list asks for a page of repositories, of which somebody signed in must be told.
func (c *Client) list(ctx context.Context, q question) (transport.Answer, page[restRepository], error) {
	answer, err := c.ask(ctx, q)
	if err == nil {
		err = c.signedIn(answer)
	}
	if err != nil {
		return answer, page[restRepository]{}, err
	}
	p, err := readPage[restRepository](answer)
	return answer, p, err
}

// nobody is the name Atlassian's products give to those who are not signed in, where they give one.
const nobody = "anonymous"

// signedIn is anonymous-answer where nobody is.
func (c *Client) signedIn(a transport.Answer) error {
	account := c.accountOf(a)
	if account == "" || strings.EqualFold(account, nobody) {
		return c.seen(connector.NewProblem(connector.CodeAnonymousAnswer, "host", a.Host()), a)
	}
	c.learn(func(k *known) { k.account = account })
	return nil
}
