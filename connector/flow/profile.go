package flow

import (
	"context"
	"sync"
	"time"

	"mooring/connector"
)

// ProfileNeeds is what making a build profile needs from the rest of the house.
type ProfileNeeds struct {
	Clients  Clients
	Profiles Profiles
	// Clock may be nil for the real time.
	Clock Clock
	// Finder may be nil: nothing is looked for then.
	Finder   Finder
	Services []connector.BuildService
	// Service is the ID of the build service used last; empty for none.
	Service string
	// OnSaved, if there is one, is told of a new or changed profile on a goroutine of the form's.
	OnSaved func(connector.BuildProfile)
}

// ProfileForm turns a chosen repository into a build profile. Its methods are called from one goroutine
// and never wait.
type ProfileForm struct {
	needs    ProfileNeeds
	feed     *Feed[ProfileState, profileEvent]
	way      *way
	names    Task
	branches Task
	heads    Task
	tags     Task
	finds    Task
	save     Task
	starting sync.Mutex // counting and finding are begun by taps and by answers
	end      context.CancelFunc
}

// NewProfileForm makes a form with nothing open.
func NewProfileForm(needs ProfileNeeds) *ProfileForm {
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &ProfileForm{needs: needs, feed: NewFeed(ProfileState{Step: ProfileIdle}, nextProfile)}
}

// Now gives the latest state.
func (f *ProfileForm) Now() Snapshot[ProfileState] { return f.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (f *ProfileForm) Watch(watcher func(Snapshot[ProfileState])) (stop func()) {
	return f.feed.Watch(watcher)
}

// Open begins a profile for a repository: a free name, the default branch and what is found in the repository are
// filled in as soon as they are known, unless the person has chosen there already.
func (f *ProfileForm) Open(connection connector.Connection, repository connector.Repository) {
	f.begin(profileOpened{connection: connection, repository: repository, id: connector.NewID()})
}

// Edit opens a saved profile to be changed; Save then writes it in its old place.
func (f *ProfileForm) Edit(connection connector.Connection, profile connector.BuildProfile) {
	f.begin(profileOpened{connection: connection, repository: profile.Seen(), before: &profile})
}

func (f *ProfileForm) begin(e profileOpened) {
	f.stop()
	e.services, e.service = f.needs.Services, f.needs.Service
	f.feed.Apply(e)
	form, end := context.WithCancel(context.Background())
	f.end, f.way = end, &way{form: form, clients: f.needs.Clients, connection: e.connection}
	w := f.way
	f.names.Start(f.readNames)
	f.branches.Start(func(ctx context.Context) { f.readBranches(ctx, w, "") })
	f.look(form, w, f.feed.Now().State.Branch, 0)
}

// SetName takes the name as it is typed.
func (f *ProfileForm) SetName(name string) { f.feed.Apply(profileNamed{name}) }

// Close cancels everything and forgets what was typed. A profile that is just being written is still
// written as a whole or not at all: that is the store's promise.
func (f *ProfileForm) Close() {
	f.stop()
	f.feed.Apply(profileClosed{})
}

// Wait blocks until no work is under way any more.
func (f *ProfileForm) Wait() {
	f.names.Wait()
	f.branches.Wait() // what it finds may start the others
	f.heads.Wait()
	f.tags.Wait()
	f.finds.Wait()
	f.save.Wait()
}

func (f *ProfileForm) stop() {
	if f.end != nil {
		f.end()
	}
	for _, t := range []*Task{&f.names, &f.branches, &f.heads, &f.tags, &f.finds, &f.save} {
		t.Stop()
	}
}

// readNames finds the names that are taken, and what the other profiles know of the repository. Where that fails the
// store still refuses a taken one.
func (f *ProfileForm) readNames(ctx context.Context) {
	profiles, err := f.needs.Profiles.Profiles(ctx)
	if err != nil {
		return
	}
	f.feed.ApplyFrom(ctx, profileNamesCame{profiles})
}

// diskProblem reads an error of the store; what is no problem is a disk that failed.
func diskProblem(err error) *connector.Problem {
	if err == nil {
		return nil
	}
	p, ok := connector.AsProblem(err)
	if !ok {
		p = connector.NewProblem(connector.CodeDiskFailed).Because(err)
	}
	return &p
}

// rest waits, and tells whether it came to an end by itself.
func rest(ctx context.Context, how time.Duration) bool {
	t := time.NewTimer(how)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
