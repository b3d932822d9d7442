package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// TestHook has the server send a ping (diagnostics:ping) to the address of a webhook, and gives how that was
// answered. Where the server could not even connect, the status is 0 and its own words say why.
func (c *Client) TestHook(ctx context.Context, r connector.Repository, hook connector.Hook) (connector.Delivery, error) {
	base, err := c.base()
	if err != nil {
		return connector.Delivery{}, err
	}
	q := hookQuestion(base, r, http.MethodPost, "test")
	q.query = url.Values{"url": {hook.Address}}
	if hook.ID != "" {
		q.query.Set("webhookId", hook.ID)
	}
	q.body = struct{}{} // the credentials it may want for the address: none
	answer, err := c.send(ctx, q)
	out := connector.Delivery{At: c.options.Clock()}
	if words, unreached := c.unreached(answer); unreached {
		out.Said = words
		return out, nil
	}
	if err == nil {
		err = c.judgeHooks(answer, q, r)
	}
	if err != nil {
		return connector.Delivery{}, told(err, base)
	}
	var ping struct {
		Response map[string]any `json:"response"`
	}
	if err := answer.JSON(&ping); err != nil {
		return connector.Delivery{}, told(err, base)
	}
	out.Status, out.Said = statusOf(ping.Response["statusCode"]), c.quote(textOf(ping.Response["body"]))
	if out.Said == "" {
		out.Said = c.quote(textOf(ping.Response["message"]))
	}
	if out.Status == 0 && out.Said == "" { // not to be taken for a service that is silent
		return connector.Delivery{}, told(answer.Invalid(errors.New("it does not say how the ping was answered")), base)
	}
	return out, nil
}

// statusOf reads a status, as a number or as text. The documents say of the answer to a ping only that it is an
// object; what is none of both is left unsaid.
func statusOf(v any) int {
	switch s := v.(type) {
	case float64:
		return int(s)
	case string:
		n, err := strconv.Atoi(s)
		if err == nil {
			return n
		}
	}
	return 0
}

func (c *Client) quote(words string) string { return transport.Quote(words, c.credential.Token) }

// unreached tells an answer that says the server could not get through to the address, from its other failures.
func (c *Client) unreached(a transport.Answer) (words string, unreached bool) {
	if a.Status < 400 || !a.IsJSON() {
		return "", false
	}
	r := refusalIn(a)
	for _, family := range []string{"java.net.", "java.io.", "javax.net.", "java.security.cert.", "sun.security.", "org.apache.http."} {
		unreached = unreached || strings.HasPrefix(r.ExceptionName, family)
	}
	return c.quote(r.Message), unreached
}
