package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"mooring/connector"
)

// mostHooks is more webhooks than anybody makes: a list that goes on invents them.
const mostHooks = 10_000

// Hooks lists the webhooks of a repository, as the server orders them. Only administrators of the repository may:
// without the right it answers admin-missing.
func (c *Client) Hooks(ctx context.Context, r connector.Repository) ([]connector.Hook, error) {
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	var out []connector.Hook
	seen := map[string]bool{}
	for start := int64(0); ; {
		q := hookQuestion(base, r, http.MethodGet)
		q.query = limit(nextPages)
		q.query.Set("start", strconv.FormatInt(start, 10))
		answer, err := c.askHooks(ctx, q, r)
		if err != nil {
			return nil, told(err, base)
		}
		p, err := readPage[restHook](answer)
		if err != nil {
			return nil, told(err, base)
		}
		for _, h := range p.Values {
			if one, ok := h.hook(); ok && !seen[one.ID] {
				seen[one.ID] = true
				out = append(out, one)
			}
		}
		if p.last() {
			return out, nil
		}
		if p.NextPageStart == nil || *p.NextPageStart <= start || len(out) > mostHooks {
			broken := connector.NewProblem(connector.CodePagingBroken, "host", answer.Host(), "count", strconv.Itoa(len(out)))
			return out, broken.Seen(answer.Evidence()).Because(errors.New("the next page does not lead on"))
		}
		start = *p.NextPageStart
	}
}

// MakeHook makes a webhook. It is sent once: where the answer is lost the webhook may be there all the same, so that
// whoever tries again looks at Hooks before. The server itself would make a second with the same address.
func (c *Client) MakeHook(ctx context.Context, r connector.Repository, wish connector.HookWish) (connector.Hook, error) {
	base, err := c.base()
	if err != nil {
		return connector.Hook{}, err
	}
	h := restHook{}
	q := hookQuestion(base, r, http.MethodPost)
	q.secrets = h.wish(wish)
	q.body = h
	return c.putHook(ctx, q, r)
}

// ChangeHook makes a webhook as wished and switches it on. Its name stays, if it has one, and so do other events and
// whatever else the server tells of it: the server takes what it is sent for the whole webhook. A secret that nobody
// wishes anything about is sent back as the server told it, and left unsaid where it did not.
func (c *Client) ChangeHook(ctx context.Context, r connector.Repository, id string, wish connector.HookWish) (connector.Hook, error) {
	base, err := c.base()
	if err != nil {
		return connector.Hook{}, err
	}
	if !isHookID(id) {
		return connector.Hook{}, refusedHook("").With("gone", yes)
	}
	answer, err := c.askHooks(ctx, hookQuestion(base, r, http.MethodGet, id), r)
	if err != nil {
		return connector.Hook{}, told(err, base)
	}
	h := restHook{}
	if err := answer.JSON(&h); err != nil {
		return connector.Hook{}, told(err, base)
	}
	q := hookQuestion(base, r, http.MethodPut, id)
	q.secrets = h.secrets()
	q.secrets = append(q.secrets, h.wish(wish)...)
	q.body = h
	return c.putHook(ctx, q, r)
}

// RemoveHook removes a webhook; one that is gone already is fine.
func (c *Client) RemoveHook(ctx context.Context, r connector.Repository, id string) error {
	base, err := c.base()
	if err != nil || !isHookID(id) {
		return err
	}
	_, err = c.askHooks(ctx, hookQuestion(base, r, http.MethodDelete, id), r)
	if p, ok := connector.AsProblem(err); ok && p.Code == connector.CodeWebhookRefused && p.Args["gone"] == yes {
		return nil
	}
	return told(err, base)
}

// HookPage is the page of a repository's webhooks, for people with the right to administer it. A personal project goes
// by its key there too, ~name; that no server has been seen to say otherwise is all that is known of it.
func (c *Client) HookPage(r connector.Repository) string {
	base, err := c.base()
	if err != nil {
		return ""
	}
	return base + "/plugins/servlet/webhooks/projects/" + url.PathEscape(r.Key) + "/repos/" + url.PathEscape(r.Slug)
}

// isHookID tells what may be a webhook's number from what would lead elsewhere in an address.
func isHookID(id string) bool {
	_, err := strconv.ParseUint(id, 10, 63)
	return err == nil
}

// hookQuestion is about the webhooks of a repository, or one of them.
func hookQuestion(base string, r connector.Repository, method string, id ...string) question {
	path := append([]string{"projects", r.Key, "repos", r.Slug, "webhooks"}, id...)
	return question{method: method, base: base, path: path}
}

// putHook sends a webhook and reads what became of it.
func (c *Client) putHook(ctx context.Context, q question, r connector.Repository) (connector.Hook, error) {
	answer, err := c.askHooks(ctx, q, r)
	if err != nil {
		return connector.Hook{}, told(err, q.base)
	}
	var h restHook
	if err := answer.JSON(&h); err != nil {
		return connector.Hook{}, told(err, q.base)
	}
	made, ok := h.hook()
	if !ok {
		return connector.Hook{}, answer.Invalid(errors.New("a webhook without an id"))
	}
	return made, nil
}
