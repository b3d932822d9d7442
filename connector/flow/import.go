package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// ImportNeeds is what importing profiles needs from the rest of the house.
type ImportNeeds struct {
	Exchange    Exchange
	Profiles    Profiles
	Connections Connections
	// Clock may be nil for the real time.
	Clock Clock
	// OnSaved, if there is one, is told of the new profiles on a goroutine of the flow's.
	OnSaved func([]connector.BuildProfile)
}

// Import takes profiles in from a file somebody gave away. It shows which hosts they lead to before anything is
// saved or typed. Its methods are called from one goroutine and never wait.
type Import struct {
	needs ImportNeeds
	feed  *Feed[ImportState, importEvent]
	work  Task
}

// ImportStep is how far an import has come.
type ImportStep string

// The steps of an import.
const (
	ImportIdle    ImportStep = "idle"
	ImportReading ImportStep = "reading"
	ImportShown   ImportStep = "shown" // what the file holds, or Problem
	ImportSaving  ImportStep = "saving"
	ImportSaved   ImportStep = "saved"
)

// ImportRow is one profile of the file.
type ImportRow struct {
	Profile connector.BuildProfile
	// Take says that it will be saved. Name is what it will be called, free here; NameProblem what is wrong with it.
	Take        bool
	Name        string
	NameProblem *connector.Problem
	// Known tells that a profile for the same repository and branch is here already; it is then not taken by itself.
	Known bool
}

// ImportHost is a Bitbucket the file leads to.
type ImportHost struct {
	Provider connector.Provider
	Address  string // with scheme and context path
	Profiles int
	// Connected names the connection here that fits, if there is one; without it the person connects with their own
	// account later. Insecure tells that the address is plain http to another computer.
	Connected string
	Insecure  bool
}

// ImportState is what there is to show of an import.
type ImportState struct {
	Step    ImportStep
	File    string // its name, without folders
	Rows    []ImportRow
	Hosts   []ImportHost
	Problem *connector.Problem
	Saved   []connector.BuildProfile

	here        []connector.BuildProfile
	connections []connector.Connection
}

// Ready tells whether what is taken can be saved.
func (s ImportState) Ready() bool {
	wrong := slices.ContainsFunc(s.Rows, func(r ImportRow) bool { return r.Take && r.NameProblem != nil })
	return s.Step == ImportShown && !wrong && s.Taken() > 0
}

// Taken counts the profiles that will be saved.
func (s ImportState) Taken() int {
	n := 0
	for _, r := range s.Rows {
		if r.Take {
			n++
		}
	}
	return n
}

// NewImport makes it with nothing open.
func NewImport(needs ImportNeeds) *Import {
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &Import{needs: needs, feed: NewFeed(ImportState{Step: ImportIdle}, nextImport)}
}

// Now gives the latest state.
func (f *Import) Now() Snapshot[ImportState] { return f.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (f *Import) Watch(watcher func(Snapshot[ImportState])) (stop func()) {
	return f.feed.Watch(watcher)
}

// Open reads a file that somebody picked. What was shown of another is put away.
func (f *Import) Open(name string, file []byte) {
	f.work.Stop()
	f.feed.Apply(importOpened{fileName(name)})
	f.work.Follow(func(ctx context.Context) { f.read(ctx, file) })
}

// Take says whether the profile at a place in Rows is saved.
func (f *Import) Take(at int, take bool) { f.feed.Apply(importTaken{at, take}) }

// SetName takes another name for it.
func (f *Import) SetName(at int, name string) { f.feed.Apply(importNamed{at, name}) }

// Save saves what is taken: all of it, or, where the disk fails, none.
func (f *Import) Save() {
	s := f.feed.Now().State
	if !s.Ready() {
		return
	}
	f.feed.Apply(importSaving{})
	f.work.Follow(func(ctx context.Context) { f.save(ctx, s) })
}

// Close puts the file away. What is just being saved is still saved as a whole.
func (f *Import) Close() {
	f.work.Stop()
	f.feed.Apply(importClosed{})
}

// Wait blocks until no work is under way any more.
func (f *Import) Wait() { f.work.Wait() }

func (f *Import) read(ctx context.Context, file []byte) {
	found, err := f.needs.Exchange.Import(file)
	if err != nil {
		p, known := connector.AsProblem(err)
		if !known {
			p = connector.NewProblem(connector.CodeProfileInvalid).Because(err)
		}
		if p.Code == connector.CodeProfileInvalid {
			p = p.With("file", f.feed.Now().State.File)
		}
		if p.Code == connector.CodeProfileNewer && p.Args["name"] == "" {
			p = p.With("name", f.feed.Now().State.File)
		}
		f.feed.ApplyFrom(ctx, importFailed{&p})
		return
	}
	here, connections, err := f.shelf(ctx)
	if err != nil {
		f.feed.ApplyFrom(ctx, importFailed{diskProblem(err)})
		return
	}
	f.feed.ApplyFrom(ctx, importCame{found, here, connections})
}

// shelf reads what is here already.
func (f *Import) shelf(ctx context.Context) ([]connector.BuildProfile, []connector.Connection, error) {
	connections, err := f.needs.Connections.Connections(ctx)
	if err != nil {
		return nil, nil, err
	}
	here, err := f.needs.Profiles.Profiles(ctx)
	return here, connections, err
}

// profilesSaver is a store that saves several profiles at once: all or none.
type profilesSaver interface {
	SaveProfiles(ctx context.Context, profiles []connector.BuildProfile) error
}

// save writes what is taken. Closing does not stop it half-way.
func (f *Import) save(ctx context.Context, s ImportState) {
	whole := context.WithoutCancel(ctx)
	profiles := s.taking(f.needs.Clock().UTC())
	err := f.write(whole, profiles)
	if err != nil {
		problem := diskProblem(err)
		f.feed.ApplyFrom(ctx, importFailed{problem})
		if here, err := f.needs.Profiles.Profiles(whole); err == nil { // a name may have been taken meanwhile
			f.feed.ApplyFrom(ctx, importJudged{here})
		}
		return
	}
	f.feed.ApplyFrom(ctx, importSaved{profiles})
	if f.needs.OnSaved != nil {
		f.needs.OnSaved(profiles)
	}
}

func (f *Import) write(ctx context.Context, profiles []connector.BuildProfile) error {
	if saver, ok := f.needs.Profiles.(profilesSaver); ok {
		return saver.SaveProfiles(ctx, profiles)
	}
	for i, p := range profiles {
		err := f.needs.Profiles.SaveProfile(ctx, p)
		if err == nil {
			continue
		}
		for _, before := range profiles[:i] {
			err = errors.Join(err, f.needs.Profiles.DeleteProfile(ctx, before.ID))
		}
		return err
	}
	return nil
}

// fileName is a file's name without folders, whichever system the path is of.
func fileName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}
