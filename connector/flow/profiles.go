package flow

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"mooring/connector"
)

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
	hooks Task // removes a webhook
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

// Open shows a profile's repository in the browser.
func (f *ProfileList) Open(id string) {
	if row, there := f.feed.Now().State.row(id); there && row.Profile.Web != "" {
		f.disk.beside(func() { f.browse(row.Profile.Web) })
	}
}

// browse opens an address in the browser, and tells whether that went well.
func (f *ProfileList) browse(address string) bool {
	err := f.needs.Browser.Open(address)
	if err != nil {
		p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", address).Because(err)
		f.feed.Apply(profilesWentWrong{&p})
	}
	return err == nil
}

// Dismiss puts away the problem of what was done last.
func (f *ProfileList) Dismiss() { f.feed.Apply(profilesWentWrong{}) }

// Close ends the list for good: it cancels a check under way and ends the time for Undo. What is being
// written is still written.
func (f *ProfileList) Close() {
	f.closed.Store(true)
	f.CancelCheck()
	f.hooks.Stop()
	f.undo.Stop()
	f.disk.do(func() { // after an Undo that was just asked for
		if p := f.feed.Now().State.Deleted; p != nil {
			f.feed.Apply(profilesUndoOver{})
			f.forget(*p)
		}
	})
}

// Wait blocks until no work is under way any more.
func (f *ProfileList) Wait() {
	f.check.Wait()
	f.hooks.Wait()
	f.disk.wait()
	f.undo.Wait()
	f.disk.wait() // what was deleted is forgotten when the time for Undo is over
}

func (f *ProfileList) read(selected string) {
	ctx := context.Background()
	connections, err := f.needs.Connections.Connections(ctx)
	var report ProfilesReport
	if err == nil {
		report, err = f.report(ctx)
	}
	f.feed.Apply(profilesCame{report: report, connections: connections, selected: selected, problem: diskProblem(err), now: f.needs.Clock()})
}

func (f *ProfileList) report(ctx context.Context) (ProfilesReport, error) {
	if r, ok := f.needs.Profiles.(ProfilesReporter); ok {
		return r.ReportProfiles(ctx)
	}
	profiles, err := f.needs.Profiles.Profiles(ctx)
	return ProfilesReport{Profiles: profiles}, err
}

func (f *ProfileList) rename(id, name string) {
	p, there, err := f.change(id, func(p *connector.BuildProfile) { p.Name, p.Updated = name, f.needs.Clock().UTC() })
	switch {
	case err != nil:
		f.feed.Apply(profilesNotNamed{diskProblem(err)})
	case there:
		f.feed.Apply(profilesRenamed{p})
	}
}

// change changes a profile as it lies on the disk by now. One that another Mooring has deleted meanwhile leaves the
// list, which is no error of anybody's.
func (f *ProfileList) change(id string, how func(*connector.BuildProfile)) (p connector.BuildProfile, there bool, err error) {
	p, err = f.needs.Profiles.ChangeProfile(context.Background(), id, how)
	if errors.Is(err, connector.ErrNoProfile) {
		f.feed.Apply(profilesVanished{id})
		return p, false, nil
	}
	return p, err == nil, err
}

// note changes a profile where there is nothing more to say than that it did not work.
func (f *ProfileList) note(id string, how func(*connector.BuildProfile)) {
	switch p, there, err := f.change(id, how); {
	case err != nil:
		f.feed.Apply(profilesWentWrong{diskProblem(err)})
	case there:
		f.feed.Apply(profilesChanged{p})
	}
}
