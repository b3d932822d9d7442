//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/app/drive"
	"mooring/connector/sandbox"
)

// life is a build profile's on one product, from its first webhook to the last.
type life struct {
	*world
	*tour
	t        *testing.T
	provider string // "cloud" or "server"
	bus      string
	name     string // of the profile
	search   string // finds its repository
}

// ownService puts a build service into the configuration that takes webhooks at the embedded one, and verifies them.
func (w *world) ownService(t *testing.T) {
	t.Helper()
	at := w.bitbucket.Receiver().URL()
	text, err := json.Marshal(map[string]any{
		"id": "yard", "name": "The yard", "addresses": []string{"127.0.0.1"}, "source": "https://yard.example/addresses", "checked": "2026-11-22",
		"page": at, "hook": at + "/hooks/{key}/{slug}", "signs": true,
	})
	require.NoError(t, err)
	folder := filepath.Join(w.home, "config", "services")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "yard.json"), text, 0o600))
}

// hooks are the webhooks that stand at Bitbucket itself.
func (l *life) hooks() []sandbox.Webhook {
	var mine []sandbox.Webhook
	for _, h := range l.bitbucket.Webhooks() {
		if h.Provider == l.provider {
			mine = append(mine, h)
		}
	}
	return mine
}

// stands holds that Bitbucket has the profile's webhook and no other, signed and awake.
func (l *life) stands() sandbox.Webhook {
	l.t.Helper()
	all := l.hooks()
	require.Len(l.t, all, 1, "Bitbucket's own list")
	h := all[0]
	assert.True(l.t, h.Active)
	assert.True(l.t, h.Signed, "the build service verifies signatures")
	assert.Equal(l.t, l.bitbucket.Receiver().URL()+"/hooks/"+h.Repository, h.Address)
	assert.Len(l.t, h.Events, 1, "pushes alone start a build: %v", h.Events)
	return h
}

// drop has somebody else remove the webhook at Bitbucket.
func (l *life) drop(h sandbox.Webhook) {
	l.t.Helper()
	key, slug, _ := strings.Cut(h.Repository, "/")
	address := l.line.ServerURL + "/rest/api/1.0/projects/" + key + "/repos/" + slug + "/webhooks/" + h.ID
	if l.provider == "cloud" {
		address = l.line.CloudAPI + "/repositories/" + key + "/" + slug + "/hooks/" + url.PathEscape(h.ID)
	}
	r, err := http.NewRequestWithContext(l.t.Context(), http.MethodDelete, address, nil)
	require.NoError(l.t, err)
	r.Header.Set("X-Atlassian-Token", "no-check")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+l.line.ServerAdminToken)
	if l.provider == "cloud" {
		r.SetBasicAuth(l.line.CloudAdminEmail, l.line.CloudAdminToken)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(l.t, err)
	require.NoError(l.t, answer.Body.Close())
	require.Equal(l.t, http.StatusNoContent, answer.StatusCode)
	require.Empty(l.t, l.hooks())
}

// delivered has somebody push, and holds that the event reached the build service with the right signature: the
// secret is the one in the keychain, pasted at the service as a person would.
func (l *life) delivered(h sandbox.Webhook) string {
	l.t.Helper()
	secret := webhookSecret(keychain(l.t, l.bus))
	require.NotEmpty(l.t, secret, "the keychain has the webhook's secret")
	receiver := l.bitbucket.Receiver()
	receiver.Expect(h.Address, secret)
	pushed, err := l.bitbucket.Push(l.ctx, l.provider, h.Repository, l.branch())
	require.NoError(l.t, err)
	got := receiver.Received(h.Address)
	require.NotEmpty(l.t, got)
	last := got[len(got)-1]
	assert.Equal(l.t, pushed.Commit, last.Commit)
	assert.True(l.t, last.Verified, "the build service verified the signature")
	return secret
}

// branch is the one the profile on disk builds.
func (l *life) branch() string { return l.stored().Branch }

// stored is the profile as the terminal tells it.
func (l *life) stored() printedLife {
	l.t.Helper()
	var all struct{ Profiles []printedLife }
	require.NoError(l.t, json.Unmarshal([]byte(l.headless("profiles", "--json")), &all))
	for _, p := range all.Profiles {
		if p.Name == l.name {
			return p
		}
	}
	require.Fail(l.t, "the terminal does not list "+l.name)
	return printedLife{}
}

// printedLife is as much of a profile as the test looks at.
type printedLife struct {
	Name, Branch string
	Webhook      struct {
		State, ID, Secret string
		AdminFree         string `json:"admin_free"`
	}
}

// headless gives what a command of the terminal prints in the same home.
func (l *life) headless(args ...string) string {
	l.t.Helper()
	command := exec.CommandContext(l.ctx, "../../build/mooring-headless", args...)
	command.Env = append(os.Environ(), l.env...)
	out, err := command.Output()
	require.NoError(l.t, err, string(out))
	return string(out)
}

// webhookSecret is the one among what the keychain holds, or nothing.
func webhookSecret(kept string) string {
	at := strings.LastIndex(kept, `"kind":"webhook-secret"`)
	if at < 0 {
		return ""
	}
	_, rest, _ := strings.Cut(kept[at:], `"token":"`)
	secret, _, _ := strings.Cut(rest, `"`)
	return secret
}

// pasting clicks into the field of a token and types it.
func (l *life) pasting(token string) func(context.Context) error { return l.filling("secret", token) }

// filling scrolls to the first field of a kind and types into it.
func (l *life) filling(kind, text string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := l.program.Scroll(ctx, 40); err != nil {
			return err
		}
		n, err := l.program.FindWhere(ctx, "a field of the kind "+kind, func(n drive.Node) bool { return n.Kind == kind && !n.Disabled })
		if err != nil {
			return err
		}
		if err := l.program.ClickNode(ctx, n); err != nil {
			return err
		}
		return l.tour.display.Type(ctx, text)
	}
}

// telling waits until the window says something that begins like a phrase.
func (l *life) telling(words string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := l.program.FindWhere(ctx, words, func(n drive.Node) bool { return strings.HasPrefix(n.Text, words) })
		return err
	}
}
