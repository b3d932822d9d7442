package app

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

func TestSigningInFromATerminalLastsUntilSigningOut(t *testing.T) {
	s := playing(t, sandbox.Options{})
	h := cloudHouse(t, s, nil, presses(s, true))
	in := connects(t.Context(), h, connectAsk{json: true})
	p := in.signIn(t)
	assert.Equal(t, 1, p.Schema)
	assert.Equal(t, []string{"cloud", "connected", "Jana Weber"}, []string{p.Target, p.State, p.Account.Name})
	assert.NotEmpty(t, p.Account.Workspaces)
	assert.Contains(t, in.stderr, s.Line().CloudWeb+"/site/oauth2/authorize?", "the link stands there, whatever the browser does")

	b, address, err := h.asked(t.Context(), ask{provider: connector.Cloud})
	require.NoError(t, err)
	assert.Equal(t, s.Line().CloudAPI, address)
	n := 0
	for page, err := range b.Repositories(t.Context()) {
		require.NoError(t, err)
		n += len(page.Repositories)
	}
	assert.Equal(t, 48, n)

	out := disconnects(t.Context(), h, disconnectAsk{json: true}).signIn(t)
	assert.Equal(t, "disconnected", out.State)
	assert.True(t, out.Revoked)
	assert.Empty(t, out.RevokeAt)
	_, _, err = h.asked(t.Context(), ask{provider: connector.Cloud})
	require.ErrorContains(t, err, "nobody is signed in")
	assert.Nil(t, disconnects(t.Context(), h, disconnectAsk{json: true}).signIn(t).Account, "nobody is left to sign out")
}

func TestSigningInAgainRenewsTheSameConnectionAndAnotherAccountStandsBesideIt(t *testing.T) {
	s := playing(t, sandbox.Options{})
	h := cloudHouse(t, s, nil, presses(s, true))
	first := connects(t.Context(), h, connectAsk{json: true}).signIn(t)
	assert.Equal(t, first.Connection, connects(t.Context(), h, connectAsk{json: true}).signIn(t).Connection)
	require.True(t, s.SignInAs(s.Accounts()[1]))
	second := connects(t.Context(), h, connectAsk{json: true}).signIn(t)
	assert.NotEqual(t, first.Connection, second.Connection)
	accounts, err := h.cloudAccounts(t.Context())
	require.NoError(t, err)
	require.Len(t, accounts, 2)

	for _, a := range []ask{{account: "jana weber"}, {account: first.Connection}} {
		a.provider = connector.Cloud
		b, _, err := h.asked(t.Context(), a)
		require.NoError(t, err)
		who, err := b.Identity(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "Jana Weber", who.Account.Name)
	}
	_, _, err = h.asked(t.Context(), ask{provider: connector.Cloud, account: "nobody"})
	require.ErrorContains(t, err, second.Account.Name, "who is there is said")

	guess := disconnects(t.Context(), h, disconnectAsk{json: true})
	require.ErrorContains(t, guess.err, "several accounts", "none is guessed")
	one := disconnects(t.Context(), h, disconnectAsk{json: true, account: second.Account.Name}).signIn(t)
	assert.Equal(t, second.Account.Name, one.Account.Name)
	all := disconnects(t.Context(), h, disconnectAsk{json: true, all: true}).signIn(t)
	assert.Equal(t, "Jana Weber", all.Account.Name)
}

func TestAFailingHangingOrEndingOpenerNeverEndsTheWaiting(t *testing.T) {
	s := playing(t, sandbox.Options{})
	hung := make(chan struct{})
	t.Cleanup(func() { close(hung) })
	for name, opener := range map[string]browserFunc{
		"fails": func(string) error { return errors.New("no browser") },
		"hangs": func(string) error { <-hung; return nil },
		"ends":  func(string) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			links := make(chan string, 1)
			h := cloudHouse(t, s, nil, func(link string) error { links <- link; return opener(link) })
			go func() { _ = s.Consent(<-links, true) }()
			in := connects(t.Context(), h, connectAsk{json: true})
			assert.Equal(t, "connected", in.signIn(t).State)
			if name == "fails" {
				code, severity := in.lastProblem(t)
				assert.Equal(t, connector.CodeBrowserNotOpened, code)
				assert.Equal(t, connector.Warn, severity)
			}
		})
	}
}

func TestWithoutABrowserTheLinkAloneIsGiven(t *testing.T) {
	s := playing(t, sandbox.Options{})
	h := cloudHouse(t, s, nil, func(string) error { t.Error("a browser was opened"); return nil })
	in := connects(t.Context(), h, connectAsk{json: true, noBrowser: true, timeout: 200 * time.Millisecond})
	require.ErrorIs(t, in.err, errBlocked)
	assert.Contains(t, in.stderr, "/site/oauth2/authorize?")
	code, _ := in.lastProblem(t)
	assert.Equal(t, connector.CodeConsentTimeout, code)
}

