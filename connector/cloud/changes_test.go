package cloud_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

// stir is a Bitbucket in which something happens before a page of a list is made.
type stir struct {
	*sandbox.Sandbox
	t      *testing.T
	client *cloud.Client
	before []connector.Repository // what there was, workspace after workspace by slug

	mu   sync.Mutex
	page int
	do   func(page int) // pages of this list, from 1 as they are asked for

	came func(p connector.Page) // of this list; nil does nothing
}

func stirred(t *testing.T, o sandbox.Options) *stir {
	t.Helper()
	x := &stir{t: t}
	o.Repos = 900
	o.Between = func(side string, _ int) {
		x.mu.Lock()
		defer x.mu.Unlock()
		if x.page++; x.do != nil && side == sandbox.SideCloudAPI {
			x.do(x.page)
		}
	}
	x.Sandbox = start(t, o)
	x.client = with(x.Sandbox, apiToken(x.Line()))
	list, err := all(t, x.client)
	require.NoError(t, err)
	x.before = list
	return x
}

// of are the repositories of a workspace.
func (x *stir) of(workspace string) []connector.Repository {
	var out []connector.Repository
	for _, r := range x.before {
		if r.Key == workspace {
			out = append(out, r)
		}
	}
	return out
}

// list reads a list while things happen, and gives what came by id. Nothing comes twice.
func (x *stir) list(kind, what string, do func(page int)) map[string]string {
	x.t.Helper()
	x.mu.Lock()
	x.page, x.do = 0, do
	x.mu.Unlock()
	names := map[string]string{}
	for p, err := range lists(x.client)[kind](x.t.Context()) {
		require.NoError(x.t, err, what)
		if x.came != nil {
			x.came(p)
		}
		for _, r := range p.Repositories {
			assert.Empty(x.t, names[r.Ref.ID], "%s: %s came twice", what, r.FullName())
			names[r.Ref.ID] = r.FullName()
		}
	}
	return names
}

// there holds that everything is there but what is named.
func (x *stir) there(names map[string]string, what string, but ...connector.Repository) {
	x.t.Helper()
	gone := map[string]bool{}
	for _, r := range but {
		gone[r.Ref.ID] = true
	}
	for _, r := range x.before {
		if !gone[r.Ref.ID] {
			assert.NotEmpty(x.t, names[r.Ref.ID], "%s: %s was there all the time", what, r.FullName())
		}
	}
}

// ways are the lists, in order and out of it.
func ways(t *testing.T, paging string, see func(x *stir, kind, what string)) {
	t.Helper()
	for _, kind := range []string{"all", "some"} {
		for _, disorder := range []bool{false, true} {
			see(stirred(t, sandbox.Options{CloudPaging: paging, OutOfOrder: disorder}), kind, fmt.Sprint(kind, " ", paging, " out of order ", disorder))
		}
	}
}

func TestWhatAppearsWhileAListIsReadPushesNothingOut(t *testing.T) {
	for _, paging := range []string{"", "opaque", "numbers"} {
		ways(t, paging, func(x *stir, kind, what string) {
			names := x.list(kind, what, func(page int) {
				if page == 3 || page == 5 {
					_, err := x.Appear("LADEN", fmt.Sprint("aaa ", page)) // the first by slug, and by last work
					assert.NoError(t, err)
				}
			})
			x.there(names, what)
		})
	}
}

func TestWhatVanishesWhileAListIsReadTakesNothingWithIt(t *testing.T) {
	ways(t, "", func(x *stir, kind, what string) {
		first := x.of("nordlicht-apps")
		gone := []connector.Repository{first[0], first[1], first[250], first[len(first)-1]}
		names := x.list(kind, what, func(page int) {
			if page >= 2 && page <= 5 {
				assert.NoError(t, x.Vanish(gone[page-2].FullName()))
			}
		})
		x.there(names, what, gone...)
	})
}

func TestWhatIsWorkedOnWhileAListIsReadStaysInIt(t *testing.T) {
	for _, paging := range []string{"", "opaque", "numbers"} {
		ways(t, paging, func(x *stir, kind, what string) {
			first := x.of("nordlicht-apps")
			names := x.list(kind, what, func(page int) {
				if page >= 2 && page <= 5 {
					assert.NoError(t, x.Touch(first[len(first)-page*50].FullName()))
				}
			})
			if kind == "some" && paging != "" { // nobody says that some are missing
				return
			}
			x.there(names, what)
		})
	}
}

func TestWhatMovesOnComesOnce(t *testing.T) {
	ways(t, "", func(x *stir, kind, what string) {
		pages := 0
		x.came = func(p connector.Page) {
			if pages++; pages > 2 { // of the first workspace
				return
			}
			to := []string{"SAKURA", "MOVE"}[pages-1] // in another workspace, which is read later, and in the same
			assert.NoError(t, x.Move(p.Repositories[5].FullName(), to))
		}
		names := x.list(kind, what, nil)
		x.there(names, what)
	})
}

func TestWhatGetsAnotherNameComesOnce(t *testing.T) {
	ways(t, "", func(x *stir, kind, what string) {
		first := x.of("nordlicht-apps")
		renamed := first[10] // to behind what is read by then, and so it comes again
		names := x.list(kind, what, func(page int) {
			if page == 4 {
				assert.NoError(t, x.Rename(renamed.FullName(), "zzz last"))
			}
		})
		x.there(names, what)
	})
}

func TestAllAtOnceNeverComesTwiceAndAlwaysEnds(t *testing.T) {
	for _, paging := range []string{"", "opaque", "numbers"} {
		ways(t, paging, func(x *stir, kind, what string) {
			first := x.of("nordlicht-apps")
			x.list(kind, what, func(page int) {
				if page > 12 {
					return
				}
				_, err := x.Appear("LADEN", fmt.Sprint("m ", page))
				assert.NoError(t, err)
				assert.NoError(t, x.Vanish(first[page*7].FullName()))
				assert.NoError(t, x.Touch(first[page*7+1].FullName()))
				assert.NoError(t, x.Move(first[page*7+2].FullName(), "KAFE"))
				assert.NoError(t, x.Rename(first[page*7+3].FullName(), fmt.Sprint("renamed ", page)))
			})
		})
	}
}

func TestAListThatBreaksInTheSandboxGoesOnOverChanges(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 700, Workspaces: 1})
	c := with(s, apiToken(s.Line()))
	before, err := all(t, c)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	mark, names := "", map[string]string{}
	for p := range c.Repositories(ctx) {
		for _, r := range p.Repositories {
			names[r.Ref.ID] = r.FullName()
		}
		if mark = p.Mark; len(names) >= 300 {
			break
		}
	}
	cancel()
	require.NoError(t, s.Vanish(before[0].FullName())) // all others slide, one over the cut
	for p, err := range c.Resume(t.Context(), mark) {
		require.NoError(t, err)
		for _, r := range p.Repositories {
			names[r.Ref.ID] = r.FullName()
		}
	}
	for _, r := range before[1:] {
		assert.NotEmpty(t, names[r.Ref.ID], r.FullName())
	}
}
