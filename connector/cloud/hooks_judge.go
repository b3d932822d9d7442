package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// yes is the value of arguments that answer a question.
const yes = "yes"

// hooks asks about webhooks, or changes them, and reads the answer into v, which is nil where there is nothing to read.
func (c *Client) hooks(ctx context.Context, q request, v any) error {
	a, used, err := c.ask(ctx, q)
	if err != nil {
		return c.asError(err)
	}
	if p, bad := c.judgeHooks(a, q, used); bad {
		return p
	}
	if v == nil {
		return nil
	}
	if err := a.JSON(v); err != nil {
		return transport.Redacted(err, q.hidden(used)...)
	}
	if h, one := v.(*hook); one && h.UUID == "" {
		return a.Invalid(errors.New("a webhook without a uuid"))
	}
	return nil
}

// hidden is what of a request nobody may be shown again.
func (q request) hidden(used connector.Credential) []connector.Secret {
	return append(transport.SecretsOf(used), q.secrets...)
}

// judgeHooks says what is wrong with an answer about webhooks, and shows nobody what was sent.
func (c *Client) judgeHooks(a transport.Answer, q request, used connector.Credential) (connector.Problem, bool) {
	if a.OK() && q.method == http.MethodDelete {
		return connector.Problem{}, false
	}
	p, bad := c.judge(a, q.about, used)
	if !bad {
		return p, false
	}
	r := readRefusal(a)
	said := transport.Quote(refusedBecause(a, r), q.hidden(used)...)
	seen := p.Evidence
	if seen.Said != "" {
		seen.Said = said
	}
	if a.IsHTML() && a.Status == http.StatusForbidden { // somebody in between, who knows nothing of rights
		p, _ = c.judgeContent(a)
	}
	p = c.ofHooks(p, a, r, q, said)
	if scopes := p.Args["scopes"]; scopes != "" {
		p = p.With("scopes", transport.Quote(scopes, q.hidden(used)...))
	}
	return p.Seen(seen), true
}

// ofHooks says of a refusal what it means for webhooks: a missing right stops here, what Bitbucket does not like about
// a webhook it says itself, and one that is not there is told from a repository that is not. Everything else stays
// what any answer can suffer from.
func (c *Client) ofHooks(p connector.Problem, a transport.Answer, r refusal, q request, said string) connector.Problem {
	refused := connector.NewProblem(connector.CodeWebhookRefused, "said", said, "gone", "")
	one, change := strings.Contains(q.path, "/hooks/"), q.method != http.MethodGet
	switch p.Code {
	case connector.CodeRepositoryNotFound:
		if one && !ofTheRepository(r) {
			return gone()
		}
	case connector.CodeNotPermitted:
		if ofTheWebhook(r, q) {
			return refused
		}
		return connector.NewProblem(connector.CodeAdminMissing, "account", c.accountName(), "repository", q.about.repository).
			Rated(connector.Block)
	case connector.CodeAnswerInvalid:
		if change && a.Status >= 400 && !a.IsHTML() {
			return refused
		}
	}
	return p
}

// gone is the problem of a webhook that is not there, or no longer.
func gone() connector.Problem {
	return connector.NewProblem(connector.CodeWebhookRefused, "said", "", "gone", yes)
}

// ofTheRepository tells a 404 that is about the whole repository from one about what was looked for in it.
func ofTheRepository(r refusal) bool {
	return r.says("this repository", "this workspace", "no workspace") || strings.HasPrefix(strings.ToLower(r.message), "repository ")
}

// ofTheWebhook tells a 403 that is about the webhook sent, its address or how many there are, from one about who
// sends it.
func ofTheWebhook(r refusal, q request) bool {
	return q.body != nil && (r.fields != "" || r.says("limit", "maximum", "too many", "url", "address", "already exists"))
}

// refusedBecause is a refusal in Bitbucket's own words: what it says of each field, or else all it says.
func refusedBecause(a transport.Answer, r refusal) string {
	switch {
	case a.IsHTML():
		return ""
	case r.fields != "":
		return r.fields
	case r.detail != "" && r.detail != r.message:
		return strings.TrimSpace(r.message + " " + r.detail)
	}
	return r.message
}

// fieldsIn reads error.fields, {"url":["Enter a valid URL."]}, whatever its shape, as one text in the order of names.
func fieldsIn(raw json.RawMessage) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return ""
	}
	return strings.Join(textsIn(value), " ")
}

func textsIn(value any) []string {
	switch v := value.(type) {
	case string:
		if text := strings.TrimSpace(v); text != "" {
			return []string{text}
		}
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, textsIn(one)...)
		}
		return out
	case map[string]any:
		var out []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, textsIn(v[name])...)
		}
		return out
	}
	return nil
}
