package flow

import (
	"slices"
	"strings"

	"mooring/connector"
)

// ProfileStep is how far a build profile has come.
type ProfileStep string

// The steps of the profile form.
const (
	ProfileIdle    ProfileStep = "idle"
	ProfileEditing ProfileStep = "editing"
	ProfileSaving  ProfileStep = "saving"
	ProfileSaved   ProfileStep = "saved"
)

// ProfileState is what there is to show while a build profile is being made.
type ProfileState struct {
	Step       ProfileStep
	Connection connector.Connection
	Repository connector.Repository

	// Name is what is typed or suggested, and NameProblem what is wrong with it, if anything.
	Name        string
	NameProblem *connector.Problem

	// Branch is what is chosen or typed. Branches are those found for what was asked last.
	Branch         string
	Branches       []connector.Branch
	BranchesCome   bool // an answer has come at all
	LookingUp      bool // Bitbucket is being asked
	BranchesFailed *connector.Problem
	// EmptyRepository says that there is no branch yet, so that the one typed is taken as it is.
	EmptyRepository bool

	System   connector.System
	Platform connector.Platform
	// Folder is where the app stands in the repository; empty is its root.
	Folder string

	// Before is the profile that is being changed; nil for a new one.
	Before *connector.BuildProfile

	// Candidates are what was found in the repository, the likeliest first, and Candidate the one that was taken, or
	// -1: none, or the person chose otherwise. Found tells that the search has ended well.
	Candidates []connector.Candidate
	Candidate  int
	Finding    bool
	Found      bool
	FindFailed *connector.Problem

	// Push, PullRequests and Tags are what starts a build.
	Push, PullRequests, Tags TriggerField

	// Services are the build services to choose from, Service the one chosen.
	Services []connector.BuildService
	Service  connector.BuildService
	// HookAddress is where the webhook goes: typed, or as the service says. HookProblem is why it cannot be one.
	HookAddress string
	HookProblem *connector.Problem
	// WantHook says that the webhook is to be made on saving; on by itself when the service gives an address.
	WantHook bool
	// NoAdmin tells that the connection, as last checked, may not make webhooks here: nothing is known where false.
	NoAdmin bool

	// Problem is why saving did not work; everything typed is still here.
	Problem *connector.Problem
	// Saved is the profile that now lies on disk.
	Saved connector.BuildProfile

	taken         []string
	nameTyped     bool
	branchTyped   bool
	allBranches   []connector.Branch // the whole list, where it fits into one answer
	allKnown      bool
	defaultBranch string
}

// TriggerField is one of the three things that can start a build, as it is filled in.
type TriggerField struct {
	On   bool
	Text string // patterns as typed
	// Patterns are those in Text.
	Patterns []string
	// Counted tells that the names have come: Matching of All answer to the patterns; More that Bitbucket has even
	// more names than were counted. Examples are some that match.
	Counted  bool
	Counting bool
	Matching int
	All      int
	More     bool
	Examples []string
	Failed   *connector.Problem
}

// Ready tells whether what is typed can be saved.
func (s ProfileState) Ready() bool {
	return s.Step == ProfileEditing && s.NameProblem == nil && strings.TrimSpace(s.Branch) != ""
}

// BranchUnknown tells that Bitbucket has answered and has no branch of the typed name. It may still be
// saved: somebody may be about to push it.
func (s ProfileState) BranchUnknown() bool {
	branch := strings.TrimSpace(s.Branch)
	if branch == "" || s.EmptyRepository || s.LookingUp || s.BranchesFailed != nil || !s.BranchesCome {
		return false
	}
	for _, b := range s.Branches {
		if b.Name == branch {
			return false
		}
	}
	return branch != s.defaultBranch
}

// unanswered is what was typed while the first branches were still coming, if Bitbucket has to be asked
// for it; asked is the query it answered last.
func (s ProfileState) unanswered(asked string) string {
	if asked != "" || !s.branchTyped || s.allKnown || s.BranchesFailed != nil {
		return ""
	}
	return strings.TrimSpace(s.Branch)
}

// profileEvent is anything that moves the profile form.
type profileEvent interface {
	fill(ProfileState) ProfileState
}

// nextProfile answers every event of the profile form.
func nextProfile(s ProfileState, e profileEvent) ProfileState { return e.fill(s) }

type (
	profileOpened struct {
		connection connector.Connection
		repository connector.Repository
	}
	profileNamesCame struct{ taken []string }
	profileNamed     struct{ name string }
	profileBranched  struct{ branch string }
	profileLooking   struct{}
	profileChose     struct{ branch string }
	profileBranches  struct {
		query    string
		branches []connector.Branch
		problem  *connector.Problem
	}
	profileSystem   struct{ system connector.System }
	profilePlatform struct{ platform connector.Platform }
	profileSaving   struct{}
	profileSaved    struct {
		profile connector.BuildProfile
		problem *connector.Problem
	}
	profileClosed struct{}
)