func TestWhatEndsASignInIsTheLastLineAndNothingIsKept(t *testing.T) {
	busy := busyCallback(t)
	for name, c := range map[string]struct {
		fault string
		env   map[string]string
		allow bool
		want  connector.Code
	}{
		"refused":       {"", nil, false, connector.CodeConsentDenied},
		"denied":        {"consent-denied", nil, true, connector.CodeConsentDenied},
		"consumer":      {"consumer-invalid", nil, true, connector.CodeConsumerInvalid},
		"no consumer":   {"", map[string]string{"MOORING_CLIENT_ID": ""}, true, connector.CodeConsumerMissing},
		"port":          {"", map[string]string{"MOORING_CALLBACK": busy}, true, connector.CodeCallbackPortBusy},
		"scope":         {"scope-missing", nil, true, connector.CodeScopeMissing},
		"api":           {"api-removed", nil, true, connector.CodeAPIRemoved},
		"two-step":      {"two-step-required", nil, true, connector.CodeTwoStepRequired},
		"not permitted": {"not-permitted", nil, true, connector.CodeNotPermitted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := playing(t, sandbox.Options{Break: c.fault})
			var opened atomic.Bool
			h := cloudHouse(t, s, c.env, func(link string) error { opened.Store(true); return s.Consent(link, c.allow) })
			in := connects(t.Context(), h, connectAsk{json: true})
			require.ErrorIs(t, in.err, errBlocked)
			assert.Empty(t, in.stdout)
			code, severity := in.lastProblem(t)
			assert.Equal(t, c.want, code)
			assert.Equal(t, connector.Block, severity)
			accounts, err := h.cloudAccounts(t.Context())
			require.NoError(t, err)
			assert.Empty(t, accounts)
			if c.want == connector.CodeCallbackPortBusy || c.want == connector.CodeConsumerMissing {
				assert.False(t, opened.Load())
			}
		})
	}
}

func TestStoppingASignInLeavesNothingListening(t *testing.T) {
	s := playing(t, sandbox.Options{})
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	at := free.Addr().String()
	require.NoError(t, free.Close())
	_, port, _ := net.SplitHostPort(at)
	ctx, stop := context.WithCancel(t.Context())
	h := cloudHouse(t, s, map[string]string{"MOORING_CALLBACK": "http://localhost:" + port + "/callback"}, func(string) error { stop(); return nil })
	in := connects(ctx, h, connectAsk{json: true})
	require.ErrorIs(t, in.err, context.Canceled)
	again, err := net.Listen("tcp", at)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

func TestAnOwnConsumerIsCheckedOnceASignInProvedItAndNoLongerOnceRefused(t *testing.T) {
	s := playing(t, sandbox.Options{})
	h := cloudHouse(t, s, map[string]string{"MOORING_CLIENT_ID": ""}, presses(s, true))
	line := s.Line()
	assert.True(t, h.consumer.Checked(), "there is none that could be wrong")
	require.NoError(t, h.consumer.SetConsumer(t.Context(), line.ClientID, connector.NewSecret(line.ClientSecret)))
	assert.True(t, h.consumer.Own())
	assert.False(t, h.consumer.Checked())
	connects(t.Context(), h, connectAsk{json: true}).signIn(t)
	assert.True(t, h.consumer.Checked())
	settings, err := h.store.LoadSettings(t.Context())
	require.NoError(t, err)
	assert.True(t, settings.ConsumerChecked)
	assert.Equal(t, line.ClientID, settings.ConsumerKey)

	require.NoError(t, h.consumer.SetConsumer(t.Context(), line.ClientID, connector.NewSecret("wrong")))
	assert.False(t, h.consumer.Checked(), "another secret is another question")
	in := connects(t.Context(), h, connectAsk{json: true})
	code, _ := in.lastProblem(t)
	assert.Equal(t, connector.CodeConsumerInvalid, code)
	assert.False(t, h.consumer.Checked())

	require.NoError(t, h.consumer.RemoveConsumer(t.Context()))
	_, has := h.consumer.Consumer()
	assert.False(t, has)
	settings, err = h.store.LoadSettings(t.Context())
	require.NoError(t, err)
	assert.Empty(t, settings.ConsumerKey)
	assert.False(t, settings.ConsumerChecked)
}

func TestNothingASignInWritesOrSaysHoldsASecret(t *testing.T) {
	s := playing(t, sandbox.Options{})
	line := s.Line()
	h := cloudHouse(t, s, map[string]string{"MOORING_CLIENT_ID": ""}, presses(s, true))
	require.NoError(t, h.consumer.SetConsumer(t.Context(), line.ClientID, connector.NewSecret(line.ClientSecret)))
	var heard strings.Builder
	in := connects(t.Context(), h, connectAsk{json: true})
	c := in.signIn(t)
	first := sessionOf(t, h, c.Connection)
	s.ExpireSessions()
	b, _, err := h.asked(t.Context(), ask{provider: connector.Cloud})
	require.NoError(t, err)
	_, err = b.Identity(t.Context())
	require.NoError(t, err)
	second := sessionOf(t, h, c.Connection)
	require.False(t, first.Refresh.Same(second.Refresh), "it was renewed")
	h.log.Warn("everything at once", "session", second, "consumer", h.consumer)
	out := disconnects(t.Context(), h, disconnectAsk{})
	require.NoError(t, out.err)
	for _, all := range []terminalSaid{in, out} {
		heard.WriteString(all.stdout + all.stderr)
	}
	home := filepath.Dir(h.dirs.Config)
	h.close()
	files := holdNone(t, home, heard.String(), map[string]string{
		"the consumer's secret": line.ClientSecret,
		"the first token":       first.Token.Reveal(), "the first refresh token": first.Refresh.Reveal(),
		"the second token": second.Token.Reveal(), "the second refresh token": second.Refresh.Reveal(),
	})
	assert.GreaterOrEqual(t, files, 3, "settings, the lock and the log")
}

func sessionOf(t *testing.T, h *house, id string) connector.Credential {
	t.Helper()
	c, err := h.vault.Get(t.Context(), id, h.cloudOrigins())
	require.NoError(t, err)
	require.False(t, c.Refresh.Empty())
	return c
}
