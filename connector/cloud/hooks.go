package cloud

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"mooring/connector"
)

// mostHooks is far beyond the 50 that Bitbucket allows a repository: a list that goes on invents them.
const mostHooks = 2000

// Hooks lists the webhooks of a repository, as Bitbucket orders them. Only administrators of the repository may:
// without the right it answers admin-missing, without the scope scope-missing.
func (c *Client) Hooks(ctx context.Context, r connector.Repository) ([]connector.Hook, error) {
	q, ok := c.hookRequest(r, http.MethodGet)
	if !ok {
		return nil, c.noSuchRepository(r)
	}
	q.query = url.Values{"pagelen": {"100"}, "fields": {hookFields()}}
	way := way{been: map[string]bool{}}
	var out []connector.Hook
	for {
		var p page[hook]
		if err := c.hooks(ctx, q, &p); err != nil {
			return nil, err
		}
		before := len(out)
		for _, h := range p.Values {
			if h.UUID != "" && !slices.ContainsFunc(out, func(o connector.Hook) bool { return o.ID == h.UUID }) {
				out = append(out, h.noun())
			}
		}
		if p.Next == "" {
			return out, nil
		}
		if !c.leadsOn(p.Next) || !way.goesOn(p.Next, len(out)-before) || len(out) > mostHooks {
			return out, c.pagingBroken(q.path).With("count", strconv.Itoa(len(out)))
		}
		q.next = p.Next
	}
}

// MakeHook makes a webhook. It is sent once: where the answer is lost the webhook may be there all the same, so that
// whoever tries again looks at Hooks before. Bitbucket itself would make a second with the same address.
func (c *Client) MakeHook(ctx context.Context, r connector.Repository, wish connector.HookWish) (connector.Hook, error) {
	q, ok := c.hookRequest(r, http.MethodPost)
	if !ok {
		return connector.Hook{}, c.noSuchRepository(r)
	}
	body := hookInput{Description: wish.Name, URL: wish.Address, Active: true, Events: wished(wish, nil)}
	if wish.Secret != nil && !wish.Secret.Empty() {
		body.Secret, q.secrets = wish.Secret.Reveal(), []connector.Secret{*wish.Secret}
	}
	q.body, q.about.scopes = body, hookScopes(http.MethodPost, wish.PullRequests)
	return c.putHook(ctx, q)
}

// ChangeHook makes a webhook as wished and switches it on. Its name stays, if it has one, and so do other events and
// whether certificates are verified.
func (c *Client) ChangeHook(ctx context.Context, r connector.Repository, id string, wish connector.HookWish) (connector.Hook, error) {
	q, ok := c.hookRequest(r, http.MethodGet, id)
	if !ok {
		return connector.Hook{}, gone()
	}
	var now hook
	if err := c.hooks(ctx, q, &now); err != nil {
		return connector.Hook{}, err
	}
	body := hookInput{
		Description: firstOf(now.Description, wish.Name), URL: firstOf(wish.Address, now.URL), Active: true,
		Events: wished(wish, now.Events), SkipCert: now.SkipCert, History: now.History,
	}
	if wish.Secret != nil {
		body.Secret, q.secrets = wish.Secret.Reveal(), []connector.Secret{*wish.Secret}
		body.unsign = wish.Secret.Empty()
	}
	q.method, q.body, q.about.scopes = http.MethodPut, body, hookScopes(http.MethodPut, body.pulls())
	return c.putHook(ctx, q)
}

// RemoveHook removes a webhook; one that is gone already is fine.
func (c *Client) RemoveHook(ctx context.Context, r connector.Repository, id string) error {
	q, ok := c.hookRequest(r, http.MethodDelete, id)
	if !ok {
		return nil
	}
	q.about.scopes = hookScopes(http.MethodDelete, false)
	err := c.hooks(ctx, q, nil)
	if p, refused := connector.AsProblem(err); refused && p.Code == connector.CodeWebhookRefused && p.Args["gone"] == yes {
		return nil
	}
	return err
}

// HookPage is the page of a repository's webhooks, for people with the right to administer it.
func (c *Client) HookPage(r connector.Repository) string {
	return c.o.Web + "/" + url.PathEscape(r.Key) + "/" + url.PathEscape(firstOf(r.Slug, r.Ref.ID)) + "/admin/webhooks"
}

// hookRequest is about the webhooks of a repository, or one of them.
func (c *Client) hookRequest(r connector.Repository, method string, id ...string) (request, bool) {
	path, ok := pathOf("/repositories", r.Key, firstOf(r.Slug, r.Ref.ID))
	if !ok {
		return request{}, false
	}
	path, ok = pathOf(path+"/hooks", id...)
	return request{method: method, path: path, about: about{workspace: r.Key, repository: r.FullName()}}, ok
}

// putHook sends a webhook and reads what became of it.
func (c *Client) putHook(ctx context.Context, q request) (connector.Hook, error) {
	var h hook
	if err := c.hooks(ctx, q, &h); err != nil {
		return connector.Hook{}, err
	}
	return h.noun(), nil
}

func (c *Client) noSuchRepository(r connector.Repository) error {
	return connector.NewProblem(connector.CodeRepositoryNotFound, "repository", r.FullName(), "why", "")
}
