package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"strings"
	"time"
)

// tokenAnswer is what the token endpoint gives since May 2026: the field is scope, no longer scopes.
type tokenAnswer struct {
	AccessToken  string `json:"access_token"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
	TokenType    string `json:"token_type"`
}

// tokenError has the field order of the recordings.
type tokenError struct {
	Description string `json:"error_description"`
	Error       string `json:"error"`
}

// tokenEndpoint exchanges codes and refresh tokens for access tokens.
func (c *cloudState) tokenEndpoint(w http.ResponseWriter, r *http.Request) {
	if !c.clientSignedIn(w, r) {
		return
	}
	if !readForm(w, r) {
		return
	}
	if c.s.opts.NoCallback {
		refuseToken(w, "invalid_request", "No callback uri defined for the OAuth client.")
		return
	}
	form := r.PostForm
	switch form.Get("grant_type") {
	case "authorization_code":
		c.exchange(w, form.Get("code"), form.Get("redirect_uri"), form.Get("code_verifier"))
	case "refresh_token":
		c.rotate(w, form.Get("refresh_token"))
	case "client_credentials":
		owner := session{id: randomText(16), person: c.people[0].uuid, scopes: c.scopesFor(nil)}
		c.give(w, owner, false)
	case "":
		refuseToken(w, "invalid_grant", "Unsupported grant type: None")
	default:
		refuseToken(w, "invalid_grant", "Unsupported grant type: "+form.Get("grant_type"))
	}
}

// clientSignedIn checks the consumer's key and secret, which come as HTTP Basic alone. Another scheme
// gets a page, as it does from Bitbucket.
func (c *cloudState) clientSignedIn(w http.ResponseWriter, r *http.Request) bool {
	header := r.Header.Get("Authorization")
	if header == "" {
		refuseToken(w, "unauthorized_client", "Requests must be authenticated using OAuth client credentials")
		return false
	}
	if scheme, _, _ := strings.Cut(header, " "); !strings.EqualFold(scheme, "Basic") {
		render(w, http.StatusUnauthorized, "notice", notice{"Sign in", "Sign in to go on."})
		return false
	}
	id, secret, ok := r.BasicAuth()
	if !ok || !same(id, c.s.line.ClientID) || !same(secret, c.s.line.ClientSecret) || c.broken("consumer-invalid") {
		refuseToken(w, "unauthorized_client", "Invalid OAuth client credentials")
		return false
	}
	return true
}

// readForm reads a form body; any other body counts as an empty one, as it does for Bitbucket.
func readForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		refuseToken(w, "invalid_grant", "Unsupported grant type: None")
		return false
	}
	return true
}

// exchange turns a code into tokens, once.
func (c *cloudState) exchange(w http.ResponseWriter, code, redirect, verifier string) {
	c.mu.Lock()
	granted, known := c.codes[code]
	delete(c.codes, code)
	late := c.now().After(granted.until)
	c.mu.Unlock()
	switch {
	case !known || late:
		refuseToken(w, "invalid_grant", "The specified code is not valid.")
	case redirect != granted.redirect && !(redirect == "" && granted.redirect == c.s.opts.Callback):
		refuseToken(w, "invalid_request", "redirect_uri does not match")
	case granted.challenge != "" && !proves(verifier, granted.challenge):
		refuseToken(w, "invalid_grant", "code_verifier does not match")
	default:
		c.give(w, session{id: randomText(16), person: granted.person, scopes: granted.scopes}, true)
		if c.broken("token-expired") {
			c.expire() // sessions get over it: they are renewed
		}
	}
}

// rotate turns a refresh token into new tokens; the old one is dead from that moment on, whatever
// becomes of the answer.
func (c *cloudState) rotate(w http.ResponseWriter, token string) {
	c.mu.Lock()
	s, known := c.refresh[token]
	delete(c.refresh, token)
	ended := !known || c.now().After(s.expires) || c.broken("session-ended")
	if c.used[token] {
		c.reused++
	}
	if !ended {
		c.used[token] = true
		c.renewed++
	}
	c.mu.Unlock()
	if ended {
		refuseToken(w, "invalid_request", "Invalid refresh_token")
		return
	}
	c.give(w, s, true)
}

// Reused tells how often a refresh token came that had been used before: a client that keeps its tokens well
// never sends one twice.
func (s *Sandbox) Reused() int {
	s.cloud.mu.Lock()
	defer s.cloud.mu.Unlock()
	return s.cloud.reused
}

// Refreshed tells how many refreshes were answered with new tokens.
func (s *Sandbox) Refreshed() int {
	s.cloud.mu.Lock()
	defer s.cloud.mu.Unlock()
	return s.cloud.renewed
}

// Age lets this much time pass on the Cloud side: codes, access tokens and refresh tokens nobody used end as
// they would have. Data Center does not age.
func (s *Sandbox) Age(by time.Duration) {
	s.cloud.mu.Lock()
	defer s.cloud.mu.Unlock()
	s.cloud.aged += by
}

func (c *cloudState) give(w http.ResponseWriter, s session, refreshable bool) {
	access, refresh := c.open(s, refreshable)
	writeJSON(w, http.StatusOK, tokenAnswer{
		AccessToken: access, Scope: strings.Join(s.scopes, " "), ExpiresIn: int(c.tokenLife().Seconds()),
		RefreshToken: refresh, TokenType: "bearer",
	})
}

// revoke ends the session of a token. Unknown tokens are fine too, as RFC 7009 has it.
func (c *cloudState) revoke(w http.ResponseWriter, r *http.Request) {
	if !c.clientSignedIn(w, r) || !readForm(w, r) {
		return
	}
	token := r.PostForm.Get("token")
	c.mu.Lock()
	s, known := c.access[token]
	if !known {
		s, known = c.refresh[token]
	}
	c.mu.Unlock()
	if known {
		c.end(s.id)
	}
	w.WriteHeader(http.StatusOK)
}

// proves checks an S256 code verifier (RFC 7636).
func proves(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return same(base64.RawURLEncoding.EncodeToString(sum[:]), challenge)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func refuseToken(w http.ResponseWriter, code, description string) {
	writeJSON(w, http.StatusBadRequest, tokenError{Description: description, Error: code})
}

// writeJSON is the one way an answer in JSON is written on the Cloud side. Refusals come without a
// charset, as recorded.
func writeJSON(w http.ResponseWriter, status int, body any) {
	kind := "application/json; charset=utf-8"
	if status >= http.StatusBadRequest {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if ready, is := body.(written); is {
		_, _ = w.Write(ready)
		return
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body)
}
