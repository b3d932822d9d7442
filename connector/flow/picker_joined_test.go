package flow_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
	"mooring/connector/server"
	"mooring/connector/store"
	"mooring/connector/transport"
)

// joinedPatience is how long a real Bitbucket may take here: waiting is not what is played, and a busy computer must not
// look like a fault.
const joinedPatience = 20 * time.Second

// joinedShelf is the way from a repository to a profile on the real clients and the real disk, against a
// Bitbucket on this computer.
type joinedShelf struct {
	bitbucket *sandbox.Sandbox
	store     *store.Store
	link      *transport.Client
	token     connector.Secret // of the Server
}

func newJoinedShelf(t *testing.T, options sandbox.Options) *joinedShelf {
	t.Helper()
	bitbucket, err := sandbox.Start(options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bitbucket.Close()) })
	folder := t.TempDir()
	j := &joinedShelf{
		bitbucket: bitbucket,
		store:     store.Open(store.Dirs{Config: filepath.Join(folder, "config"), Cache: filepath.Join(folder, "cache")}),
		link:      transport.New(transport.Options{Timeout: joinedPatience}),
		token:     connector.NewSecret(bitbucket.Line().ServerToken),
	}
	t.Cleanup(j.link.Close)
	return j
}

func (j *joinedShelf) Try(connector.Connection, connector.Credential) flow.Bitbucket { return nil }

func (j *joinedShelf) Open(_ context.Context, c connector.Connection) (flow.Bitbucket, error) {
	line := j.bitbucket.Line()
	if c.Provider == connector.Server {
		return server.New(server.Options{Address: c.Base, Token: j.token, Transport: transport.Options{Timeout: joinedPatience}}), nil
	}
	credential := connector.Credential{
		Kind: connector.APIToken, Email: line.CloudEmail, Token: connector.NewSecret(line.CloudAPIToken), Origins: c.Origins(),
	}
	return cloud.New(cloud.Options{API: line.CloudAPI, Web: line.CloudWeb, Source: cloud.Static(credential), Transport: j.link}), nil
}

func (j *joinedShelf) connection(p connector.Provider) connector.Connection {
	line := j.bitbucket.Line()
	c := connector.Connection{
		ID: connector.NewID(), Provider: p, Name: string(p), Base: line.ServerURL, Web: line.ServerURL,
		Kind: connector.AccessToken, Keep: connector.KeepKeychain, Created: time.Now().UTC(),
	}
	if p == connector.Cloud {
		c.Base, c.Web, c.Kind = line.CloudAPI, line.CloudWeb, connector.APIToken
	}
	return c
}

// chosen is what the picker was told to choose.
type chosen struct {
	mu  sync.Mutex
	all []connector.Repository
}

func (c *chosen) take(_ connector.Connection, r connector.Repository) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, r)
}

func TestFromTheListToAProfileOnDiskAndItsCheck(t *testing.T) {
	j := newJoinedShelf(t, sandbox.Options{})
	for _, provider := range []connector.Provider{connector.Server, connector.Cloud} {
		t.Run(string(provider), func(t *testing.T) {
			c := j.connection(provider)
			require.NoError(t, j.store.SaveConnection(t.Context(), c))
			var picked chosen
			p := flow.NewPicker(flow.PickerNeeds{Clients: j, OnChosen: picked.take})
			p.Open(c, "")
			p.Wait()
			s := p.Now().State
			require.Nil(t, s.Problem)
			assert.Equal(t, 48, s.Loaded)
			assert.Equal(t, 48, s.Total)

			first := s.Rows.At(0)
			p.Search(first.Web)
			p.ChooseSelected()
			p.Wait()
			require.Len(t, picked.all, 1, "the address of its page finds a repository: %v", p.Now().State.NotFound)
			assert.Equal(t, first.Ref, picked.all[0].Ref)

			p.Search(first.Key + "/there-is-none")
			p.UseTyped()
			p.Wait()
			require.NotNil(t, p.Now().State.NotFound)
			assert.Equal(t, connector.CodeRepositoryNotFound, p.Now().State.NotFound.Code)

			form := flow.NewProfileForm(flow.ProfileNeeds{Clients: j, Profiles: j.store})
			form.Open(c, first)
			form.Wait()
			require.Nil(t, form.Now().State.BranchesFailed)
			require.NotEmpty(t, form.Now().State.Branch, "the default branch is preselected")
			form.SetName("App on " + string(provider))
			form.Save()
			form.Wait()
			require.Equal(t, flow.ProfileSaved, form.Now().State.Step, "%v", form.Now().State.Problem)

			list := flow.NewProfiles(flow.ProfilesNeeds{Clients: j, Connections: j.store, Profiles: j.store})
			list.Reload()
			list.Wait()
			id := form.Now().State.Saved.ID
			list.Check(id)
			list.Wait()
			list.Select(id)
			row, _ := list.Now().State.Current()
			assert.NotEqual(t, connector.Blocked, row.Profile.Verdict, "%+v", list.Now().State.Report)
			assert.False(t, row.Profile.Checked.IsZero())
			kept, err := j.store.Profiles(t.Context())
			require.NoError(t, err)
			assert.Contains(t, kept, row.Profile)
		})
	}
}

