package flow_test

import (
	"context"
	"path/filepath"
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

// joinedHooks is a profile with its webhook on the real clients and the real disk, against a Bitbucket on this
// computer that delivers, and a build service that receives.
type joinedHooks struct {
	*flow.Webhook
	bitbucket  *sandbox.Sandbox
	store      *store.Store
	vault      *hookVault
	link       *transport.Client
	connection connector.Connection
	repository connector.Repository
	handed     chan connector.Connection
	copied     chan string
}

func bothProducts(t *testing.T, test func(t *testing.T, provider connector.Provider)) {
	t.Helper()
	for _, provider := range []connector.Provider{connector.Server, connector.Cloud} {
		t.Run(string(provider), func(t *testing.T) { test(t, provider) })
	}
}

func newJoinedHooks(t *testing.T, provider connector.Provider, options sandbox.Options) *joinedHooks {
	t.Helper()
	bitbucket, err := sandbox.Start(options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bitbucket.Close()) })
	folder := t.TempDir()
	j := &joinedHooks{
		bitbucket: bitbucket, link: transport.New(transport.Options{Timeout: joinedPatience}),
		store:  store.Open(store.Dirs{Config: filepath.Join(folder, "config"), Cache: filepath.Join(folder, "cache")}),
		vault:  &hookVault{gate: &gate{}, kept: map[string]connector.Credential{}, keeps: map[string]connector.Keep{}},
		handed: make(chan connector.Connection, 1), copied: make(chan string, 1),
	}
	t.Cleanup(j.link.Close)
	line := bitbucket.Line()
	credential := connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret(line.ServerToken)}
	j.connection = connector.Connection{
		ID: connector.NewID(), Provider: provider, Name: "Mine", Base: line.ServerURL, Web: line.ServerURL,
		Kind: connector.AccessToken, Keep: connector.KeepKeychain, Created: time.Now().UTC(),
	}
	if provider == connector.Cloud {
		credential = connector.Credential{Kind: connector.APIToken, Email: line.CloudEmail, Token: connector.NewSecret(line.CloudAPIToken)}
		j.connection.Base, j.connection.Web, j.connection.Kind = line.CloudAPI, line.CloudWeb, connector.APIToken
	}
	credential.Origins = j.connection.Origins()
	require.NoError(t, j.vault.Put(t.Context(), j.connection.ID, credential, connector.KeepKeychain))
	who, err := j.Try(j.connection, credential).Identity(t.Context())
	require.NoError(t, err)
	j.connection.Account = who.Account
	require.NoError(t, j.store.SaveConnection(t.Context(), j.connection))
	j.repository = j.administered(t, j.Try(j.connection, credential))
	j.Webhook = flow.NewWebhook(flow.WebhookNeeds{
		Clients: j, Connections: j.store, Profiles: j.store, Vault: j.vault, Browser: &cloudBrowser{opened: make(chan string, 9)},
		Services: []connector.BuildService{j.service()}, Rehearsal: j,
		Copy:       func(text string) { j.copied <- text },
		OnHandOver: func(_ connector.BuildProfile, c connector.Connection) { j.handed <- c },
	})
	return j
}

// administered is a repository with branches whose webhooks may be read.
func (j *joinedHooks) administered(t *testing.T, bitbucket flow.Bitbucket) connector.Repository {
	t.Helper()
	for page, err := range bitbucket.Repositories(t.Context()) {
		require.NoError(t, err)
		for _, r := range page.Repositories {
			branches, err := bitbucket.Branches(t.Context(), r, "")
			if _, hidden := bitbucket.(flow.Hooker).Hooks(t.Context(), r); err == nil && hidden == nil && len(branches) > 1 {
				return r
			}
		}
	}
	require.FailNow(t, "nothing is administered here")
	return connector.Repository{}
}

// service is the demo's build service, as the app offers it.
func (j *joinedHooks) service() connector.BuildService {
	at := j.bitbucket.Receiver().URL()
	return connector.BuildService{ID: "demo", Name: "Demo", Hook: at + "/hooks/{key}/{slug}", Page: at, Signs: true}
}

