package cloud

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// refusal is the error envelope {"type":"error","error":{"message":…,"detail":…,"fields":…}}. Detail is a text or,
// on scope errors, {"required":[…],"granted":[…]}.
type refusal struct {
	message  string
	detail   string
	required []string
	granted  []string
	fields   string // what is said of single fields of what was sent
}

// readRefusal reads an error's body; one that is no JSON is taken as the message itself, unless it is a
// page for people.
func readRefusal(a transport.Answer) refusal {
	var envelope struct {
		Error struct {
			Message string          `json:"message"`
			Detail  json.RawMessage `json:"detail"`
			Fields  json.RawMessage `json:"fields"`
		} `json:"error"`
	}
	if json.Unmarshal(a.Body, &envelope) != nil {
		if a.IsHTML() {
			return refusal{}
		}
		return refusal{message: string(a.Body)}
	}
	r := refusal{message: envelope.Error.Message, fields: fieldsIn(envelope.Error.Fields)}
	if json.Unmarshal(envelope.Error.Detail, &r.detail) == nil {
		return r
	}
	var scopes struct {
		Required []string `json:"required"`
		Granted  []string `json:"granted"`
	}
	if json.Unmarshal(envelope.Error.Detail, &scopes) == nil {
		r.required, r.granted = scopes.Required, scopes.Granted
	}
	return r
}

