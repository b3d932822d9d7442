package flow_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
	"mooring/connector/source"
	"mooring/connector/store"
)

// manyApps is the sandbox's repository with three apps.
const manyApps = "markthalle"

// joinedFinder finds platforms in what a Bitbucket lists.
type joinedFinder struct{}

func (joinedFinder) Find(ctx context.Context, tree flow.Tree, r connector.Repository, branch string) ([]connector.Candidate, error) {
	entries, err := tree.Tree(ctx, r, branch)
	if err != nil {
		return nil, err
	}
	return source.Find(ctx, entries, func(ctx context.Context, path string) (string, error) { return tree.File(ctx, r, branch, path) }), ctx.Err()
}

// joinedExchange is the store's file.
type joinedExchange struct{}

func (joinedExchange) Export(p []connector.BuildProfile) ([]byte, error) { return store.Export(p) }

func (joinedExchange) Import(file []byte) ([]connector.BuildProfile, error) {
	return store.Import(file)
}

func (j *joinedShelf) form() *flow.ProfileForm {
	receiver := j.bitbucket.Receiver().URL()
	return flow.NewProfileForm(flow.ProfileNeeds{
		Clients: j, Profiles: j.store, Finder: joinedFinder{}, Service: "demo",
		Services: []connector.BuildService{{ID: "demo", Name: "Demo", Hook: receiver + "/hooks/{key}/{slug}", Page: receiver, Signs: true}},
	})
}

func (j *joinedShelf) list() *flow.ProfileList {
	l := flow.NewProfiles(flow.ProfilesNeeds{Clients: j, Connections: j.store, Profiles: j.store, Exchange: joinedExchange{}, Vault: &listVault{}})
	l.Reload()
	l.Wait()
	return l
}

// repository finds one by its slug, wherever it is.
func (j *joinedShelf) repository(t *testing.T, c connector.Connection, slug string) connector.Repository {
	t.Helper()
	bitbucket, err := j.Open(t.Context(), c)
	require.NoError(t, err)
	for page, err := range bitbucket.Repositories(t.Context()) {
		require.NoError(t, err)
		for _, r := range page.Repositories {
			if r.Slug == slug {
				return r
			}
		}
	}
	require.Fail(t, "no repository "+slug)
	return connector.Repository{}
}

// connected saves a connection and gives it.
func (j *joinedShelf) connected(t *testing.T, p connector.Provider) connector.Connection {
	t.Helper()
	c := j.connection(p)
	require.NoError(t, j.store.SaveConnection(t.Context(), c))
	return c
}

// hooked makes the webhook a profile wants at Bitbucket, and writes that down.
func (j *joinedShelf) hooked(t *testing.T, c connector.Connection, p connector.BuildProfile) connector.BuildProfile {
	t.Helper()
	bitbucket, err := j.Open(t.Context(), c)
	require.NoError(t, err)
	hook, err := bitbucket.(flow.Hooker).MakeHook(t.Context(), p.Seen(), connector.WishOf(p))
	require.NoError(t, err)
	p, err = j.store.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) {
		p.Webhook.State, p.Webhook.ID = connector.HookMade, hook.ID
	})
	require.NoError(t, err)
	return p
}

func eachProduct(t *testing.T, test func(t *testing.T, j *joinedShelf, c connector.Connection)) {
	for _, provider := range []connector.Provider{connector.Server, connector.Cloud} {
		t.Run(string(provider), func(t *testing.T) {
			j := newJoinedShelf(t, sandbox.Options{})
			test(t, j, j.connected(t, provider))
		})
	}
}