func TestEveryEmptyRepositoryTakesATypedBranch(t *testing.T) {
	j := newJoinedShelf(t, sandbox.Options{})
	p := flow.NewPicker(flow.PickerNeeds{Clients: j})
	p.Open(j.connection(connector.Cloud), "")
	p.Wait()
	found := false
	rows := p.Now().State.Rows
	for i := range rows.Len() {
		if r := rows.At(i); r.Empty {
			found = true
			form := flow.NewProfileForm(flow.ProfileNeeds{Clients: j, Profiles: j.store})
			form.Open(p.Now().State.Connection, r)
			form.Wait()
			assert.True(t, form.Now().State.EmptyRepository, r.Name)
			assert.Empty(t, form.Now().State.Branch)
		}
	}
	assert.True(t, found)
}

func TestAListThatARealServerBreaksIsTold(t *testing.T) {
	for fault, code := range map[string]connector.Code{
		"token-rejected": connector.CodeTokenRejected, "connection-refused": connector.CodeConnectionRefused,
	} {
		t.Run(fault, func(t *testing.T) {
			j := newJoinedShelf(t, sandbox.Options{Break: fault})
			p := flow.NewPicker(flow.PickerNeeds{Clients: j})
			p.Open(j.connection(connector.Server), "")
			p.Wait()
			s := p.Now().State
			assert.Equal(t, flow.PickerStopped, s.Step)
			require.NotNil(t, s.Problem)
			assert.Equal(t, code, s.Problem.Code)
			assert.Equal(t, -1, s.Total)
		})
	}
}

func TestAThousandRepositoriesComeInPagesAndAreFound(t *testing.T) {
	j := newJoinedShelf(t, sandbox.Options{Repos: 1000})
	var loaded []int
	p := flow.NewPicker(flow.PickerNeeds{Clients: j})
	stop := p.Watch(func(s flow.Snapshot[flow.PickerState]) { loaded = append(loaded, s.State.Loaded) })
	p.Open(j.connection(connector.Server), "")
	p.Wait()
	stop()
	s := p.Now().State
	assert.Equal(t, flow.PickerDone, s.Step)
	assert.Equal(t, 1000, s.Loaded)
	assert.IsNonDecreasing(t, loaded)
	last := s.Rows.At(999)
	p.Search(last.FullName())
	assert.Equal(t, last.Ref, p.Now().State.Selected)
}

func TestAListOpenedWithASearchShowsThePauseOfARealServer(t *testing.T) {
	t.Parallel()
	j := newJoinedShelf(t, sandbox.Options{Repos: 60, Stumble: 1})
	p := flow.NewPicker(flow.PickerNeeds{Clients: j})
	pauses := make(chan time.Time, 1)
	stop := p.Watch(func(s flow.Snapshot[flow.PickerState]) {
		if until := s.State.Pause; !until.IsZero() {
			select {
			case pauses <- until:
			default:
			}
		}
	})
	defer stop()
	begun := time.Now()
	p.Open(j.connection(connector.Server), "there is none of this name")
	p.Wait()
	s := p.Now().State
	require.Equal(t, flow.PickerDone, s.Step, "%v", s.Problem)
	require.Len(t, pauses, 1, "the pause was shown")
	assert.True(t, begun.Before(<-pauses))
	assert.Zero(t, s.Pause)
	assert.Equal(t, 60, s.Loaded)
	assert.Zero(t, s.Rows.Len())
	assert.Equal(t, "there is none of this name", s.Query)
}
