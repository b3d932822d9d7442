package flow

import (
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

// Open reads a file that somebody picked.
func (f *Import) Open(name string, file []byte) {}

// Take says whether the profile at a place in Rows is saved.
func (f *Import) Take(at int, take bool) {}

// SetName takes another name for it.
func (f *Import) SetName(at int, name string) {}

// Save saves what is taken: all of it, or, where the disk fails, none.
func (f *Import) Save() {}

// Close puts the file away.
func (f *Import) Close() { f.feed.Apply(importClosed{}) }

// Wait blocks until no work is under way any more.
func (f *Import) Wait() { f.work.Wait() }

type importEvent interface {
	take(ImportState) ImportState
}

func nextImport(s ImportState, e importEvent) ImportState { return e.take(s) }

type importClosed struct{}

func (importClosed) take(ImportState) ImportState { return ImportState{Step: ImportIdle} }
