package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// shelved is a house with a connection to each side of an embedded Bitbucket, and a build profile at either.
type shelved struct {
	*house
	t         *testing.T
	bitbucket *sandbox.Sandbox
	server    connector.BuildProfile
	cloud     connector.BuildProfile
}

func newShelved(t *testing.T) *shelved {
	t.Helper()
	return newShelvedWith(t, sandbox.Options{})
}

func newShelvedWith(t *testing.T, options sandbox.Options) *shelved {
	t.Helper()
	s, err := sandbox.Start(options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	h := &shelved{house: cloudHouse(t, s, nil, nil), t: t, bitbucket: s}
	line := s.Line()
	server := connector.Connection{
		ID: connector.NewID(), Provider: connector.Server, Name: "Our git", Base: line.ServerURL, Web: line.ServerURL,
		Kind: connector.AccessToken, Keep: connector.KeepKeychain, Created: time.Now(),
	}
	cloud := connector.Connection{
		ID: connector.NewID(), Provider: connector.Cloud, Name: "Jana", Base: line.CloudAPI, Web: line.CloudWeb,
		Kind: connector.APIToken, Keep: connector.KeepKeychain, Created: time.Now(),
	}
	h.connect(server, connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(line.ServerToken), Origins: server.Origins()})
	h.connect(cloud, connector.Credential{
		Kind: connector.APIToken, Email: line.CloudEmail, Token: connector.NewSecret(line.CloudAPIToken), Origins: cloud.Origins(),
	})
	h.server, h.cloud = h.profile("Till", server), h.profile("Kiosk", cloud)
	return h
}

func (h *shelved) connect(c connector.Connection, credential connector.Credential) {
	h.t.Helper()
	require.NoError(h.t, h.store.SaveConnection(h.t.Context(), c))
	require.NoError(h.t, h.vault.Put(h.t.Context(), c.ID, credential, c.Keep))
}

// profile saves a profile of the first repository with a branch that a connection sees.
func (h *shelved) profile(name string, c connector.Connection) connector.BuildProfile {
	h.t.Helper()
	b, err := h.Open(h.t.Context(), c)
	require.NoError(h.t, err)
	for page, err := range b.Repositories(h.t.Context()) {
		require.NoError(h.t, err)
		for _, r := range page.Repositories {
			branches, err := b.Branches(h.t.Context(), r, "")
			require.NoError(h.t, err)
			if len(branches) == 0 {
				continue
			}
			p := connector.BuildProfile{
				ID: connector.NewID(), Name: name, ConnectionID: c.ID, Repository: r.Ref, Key: r.Key, Slug: r.Slug, Title: r.Name,
				Owner: r.Owner, Web: r.Web, CloneHTTPS: r.CloneHTTPS, Branch: branches[0].Name, Created: time.Now(), Updated: time.Now(),
				Triggers: connector.Triggers{Push: []string{branches[0].Name}},
			}
			require.NoError(h.t, h.store.SaveProfile(h.t.Context(), p))
			return p
		}
	}
	require.Fail(h.t, "there is no repository")
	return connector.BuildProfile{}
}

// run runs a command line of profiles in this house.
func (h *shelved) run(args ...string) terminalSaid {
	h.t.Helper()
	return heard(func(p Process) error {
		p.Args = append([]string{"profiles"}, args...)
		a, err := readProfiles(p)
		if err != nil {
			return err
		}
		return h.runProfiles(h.t.Context(), p, a)
	})
}

func (h *shelved) list() printedProfiles {
	h.t.Helper()
	said := h.run("--json")
	require.NoError(h.t, said.err)
	var out printedProfiles
	require.NoError(h.t, json.Unmarshal([]byte(said.stdout), &out), said.stdout)
	return out
}

func TestProfilesAreListedAsTheWindowShowsThem(t *testing.T) {
	h := newShelved(t)
	h.server.Pinned, h.server.HandedOver = true, time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	h.server.Webhook = connector.Webhook{State: connector.HookMade, Address: "https://ci.example/hooks/1", ID: "7", Secret: connector.SecretKept}
	require.NoError(t, h.store.SaveProfile(t.Context(), h.server))
	stray := h.cloud
	stray.ID, stray.Name, stray.ConnectionID, stray.Repository.Base = connector.NewID(), "Away", "", "https://api.elsewhere.example/2.0"
	require.NoError(t, h.store.SaveProfile(t.Context(), stray))

	all := h.list()
	require.Len(t, all.Profiles, 3)
	first := all.Profiles[0]
	assert.Equal(t, "Till", first.Name, "what is pinned comes first")
	assert.True(t, first.Pinned)
	assert.Equal(t, connector.HookMade, first.Webhook.State)
	assert.Equal(t, "Our git", first.Connection.Name)
	assert.Equal(t, "2026-11-01T08:00:00Z", first.HandedOver.Format(time.RFC3339))
	assert.Nil(t, first.Checked)
	assert.Nil(t, all.Profiles[1].Connection, "nobody is connected there")

	said := h.run()
	require.NoError(t, said.err)
	lines := strings.Split(strings.TrimSpace(said.stdout), "\n")
	require.Len(t, lines, 3)
	assert.Equal(t, "Till\t"+h.server.Key+"/"+h.server.Slug+"\t"+h.server.Branch+"\tNot checked yet\twebhook made", lines[0])
	assert.Contains(t, lines[1], "Needs a connection\tno webhook")
}

