package flow

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mooring/connector"
)

// undoFor is how long a deleted profile can be brought back: long enough to notice a slip.
const undoFor = 10 * time.Second

// ProfilesNeeds is what the list of build profiles needs from the rest of the house.
type ProfilesNeeds struct {
	Clients     Clients
	Connections Connections
	Profiles    Profiles
	Browser     Browser
	Vault       Vault
	Exchange    Exchange
	Services    []connector.BuildService
	// Clock may be nil for the real time.
	Clock Clock
}

// ProfilesReport is what a store of profiles may tell besides the profiles themselves.
type ProfilesReport struct {
	Profiles []connector.BuildProfile
	// ReadOnly has the ids of profiles that a newer Mooring wrote.
	ReadOnly map[string]bool
	// Problems are those of single files.
	Problems []connector.Problem
}

// ProfilesReporter is a store of profiles that can tell what is wrong with single files. Profiles that
// have this method are asked through it.
type ProfilesReporter interface {
	ReportProfiles(ctx context.Context) (ProfilesReport, error)
}

// ProfileList is the list of build profiles and what can be done with each. Its methods are called from
// one goroutine and never wait.
type ProfileList struct {
	needs ProfilesNeeds
	feed  *Feed[ProfilesState, profilesEvent]
	check Task
	undo  Task
	disk  chores
	// closed keeps a deletion that ends after Close from starting the time for Undo.
	closed atomic.Bool
}

// NewProfiles makes the list; Reload fills it.
func NewProfiles(needs ProfilesNeeds) *ProfileList {
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &ProfileList{needs: needs, feed: NewFeed(ProfilesState{Step: ProfilesLoading}, nextProfiles)}
}