func (j *joinedHooks) Tell(address string, secret connector.Secret) {
	j.bitbucket.Receiver().Expect(address, secret.Reveal())
}

func (j *joinedHooks) Push(context.Context, connector.BuildProfile) (connector.Received, error) {
	return connector.Received{}, nil
}

func (j *joinedHooks) Try(c connector.Connection, credential connector.Credential) flow.Bitbucket {
	if c.Provider == connector.Server {
		return server.New(server.Options{Address: c.Base, Token: credential.Token, Transport: transport.Options{Timeout: joinedPatience}})
	}
	return cloud.New(cloud.Options{API: c.Base, Web: c.Web, Source: cloud.Static(credential), Kind: credential.Kind, Place: c.Place, Transport: j.link})
}

func (j *joinedHooks) Open(ctx context.Context, c connector.Connection) (flow.Bitbucket, error) {
	credential, err := j.vault.Get(ctx, c.ID, c.Origins())
	if err != nil {
		return nil, err
	}
	return j.Try(c, credential), nil
}

// save saves a profile that wants a webhook.
func (j *joinedHooks) save(t *testing.T, name string) connector.BuildProfile {
	t.Helper()
	r := j.repository
	p := connector.BuildProfile{
		ID: connector.NewID(), Name: name, ConnectionID: j.connection.ID, Repository: r.Ref, Key: r.Key, Slug: r.Slug, Title: r.Name,
		Owner: r.Owner, Web: r.Web, Branch: "main", Service: "demo", Triggers: connector.Triggers{Push: []string{"*"}},
		Created: time.Now().UTC(), Updated: time.Now().UTC(),
	}
	if r.DefaultBranch != nil && *r.DefaultBranch != "" {
		p.Branch = *r.DefaultBranch
	}
	p.Webhook = connector.Webhook{State: connector.HookWanted, Address: j.service().HookAddress(p)}
	require.NoError(t, j.store.SaveProfile(t.Context(), p))
	return p
}

// profile is what lies on the disk.
func (j *joinedHooks) profile(t *testing.T, id string) connector.BuildProfile {
	t.Helper()
	all, err := j.store.Profiles(t.Context())
	require.NoError(t, err)
	for _, p := range all {
		if p.ID == id {
			return p
		}
	}
	require.FailNow(t, "the profile is gone")
	return connector.BuildProfile{}
}

// there are the webhooks of the profile's address, as Bitbucket itself has them.
func (j *joinedHooks) there(p connector.BuildProfile) []sandbox.Webhook {
	var all []sandbox.Webhook
	for _, h := range j.bitbucket.Webhooks() {
		if h.Provider == string(p.Repository.Provider) && h.Repository == p.Key+"/"+p.Slug && h.Address == p.Webhook.Address {
			all = append(all, h)
		}
	}
	return all
}

// adminToken is a colleague's, who may administer whatever else happens.
func (j *joinedHooks) adminToken() flow.TokenTyped {
	line := j.bitbucket.Line()
	if j.connection.Provider == connector.Cloud {
		return flow.TokenTyped{Kind: connector.APIToken, Email: line.CloudAdminEmail, Token: connector.NewSecret(line.CloudAdminToken)}
	}
	return flow.TokenTyped{Kind: connector.AccessToken, Token: connector.NewSecret(line.ServerAdminToken)}
}

// readToken is one of the same person that may read and nothing else.
func (j *joinedHooks) readToken() flow.TokenTyped {
	line := j.bitbucket.Line()
	if j.connection.Provider == connector.Cloud {
		return flow.TokenTyped{Kind: connector.APIToken, Email: line.CloudEmail, Token: connector.NewSecret(line.CloudReadToken)}
	}
	return flow.TokenTyped{Kind: connector.AccessToken, Token: connector.NewSecret(line.ServerReadToken)}
}

func (j *joinedHooks) settled() flow.WebhookState {
	j.Wait()
	return j.Now().State
}
