package sandbox_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// shared is a place several requests write to at once.
type shared struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestTheJournalTellsWhatWasAskedAndHoldsNoSecret(t *testing.T) {
	var told shared
	s := start(t, sandbox.Options{Journal: &told})
	line := s.Line()
	redirect, called := callback(t)
	require.NoError(t, s.Consent(linkFor(s, redirect, "state", "st4te-st4te"), true))
	answer := <-called
	form := url.Values{"grant_type": {"authorization_code"}, "code": {answer.Get("code")}, "redirect_uri": {redirect}}
	session := readTokens(t, post(t, s, consumer(s), tokenPath, form))
	renewed := readTokens(t, refresh(t, s, session.Refresh))
	post(t, s, consumer(s), "/site/oauth2/revoke", url.Values{"token": {renewed.Refresh}})
	for _, as := range []signer{tokenOf(s), basic(line.CloudUser, line.CloudAppPassword), bearer(line.CloudRepositoryToken), bearer(renewed.Access)} {
		get(t, s, as, askUser)
	}
	inside := redirect + "?" + answer.Encode()
	for _, path := range []string{
		"/nowhere/" + line.CloudAPIToken, "/nowhere?access_token=" + renewed.Access, "/nowhere?x=" + line.CloudRepositoryToken,
		"/nowhere?redirect_uri=" + url.QueryEscape(inside), "/nowhere/" + url.PathEscape(inside),
		"/nowhere?x=" + url.QueryEscape("https://x-token-auth:"+line.CloudAppPassword+"@bitbucket.org/a/b.git"),
		"/nowhere?x=" + url.QueryEscape("https://jana:s3same@bitbucket.org/a/b.git"),
	} {
		get(t, s, nobody, path)
	}
	secrets := map[string]string{
		"code": answer.Get("code"), "state": answer.Get("state"), "access": session.Access, "refresh": session.Refresh,
		"renewed access": renewed.Access, "renewed refresh": renewed.Refresh, "client secret": line.ClientSecret,
		"API token": line.CloudAPIToken, "app password": line.CloudAppPassword, "access token": line.CloudRepositoryToken, "password": "s3same",
	}
	all, err := json.Marshal(s.Requests())
	require.NoError(t, err)
	for name, secret := range secrets {
		require.NotEmpty(t, secret, name)
		assert.NotContains(t, told.String(), secret, name)
		assert.NotContains(t, string(all), secret, name)
	}

	lines := bufio.NewScanner(strings.NewReader(told.String()))
	var seen []sandbox.Request
	for lines.Scan() {
		var one sandbox.Request
		require.NoError(t, json.Unmarshal(lines.Bytes(), &one), lines.Text())
		seen = append(seen, one)
	}
	require.Len(t, seen, len(s.Requests()))
	authorize := seen[0]
	assert.Equal(t, sandbox.SideCloudWeb, authorize.Side)
	assert.Contains(t, authorize.Query, "state=***")
	assert.Contains(t, authorize.Query, "redirect_uri="+redirect)
	assert.Equal(t, http.StatusOK, authorize.Status)
}
