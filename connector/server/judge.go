package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// refusal is one entry of the errors a Bitbucket Server answers with.
type refusal struct {
	Message       string `json:"message"`
	ExceptionName string `json:"exceptionName"`
}

// kind is the last part of the exception's name: packages moved between versions, names did not.
func (r refusal) kind() string {
	return r.ExceptionName[strings.LastIndexAny(r.ExceptionName, ".$")+1:]
}

// refusalIn reads the first error of an answer that names itself.
func refusalIn(a transport.Answer) refusal {
	var envelope struct {
		Errors []refusal `json:"errors"`
	}
	if a.JSON(&envelope) != nil || len(envelope.Errors) == 0 {
		return refusal{}
	}
	for _, r := range envelope.Errors {
		if r.ExceptionName != "" {
			return r
		}
	}
	return envelope.Errors[0]
}

// judge says what an answer means, in the order status, content type. The network, redirects, 429 and 5xx
// were judged before. It gives nil for JSON of a successful request.
func (c *Client) judge(a transport.Answer) error {
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return c.refused(a)
	case a.OK() && a.IsJSON():
		return nil
	case isSignInPage(a), a.IsHTML() && a.OK() && c.recall().base != "":
		// A page where a Bitbucket was met before is somebody asking people to sign in.
		return c.seen(connector.NewProblem(connector.CodeLoginPage, "host", a.Host()), a)
	case a.Status == http.StatusNotFound && slices.Contains([]string{"NoSuchRepositoryException", "NoSuchProjectException"}, refusalIn(a).kind()):
		return c.seen(connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "", "why", ""), a)
	case c.recall().base == "" && (a.Status == http.StatusNotFound || !a.IsJSON()):
		return c.seen(connector.NewProblem(connector.CodeNotBitbucket, "address", a.Address, "product", ""), a)
	}
	return c.seen(connector.NewProblem(connector.CodeAnswerInvalid, "host", a.Host()), a)
}

// refused tells the kinds of 401 and 403 apart. Both statuses are used for all of them, so the name of
// the exception decides; an unknown name says no more than that the token was refused.
func (c *Client) refused(a transport.Answer) error {
	kind := refusalIn(a).kind()
	denied := a.Header.Get("X-Authentication-Denied-Reason")
	var p connector.Problem
	switch {
	case strings.HasPrefix(strings.ToUpper(denied), "CAPTCHA"), strings.Contains(kind, "Captcha"):
		p = connector.NewProblem(connector.CodeCaptchaLocked, "host", a.Host())
	case kind == "AuthenticationRequiredException":
		p = connector.NewProblem(connector.CodeTokenMissing, "host", a.Host())
	case kind == "AuthorisationException":
		p = connector.NewProblem(connector.CodeNotPermitted, "account", c.who(a), "resource", a.Host(), "why", "")
	case kind == "NoAccessAuthenticationException", kind == "InactiveUserAuthenticationException":
		p = connector.NewProblem(connector.CodeAccountUnlicensed, "account", c.who(a))
	case kind == "AuthenticationSystemException":
		// The directory behind Bitbucket did not answer: that says nothing about the token.
		p = connector.NewProblem(connector.CodeServerError, "host", a.Host(), "status", strconv.Itoa(a.Status))
	default:
		p = c.notAccepted(a.Host(), kind)
	}
	return c.seen(p, a)
}

// tokenHere is what a token of a Server is called among the kinds of credential that sentences tell apart.
const tokenHere = "server"

// notAccepted is the problem of a token that was refused as such: expired where that is known, by the day
// that was typed or by the exception's name, else no more than rejected.
func (c *Client) notAccepted(host, kind string) connector.Problem {
	until := c.options.TokenUntil
	switch {
	case !until.IsZero() && !c.options.Clock().Before(until.AddDate(0, 0, 1)): // good through its last day
		return connector.NewProblem(connector.CodeTokenExpired, "date", until.Format(time.DateOnly), "kind", tokenHere)
	case kind == "ExpiredAuthenticationException":
		return connector.NewProblem(connector.CodeTokenExpired, "date", "", "kind", tokenHere)
	}
	return connector.NewProblem(connector.CodeTokenRejected, "host", host, "kind", tokenHere)
}

// seen attaches an answer to a problem, with the server's own words but never our token, nor other secrets.
func (c *Client) seen(p connector.Problem, a transport.Answer, secrets ...connector.Secret) connector.Problem {
	secrets = append(secrets, c.credential.Token)
	e := a.Evidence()
	r := refusalIn(a)
	e.Exception = transport.Quote(r.ExceptionName, secrets...)
	words := r.Message
	if words == "" && !a.IsHTML() && !a.OK() {
		words = string(a.Body)
	}
	e.Said = transport.Quote(words, secrets...)
	return p.Seen(e)
}

// asProblem brings any error of a request into the catalogue; the second value is false for a cancelled
// request, which is nobody's problem.
func asProblem(err error, base string) (connector.Problem, bool) {
	if p, ok := connector.AsProblem(err); ok {
		return p, true
	}
	host := hostOf(base)
	switch {
	case errors.Is(err, transport.ErrWrongOrigin):
		return connector.NewProblem(connector.CodeRedirectedElsewhere, "host", host, "target", base).Because(err), true
	case errors.Is(err, transport.ErrUnsendable):
		return connector.NewProblem(connector.CodeTokenRejected, "host", host, "kind", tokenHere).Because(err), true
	case isCancelled(err):
		return connector.Problem{}, false
	}
	return connector.NewProblem(connector.CodeAnswerInvalid, "host", host).Because(err), true
}

// told is asProblem as an error.
func told(err error, base string) error {
	if err == nil {
		return nil
	}
	if p, ok := asProblem(err, base); ok {
		return p
	}
	return err
}

// finding is what a check says when it was stopped by an error.
func finding(err error, base string) connector.Finding {
	if err == nil {
		return connector.Finding{}
	}
	p, ok := asProblem(err, base)
	if !ok {
		return connector.Finding{Unfinished: true}
	}
	return connector.Finding{Problems: []connector.Problem{p}, Unfinished: p.Severity != connector.Block}
}
