package flow

import (
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// PickerStep is how far the list of repositories has come.
type PickerStep string

// The steps of the picker. A list that stopped keeps what came: the person may choose from it or go on.
const (
	PickerIdle    PickerStep = "idle"
	PickerLoading PickerStep = "loading"
	PickerDone    PickerStep = "done"
	PickerStopped PickerStep = "stopped"
)

// PickerState is what there is to show while a repository is being chosen.
type PickerState struct {
	Step       PickerStep
	Connection connector.Connection
	// Query is what is typed; Rows is what of the repositories here answers to it, best first.
	Query string
	Rows  catalog.Listing
	// Loaded counts what has come; Total is how many there are in all, -1 while nobody has said.
	Loaded, Total int
	// Selected is the repository Return would choose; its ID is empty where none is.
	Selected connector.RepositoryRef
	// Typed is "key/slug" where what is typed names a repository that is not in the list by that name.
	Typed string
	// Elsewhere is the host of a typed address that belongs to another Bitbucket than this one.
	Elsewhere string
	// LookingUp says that Bitbucket is being asked for Typed, and NotFound how that ended, if badly.
	LookingUp bool
	NotFound  *connector.Problem
	// Pause is when the list goes on, while Bitbucket has asked for a pause; zero otherwise.
	Pause time.Time
	// Problem is what ended the list early, or repositories-none where it is complete and empty.
	Problem *connector.Problem
	// touched says that the person has typed or moved: what is selected is then theirs.
	touched bool
}

// Empty tells whether the list is complete and there is nothing in it.
func (s PickerState) Empty() bool { return s.Step == PickerDone && s.Loaded == 0 }

// pickerEvent is anything that moves the picker.
type pickerEvent interface{ pick(PickerState) PickerState }

// nextPicker answers every event of the picker.
func nextPicker(s PickerState, e pickerEvent) PickerState { return e.pick(s) }

type (
	pickerOpened struct {
		connection connector.Connection
		query      string
		typed      typed
	}
	pickerResumed  struct{}
	pickerSearched struct {
		query string
		rows  catalog.Listing
		typed typed
	}
	pickerArrived struct {
		rows          catalog.Listing
		loaded, total int
		typed         typed
	}
	pickerWaits     struct{ until time.Time } // the zero time: it has gone on
	pickerEnded     struct{ problem *connector.Problem }
	pickerSelected  struct{ ref connector.RepositoryRef }
	pickerLookingUp struct{}
	pickerLookedUp  struct{ problem *connector.Problem }
	pickerPaused    struct{}
	pickerClosed    struct{}
)

func (e pickerOpened) pick(PickerState) PickerState {
	return PickerState{
		Step: PickerLoading, Connection: e.connection, Total: -1,
		Query: e.query, Typed: e.typed.name, Elsewhere: e.typed.elsewhere,
	}
}

func (pickerResumed) pick(s PickerState) PickerState {
	s.Step, s.Problem, s.Pause = PickerLoading, nil, time.Time{}
	return s
}

// pick selects the best hit: a new search is a new question, and Return should answer it.
func (e pickerSearched) pick(s PickerState) PickerState {
	s.Query, s.Rows, s.NotFound = e.query, e.rows, nil
	s.Typed, s.Elsewhere = e.typed.name, e.typed.elsewhere
	s.Selected, s.touched = e.rows.At(0).Ref, true
	return s
}

// pick leaves the selection where it is: what somebody is about to choose must not change under them. As
// long as nobody has touched anything it is the best hit of what the list was opened with.
func (e pickerArrived) pick(s PickerState) PickerState {
	s.Rows, s.Loaded, s.Total = e.rows, e.loaded, e.total
	s.Typed, s.Elsewhere = e.typed.name, e.typed.elsewhere
	if s.Selected.ID == "" || !s.touched {
		s.Selected = e.rows.At(0).Ref
	}
	return s
}

func (e pickerWaits) pick(s PickerState) PickerState {
	s.Pause = e.until
	return s
}

func (e pickerEnded) pick(s PickerState) PickerState {
	s.Pause = time.Time{}
	if e.problem != nil {
		s.Step, s.Problem = PickerStopped, e.problem
		return s
	}
	s.Step, s.Total = PickerDone, s.Loaded
	if s.Loaded == 0 {
		none := connector.NewProblem(connector.CodeRepositoriesNone, "account", s.Connection.Account.Name)
		s.Problem = &none
	}
	return s
}

func (e pickerSelected) pick(s PickerState) PickerState {
	s.Selected, s.touched = e.ref, true
	return s
}

func (pickerLookingUp) pick(s PickerState) PickerState {
	s.LookingUp, s.NotFound = true, nil
	return s
}

func (e pickerLookedUp) pick(s PickerState) PickerState {
	s.LookingUp, s.NotFound = false, e.problem
	return s
}

// pick keeps what came, so that coming back shows it at once.
func (pickerPaused) pick(s PickerState) PickerState {
	s.LookingUp, s.Pause = false, time.Time{}
	if s.Step == PickerLoading {
		s.Step = PickerStopped
	}
	return s
}

func (pickerClosed) pick(PickerState) PickerState { return PickerState{Step: PickerIdle, Total: -1} }
