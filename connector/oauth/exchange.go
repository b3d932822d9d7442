package oauth

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// exchange turns a code into a session. The redirect address goes along exactly as it was asked with.
func (c *Client) exchange(ctx context.Context, code, callback, verifier string) (connector.Credential, error) {
	reply, err := c.post(ctx, "/site/oauth2/access_token", url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {code},
		"redirect_uri":  {callback},
		"code_verifier": {verifier},
	})
	if err != nil {
		return connector.Credential{}, err
	}
	return c.session(reply)
}

// Refresh trades the session's refresh token, which dies by it, for a new pair. Only Bitbucket's own word
// that the refresh token is no longer accepted is session-ended; everything else leaves the session as it
// is, to be tried again. Call it through a Keeper: two refreshes at once end a session.
func (c *Client) Refresh(ctx context.Context, old connector.Credential) (connector.Credential, error) {
	if c.o.Key == "" {
		return connector.Credential{}, connector.NewProblem(connector.CodeConsumerMissing)
	}
	if err := c.owns(old); err != nil {
		return connector.Credential{}, err
	}
	reply, err := c.post(ctx, "/site/oauth2/access_token", url.Values{
		"grant_type":    {"refresh_token"},
		"refresh_token": {old.Refresh.Reveal()},
	})
	if err != nil {
		return connector.Credential{}, err
	}
	if reply.refreshRefused() {
		return connector.Credential{}, connector.NewProblem(connector.CodeSessionEnded).Seen(reply.evidence())
	}
	fresh, err := c.session(reply)
	if err != nil {
		return connector.Credential{}, err
	}
	// RFC 6749 section 6: what the answer leaves out has not changed.
	if fresh.Refresh.Empty() {
		fresh.Refresh = old.Refresh
	}
	if len(fresh.Scopes) == 0 {
		fresh.Scopes = old.Scopes
	}
	return fresh, nil
}

// Revoke asks Bitbucket to forget a session. Atlassian documents no such address, though it answers, so a
// failure must keep nobody from disconnecting: say where to revoke by hand instead.
func (c *Client) Revoke(ctx context.Context, session connector.Credential) error {
	token := session.Refresh
	if token.Empty() {
		token = session.Token
	}
	if token.Empty() || c.o.Key == "" {
		return nil
	}
	if err := c.owns(session); err != nil {
		return err
	}
	reply, err := c.post(ctx, "/site/oauth2/revoke", url.Values{"token": {token.Reveal()}})
	if err != nil {
		return err
	}
	if reply.status >= 300 {
		return c.judge(reply)
	}
	if reply.page { // somebody in between answered in Bitbucket's place: nothing was revoked
		return connector.NewProblem(connector.CodeLoginPage, "host", hostOf(c.o.Web)).Seen(reply.evidence())
	}
	return nil
}

// owns makes sure that a session was granted where its tokens would go now. They travel in a form, where
// the transport does not know them for a credential.
func (c *Client) owns(session connector.Credential) error {
	if slices.Contains(session.Origins, connector.Origin(c.o.Web)) {
		return nil
	}
	return fmt.Errorf("%s: %w", c.o.Web, transport.ErrWrongOrigin)
}

// post sends a form as the consumer. It is an endpoint for one attempt: codes and refresh tokens live once.
func (c *Client) post(ctx context.Context, path string, form url.Values) (reply, error) {
	a, err := c.o.Transport.Do(ctx, transport.Request{
		Method: "POST",
		URL:    c.o.Web + path,
		Form:   form,
		Basic:  &transport.Basic{User: c.o.Key, Password: c.o.Consumer.Secret},
	})
	if err != nil {
		return reply{}, err
	}
	secrets := []connector.Secret{c.o.Consumer.Secret}
	for _, name := range []string{"code", "code_verifier", "refresh_token", "token"} {
		secrets = append(secrets, connector.NewSecret(form.Get(name)))
	}
	return readReply(a, secrets...), nil
}

// session makes a credential of a token answer, or says what is wrong with it.
func (c *Client) session(r reply) (connector.Credential, error) {
	if r.status < 200 || r.status > 299 {
		return connector.Credential{}, c.judge(r)
	}
	token, err := readToken(r.body)
	if err != nil {
		return connector.Credential{}, connector.NewProblem(connector.CodeAnswerInvalid, "host", hostOf(c.o.Web)).
			Seen(r.evidence()).Because(err)
	}
	credential := connector.Credential{
		Kind:    connector.Session,
		Token:   connector.NewSecret(token.Access),
		Refresh: connector.NewSecret(token.Refresh),
		Scopes:  token.Scopes,
		Origins: c.origins(),
	}
	if token.Lifetime > 0 {
		credential.Expires = c.o.Now().Add(token.Lifetime).UTC()
	}
	return credential, nil
}

// judge says what a refusal of the token endpoint means.
func (c *Client) judge(r reply) error {
	return c.judgeCode(r).Seen(r.evidence())
}

func (c *Client) judgeCode(r reply) connector.Problem {
	switch {
	case r.status == 401, consumerFault(r.Error), strings.Contains(strings.ToLower(r.Description), "callback uri"):
		return connector.NewProblem(connector.CodeConsumerInvalid)
	case r.status == 410:
		return connector.NewProblem(connector.CodeAPIRemoved)
	}
	return connector.NewProblem(connector.CodeAnswerInvalid, "host", hostOf(c.o.Web))
}

// consumerFault tells the error words of RFC 6749 section 5.2 that are about the consumer alone.
func consumerFault(word string) bool {
	return word == "invalid_client" || word == "unauthorized_client"
}

// refused says what a redirect without a code means (RFC 6749 section 4.1.2.1).
func (c *Client) refused(a answer, scopes []string) error {
	var p connector.Problem
	host := hostOf(c.o.Web)
	switch {
	case a.refusal == "access_denied":
		p = connector.NewProblem(connector.CodeConsentDenied)
	case consumerFault(a.refusal):
		p = connector.NewProblem(connector.CodeConsumerInvalid)
	case a.refusal == "invalid_scope":
		p = connector.NewProblem(connector.CodeScopeMissing, "scopes", strings.Join(scopes, " "))
	case a.refusal == "server_error":
		p = connector.NewProblem(connector.CodeServerError, "host", host)
	case a.refusal == "temporarily_unavailable":
		p = connector.NewProblem(connector.CodeServerBusy, "host", host)
	default:
		p = connector.NewProblem(connector.CodeAnswerInvalid, "host", host)
	}
	return p.Seen(connector.Evidence{Exception: a.refusal, Said: a.said})
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
