package flow_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"mooring/connector"
	"mooring/connector/flow"
)

// listVault keeps which secrets there are, and no secret.
type listVault struct {
	mu   sync.Mutex
	kept map[string]bool
}

func (v *listVault) Put(context.Context, string, connector.Credential, connector.Keep) error {
	return nil
}

func (v *listVault) Get(context.Context, string, []string) (connector.Credential, error) {
	return connector.Credential{}, connector.ErrNoSecret
}

func (v *listVault) Delete(_ context.Context, id string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.kept, id)
	return nil
}

func (v *listVault) ids() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Sorted(maps.Keys(v.kept))
}

// listExchange makes a file of names, and reads what a test says.
type listExchange struct {
	read func(file []byte) ([]connector.BuildProfile, error)
	err  error
}

func (x *listExchange) Export(profiles []connector.BuildProfile) ([]byte, error) {
	var data []byte
	for _, p := range profiles {
		data = append(append(data, p.Name...), '\n')
	}
	return data, x.err
}

func (x *listExchange) Import(file []byte) ([]connector.BuildProfile, error) { return x.read(file) }

// listRig is a list with everything a test may want to decide.
type listRig struct {
	*flow.ProfileList
	disk      *pickDisk
	bitbucket *formBitbucket
	clients   *formClients
	vault     *listVault
	browser   *pickBrowser
	exchange  *listExchange
}

func newListRig(t *testing.T, disk *pickDisk, checks ...connector.Check) *listRig {
	t.Helper()
	r := &listRig{
		disk: disk, browser: &pickBrowser{}, exchange: &listExchange{}, vault: &listVault{kept: map[string]bool{"s1": true, "s2": true}},
		bitbucket: &formBitbucket{pickBitbucket: &pickBitbucket{checks: func(string) []connector.Check { return checks }}},
	}
	r.clients = &formClients{bitbucket: r.bitbucket}
	r.ProfileList = flow.NewProfiles(flow.ProfilesNeeds{
		Clients: r.clients, Connections: disk, Profiles: disk, Browser: r.browser, Vault: r.vault, Exchange: r.exchange,
		Services: formServices(), Clock: formNow,
	})
	r.Reload()
	r.Wait()
	return r
}

func (r *listRig) state() flow.ProfilesState { return r.Now().State }

// hookedProfiles are three profiles; 1 and 2 have webhooks of their own, with secrets.
func hookedProfiles() *pickDisk {
	disk := threeProfiles()
	for i, p := range disk.profiles {
		if p.ID != "3" {
			disk.profiles[i].Webhook = connector.Webhook{
				State: connector.HookMade, ID: "h" + p.ID, Address: "https://build.test/" + p.ID,
				Secret: connector.SecretKept, SecretID: "s" + p.ID,
			}
		}
	}
	return disk
}
