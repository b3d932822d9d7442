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
		now         time.Time
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
	// profilesChecking checks the first of ids; the others wait.
	profilesChecking struct {
		ids    []string
		queued int
	}
	profilesClimbs  struct{ report connector.Report }
	profilesNoCheck struct{ problem *connector.Problem }
	profilesChecked struct{}
)

type (
	// profilesChanged is a profile that says something else now, profilesCopied one that is new.
	profilesChanged  struct{ profile connector.BuildProfile }
	profilesCopied   struct{ profile connector.BuildProfile }
	profilesVanished struct{ id string }
	// profilesAsking asks whether to delete a profile that has a webhook; an empty id takes the question back.
	profilesAsking     struct{ id string }
	profilesUnhooking  struct{}
	profilesHookStays  struct{ problem *connector.Problem }
	profilesNotDeleted struct{ problem *connector.Problem }
	profilesExported   struct{ file *ExportedFile }
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
	s.readOnly, s.now = e.report.ReadOnly, e.now
	if _, there := s.row(s.Renaming); !there {
		s = s.unnamed()
	}
	if _, there := s.row(s.Asking); !there {
		s = s.unasked()
	} else {
		s.AskingShared = s.sharingWith(s.Asking)
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
	s = s.leaving(e.profile.ID)
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
	s.Checking, s.ReportOf, s.Report = e.ids[0], e.ids[0], connector.Report{}
	s.CheckQueue, s.Queued = e.ids[1:], e.queued
	s.CheckFailed, s.Problem = nil, nil
	return s
}

func (e profilesClimbs) list(s ProfilesState) ProfilesState {
	s.Report = e.report
	return s
}

func (e profilesNoCheck) list(s ProfilesState) ProfilesState {
	s.CheckFailed = e.problem
	return s
}

// list ends all checks; one that was cancelled leaves no half report behind.
func (profilesChecked) list(s ProfilesState) ProfilesState {
	s.Checking, s.CheckQueue, s.Queued = "", nil, 0
	if !s.Report.Done && s.CheckFailed == nil {
		s.Report, s.ReportOf = connector.Report{}, ""
	}
	return s
}

func (e profilesChanged) list(s ProfilesState) ProfilesState { return s.with(e.profile) }

// list shows the copy, whatever is searched for, and begins to rename it.
func (e profilesCopied) list(s ProfilesState) ProfilesState {
	s.Query, s.Selected = "", e.profile.ID
	return profilesRenaming{e.profile.ID}.list(s.with(e.profile))
}

func (e profilesVanished) list(s ProfilesState) ProfilesState {
	return s.leaving(e.id).without(e.id)
}

// leaving takes back what was being done to a profile that goes.
func (s ProfilesState) leaving(id string) ProfilesState {
	if s.Renaming == id {
		s = s.unnamed()
	}
	if s.Asking == id {
		s = s.unasked()
	}
	return s
}

func (s ProfilesState) unasked() ProfilesState {
	s.Asking, s.AskingShared, s.HookRemoving, s.HookFailed = "", nil, false, nil
	return s
}

func (e profilesAsking) list(s ProfilesState) ProfilesState {
	s = s.unasked()
	if _, there := s.row(e.id); there {
		s.Asking, s.AskingShared, s.Problem = e.id, s.sharingWith(e.id), nil
	}
	return s
}

// sharingWith names the other profiles that use a profile's webhook.
func (s ProfilesState) sharingWith(id string) []string {
	row, _ := s.row(id)
	var names []string
	for _, p := range sharing(row.Profile, s.profiles) {
		names = append(names, p.Name)
	}
	return names
}

func (profilesUnhooking) list(s ProfilesState) ProfilesState {
	s.HookRemoving, s.HookFailed = true, nil
	return s
}

func (e profilesHookStays) list(s ProfilesState) ProfilesState {
	s.HookRemoving, s.HookFailed = false, e.problem
	return s
}

func (e profilesNotDeleted) list(s ProfilesState) ProfilesState {
	s = s.unasked()
	s.Problem = e.problem
	return s
}

func (e profilesExported) list(s ProfilesState) ProfilesState {
	s.Exported, s.Problem = e.file, nil
	return s
}
