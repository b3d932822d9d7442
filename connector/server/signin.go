package server

import (
	"context"
	"net/url"
	"strconv"

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

// signIn uses the token for the first time, on the list of repositories: there is no way to ask who one is.
func (l *climb) signIn(ctx context.Context) connector.Finding {
	answer, p, err := l.client.hello(ctx, l.base)
	if err != nil {
		return l.finding(err)
	}
	l.account = l.client.accountOf(answer)
	f := connector.Finding{Facts: map[string]string{"account": l.account}}
	if len(p.Values) > 0 {
		l.sample = &p.Values[0]
		return f
	}
	if p.IsLastPage == nil || *p.IsLastPage {
		f.Problems = []connector.Problem{l.client.seen(connector.NewProblem(connector.CodeRepositoriesNone, "account", l.account), answer)}
	}
	return f
}

// hello asks for one repository, signed, and makes sure that somebody is signed in: where anonymous access
// is on, a 200 proves nothing.
func (c *Client) hello(ctx context.Context, base string) (transport.Answer, page[restRepository], error) {
	var p page[restRepository]
	query := limit(1)
	query.Set("archived", "ALL")
	answer, err := c.ask(ctx, question{base: base, path: []string{"repos"}, query: query})
	if err != nil {
		return answer, p, err
	}
	if err := c.signedIn(answer); err != nil {
		return answer, p, err
	}
	return answer, p, answer.JSON(&p)
}

// signedIn is anonymous-answer where nobody is.
func (c *Client) signedIn(a transport.Answer) error {
	account := c.accountOf(a)
	if account == "" {
		return c.seen(connector.NewProblem(connector.CodeAnonymousAnswer, "host", a.Host()), a)
	}
	c.learn(func(k *known) { k.account = account })
	return nil
}
