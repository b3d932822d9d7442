package flow

import (
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// pickerEvent is anything that moves the picker.
type pickerEvent interface{ pick(PickerState) PickerState }

// nextPicker answers every event of the picker. Details are of what is selected: they go with it.
func nextPicker(s PickerState, e pickerEvent) PickerState {
	selected := s.Selected
	s = e.pick(s)
	if s.Selected != selected {
		s.Details, s.DetailsProblem = nil, nil
		s.LookingAt = s.tells && s.Selected.ID != ""
	}
	return s
}

type (
	pickerOpened struct {
		connection  connector.Connection
		query       string
		asked       Query
		typed       typed
		arrangement Arrangement
	}
	pickerResumed  struct{ kept time.Time }
	pickerSearched struct {
		query     string
		asked     Query
		rows      catalog.Listing
		typed     typed
		searching bool
		cut       []string
	}
	pickerArranged struct {
		arrangement Arrangement
		rows        catalog.Listing
	}
	pickerArrived struct {
		rows          catalog.Listing
		loaded, total int
		typed         typed
		large         []connector.Large
		searching     bool
		kept          time.Time
	}
	pickerWaits struct{ until time.Time } // the zero time: it has gone on
	pickerEnded struct {
		problem           *connector.Problem
		total, came, gone int
	}
	pickerAdds  struct{}
	pickerAdded struct{ problem *connector.Problem }
	pickerAsks  struct{}
	pickerAsked struct {
		problem *connector.Problem
		cut     []string
	}
	pickerSelected  struct{ ref connector.RepositoryRef }
	pickerLookingUp struct{}
	pickerLookedUp  struct{ problem *connector.Problem }
	pickerPaused    struct{}
	pickerClosed    struct{}
)

func (e pickerOpened) pick(PickerState) PickerState {
	return PickerState{
		Step: PickerLoading, Connection: e.connection, Total: -1, Arrangement: e.arrangement,
		Query: e.query, Asked: e.asked, Typed: e.typed.name, Elsewhere: e.typed.elsewhere,
	}
}

func (e pickerResumed) pick(s PickerState) PickerState {
	s.Step, s.Problem, s.Pause = PickerLoading, nil, time.Time{}
	s.Kept, s.New, s.Gone = e.kept, 0, 0
	s.AddProblem, s.ChoiceProblem, s.FindingRights = nil, nil, false
	return s
}

// pick selects the best hit: a new search is a new question, and Return should answer it.
func (e pickerSearched) pick(s PickerState) PickerState {
	s.Query, s.Asked, s.Rows, s.NotFound = e.query, e.asked, e.rows, nil
	s.Typed, s.Elsewhere = e.typed.name, e.typed.elsewhere
	s.Searching, s.SearchProblem, s.Cut = e.searching, nil, e.cut
	s.LookingUp, s.ChoiceProblem, s.Choosing = false, nil, connector.RepositoryRef{}
	s.touched = true
	if s.Step != PickerLoading && !s.Adding { // of the search before, which has ended
		s.Pause = time.Time{}
	}
	return s.best()
}

func (e pickerArranged) pick(s PickerState) PickerState {
	s.Arrangement, s.Rows = e.arrangement, e.rows
	return s.stand()
}

// pick leaves the selection where it is: what somebody is about to choose must not change under them. As
// long as nobody has touched anything it is the best hit of what the list was opened with, which grows from nothing;
// a list that was kept stands from the beginning.
func (e pickerArrived) pick(s PickerState) PickerState {
	before := s.Rows.Len()
	s.Rows, s.Loaded, s.Total = e.rows, e.loaded, e.total
	s.Large, s.Searching, s.Kept = e.large, e.searching, e.kept
	s.Typed, s.Elsewhere = e.typed.name, e.typed.elsewhere
	grows := !s.touched && (s.Kept.IsZero() || before == 0)
	if s.Selected.ID == "" || grows || !s.touched && s.Rows.Place(s.Selected) < 0 {
		return s.best()
	}
	return s.stand()
}

// best selects the first repository there is.
func (s PickerState) best() PickerState {
	s.stood = s.Rows.Step(-1, 1)
	s.Selected = s.Rows.At(s.stood).Ref
	return s
}

// stand notes where the selection stands, so that the next step is from there even if it vanishes.
func (s PickerState) stand() PickerState {
	if place := s.Rows.Place(s.Selected); place >= 0 {
		s.stood = place
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
	s.Step, s.Total, s.Kept, s.New, s.Gone = PickerDone, e.total, time.Time{}, e.came, e.gone
	if s.Loaded == 0 {
		none := connector.NewProblem(connector.CodeRepositoriesNone, "account", s.Connection.Account.Name)
		s.Problem = &none
	}
	return s
}

func (e pickerSelected) pick(s PickerState) PickerState {
	s.Selected, s.touched = e.ref, true
	return s.stand()
}

func (pickerLookingUp) pick(s PickerState) PickerState {
	s.LookingUp, s.NotFound = true, nil
	return s
}

func (e pickerLookedUp) pick(s PickerState) PickerState {
	s.LookingUp, s.NotFound = false, e.problem
	return s
}

func (pickerAdds) pick(s PickerState) PickerState {
	s.Adding, s.AddProblem = true, nil
	return s
}

func (e pickerAdded) pick(s PickerState) PickerState {
	s.Adding, s.AddProblem, s.Pause = false, e.problem, time.Time{}
	return s
}

func (pickerAsks) pick(s PickerState) PickerState {
	s.Searching, s.SearchProblem = true, nil
	return s
}

func (e pickerAsked) pick(s PickerState) PickerState {
	s.Searching, s.SearchProblem, s.Cut = false, e.problem, e.cut
	if s.Step != PickerLoading {
		s.Pause = time.Time{}
	}
	return s
}

// pick keeps what came, so that coming back shows it at once.
func (pickerPaused) pick(s PickerState) PickerState {
	s.LookingUp, s.Pause, s.Adding, s.Searching = false, time.Time{}, false, false
	s.Choosing, s.LookingAt, s.FindingRights = connector.RepositoryRef{}, false, false
	if s.Step == PickerLoading {
		s.Step = PickerStopped
	}
	return s
}

func (pickerClosed) pick(PickerState) PickerState { return PickerState{Step: PickerIdle, Total: -1} }