func TestATokenThatEndsSoonIsToldWithItsProfiles(t *testing.T) {
	h := newShelved(t)
	all, err := h.store.Connections(t.Context())
	require.NoError(t, err)
	for _, c := range all {
		if c.Provider == connector.Server {
			c.TokenUntil = time.Now().UTC().AddDate(0, 0, 5).Truncate(24 * time.Hour)
			require.NoError(t, h.store.SaveConnection(t.Context(), c))
		}
	}
	expiring := h.list().Expiring
	require.Len(t, expiring, 1)
	assert.Equal(t, "Our git", expiring[0].Connection.Name)
	assert.Equal(t, []string{"Till"}, expiring[0].Profiles)
	assert.False(t, expiring[0].Past)
	assert.Contains(t, h.run().stdout, "The token of Our git ends on ")
}

func TestProfilesAreCheckedOnBothProductsAndTheVerdictStays(t *testing.T) {
	h := newShelved(t)
	said := h.run("check", "--all", "--json")
	require.NoError(t, said.err, said.stdout)
	lines := strings.Split(strings.TrimSpace(said.stdout), "\n")
	require.Len(t, lines, 2)
	for _, line := range lines {
		var v printedVerdict
		require.NoError(t, json.Unmarshal([]byte(line), &v))
		assert.NotEqual(t, connector.Blocked, v.Verdict, line)
	}
	for _, p := range h.list().Profiles {
		assert.NotNil(t, p.Checked, p.Name)
		assert.NotEmpty(t, p.Verdict, p.Name)
	}

	h.bitbucket.Close()
	said = h.run("check", "till")
	require.ErrorIs(t, said.err, errBlocked)
	assert.Contains(t, said.stdout, "Till\tDoes not work yet\tNothing answers at")
	assert.Equal(t, connector.CodeConnectionRefused, h.list().Profiles[1].Problem)
}

func TestCheckingAProfileNobodyHasIsAMistake(t *testing.T) {
	h := newShelved(t)
	for _, args := range [][]string{{"check"}, {"check", "nobody"}, {"check", "--all", "till"}, {"lists"}, {"list", "x"}, {"import"}, {"export", "nobody"}} {
		var usage usageError
		assert.ErrorAs(t, h.run(args...).err, &usage, "%v", args)
	}
}

func TestProfilesAreGivenAwayInOneFileAndTakenInElsewhere(t *testing.T) {
	h := newShelved(t)
	h.server.Webhook = connector.Webhook{State: connector.HookMade, Address: "https://ci.example/hooks/geheim", SecretID: connector.NewID()}
	require.NoError(t, h.store.SaveProfile(t.Context(), h.server))
	file := filepath.Join(t.TempDir(), "profiles.json")
	require.NoError(t, h.run("export", "--out", file).err)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "geheim")
	assert.NotContains(t, string(text), h.server.ConnectionID)
	assert.Equal(t, string(text), h.run("export").stdout, "the same on stdout")

	colleague := &shelved{house: cloudHouse(t, h.bitbucket, nil, nil), t: t, bitbucket: h.bitbucket}
	said := colleague.run("import", file, "--dry-run")
	require.NoError(t, said.err)
	assert.Contains(t, said.stdout, "leads to "+h.server.Repository.Base)
	assert.Contains(t, said.stdout, "would be saved")
	assert.Empty(t, colleague.list().Profiles)

	var got printedImport
	said = colleague.run("import", "--json", file)
	require.NoError(t, said.err)
	require.NoError(t, json.Unmarshal([]byte(said.stdout), &got), said.stdout)
	assert.True(t, got.Saved)
	assert.Len(t, got.Hosts, 2)
	assert.Len(t, colleague.list().Profiles, 2)

	said = colleague.run("import", file)
	require.NoError(t, said.err)
	assert.Contains(t, said.stdout, "here already")
	assert.Len(t, colleague.list().Profiles, 2, "none is there twice")
}

func TestWithoutAProfileThatIsSaid(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	h := &shelved{house: cloudHouse(t, s, nil, nil), t: t, bitbucket: s}
	said := h.run()
	require.NoError(t, said.err)
	assert.Empty(t, said.stdout)
	assert.Contains(t, said.stderr, "No build profiles yet")
	assert.ErrorContains(t, h.run("export").err, "no build profile to export")
	assert.Empty(t, h.list().Profiles)
}

func TestAFileThatHoldsNoProfilesIsSaidToBeNone(t *testing.T) {
	h := newShelved(t)
	file := filepath.Join(t.TempDir(), "holiday.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"kind":"holiday"}`), 0o600))
	said := h.run("import", file, "--json")
	require.ErrorIs(t, said.err, errBlocked)
	assert.Contains(t, said.stdout, `"code":"profile-invalid"`)
	assert.Contains(t, said.stdout, "holiday.json")
	said = h.run("import", filepath.Join(t.TempDir(), "nowhere.json"))
	require.Error(t, said.err)
	assert.NotContains(t, said.err.Error(), "panic")
}
