package oauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// reply is an answer of the token endpoint. Its body holds secrets, so only the two fields of an error are
// ever shown.
type reply struct {
	status  int
	body    []byte
	address string
	millis  int64
	page    bool // it is one for people

	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// readReply reads an answer; secrets are those that were sent, should the words repeat one.
func readReply(a transport.Answer, secrets ...connector.Secret) reply {
	r := reply{status: a.Status, body: bytes.TrimPrefix(a.Body, []byte("\ufeff")), address: a.Address, millis: a.Millis, page: a.IsHTML()}
	if !a.OK() {
		_ = json.Unmarshal(r.body, &r) // HTML and the like: then there are no words
	}
	r.Error, r.Description = transport.Quote(r.Error, secrets...), transport.Quote(r.Description, secrets...)
	return r
}

// refreshRefused tells the one answer that ends a session. The error word beside it has been both
// invalid_request and invalid_grant, and both also come with other meanings.
func (r reply) refreshRefused() bool {
	return r.status >= 400 && r.status < 500 &&
		strings.Contains(strings.ToLower(r.Description), "invalid refresh_token")
}

func (r reply) evidence() connector.Evidence {
	return connector.Evidence{Status: r.status, Exception: r.Error, Said: r.Description, Address: r.address, Millis: r.millis}
}

// token is a successful answer, read.
type token struct {
	Access   string
	Refresh  string
	Lifetime time.Duration // zero when not told
	Scopes   []string
}

var (
	errNoToken   = errors.New("no access token in the answer")
	errTokenType = errors.New("the token is not a bearer token")
)

// readToken reads RFC 6749 section 5.1. Scopes came as "scopes" until May 2026, as "scope" since;
// expires_in may be a number or a string. Its errors never quote the body.
func readToken(body []byte) (token, error) {
	var raw struct {
		Access  string          `json:"access_token"`
		Refresh string          `json:"refresh_token"`
		Type    string          `json:"token_type"`
		Expires json.RawMessage `json:"expires_in"`
		Scope   string          `json:"scope"`
		Scopes  json.RawMessage `json:"scopes"`
	}
	if err := json.Unmarshal(body, &raw); err != nil {
		return token{}, fmt.Errorf("read the token answer: %w", shape(err))
	}
	if raw.Access == "" {
		return token{}, errNoToken
	}
	if raw.Type != "" && !strings.EqualFold(raw.Type, "bearer") {
		return token{}, errTokenType
	}
	t := token{Access: raw.Access, Refresh: raw.Refresh, Lifetime: lifetime(raw.Expires), Scopes: splitScopes(raw.Scope)}
	if len(t.Scopes) == 0 {
		t.Scopes = scopesOf(raw.Scopes)
	}
	return t, nil
}

// shape keeps the kind of a JSON error and drops what it may quote.
func shape(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	return errors.New("a field has another type than expected")
}

// lifetime reads expires_in; what cannot be, or is longer than a year, counts as not told.
func lifetime(raw json.RawMessage) time.Duration {
	const year = 365 * 24 * 60 * 60
	seconds, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || !(seconds > 0 && seconds <= year) {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// scopesOf reads the older field, a string or a list of strings.
func scopesOf(raw json.RawMessage) []string {
	var line string
	if json.Unmarshal(raw, &line) == nil {
		return splitScopes(line)
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return splitScopes(strings.Join(list, " "))
	}
	return nil
}

// splitScopes divides at spaces (RFC 6749) and commas (Bitbucket's headers).
func splitScopes(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' })
}