// says looks for words in all of a refusal's text.
func (r refusal) says(words ...string) bool {
	text := strings.ToLower(r.message + "\n" + r.detail)
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// saysExpired tells the one 401 after which a renewed token may do.
func saysExpired(a transport.Answer) bool {
	return a.Status == http.StatusUnauthorized && readRefusal(a).says("token expired", "token has expired", "token is expired")
}

// judge says what is wrong with an answer, in the catalogue's order: status, content type. The body is
// read afterwards.
func (c *Client) judge(a transport.Answer, about about, used connector.Credential) (connector.Problem, bool) {
	if a.OK() {
		return c.judgeContent(a)
	}
	r := readRefusal(a)
	p := c.judgeStatus(a, r, about, used)
	seen := a.Evidence()
	seen.Said = transport.Quote(r.message, transport.SecretsOf(used)...)
	if scopes := p.Args["scopes"]; scopes != "" {
		p = p.With("scopes", transport.Quote(scopes, transport.SecretsOf(used)...))
	}
	return p.Seen(seen), true
}

func (c *Client) judgeStatus(a transport.Answer, r refusal, about about, used connector.Credential) connector.Problem {
	host := c.host()
	switch {
	case a.Status == http.StatusTooManyRequests:
		return connector.NewProblem(connector.CodeRateLimited, "host", host, "seconds", "")
	case a.Status == http.StatusServiceUnavailable:
		return connector.NewProblem(connector.CodeServerBusy, "host", host)
	case a.Status >= 500:
		return connector.NewProblem(connector.CodeServerError, "host", host, "status", strconv.Itoa(a.Status))
	case r.says("app password"): // what is said instead of serving one
		return connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", string(connector.ShapeAppPassword))
	case a.Status == http.StatusGone:
		return connector.NewProblem(connector.CodeAPIRemoved)
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		return c.judgeRefusal(a, r, about, used)
	case a.Status == http.StatusNotFound:
		return c.judgeMissing(a, r, about)
	}
	return a.Invalid(nil)
}

// judgeRefusal tells what of a credential was refused: its second step, its time, itself, or what it may do.
func (c *Client) judgeRefusal(a transport.Answer, r refusal, about about, used connector.Credential) connector.Problem {
	switch {
	case r.says("two-step", "two step", "2-step", "two-factor", "two factor", "2fa", "2sv", "multi-factor"):
		return connector.NewProblem(connector.CodeTwoStepRequired, "workspace", about.workspace)
	case a.Status == http.StatusForbidden:
		return c.judgeForbidden(a, r, about, used)
	case saysExpired(a):
		return c.expired(used)
	case used.Kind == connector.AccessToken && recognised(a):
		return c.notPermitted(about)
	}
	return c.rejected(used)
}

// recognised tells whether Bitbucket knows the access token it refuses: the same words are said to a wrong one and
// to a good one that "is not supported for this endpoint", but only of the latter it says what it is for.
func recognised(a transport.Answer) bool {
	var p placed
	p.learn(a.Header)
	return p.kind != connector.TokenUnknown
}

// judgeForbidden tells a missing scope from a missing right. Both may come with the same words: then the headers say
// which scopes would have done, and which are there.
func (c *Client) judgeForbidden(a transport.Answer, r refusal, about about, used connector.Credential) connector.Problem {
	accepted, held := splitScopes(a.Header.Get("X-Accepted-OAuth-Scopes")), splitScopes(a.Header.Get("X-OAuth-Scopes"))
	required, granted := r.required, r.granted
	if len(required) == 0 {
		required = accepted
	}
	if len(granted) == 0 {
		granted = held
	}
	missing := lacking(granted, required)
	if len(r.required) == 0 && !r.says("privilege scopes") {
		if len(held) == 0 || len(required) == 0 || len(missing) < len(required) { // one of those that would do is there
			return c.notPermitted(about)
		}
		return c.scopeMissing(missing, used.Kind)
	}
	if len(required) == 0 { // it is not named, so it is what this question is known to need
		required = about.needs(strings.TrimPrefix(a.Address, c.o.API), used.Kind)
		missing = lacking(c.known().scopes, required)
	}
	if len(missing) == 0 {
		missing = required
	}
	return c.scopeMissing(missing, used.Kind)
}

// needs are the scopes a question is known to need.
func (b about) needs(path string, kind connector.CredentialKind) []string {
	if b.scopes != nil {
		return b.scopes(kind)
	}
	return scopesFor(path, kind)
}

// Why something is not permitted or not there, for the sentences that say so.
const (
	whyMissing       = "missing"        // a workspace that does not exist, or is not shown: nobody says which
	whyOneRepository = "one-repository" // a token that is for one repository alone was taken to a whole workspace
	whyRights        = "rights"         // what the account may do in a workspace is not told
	whyWebhooks      = "webhooks"       // a repository's webhooks are not shown, though it is
)

// judgeMissing reads a 404: Bitbucket also answers it for what an account may not see. Where it says that there
// is no such API, or nothing in particular was asked for, the address is none of its API.
func (c *Client) judgeMissing(a transport.Answer, r refusal, about about) connector.Problem {
	switch {
	case a.IsHTML(), r.says("no api hosted"), about.workspace == "":
		return connector.NewProblem(connector.CodeNotBitbucket, "address", c.o.API, "product", "")
	case about.repository != "":
		return connector.NewProblem(connector.CodeRepositoryNotFound, "repository", about.repository, "why", "")
	}
	return c.notPermitted(about).With("why", whyMissing)
}

func (c *Client) notPermitted(about about) connector.Problem {
	resource := about.repository
	if resource == "" {
		resource = about.workspace
	}
	return connector.NewProblem(connector.CodeNotPermitted, "account", c.accountName(), "resource", resource, "why", "")
}

// judgeContent tells pages for people from answers: somebody else stands in front of the API, or answers
// in its place. A page where Bitbucket was met before is somebody asking people to sign in.
func (c *Client) judgeContent(a transport.Answer) (connector.Problem, bool) {
	if !a.IsHTML() {
		return connector.Problem{}, false // no JSON at all is found when it is read
	}
	page := strings.ToLower(string(a.Body[:min(len(a.Body), 64<<10)]))
	signIn := slices.ContainsFunc([]string{`type="password"`, "sign in", "sign-in", "log in", "login", "saml"}, func(sign string) bool {
		return strings.Contains(page, sign)
	})
	known := c.known()
	if signIn || known.account != nil || len(known.workspaces) > 0 {
		return connector.NewProblem(connector.CodeLoginPage, "host", c.host()).Seen(a.Evidence()), true
	}
	return connector.NewProblem(connector.CodeNotBitbucket, "address", c.o.API, "product", "").Seen(a.Evidence()), true
}

// accountName is who is signed in, as far as known: now, or when the account was seen last. An access token is
// nobody.
func (c *Client) accountName() string {
	if who := c.known().account; who != nil {
		return who.account().Name
	}
	if c.o.Kind != connector.AccessToken {
		return c.o.Picture.Name
	}
	return ""
}