func (e profileOpened) fill(ProfileState) ProfileState {
	s := ProfileState{
		Step: ProfileEditing, Connection: e.connection, Repository: e.repository,
		Name: suggestName(e.repository, nil), EmptyRepository: e.repository.Empty, LookingUp: true,
	}
	if b := e.repository.DefaultBranch; b != nil {
		s.Branch, s.defaultBranch = *b, *b
	}
	return s
}

// fill takes the names of the other profiles in; a suggestion gives way to them, what was typed stays.
func (e profileNamesCame) fill(s ProfileState) ProfileState {
	s.taken = e.taken
	if !s.nameTyped {
		s.Name = suggestName(s.Repository, s.taken)
	}
	s.NameProblem = checkName(s.Name, s.taken)
	return s
}

func (e profileNamed) fill(s ProfileState) ProfileState {
	s.Name, s.nameTyped, s.Problem = e.name, true, nil
	s.NameProblem = checkName(s.Name, s.taken)
	return s
}

// fill narrows the list at once where all branches are known; else the flow asks Bitbucket.
func (e profileBranched) fill(s ProfileState) ProfileState {
	s.Branch, s.branchTyped, s.Problem = e.branch, true, nil
	if s.allKnown {
		s.Branches = branchesLike(s.allBranches, strings.TrimSpace(e.branch))
	}
	return s
}

// fill takes a branch out of the list; the list stays as it is.
func (e profileChose) fill(s ProfileState) ProfileState {
	s.Branch, s.branchTyped, s.Problem = e.branch, true, nil
	return s
}

func (profileLooking) fill(s ProfileState) ProfileState {
	s.LookingUp, s.BranchesFailed = true, nil
	return s
}

func (e profileBranches) fill(s ProfileState) ProfileState {
	s.LookingUp, s.BranchesFailed = false, e.problem
	if e.problem != nil {
		return s
	}
	s.Branches, s.BranchesCome = e.branches, true
	if e.query != "" {
		return s
	}
	s.EmptyRepository = len(e.branches) == 0
	s.allBranches, s.allKnown = e.branches, len(e.branches) < mostBranches
	for _, b := range e.branches {
		if b.Default {
			s.defaultBranch = b.Name
		}
	}
	if !s.branchTyped {
		s.Branch = s.preselected()
		return s
	}
	if s.allKnown {
		s.Branches = branchesLike(s.allBranches, strings.TrimSpace(s.Branch))
	}
	return s
}

// preselected is the branch most people want: the default one, else the only one.
func (s ProfileState) preselected() string {
	if s.defaultBranch != "" && !s.EmptyRepository {
		return s.defaultBranch
	}
	if len(s.Branches) == 1 {
		return s.Branches[0].Name
	}
	return s.Branch
}

// fill forgets a platform that does not build for the system.
func (e profileSystem) fill(s ProfileState) ProfileState {
	s.System = e.system
	if !slices.Contains(Platforms(s.System), s.Platform) {
		s.Platform = connector.PlatformUnknown
	}
	return s
}

// Systems are the systems to choose from, "Not sure yet" first.
func Systems() []connector.System {
	return []connector.System{connector.SystemUnknown, connector.SystemIOS, connector.SystemAndroid}
}

// Platforms are those that build for a system, "Not sure yet" first.
func Platforms(system connector.System) []connector.Platform {
	all := []connector.Platform{connector.PlatformUnknown}
	if system != connector.SystemAndroid {
		all = append(all, connector.PlatformSwift)
	}
	if system != connector.SystemIOS {
		all = append(all, connector.PlatformKotlin)
	}
	return append(all, connector.PlatformReactNative, connector.PlatformFlutter)
}

func (e profilePlatform) fill(s ProfileState) ProfileState {
	s.Platform = e.platform
	return s
}

func (profileSaving) fill(s ProfileState) ProfileState {
	s.Step, s.Problem = ProfileSaving, nil
	return s
}

func (e profileSaved) fill(s ProfileState) ProfileState {
	if e.problem == nil {
		s.Step, s.Saved = ProfileSaved, e.profile
		return s
	}
	s.Step = ProfileEditing
	if isAboutName(e.problem) {
		s.NameProblem = e.problem
	} else {
		s.Problem = e.problem
	}
	return s
}

func (profileClosed) fill(ProfileState) ProfileState { return ProfileState{Step: ProfileIdle} }
