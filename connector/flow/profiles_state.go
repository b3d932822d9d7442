package flow

import (
	"slices"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// ProfilesStep is how far the list of build profiles has come.
type ProfilesStep string

// The steps of the list of profiles.
const (
	ProfilesLoading ProfilesStep = "loading"
	ProfilesReady   ProfilesStep = "ready"
	ProfilesFailed  ProfilesStep = "failed"
)

// ProfileRow is a build profile with the connection it is used through. Connected is false where that is
// gone: the profile then needs a connection.
type ProfileRow struct {
	Profile    connector.BuildProfile
	Connection connector.Connection
	Connected  bool
	// ReadOnly says that a newer Mooring wrote it: it can be looked at and checked, not changed.
	ReadOnly bool
}

// Expiring is a connection whose token is known to end soon.
type Expiring struct {
	Connection connector.Connection
	Until      time.Time // the day, at midnight UTC
	Past       bool
	Profiles   []string // names of the profiles that stop working then
}

// ExportedFile is a file to be saved where the person says. It holds no secret.
type ExportedFile struct {
	Name string // suggested
	Data []byte
}

// ProfilesState is what there is to show of the build profiles. It is never changed once published.
type ProfilesState struct {
	Step ProfilesStep
	// Query is what is typed; Rows are the profiles that answer to it, those that are pinned first
	// and then by name; All counts every one.
	Query string
	Rows  []ProfileRow
	All   int
	// Selected is the id of the profile shown in detail, or empty.
	Selected string
	// Beside are problems of single files: the profiles they hold are missing from the list or read-only.
	Beside []connector.Problem
	// Problem is what went wrong last, and stays until the next thing is done.
	Problem *connector.Problem

	// Renaming is the id of the profile that is being renamed, NewName what is typed.
	Renaming    string
	NewName     string
	NameProblem *connector.Problem

	// Checking is the id of the profile that is being checked; Report is what was seen of ReportOf.
	Checking string
	Report   connector.Report
	ReportOf string
	// CheckFailed is why the check of ReportOf could not even begin.
	CheckFailed *connector.Problem

	// CheckQueue are the profiles that still wait to be checked, after CheckAll; Queued is how many it began with.
	CheckQueue []string
	Queued     int

	// Asking is the profile whose deletion is asked about, since it has a webhook; AskingShared names others that use
	// that webhook too. HookFailed is why the webhook could not be removed: nothing was deleted.
	Asking       string
	AskingShared []string
	HookRemoving bool
	HookFailed   *connector.Problem

	// Expiring are the connections known to end within 14 days, or to have ended, the soonest first.
	Expiring []Expiring
	// Exported is the file made by Export, until TakeExport.
	Exported *ExportedFile

	// Deleted is the profile that Undo would bring back, until UndoUntil.
	Deleted   *connector.BuildProfile
	UndoUntil time.Time

	profiles    []connector.BuildProfile // in the order they are listed in
	connections []connector.Connection
	readOnly    map[string]bool
	now         time.Time // when they were read last
}

// Current is the selected profile, if there is one.
func (s ProfilesState) Current() (ProfileRow, bool) { return s.row(s.Selected) }

// Empty tells whether there is no profile at all.
func (s ProfilesState) Empty() bool { return s.Step == ProfilesReady && s.All == 0 }

// Provider is the Bitbucket that was connected last, if there is a connection at all: where a first profile
// would come from.
func (s ProfilesState) Provider() (connector.Provider, bool) {
	var latest connector.Connection
	for _, c := range s.connections {
		if latest.ID == "" || c.Created.After(latest.Created) {
			latest = c
		}
	}
	return latest.Provider, latest.ID != ""
}

// Place is where a profile stands in Rows, or -1.
func (s ProfilesState) Place(id string) int {
	return slices.IndexFunc(s.Rows, func(r ProfileRow) bool { return r.Profile.ID == id })
}

// row finds a profile whether it is listed or not.
func (s ProfilesState) row(id string) (ProfileRow, bool) {
	for _, p := range s.profiles {
		if p.ID == id {
			return s.rowOf(p), true
		}
	}
	return ProfileRow{}, false
}

// rowOf finds a profile's connection: its own, or another to the very same Bitbucket, so that profiles
// come back to life when somebody disconnects and connects again.
func (s ProfilesState) rowOf(p connector.BuildProfile) ProfileRow {
	row := ProfileRow{Profile: p, ReadOnly: s.readOnly[p.ID]}
	for _, c := range s.connections {
		if c.ID == p.ConnectionID {
			row.Connection, row.Connected = c, true
			return row
		}
	}
	for _, c := range s.connections {
		if c.Provider == p.Repository.Provider && c.Base == p.Repository.Base {
			row.Connection, row.Connected = c, true
			return row
		}
	}
	return row
}

// arranged fills in what follows from the profiles, the connections and the query. The selection stays
// where it is as long as that is listed; else the one that took its place is selected.
func (s ProfilesState) arranged() ProfilesState {
	before := max(s.Place(s.Selected), 0)
	words := strings.Fields(catalog.Fold(s.Query))
	s.Rows, s.All, s.Expiring = nil, len(s.profiles), s.expiring()
	s.CheckQueue = s.there(s.CheckQueue)
	for _, p := range s.profiles {
		if answers(p, words) {
			s.Rows = append(s.Rows, s.rowOf(p))
		}
	}
	if s.Place(s.Selected) < 0 {
		s.Selected = ""
		if len(s.Rows) > 0 {
			s.Selected = s.Rows[min(before, len(s.Rows)-1)].Profile.ID
		}
	}
	return s
}

// there leaves out the ids of profiles that are gone.
func (s ProfilesState) there(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, there := s.row(id); return !there })
}

func answers(p connector.BuildProfile, words []string) bool {
	text := catalog.Fold(strings.Join([]string{p.Name, p.Title, p.Key + "/" + p.Slug, p.Owner, p.Branch}, "\n"))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// with gives the state with one profile added or replaced.
func (s ProfilesState) with(p connector.BuildProfile) ProfilesState {
	s.profiles = byName(append(s.others(p.ID), p))
	return s.arranged()
}

// without gives the state with one profile less.
func (s ProfilesState) without(id string) ProfilesState {
	s.profiles = s.others(id)
	return s.arranged()
}

func (s ProfilesState) others(id string) []connector.BuildProfile {
	return slices.DeleteFunc(slices.Clone(s.profiles), func(p connector.BuildProfile) bool { return p.ID == id })
}

// names are those of all profiles but one.
func (s ProfilesState) names(but string) []string {
	var names []string
	for _, p := range s.others(but) {
		names = append(names, p.Name)
	}
	return names
}

// byName sorts profiles: those that are pinned first, and then by name.
func byName(profiles []connector.BuildProfile) []connector.BuildProfile {
	slices.SortStableFunc(profiles, func(a, b connector.BuildProfile) int {
		switch {
		case a.Pinned && !b.Pinned:
			return -1
		case b.Pinned && !a.Pinned:
			return 1
		}
		return strings.Compare(catalog.Fold(a.Name), catalog.Fold(b.Name))
	})
	return profiles
}
