package cloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

const (
	bare    = "Token is invalid, expired, or not supported for this endpoint."
	expired = "Access token expired."
)

// renewing is a source whose token gets a new number whenever the one that counts is called stale.
type renewing struct {
	kind    connector.CredentialKind
	origin  string
	failing error

	mu       sync.Mutex
	number   int
	stale    bool
	renewals int
}

func (s *renewing) Token(context.Context) (connector.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stale && s.failing != nil {
		return connector.Credential{}, s.failing
	}
	if s.stale {
		s.stale = false
		s.number++
		s.renewals++
	}
	return connector.Credential{
		Kind: s.kind, Email: "a@b.example", Token: connector.NewSecret(fmt.Sprintf("token-%d", s.number)), Origins: []string{s.origin},
	}, nil
}

func (s *renewing) Stale(used connector.Credential) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stale = s.stale || used.Token.Reveal() == fmt.Sprintf("token-%d", s.number)
}

// renewed is how often it was renewed.
func (s *renewing) renewed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renewals
}

// doorman is a Bitbucket that answers 401 with these words to the tokens it refuses.
type doorman struct {
	*httptest.Server
	refuses func(token string) (words string, refused bool)

	mu    sync.Mutex
	asked []string // the tokens
}

func guard(t *testing.T, refuses func(token string) (string, bool)) *doorman {
	t.Helper()
	d := &doorman{refuses: refuses}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		d.mu.Lock()
		d.asked = append(d.asked, token)
		words, refused := d.refuses(token)
		d.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if refused {
			w.WriteHeader(http.StatusUnauthorized)
			_ = json.NewEncoder(w).Encode(map[string]any{"type": "error", "error": map[string]any{"message": words}})
			return
		}
		_, _ = w.Write([]byte(`{"uuid":"{a-1}","full_name":"a/r1"}`))
	}))
	t.Cleanup(d.Close)
	return d
}

// tokens are those it was asked with.
func (d *doorman) tokens() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.asked)
}

func (d *doorman) client(t *testing.T, s *renewing, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	s.origin = connector.Origin(d.URL)
	if s.kind == "" {
		s.kind = connector.Session
	}
	o := cloud.Options{API: d.URL + "/2.0", Web: d.URL, Transport: carrier(), Source: s, Kind: s.kind}
	for _, c := range change {
		c(&o)
	}
	return cloud.New(o)
}

func ask(t *testing.T, c *cloud.Client) error {
	t.Helper()
	_, err := c.Repository(t.Context(), "a", "r1")
	return err
}

func all401(words string) func(string) (string, bool) {
	return func(string) (string, bool) { return words, true }
}

func TestARefusedSessionIsRenewedOnceWhateverTheWords(t *testing.T) {
	for _, words := range []string{bare, expired, "", "two-step verification needed", "<html>no</html>"} {
		s := &renewing{}
		d := guard(t, func(token string) (string, bool) { return words, token == "token-0" })
		c := d.client(t, s)
		require.NoError(t, ask(t, c), words)
		assert.Equal(t, []string{"token-0", "token-1"}, d.tokens(), words)
		assert.Equal(t, 2, c.Requests())
		require.NoError(t, ask(t, c), words)
		assert.Equal(t, 1, s.renewed(), words)
	}
}

func TestARenewedTokenThatIsRefusedTooIsRenewedNoMore(t *testing.T) {
	for words, code := range map[string]connector.Code{bare: connector.CodeTokenRejected, expired: connector.CodeTokenExpired} {
		s := &renewing{}
		d := guard(t, all401(words))
		c := d.client(t, s)
		for range 5 {
			err := ask(t, c)
			assert.True(t, connector.IsProblem(err, code), "%s: %v", words, err)
			assert.False(t, connector.IsProblem(err, connector.CodeSessionEnded))
		}
		assert.Equal(t, 1, s.renewed(), words)
		assert.Equal(t, []string{"token-0", "token-1", "token-1", "token-1", "token-1", "token-1"}, d.tokens(), words)
	}
}

func TestASessionThatGrewOldSinceIsRenewedAgainAndABareRefusalIsNot(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	words := bare
	s := &renewing{}
	d := guard(t, func(string) (string, bool) { return words, true })
	c := d.client(t, s, func(o *cloud.Options) { o.Now = func() time.Time { return now } })
	require.Error(t, ask(t, c))
	now = now.Add(2 * time.Hour)
	require.Error(t, ask(t, c))
	assert.Equal(t, 1, s.renewed(), "the same words again, however late")
	words = expired
	require.Error(t, ask(t, c))
	assert.Equal(t, 2, s.renewed(), "two hours are a session's life")
	now = now.Add(5 * time.Minute)
	require.Error(t, ask(t, c))
	assert.Equal(t, 2, s.renewed(), "one of five minutes has not expired")
}

func TestManyRequestsThatAreRefusedTogetherRenewOnce(t *testing.T) {
	for name, refuses := range map[string]func(token string) (string, bool){
		"the old token": func(token string) (string, bool) { return bare, token == "token-0" },
		"every token":   all401(bare),
	} {
		s := &renewing{}
		d := guard(t, refuses)
		c := d.client(t, s)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { _ = ask(t, c) })
		}
		all.Wait()
		assert.Equal(t, 1, s.renewed(), name)
	}
}

func TestOnlyASessionIsRenewed(t *testing.T) {
	for _, kind := range []connector.CredentialKind{connector.AccessToken, connector.APIToken} {
		for _, words := range []string{bare, expired} {
			s := &renewing{kind: kind}
			d := guard(t, all401(words))
			c := d.client(t, s)
			require.Error(t, ask(t, c))
			assert.Zero(t, s.renewed())
			assert.Equal(t, 1, c.Requests())
		}
	}
}

func TestOnlyTheSourceEndsASession(t *testing.T) {
	s := &renewing{failing: connector.NewProblem(connector.CodeSessionEnded, "name", "me")}
	err := ask(t, guard(t, all401(bare)).client(t, s))
	assert.True(t, connector.IsProblem(err, connector.CodeSessionEnded), "%v", err)
	s = &renewing{failing: errors.New("the keychain is locked")}
	err = ask(t, guard(t, all401(bare)).client(t, s))
	assert.ErrorContains(t, err, "the keychain is locked")
	fixed := connector.Credential{Kind: connector.Session, Token: connector.NewSecret("token-0")}
	d := guard(t, all401(expired))
	c := d.client(t, &renewing{}, func(o *cloud.Options) {
		fixed.Origins = []string{connector.Origin(d.URL)}
		o.Source = cloud.Static(fixed)
	})
	assert.True(t, connector.IsProblem(ask(t, c), connector.CodeTokenExpired), "nobody can renew it")
	assert.Equal(t, 1, c.Requests())
}
