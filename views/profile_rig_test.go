package views

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// formRig is a form over a Bitbucket that tells what is in a repository, and over two build services.
type formRig struct {
	*pickStage
	screen *profileScreen
	form   *flow.ProfileForm
	picker *flow.Picker

	answers    sync.Mutex
	candidates []connector.Candidate
	findErr    error
	hold       chan struct{} // finding waits for it, where there is one
	heads      []string
	tags       []string
	refsErr    error
	services   []connector.BuildService
}

func newFormRig(t *testing.T) *formRig {
	t.Helper()
	r := &formRig{pickStage: newPickStage(t), heads: []string{"main", "develop", "release/1.0", "release/1.2"}, tags: []string{"v1.0", "v1.2"}}
	r.branches = func(query string) ([]connector.Branch, error) {
		var found []connector.Branch
		for i, name := range r.heads {
			if strings.Contains(name, query) {
				found = append(found, connector.Branch{Name: name, Default: i == 0})
			}
		}
		return found, nil
	}
	r.services = []connector.BuildService{
		{ID: "demo", Name: "Harbour Build", Hook: "https://hooks.test/{key}/{slug}", Page: "https://build.test"},
		{ID: "appcircle", Name: "Appcircle", HookPage: "https://docs.test/webhooks"},
		{ID: "custom", Name: "Another build service", Custom: true},
	}
	return r
}

// Open gives a Bitbucket that can list names and look into a repository.
func (r *formRig) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return r, r.openErr
}

// Find finds what the test says.
func (r *formRig) Find(ctx context.Context, _ flow.Tree, _ connector.Repository, _ string) ([]connector.Candidate, error) {
	r.answers.Lock()
	hold := r.hold
	r.answers.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	r.answers.Lock()
	defer r.answers.Unlock()
	return r.candidates, r.findErr
}

// Tree and File are never looked at: Find knows.
func (r *formRig) Tree(context.Context, connector.Repository, string) ([]connector.TreeEntry, error) {
	return nil, nil
}

// File has nothing.
func (r *formRig) File(context.Context, connector.Repository, string, string) (string, error) {
	return "", nil
}

// Refs lists the names of branches or tags.
func (r *formRig) Refs(_ context.Context, _ connector.Repository, kind connector.RefKind) (connector.RefNames, error) {
	r.answers.Lock()
	defer r.answers.Unlock()
	if kind == connector.Tags {
		return connector.RefNames{Names: r.tags}, r.refsErr
	}
	return connector.RefNames{Names: r.heads}, r.refsErr
}

// make puts the form into the window, with nothing open.
func (r *formRig) make() {
	r.t.Helper()
	r.picker = flow.NewPicker(flow.PickerNeeds{Clients: r})
	r.form = flow.NewProfileForm(flow.ProfileNeeds{
		Clients: r, Profiles: r, Finder: r, Services: r.services,
		Clock: func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
	})
	r.screen = newProfileScreen(r.kit, r.form, r.picker)
	r.put(r.screen)
	r.t.Cleanup(func() {
		r.form.Close()
		r.picker.Close()
		r.form.Wait()
		r.picker.Wait()
		r.queue.drain()
	})
}

// begin opens the form for a repository and waits until all is known of it.
func (r *formRig) begin() *profileScreen {
	r.t.Helper()
	r.make()
	r.form.Open(shopConnection(), shopRepository(1, "Bakery for iPhone"))
	if r.hold == nil {
		r.settled()
	}
	r.queue.drain()
	r.screen.focus()
	return r.screen
}

// change opens the form for a saved profile.
func (r *formRig) change(p connector.BuildProfile) *profileScreen {
	r.t.Helper()
	r.profiles = []connector.BuildProfile{p}
	r.make()
	r.form.Edit(shopConnection(), p)
	r.settled()
	r.screen.focus()
	return r.screen
}

// settled waits until nothing is asked any more.
func (r *formRig) settled() {
	r.form.Wait()
	r.queue.drain()
}

// stored is the one profile on the disk.
func (r *formRig) stored() connector.BuildProfile {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.Len(r.t, r.profiles, 1)
	return r.profiles[0]
}

// save presses the button at the foot.
func (r *formRig) save() {
	r.t.Helper()
	test.Tap(r.screen.save)
	r.settled()
}

// retype replaces what stands in a field.
func (r *formRig) retype(e *entry, text string) {
	r.t.Helper()
	r.win.Canvas().Focus(e)
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	if text == "" {
		e.TypedKey(key(fyne.KeyBackspace))
	}
	r.typing(text)
	r.settled()
}
