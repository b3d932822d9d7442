package flow

import (
	"slices"
	"time"

	"mooring/connector"
)

// profilesEvent is anything that moves the list of profiles.
type profilesEvent interface {
	list(ProfilesState) ProfilesState
}

// nextProfiles answers every event of the list of profiles.
func nextProfiles(s ProfilesState, e profilesEvent) ProfilesState { return e.list(s) }

type (
	profilesCame struct {
		report      ProfilesReport
		connections []connector.Connection
		selected    string // a profile to show, or empty
		problem     *connector.Problem
	}
	profilesSearched struct{ query string }
	profilesSelected struct{ id string }
	// profilesWentWrong is about whatever was done last; renaming goes on.
	profilesWentWrong struct{ problem *connector.Problem }
	profilesRenaming  struct{ id string }
	profilesNamed     struct{ name string }
	profilesNotNamed  struct{ problem *connector.Problem }
	profilesLeftName  struct{}
	profilesRenamed   struct{ profile connector.BuildProfile }
	profilesDeleted   struct {
		profile connector.BuildProfile
		until   time.Time
	}
	profilesRestored struct{ profile connector.BuildProfile }
	profilesUndoOver struct{}
	profilesChecking struct{ id string }
	profilesClimbs   struct{ report connector.Report }
	profilesNoCheck  struct{ problem *connector.Problem }
	profilesChecked  struct{}
	profilesVerdict  struct{ profile connector.BuildProfile }
)

func (e profilesCame) list(s ProfilesState) ProfilesState {
	s.Problem = e.problem
	if e.problem != nil {
		if s.Step == ProfilesLoading {
			s.Step = ProfilesFailed
		}
		return s
	}
	s.Step, s.Beside = ProfilesReady, e.report.Problems
	s.profiles, s.connections = byName(slices.Clone(e.report.Profiles)), e.connections
	s.readOnly = e.report.ReadOnly
	if _, there := s.row(s.Renaming); !there {
		s = s.unnamed()
	}
	if _, there := s.row(e.selected); there {
		s.Selected, s.Query = e.selected, ""
	}
	return s.arranged()
}

func (e profilesSearched) list(s ProfilesState) ProfilesState {
	s.Query = e.query
	return s.arranged()
}

func (e profilesSelected) list(s ProfilesState) ProfilesState {
	if s.Selected == e.id {
		return s
	}
	s.Selected, s.Problem = e.id, nil
	return s.unnamed()
}

func (e profilesWentWrong) list(s ProfilesState) ProfilesState {
	s.Problem = e.problem
	return s
}

func (e profilesRenaming) list(s ProfilesState) ProfilesState {
	row, there := s.row(e.id)
	if !there {
		return s
	}
	s.Renaming, s.NewName, s.NameProblem, s.Problem = e.id, row.Profile.Name, nil, nil
	return s
}

func (e profilesNamed) list(s ProfilesState) ProfilesState {
	s.NewName = e.name
	s.NameProblem = checkName(e.name, s.names(s.Renaming))
	return s
}

func (e profilesNotNamed) list(s ProfilesState) ProfilesState {
	if isAboutName(e.problem) {
		s.NameProblem = e.problem
	} else {
		s.Problem = e.problem
	}
	return s
}

func (profilesLeftName) list(s ProfilesState) ProfilesState { return s.unnamed() }

func (e profilesRenamed) list(s ProfilesState) ProfilesState {
	s.Problem = nil
	return s.unnamed().with(e.profile)
}

func (s ProfilesState) unnamed() ProfilesState {
	s.Renaming, s.NewName, s.NameProblem = "", "", nil
	return s
}

func (e profilesDeleted) list(s ProfilesState) ProfilesState {
	if s.Renaming == e.profile.ID {
		s = s.unnamed()
	}
	s.Problem, s.Deleted, s.UndoUntil = nil, &e.profile, e.until
	return s.without(e.profile.ID)
}

func (e profilesRestored) list(s ProfilesState) ProfilesState {
	s.Problem, s.Deleted, s.UndoUntil = nil, nil, time.Time{}
	s.Selected = e.profile.ID
	return s.with(e.profile)
}

func (profilesUndoOver) list(s ProfilesState) ProfilesState {
	s.Deleted, s.UndoUntil = nil, time.Time{}
	return s
}

func (e profilesChecking) list(s ProfilesState) ProfilesState {
	s.Checking, s.ReportOf, s.Report = e.id, e.id, connector.Report{}
	s.CheckFailed, s.Problem = nil, nil
	return s
}

func (e profilesClimbs) list(s ProfilesState) ProfilesState {
	s.Report = e.report
	return s
}

func (e profilesNoCheck) list(s ProfilesState) ProfilesState {
	s.Checking, s.CheckFailed = "", e.problem
	return s
}

// list ends a check; one that was cancelled leaves no half report behind.
func (profilesChecked) list(s ProfilesState) ProfilesState {
	s.Checking = ""
	if !s.Report.Done {
		s.Report, s.ReportOf = connector.Report{}, ""
	}
	return s
}

func (e profilesVerdict) list(s ProfilesState) ProfilesState { return s.with(e.profile) }
