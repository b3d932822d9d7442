package transport

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mooring/connector"
)

// Why a credential was not sent; nothing was.
var (
	// ErrWrongOrigin says that it was to go where it does not belong.
	ErrWrongOrigin = errors.New("the credential is bound to another origin")
	// ErrUnsendable says that it holds a character no header may hold, a line end say.
	ErrUnsendable = errors.New("the credential cannot be sent")
)

// Request is one question to the other side. At most one of Form and JSON is its body.
type Request struct {
	Method string // empty is GET
	URL    string
	// Credential signs the request, if its origins include the URL's; else nothing is sent.
	Credential *connector.Credential
	// Basic is the name and password of a program at a token endpoint (RFC 6749, 2.3.1).
	Basic  *Basic
	Header http.Header
	Form   url.Values
	JSON   any
	// Secrets are what JSON holds and nobody may be shown again: the secret of a webhook, say.
	Secrets []connector.Secret
	// Most ends the reading of what a successful request brings after so many bytes; zero reads it whole.
	Most int
	// Patient asks again after 429 and 5xx, as far as Patience goes. It is for lists: a check asks once, and what
	// changes something is never sent again.
	Patient bool
	// Patience is shared by the requests of one list; nil gives the request one of its own.
	Patience *Patience
}

// Basic is a name and password.
type Basic struct {
	User     string
	Password connector.Secret
}

// build makes the HTTP request, or says why it must not be sent.
func (c *Client) build(ctx context.Context, r Request) (*http.Request, error) {
	body, kind, err := r.body()
	if err != nil {
		return nil, err
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, r.URL, body)
	if err != nil || connector.Origin(r.URL) == "" {
		return nil, connector.NewProblem(connector.CodeAddressInvalid, "address", withoutQuery(r.URL))
	}
	req.URL.User = nil
	if err := c.insecure(req.URL); err != nil {
		return nil, err
	}
	for name, values := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	setDefault(req.Header, "Accept", "application/json")
	setDefault(req.Header, "User-Agent", c.options.UserAgent)
	if kind != "" {
		setDefault(req.Header, "Content-Type", kind)
	}
	return req, r.sign(req)
}

// sign attaches the credential, where it belongs and nowhere else.
func (r Request) sign(req *http.Request) error {
	if r.Basic != nil {
		req.SetBasicAuth(url.QueryEscape(r.Basic.User), url.QueryEscape(r.Basic.Password.Reveal()))
	}
	if r.Credential == nil || r.Credential.Token.Empty() {
		return nil
	}
	if !slices.Contains(r.Credential.Origins, connector.Origin(r.URL)) {
		return fmt.Errorf("%s: %w", shown(req.URL), ErrWrongOrigin)
	}
	token := r.Credential.Token.Reveal()
	if strings.ContainsFunc(token, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return ErrUnsendable
	}
	if r.Credential.Kind == connector.APIToken {
		req.SetBasicAuth(r.Credential.Email, token)
		return nil
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// body gives what is to be sent and its type.
func (r Request) body() (io.Reader, string, error) {
	switch {
	case r.Form != nil:
		return strings.NewReader(r.Form.Encode()), "application/x-www-form-urlencoded", nil
	case r.JSON != nil:
		b, err := json.Marshal(r.JSON)
		if err != nil {
			return nil, "", fmt.Errorf("write the request: %w", err)
		}
		return bytes.NewReader(b), "application/json", nil
	}
	return nil, "", nil
}

func setDefault(h http.Header, name, value string) {
	if h.Get(name) == "" {
		h.Set(name, value)
	}
}

// withoutQuery cuts an address that could not even be read as one.
func withoutQuery(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		return address[:i]
	}
	return address
}

// Redacted keeps secrets out of the address a redirect names, and out of the cause of a problem, which logs
// may hold: one of net/http quotes the header line it could not read, and a server may have repeated there
// what it was sent, now or earlier. Do has done so for what its request sent.
func Redacted(err error, secrets ...connector.Secret) error {
	p, ok := connector.AsProblem(err)
	if !ok {
		return err
	}
	if target := p.Args["target"]; target != "" {
		p = p.With("target", without(target, secrets...))
	}
	if cause := p.Unwrap(); cause != nil {
		if quoted := Quote(cause.Error(), secrets...); strings.Contains(quoted, connector.Secret{}.String()) {
			p = p.Because(errors.New(quoted))
		}
	}
	return p
}

// SecretsOf is what of a credential nobody else may see: its token, and the form that Basic gives it beside the e-mail
// address, in which the token is no longer to be recognised.
func SecretsOf(c connector.Credential) []connector.Secret {
	all := []connector.Secret{c.Token}
	if c.Email != "" && !c.Token.Empty() {
		basic := base64.RawStdEncoding.EncodeToString([]byte(c.Email + ":" + c.Token.Reveal()))
		all = append(all, connector.NewSecret(basic))
	}
	return all
}

// secrets is what of a request nobody else may see.
func (r Request) secrets() []connector.Secret {
	var all []connector.Secret
	if r.Credential != nil {
		all = append(all, SecretsOf(*r.Credential)...)
	}
	if r.Basic != nil {
		all = append(all, r.Basic.Password)
	}
	for _, name := range []string{"code", "code_verifier", "refresh_token", "token"} {
		all = append(all, connector.NewSecret(r.Form.Get(name)))
	}
	return append(all, r.Secrets...)
}
