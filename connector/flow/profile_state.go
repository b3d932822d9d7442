package flow

import (
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

	id            string // of the profile, known from the start: the address of its webhook may hold it
	taken         []string
	others        []connector.BuildProfile // every other profile, as last read
	nameTyped     bool
	branchTyped   bool
	allBranches   []connector.Branch // the whole list, where it fits into one answer
	allKnown      bool
	defaultBranch string
	heads, tags   namesHeld
	pushTyped     bool   // the patterns of pushes no longer follow the branch
	chosen        bool   // what to build was chosen by hand
	foundFor      string // the branch that was looked into last; empty is the default one
	hookTyped     bool   // the address is not the service's
	wantTyped     bool
}

// Ready tells whether what is typed can be saved.
func (s ProfileState) Ready() bool {
	return s.Step == ProfileEditing && s.NameProblem == nil && strings.TrimSpace(s.Branch) != "" &&
		!s.Push.Blank() && !s.PullRequests.Blank() && !s.Tags.Blank() && (!s.WantHook || s.HookProblem == nil)
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