func TestAProfileOfARepositoryWithThreeAppsOnBothProducts(t *testing.T) {
	eachProduct(t, func(t *testing.T, j *joinedShelf, c connector.Connection) {
		form := j.form()
		r := j.repository(t, c, manyApps)
		form.Open(c, r)
		form.Wait()
		s := form.Now().State
		require.Nil(t, s.FindFailed)
		require.Len(t, s.Candidates, 3, "%+v", s.Candidates)
		assert.Zero(t, s.Candidate)
		at := slices.IndexFunc(s.Candidates, func(c connector.Candidate) bool { return c.Platform == connector.PlatformKotlin })
		require.GreaterOrEqual(t, at, 0)
		assert.NotEmpty(t, s.Candidates[at].Reasons)
		form.ChooseCandidate(at)
		assert.True(t, s.Push.Counted)
		assert.Equal(t, 1, s.Push.Matching)
		form.SetPatterns(flow.TriggerPush, s.Branch+", release/*")
		assert.Greater(t, form.Now().State.Push.Matching, 1)
		form.SetTrigger(flow.TriggerTag, true)
		form.Wait()
		assert.Positive(t, form.Now().State.Tags.All)
		assert.Equal(t, form.Now().State.Tags.All, form.Now().State.Tags.Matching)
		form.Save()
		form.Wait()
		s = form.Now().State
		require.Equal(t, flow.ProfileSaved, s.Step, "%v", s.Problem)
		p := s.Saved
		assert.Equal(t, "kiosk", p.Folder)
		assert.Equal(t, connector.SystemAndroid, p.System)
		assert.Equal(t, connector.HookWanted, p.Webhook.State)
		assert.Equal(t, j.bitbucket.Receiver().URL()+"/hooks/"+p.Key+"/"+p.Slug, p.Webhook.Address)

		p = j.hooked(t, c, p)
		form.Edit(c, p)
		form.Wait()
		assert.Equal(t, at, form.Now().State.Candidate)
		form.SetTrigger(flow.TriggerPullRequest, true)
		form.Save()
		form.Wait()
		s = form.Now().State
		require.Equal(t, flow.ProfileSaved, s.Step, "%v", s.Problem)
		assert.Equal(t, connector.HookDiffers, s.Saved.Webhook.State)
		all, err := j.store.Profiles(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.True(t, all[0].Equal(s.Saved))
		assert.Equal(t, p.ID, all[0].ID)
	})
}

func TestAProfileGoesWithItsWebhookOnBothProducts(t *testing.T) {
	eachProduct(t, func(t *testing.T, j *joinedShelf, c connector.Connection) {
		p := j.saved(t, c)
		p = j.hooked(t, c, p)
		there := func() bool {
			return slices.ContainsFunc(j.bitbucket.Webhooks(), func(w sandbox.Webhook) bool {
				return w.Provider == string(c.Provider) && w.Address == p.Webhook.Address
			})
		}
		require.True(t, there())
		l := j.list()
		l.AskDelete(p.ID)
		require.Equal(t, p.ID, l.Now().State.Asking)

		j.bitbucket.TakeAdmin(true)
		l.DeleteWithHook(p.ID)
		l.Wait()
		require.NotNil(t, l.Now().State.HookFailed)
		assert.Equal(t, connector.CodeAdminMissing, l.Now().State.HookFailed.Code)
		assert.Len(t, l.Now().State.Rows, 1)
		assert.True(t, there())

		j.bitbucket.TakeAdmin(false)
		deleted := make(chan struct{}, 1)
		stop := l.Watch(func(s flow.Snapshot[flow.ProfilesState]) {
			if s.State.Deleted != nil {
				select {
				case deleted <- struct{}{}:
				default:
				}
			}
		})
		l.DeleteWithHook(p.ID)
		<-deleted
		stop()
		assert.False(t, there())
		l.Undo()
		l.Wait()
		all, err := j.store.Profiles(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.Equal(t, connector.HookMissing, all[0].Webhook.State)
		l.Close()
		l.Wait()
	})
}

// saved makes a profile of the repository with three apps.
func (j *joinedShelf) saved(t *testing.T, c connector.Connection) connector.BuildProfile {
	t.Helper()
	form := j.form()
	form.Open(c, j.repository(t, c, manyApps))
	form.Wait()
	form.Save()
	form.Wait()
	require.Equal(t, flow.ProfileSaved, form.Now().State.Step, "%v", form.Now().State.Problem)
	return form.Now().State.Saved
}

func TestAReadingTokenIsEnoughOnceTheWebhookStandsOnBothProducts(t *testing.T) {
	eachProduct(t, func(t *testing.T, j *joinedShelf, c connector.Connection) {
		p := j.hooked(t, c, j.saved(t, c))
		l := j.list()
		check := func() connector.BuildProfile {
			l.Reload()
			l.Wait()
			l.CheckAll()
			l.Wait()
			row, _ := l.Now().State.Current()
			return row.Profile
		}
		before := check()
		j.bitbucket.TakeAdmin(true)
		after := check()
		assert.Equal(t, connector.CodeAdminMissing, after.Problem)
		_, err := j.store.ChangeProfile(t.Context(), p.ID, func(p *connector.BuildProfile) { p.Webhook.AdminFree = p.Created })
		require.NoError(t, err)
		free := check()
		assert.NotEqual(t, connector.CodeAdminMissing, free.Problem, "%+v", l.Now().State.Report)
		assert.Equal(t, before.Verdict, free.Verdict)
	})
}

func TestProfilesTravelToAColleagueOnBothProducts(t *testing.T) {
	eachProduct(t, func(t *testing.T, j *joinedShelf, c connector.Connection) {
		p := j.hooked(t, c, j.saved(t, c))
		l := j.list()
		l.Export()
		l.Wait()
		file := l.Now().State.Exported
		require.NotNil(t, file, "%v", l.Now().State.Problem)
		assert.NotContains(t, string(file.Data), p.Webhook.Address)

		folder := t.TempDir()
		there := &joinedShelf{
			bitbucket: j.bitbucket, link: j.link, token: j.token,
			store: store.Open(store.Dirs{Config: filepath.Join(folder, "config"), Cache: filepath.Join(folder, "cache")}),
		}
		im := flow.NewImport(flow.ImportNeeds{Exchange: joinedExchange{}, Profiles: there.store, Connections: there.store})
		im.Open(file.Name, file.Data)
		im.Wait()
		s := im.Now().State
		require.Nil(t, s.Problem)
		require.Len(t, s.Hosts, 1, "%+v", s.Hosts)
		assert.Equal(t, c.Base, s.Hosts[0].Address)
		assert.Empty(t, s.Hosts[0].Connected)
		im.Save()
		im.Wait()
		require.Equal(t, flow.ImportSaved, im.Now().State.Step, "%v", im.Now().State.Problem)

		own := there.connected(t, c.Provider) // the colleague connects with an own account
		theirs := there.list()
		require.Len(t, theirs.Now().State.Rows, 1)
		row := theirs.Now().State.Rows[0]
		assert.True(t, row.Connected)
		assert.Equal(t, own.ID, row.Connection.ID)
		assert.Equal(t, p.Triggers, row.Profile.Triggers)
		assert.Equal(t, p.Repository, row.Profile.Repository)
		theirs.CheckAll()
		theirs.Wait()
		assert.NotEqual(t, connector.Blocked, theirs.Now().State.Rows[0].Profile.Verdict, "%+v", theirs.Now().State.Report)

		im.Open(file.Name, file.Data)
		im.Wait()
		assert.Equal(t, own.Name, im.Now().State.Hosts[0].Connected)
		assert.True(t, im.Now().State.Rows[0].Known)
		assert.Zero(t, im.Now().State.Taken())
	})
}
