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

// judgeHooks says what an answer about webhooks means. Beside what any answer can suffer from: a missing right stops
// here, what the server does not like about a webhook it says itself, and one that is not there is told from a
// repository that is not.
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
	case isXSRF(a):
		p = refusedHook(said)
	case a.IsHTML() && a.Status == http.StatusForbidden: // somebody in between, who knows nothing of tokens
		p = connector.NewProblem(connector.CodeLoginPage, "host", a.Host())
	case p.Code == connector.CodeNotPermitted:
		p = connector.NewProblem(connector.CodeAdminMissing, "account", transport.Quote(c.who(a), hidden...), "repository", r.FullName()).Rated(connector.Block)
	case p.Code == connector.CodeRepositoryNotFound:
		p = p.With("repository", r.FullName())
	case a.Status == http.StatusNotFound && a.IsJSON() && q.path[len(q.path)-2] == "webhooks":
		p = refusedHook("").With("gone", yes)
	case a.Status == http.StatusNotFound && a.IsJSON():
		p = connector.NewProblem(connector.CodeRepositoryNotFound, "repository", r.FullName(), "why", "")
	case p.Code == connector.CodeAnswerInvalid && q.method != http.MethodGet && a.Status >= 400 && a.Status < 500 && a.IsJSON():
		p = refusedHook(said)
	}
	return c.seen(p, a, q.secrets...)
}

func refusedHook(said string) connector.Problem {
	return connector.NewProblem(connector.CodeWebhookRefused, "said", said, "gone", "")
}

// isXSRF tells the refusal, in plain text, of a change that does not look like one of an API's: something in between
// took away the headers that say so.
func isXSRF(a transport.Answer) bool {
	return a.Status == http.StatusForbidden && !a.IsJSON() && !a.IsHTML() && strings.Contains(strings.ToLower(string(a.Body)), "xsrf")
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
