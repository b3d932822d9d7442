package server

import (
	"context"
	"net/http"
	"net/url"

	"mooring/connector"
)

// The versions in which the making of tokens changed.
const (
	newNameSince    = "7.18" // they were called personal access tokens before
	dataCenterSince = "8.15" // for Data Center only, so the licence has tokens of projects and repositories
	userPageSince   = "9.0"  // the page of an account's tokens may have the account in its address
)

// tokenPages is where people make tokens, below the base address.
const tokenPages = "/plugins/servlet/access-tokens/"

// TokenGuide tells where tokens are made on this server. It needs none: the product and its version are
// asked openly, unless a check has found them. Where there is a token all the same and a project is named,
// the list of that project's tokens may show that the licence has them.
func (c *Client) TokenGuide(ctx context.Context, key, slug string) (connector.TokenGuide, error) {
	if err := c.meet(ctx); err != nil {
		return connector.TokenGuide{}, err
	}
	g := guide{known: c.recall()}
	g.release, g.readable = readVersion(g.version)
	personal := g.recipe(connector.TokenPersonal)
	personal.Page = g.page(g.accountPath()...)
	project, repository := g.shared(connector.TokenProject), g.shared(connector.TokenRepository)
	if key != "" {
		project.Page = g.page("projects", key)
		project.LicenceUnknown = project.LicenceUnknown && !c.hasProjectTokens(ctx, g.base, key)
		repository.LicenceUnknown = project.LicenceUnknown
	}
	if key != "" && slug != "" {
		repository.Page = g.page("projects", key, "repos", slug)
	}
	return connector.TokenGuide{
		Base: g.base, Version: g.version, Recipes: []connector.TokenRecipe{personal, project, repository},
	}, nil
}

// guide is what recipes are made from.
type guide struct {
	known
	release  release
	readable bool
}

// since tells whether the server is at least of a version.
func (g guide) since(version string) bool {
	from, _ := readVersion(version)
	return g.readable && !g.release.before(from)
}

func (g guide) recipe(kind connector.TokenKind) connector.TokenRecipe {
	return connector.TokenRecipe{Kind: kind, OldName: g.readable && !g.since(newNameSince)}
}

// shared is the recipe for a token of a project or repository, which not every server has.
func (g guide) shared(kind connector.TokenKind) connector.TokenRecipe {
	r := g.recipe(kind)
	if g.readable && !g.since(tokenKindsSince) {
		r.Missing = "version"
		return r
	}
	r.LicenceUnknown = !g.since(dataCenterSince)
	return r
}

// accountPath names the account in the address of its page, where that is possible and it is known; the page
// without a name shows whoever is signed in, on all versions.
func (g guide) accountPath() []string {
	if kind, _ := kindOf(g.account); g.account == "" || kind != connector.TokenPersonal || !g.since(userPageSince) {
		return nil
	}
	return []string{"users", slugOf(g.account)}
}

func (g guide) page(path ...string) string {
	page := g.base + tokenPages
	for _, p := range path {
		page += url.PathEscape(p) + "/"
	}
	return page + "manage"
}

// meet makes sure that a Bitbucket of some version answers at the address.
func (c *Client) meet(ctx context.Context) error {
	if k := c.recall(); k.base != "" && k.version != "" {
		return nil
	}
	l := &climb{client: c}
	for _, rung := range []func(context.Context) connector.Finding{l.address, l.product, l.version} {
		f := rung(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for _, p := range f.Problems {
			if p.Severity == connector.Block && p.Code != connector.CodeVersionTooOld || f.Unfinished {
				return p
			}
		}
	}
	return nil
}

// hasProjectTokens tells whether a project's tokens can be listed: then there are such things here. Another
// answer says nothing.
func (c *Client) hasProjectTokens(ctx context.Context, base, key string) bool {
	answer, err := c.ask(ctx, question{base: base, api: tokensAPI, path: []string{"projects", key}, query: limit(1)})
	var p page[restToken]
	return err == nil && answer.Status == http.StatusOK && answer.JSON(&p) == nil && p.Values != nil
}
