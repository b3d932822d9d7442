package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

const (
	// mostBranches is how many branches Bitbucket gives at most; a shorter answer is the whole list.
	mostBranches = 100
	// typingPause is how long somebody must have stopped typing before Bitbucket is asked: each letter by
	// itself would use up what Cloud allows in an hour.
	typingPause = 250 * time.Millisecond
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
	names    Task
	branches Task
	save     Task
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

// Open begins a profile for a repository: a free name and the default branch are filled in as soon as
// they are known, unless the person has typed there already.
func (f *ProfileForm) Open(connection connector.Connection, repository connector.Repository) {
	f.stop()
	f.feed.Apply(profileOpened{connection, repository})
	f.names.Start(f.readNames)
	f.branches.Start(func(ctx context.Context) { f.readBranches(ctx, "") })
}

// SetName takes the name as it is typed.
func (f *ProfileForm) SetName(name string) { f.feed.Apply(profileNamed{name}) }

// SetSystem chooses what the build is for.
func (f *ProfileForm) SetSystem(system connector.System) { f.feed.Apply(profileSystem{system}) }

// SetPlatform chooses what the code is written with.
func (f *ProfileForm) SetPlatform(platform connector.Platform) {
	f.feed.Apply(profilePlatform{platform})
}

// TriggerKind is which of the three things that start a build is meant.
type TriggerKind string

// The kinds of trigger.
const (
	TriggerPush        TriggerKind = "push"
	TriggerPullRequest TriggerKind = "pull-request"
	TriggerTag         TriggerKind = "tag"
)

// Edit opens a saved profile to be changed; Save then writes it in its old place.
func (f *ProfileForm) Edit(connection connector.Connection, profile connector.BuildProfile) {}

// SetTrigger switches a trigger on or off. One that is switched on without patterns gets one: the branch, or Any.
func (f *ProfileForm) SetTrigger(kind TriggerKind, on bool) {}

// SetPatterns takes the patterns of a trigger as they are typed; what they match is counted at once.
func (f *ProfileForm) SetPatterns(kind TriggerKind, text string) {}

// ChooseCandidate takes folder, system and platform from one of the candidates.
func (f *ProfileForm) ChooseCandidate(at int) {}

// SetFolder takes the folder as it is typed.
func (f *ProfileForm) SetFolder(folder string) {}

// RetryFind looks into the repository again after that failed.
func (f *ProfileForm) RetryFind() {}

// SetService chooses the build service by its ID.
func (f *ProfileForm) SetService(id string) {}

// SetHookAddress takes the webhook's address as it is typed.
func (f *ProfileForm) SetHookAddress(address string) {}

// SetWantHook says whether the webhook is made on saving.
func (f *ProfileForm) SetWantHook(want bool) {}

// SetBranch takes the branch as it is typed or chosen. Where a repository has more branches than one
// answer holds, Bitbucket is asked for those that are like it once the typing pauses.
func (f *ProfileForm) SetBranch(branch string) {
	f.feed.Apply(profileBranched{branch})
	s := f.feed.Now().State
	if s.allKnown || !s.BranchesCome || slices.ContainsFunc(s.Branches, func(b connector.Branch) bool { return b.Name == branch }) {
		return
	}
	query := strings.TrimSpace(branch)
	f.branches.Stop()
	f.feed.Apply(profileLooking{})
	f.branches.Start(func(ctx context.Context) {
		if rest(ctx, typingPause) {
			f.readBranches(ctx, query)
		}
	})
}

// ChooseBranch takes one of the branches listed; the list stays, so that another can be chosen.
func (f *ProfileForm) ChooseBranch(branch string) { f.feed.Apply(profileChose{branch}) }

// RetryBranches asks for the branches again after that failed.
func (f *ProfileForm) RetryBranches() {
	s := f.feed.Now().State
	if s.Step != ProfileEditing || s.LookingUp {
		return
	}
	query := strings.TrimSpace(s.Branch)
	if !s.BranchesCome {
		query = ""
	}
	f.branches.Stop()
	f.feed.Apply(profileLooking{})
	f.branches.Start(func(ctx context.Context) { f.readBranches(ctx, query) })
}

// Save writes the profile. It does nothing while something is missing.
func (f *ProfileForm) Save() {
	s := f.feed.Now().State
	if !s.Ready() {
		return
	}
	f.save.Stop()
	f.feed.Apply(profileSaving{})
	profile := profileOf(s, f.needs.Clock().UTC())
	f.save.Start(func(ctx context.Context) { f.write(ctx, profile) })
}

// Close cancels everything and forgets what was typed. A profile that is just being written is still
// written as a whole or not at all: that is the store's promise.
func (f *ProfileForm) Close() {
	f.stop()
	f.feed.Apply(profileClosed{})
}

// Wait blocks until no work is under way any more.
func (f *ProfileForm) Wait() {
	f.names.Wait()
	f.branches.Wait()
	f.save.Wait()
}

func (f *ProfileForm) stop() {
	f.names.Stop()
	f.branches.Stop()
	f.save.Stop()
}

// readNames finds the names that are taken. Where that fails the store still refuses a taken one.
func (f *ProfileForm) readNames(ctx context.Context) {
	profiles, err := f.needs.Profiles.Profiles(ctx)
	if err != nil {
		return
	}
	taken := make([]string, len(profiles))
	for i, p := range profiles {
		taken[i] = p.Name
	}
	f.feed.ApplyFrom(ctx, profileNamesCame{taken})
}

func (f *ProfileForm) readBranches(ctx context.Context, query string) {
	s := f.feed.Now().State
	bitbucket, err := f.needs.Clients.Open(ctx, s.Connection)
	var found []connector.Branch
	if err == nil {
		found, err = bitbucket.Branches(ctx, s.Repository, query)
	}
	f.feed.ApplyFrom(ctx, profileBranches{query: query, branches: found, problem: problemFor(err, s.Connection)})
	if typed := f.feed.Now().State.unanswered(query); typed != "" {
		f.feed.ApplyFrom(ctx, profileLooking{})
		f.readBranches(ctx, typed)
	}
}

func (f *ProfileForm) write(ctx context.Context, profile connector.BuildProfile) {
	err := f.needs.Profiles.SaveProfile(ctx, profile)
	f.feed.ApplyFrom(ctx, profileSaved{profile: profile, problem: diskProblem(err)})
	if err == nil && f.needs.OnSaved != nil {
		f.needs.OnSaved(profile)
	}
}

// profileOf makes the document out of what the form holds.
func profileOf(s ProfileState, now time.Time) connector.BuildProfile {
	r := s.Repository
	return connector.BuildProfile{
		ID: connector.NewID(), Name: strings.TrimSpace(s.Name), ConnectionID: s.Connection.ID,
		Repository: r.Ref, Key: r.Key, Slug: r.Slug, Title: r.Name, Owner: r.Owner, Web: r.Web,
		CloneHTTPS: r.CloneHTTPS, CloneSSH: r.CloneSSH,
		Branch: strings.TrimSpace(s.Branch), System: s.System, Platform: s.Platform,
		Created: now, Updated: now,
	}
}

// branchesLike gives the branches whose name contains query, ignoring case, in their order.
func branchesLike(branches []connector.Branch, query string) []connector.Branch {
	if query == "" {
		return branches
	}
	query = strings.ToLower(query)
	var like []connector.Branch
	for _, b := range branches {
		if strings.Contains(strings.ToLower(b.Name), query) {
			like = append(like, b)
		}
	}
	return like
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
