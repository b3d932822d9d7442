package flow

import (
	"slices"
	"strings"

	"mooring/connector"
)

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
		before     *connector.BuildProfile // nil for a new one
		id         string
		services   []connector.BuildService
		service    string // the ID of the one used last
	}
	profileNamesCame struct{ all []connector.BuildProfile }
	profileNamed     struct{ name string }
	profileBranched  struct{ branch string }
	profileLooking   struct{}
	profileChose     struct{ branch string }
	profileBranches  struct {
		query    string
		branches []connector.Branch
		problem  *connector.Problem
	}
	profileSaving struct{}
	profileSaved  struct {
		profile connector.BuildProfile
		problem *connector.Problem
	}
	// profileGone is about a profile that was deleted while it was being changed here; id is for a new one.
	profileGone   struct{ id string }
	profileClosed struct{}
)

func (e profileOpened) fill(ProfileState) ProfileState {
	s := ProfileState{
		Step: ProfileEditing, Connection: e.connection, Repository: e.repository, Candidate: -1,
		Name: suggestName(e.repository, nil), EmptyRepository: e.repository.Empty, LookingUp: true,
		Services: e.services, id: e.id, heads: namesHeld{asking: true},
	}
	if b := e.repository.DefaultBranch; b != nil {
		s.Branch, s.defaultBranch = *b, *b
	}
	s.Push.On = true
	if e.before != nil {
		s = s.editing(*e.before)
	}
	s.Service = s.serviceLike(e.service)
	return s.following().hooked()
}

// editing fills the form with a saved profile.
func (s ProfileState) editing(p connector.BuildProfile) ProfileState {
	before := p.Clone()
	s.Before, s.id = &before, p.ID
	s.Name, s.nameTyped = p.Name, true
	s.Branch, s.branchTyped = p.Branch, true
	s.System, s.Platform, s.Folder = p.System, p.Platform, p.Folder
	s.Push, s.PullRequests, s.Tags = triggerOf(p.Triggers.Push), triggerOf(p.Triggers.PullRequests), triggerOf(p.Triggers.Tags)
	s.pushTyped = !slices.Equal(p.Triggers.Push, connector.Patterns(patternOf(p.Branch)))
	return s.editingHook(p)
}

// fill takes the names of the other profiles in; a suggestion gives way to them, what was typed stays.
func (e profileNamesCame) fill(s ProfileState) ProfileState {
	s.others, s.taken = nil, nil
	for _, p := range e.all {
		if p.ID != s.id {
			s.others, s.taken = append(s.others, p), append(s.taken, p.Name)
		}
	}
	if !s.nameTyped {
		s.Name = suggestName(s.Repository, s.taken)
	}
	s.NameProblem = checkName(s.Name, s.taken)
	s.NoAdmin = mayNotAdminister(e.all, s.Connection, s.Repository)
	return s.hooked()
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
	return s.following()
}

// fill takes a branch out of the list; the list stays as it is.
func (e profileChose) fill(s ProfileState) ProfileState {
	s.Branch, s.branchTyped, s.Problem = e.branch, true, nil
	return s.following()
}

func (profileLooking) fill(s ProfileState) ProfileState {
	s.LookingUp, s.BranchesFailed = true, nil
	if !s.BranchesCome {
		s.heads = namesHeld{asking: true}
	}
	return s.counted()
}

func (e profileBranches) fill(s ProfileState) ProfileState {
	s.LookingUp, s.BranchesFailed = false, e.problem
	if e.problem != nil {
		if !s.BranchesCome {
			s.heads = namesHeld{failed: e.problem}
		}
		return s.counted()
	}
	s.Branches, s.BranchesCome = e.branches, true
	if e.query != "" {
		return s
	}
	s = s.whole(e.branches)
	untouched := s.Before != nil && s.Branch == s.Before.Branch // what was saved once is no search for others like it
	if !s.branchTyped {
		s.Branch = s.preselected()
	} else if s.allKnown && !untouched {
		s.Branches = branchesLike(s.allBranches, strings.TrimSpace(s.Branch))
	}
	return s.following()
}

// whole takes the first answer in, which holds every branch unless there are very many.
func (s ProfileState) whole(branches []connector.Branch) ProfileState {
	s.EmptyRepository = len(branches) == 0
	s.allBranches, s.allKnown = branches, len(branches) < mostBranches
	s.heads = namesHeld{asked: s.allKnown, come: s.allKnown}
	for _, b := range branches {
		if b.Default {
			s.defaultBranch = b.Name
		}
		if s.allKnown {
			s.heads.names = append(s.heads.names, b.Name)
		}
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

func (profileSaving) fill(s ProfileState) ProfileState {
	s.Step, s.Problem = ProfileSaving, nil
	return s
}

// fill says at the name what another name would mend.
func (e profileSaved) fill(s ProfileState) ProfileState {
	if e.problem == nil {
		s.Step, s.Saved = ProfileSaved, e.profile
		return s
	}
	s.Step = ProfileEditing
	if e.problem.Code == connector.CodeProfileNameTaken || isAboutName(e.problem) && checkName(s.Name, s.taken) != nil {
		s.NameProblem = e.problem
	} else {
		s.Problem = e.problem
	}
	return s
}

// fill turns the form into one for a new profile, with everything that is typed.
func (e profileGone) fill(s ProfileState) ProfileState {
	p := connector.NewProblem(connector.CodeProfileInvalid, "name", strings.TrimSpace(s.Name), "gone", "yes")
	s.Step, s.Problem, s.Before, s.id = ProfileEditing, &p, nil, e.id
	return s.hooked()
}

func (profileClosed) fill(ProfileState) ProfileState { return ProfileState{Step: ProfileIdle} }
