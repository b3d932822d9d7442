package oauth_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/oauth"
	"mooring/connector/sandbox"
)

func TestEveryQuestionHasAStateAndAChallengeOfItsOwn(t *testing.T) {
	verifiers := make(chan string, 1)
	o := tokenEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		verifiers <- r.PostFormValue("code_verifier")
		says(200, `{"access_token":"t","token_type":"bearer"}`)(w, r)
	})
	seen := map[string]bool{}
	for range 20 {
		a := ask(t.Context(), o)
		link := query(t, a.link(t))
		call(t, link.Get("redirect_uri")+"?code=the-code&state="+link.Get("state"))
		require.NoError(t, a.end(t))
		verifier := <-verifiers
		sum := sha256.Sum256([]byte(verifier))
		assert.Equal(t, base64.RawURLEncoding.EncodeToString(sum[:]), link.Get("code_challenge"))
		assert.Equal(t, "code", link.Get("response_type"))
		for _, once := range []string{link.Get("state"), verifier} {
			assert.GreaterOrEqual(t, len(once), 43, "32 random bytes")
			assert.False(t, seen[once], "used before")
			seen[once] = true
		}
		assert.NotContains(t, link.Encode(), verifier)
	}
}

// What listens is reached through no address but this computer's own for itself.
func TestNobodyElseReachesTheCallback(t *testing.T) {
	s := start(t, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	a := ask(ctx, options(s))
	u, err := url.Parse(a.wait(t).Callback)
	require.NoError(t, err)
	tried := 0
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, address := range addresses {
		network, ok := address.(*net.IPNet)
		if !ok || network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() {
			continue
		}
		tried++
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(network.IP.String(), u.Port()), time.Second) //nolint:noctx // answers at once
		if err == nil {
			_ = conn.Close()
		}
		require.Error(t, err, "reached through %s", network.IP)
	}
	t.Logf("tried %d addresses of this computer in its networks", tried)
	cancel()
	require.ErrorIs(t, a.end(t), context.Canceled)
}

// Tokens go into headers and forms, where no log and no history keeps them.
func TestNoTokenStandsInAnAddress(t *testing.T) {
	asked := make(chan string, 8)
	o := tokenEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.RequestURI
		says(200, `{"access_token":"access","refresh_token":"refresh","token_type":"bearer"}`)(w, r)
	})
	require.NoError(t, answered(t, o, "code=the-code"))
	client := oauth.New(o)
	fresh, err := client.Refresh(t.Context(), session(o))
	require.NoError(t, err)
	whoAmI(t, o, fresh)
	require.NoError(t, client.Revoke(t.Context(), fresh))
	close(asked)
	var all []string
	for a := range asked {
		all = append(all, a)
	}
	assert.Equal(t, []string{
		"POST /site/oauth2/access_token", "POST /site/oauth2/access_token", "GET /2.0/user", "POST /site/oauth2/revoke",
	}, all, "no address holds more than that")
}
