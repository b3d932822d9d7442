package server

import (
	"context"
	"net/http"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// askHooks asks about the webhooks of a repository, or changes them.
func (c *Client) askHooks(ctx context.Context, q question, r connector.Repository) (transport.Answer, error) {
	answer, err := c.send(ctx, q)
	if err != nil {
		return answer, err
	}
	return answer, c.judgeHooks(answer, q, r)
}

// judgeHooks says what an answer about webhooks means, and shows nobody what was sent.
func (c *Client) judgeHooks(a transport.Answer, q question, r connector.Repository) error {
	if a.OK() && q.method == http.MethodDelete {
		return nil
	}
	err := c.judge(a)
	p, ok := connector.AsProblem(err)
	if !ok {
		return err
	}
	hidden := append([]connector.Secret{c.credential.Token}, q.secrets...)
	said := transport.Quote(messagesIn(a), hidden...)
	switch {
	case p.Code == connector.CodeNotPermitted: // a missing right stops here
		p = connector.NewProblem(connector.CodeAdminMissing, "account", transport.Quote(c.who(a), hidden...), "repository", r.FullName()).
			Rated(connector.Block)
	case a.Status == http.StatusForbidden && !a.IsJSON():
		p = forbiddenInPassing(p, a, said)
	case a.Status == http.StatusNotFound && a.IsJSON():
		p = notFound(p, q, r)
	case p.Code == connector.CodeAnswerInvalid && q.method != http.MethodGet && a.Status >= 400 && a.IsJSON():
		p = refusedHook(said)
	}
	return c.seen(p, a, q.secrets...)
}

// forbiddenInPassing reads a 403 that does not come from what the REST API asked: the check for abused browsers, where
// something in between took away the headers that satisfy it, or a page of somebody who knows nothing of tokens.
func forbiddenInPassing(p connector.Problem, a transport.Answer, said string) connector.Problem {
	switch {
	case a.IsHTML():
		return connector.NewProblem(connector.CodeLoginPage, "host", a.Host())
	case strings.Contains(strings.ToLower(string(a.Body)), "xsrf"):
		return refusedHook(said)
	}
	return p
}

// notFound tells a webhook that is not there from a repository that is not.
func notFound(p connector.Problem, q question, r connector.Repository) connector.Problem {
	if one := q.path[len(q.path)-2] == "webhooks"; one && p.Code != connector.CodeRepositoryNotFound {
		return refusedHook("").With("gone", yes)
	}
	return connector.NewProblem(connector.CodeRepositoryNotFound, "repository", r.FullName(), "why", "")
}

func refusedHook(said string) connector.Problem {
	return connector.NewProblem(connector.CodeWebhookRefused, "said", said, "gone", "")
}

// messagesIn are all the reasons a refusal names, or its text.
func messagesIn(a transport.Answer) string {
	var envelope struct {
		Errors []refusal `json:"errors"`
	}
	if a.IsHTML() {
		return ""
	}
	if a.JSON(&envelope) != nil || len(envelope.Errors) == 0 {
		return string(a.Body)
	}
	var out []string
	for _, r := range envelope.Errors {
		if text := strings.TrimSpace(r.Message); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}