// Now gives the latest state.
func (f *ProfileList) Now() Snapshot[ProfilesState] { return f.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (f *ProfileList) Watch(watcher func(Snapshot[ProfilesState])) (stop func()) {
	return f.feed.Watch(watcher)
}

// Reload reads profiles and connections again: at the start, and when either changed elsewhere.
func (f *ProfileList) Reload() { f.disk.do(func() { f.read("") }) }

// ReloadAt is Reload for a profile that was just saved elsewhere: it is then the one shown.
func (f *ProfileList) ReloadAt(id string) { f.disk.do(func() { f.read(id) }) }

// Search lists the profiles that answer to a query.
func (f *ProfileList) Search(query string) { f.feed.Apply(profilesSearched{query}) }

// Select shows a profile in detail.
func (f *ProfileList) Select(id string) { f.feed.Apply(profilesSelected{id}) }

// Move shifts the selection by so many rows and stops at either end.
func (f *ProfileList) Move(by int) {
	s := f.feed.Now().State
	if len(s.Rows) == 0 {
		return
	}
	place := min(max(s.Place(s.Selected)+by, 0), len(s.Rows)-1)
	f.Select(s.Rows[place].Profile.ID)
}

// StartRename begins to rename a profile.
func (f *ProfileList) StartRename(id string) { f.feed.Apply(profilesRenaming{id}) }

// SetNewName takes the new name as it is typed.
func (f *ProfileList) SetNewName(name string) { f.feed.Apply(profilesNamed{name}) }

// CancelRename keeps the old name.
func (f *ProfileList) CancelRename() { f.feed.Apply(profilesLeftName{}) }

// Rename gives the profile the name that is typed. It does nothing while something is wrong with it.
func (f *ProfileList) Rename() {
	s := f.feed.Now().State
	row, there := s.row(s.Renaming)
	if !there || s.NameProblem != nil {
		return
	}
	name := strings.TrimSpace(s.NewName)
	if name == row.Profile.Name {
		f.CancelRename()
		return
	}
	f.disk.do(func() { f.rename(s.Renaming, name) })
}

// Delete removes a profile from the disk at once and keeps it at hand for Undo. What ends the app in
// between loses nothing that was not meant to go.
func (f *ProfileList) Delete(id string) {
	if f.feed.Now().State.Checking == id {
		f.CancelCheck()
	}
	f.disk.do(func() { f.remove(id) })
}

// Pin puts a profile on top of the list, or back among the others.
func (f *ProfileList) Pin(id string, pinned bool) {}

// Duplicate makes a copy under a free name, without webhook, checks and hand-over, and begins to rename it.
func (f *ProfileList) Duplicate(id string) {}

// AskDelete deletes a profile without a webhook at once, and asks about one that has a webhook.
func (f *ProfileList) AskDelete(id string) { f.Delete(id) }

// LeaveDelete puts the question away.
func (f *ProfileList) LeaveDelete() {}

// DeleteWithHook removes the webhook at Bitbucket, unless another profile uses it, and then deletes the profile. Where
// that fails the profile stays and HookFailed says why.
func (f *ProfileList) DeleteWithHook(id string) {}

// CheckAll checks every profile that has a connection, one after another.
func (f *ProfileList) CheckAll() {}

// HandedOver remembers that the profile was taken to the build service.
func (f *ProfileList) HandedOver(id string) {}

// OpenService opens the page of a profile's build service, and remembers that it was handed over.
func (f *ProfileList) OpenService(id string) {}

// Export makes one file of these profiles; no ids are all of them. TakeExport puts it away once it is saved or not.
func (f *ProfileList) Export(ids ...string) {}

// TakeExport puts the exported file away.
func (f *ProfileList) TakeExport() {}

// Undo brings the profile deleted last back, as it was.
func (f *ProfileList) Undo() { f.disk.do(f.restore) }

// Open shows a profile's repository in the browser.
func (f *ProfileList) Open(id string) {
	row, there := f.feed.Now().State.row(id)
	if !there || row.Profile.Web == "" {
		return
	}
	f.disk.all.Go(func() {
		if err := f.needs.Browser.Open(row.Profile.Web); err != nil {
			p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", row.Profile.Web).Because(err)
			f.feed.Apply(profilesWentWrong{&p})
		}
	})
}

// Dismiss puts away the problem of what was done last.
func (f *ProfileList) Dismiss() { f.feed.Apply(profilesWentWrong{}) }

// Close ends the list for good: it cancels a check under way and ends the time for Undo. What is being
// written is still written.
func (f *ProfileList) Close() {
	f.closed.Store(true)
	f.CancelCheck()
	f.undo.Stop()
	f.feed.Apply(profilesUndoOver{})
}

// Wait blocks until no work is under way any more.
func (f *ProfileList) Wait() {
	f.check.Wait()
	f.disk.all.Wait()
	f.undo.Wait()
}

func (f *ProfileList) read(selected string) {
	ctx := context.Background()
	connections, err := f.needs.Connections.Connections(ctx)
	var report ProfilesReport
	if err == nil {
		report, err = f.report(ctx)
	}
	f.feed.Apply(profilesCame{report: report, connections: connections, selected: selected, problem: diskProblem(err)})
}

func (f *ProfileList) report(ctx context.Context) (ProfilesReport, error) {
	if r, ok := f.needs.Profiles.(ProfilesReporter); ok {
		return r.ReportProfiles(ctx)
	}
	profiles, err := f.needs.Profiles.Profiles(ctx)
	return ProfilesReport{Profiles: profiles}, err
}

func (f *ProfileList) rename(id, name string) {
	row, there := f.feed.Now().State.row(id)
	if !there {
		return
	}
	p := row.Profile
	p.Name, p.Updated = name, f.needs.Clock().UTC()
	if err := f.needs.Profiles.SaveProfile(context.Background(), p); err != nil {
		f.feed.Apply(profilesNotNamed{diskProblem(err)})
		return
	}
	f.feed.Apply(profilesRenamed{p})
}

func (f *ProfileList) remove(id string) {
	row, there := f.feed.Now().State.row(id)
	if !there {
		return
	}
	if err := f.needs.Profiles.DeleteProfile(context.Background(), id); err != nil {
		f.feed.Apply(profilesWentWrong{diskProblem(err)})
		return
	}
	f.undo.Stop()
	if f.closed.Load() {
		return
	}
	f.feed.Apply(profilesDeleted{profile: row.Profile, until: f.needs.Clock().Add(undoFor)})
	f.undo.Start(func(ctx context.Context) {
		if rest(ctx, undoFor) {
			f.feed.ApplyFrom(ctx, profilesUndoOver{})
		}
	})
}

// restore saves the deleted profile again, under a free name if another has taken its own meanwhile.
func (f *ProfileList) restore() {
	s := f.feed.Now().State
	if s.Deleted == nil {
		return
	}
	p := *s.Deleted
	p.Name = freeName(p.Name, s.names(p.ID))
	if err := f.needs.Profiles.SaveProfile(context.Background(), p); err != nil {
		f.feed.Apply(profilesWentWrong{diskProblem(err)})
		return
	}
	f.undo.Stop()
	f.feed.Apply(profilesRestored{p})
}

// chores are short pieces of work with the disk: one at a time, none ever cancelled half-way.
type chores struct {
	one sync.Mutex
	all sync.WaitGroup
}

func (c *chores) do(work func()) {
	c.all.Go(func() {
		c.one.Lock()
		defer c.one.Unlock()
		work()
	})
}
