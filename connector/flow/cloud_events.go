package flow

import (
	"cmp"

	"mooring/connector"
)

// cloudEvent is something that happened to the Cloud tab: a tap, or an answer to one. It moves the state
// and does nothing else.
type cloudEvent interface {
	next(CloudState) CloudState
}

// nextCloud is the Cloud tab's whole behaviour: it does no work and changes nothing it is given.
func nextCloud(s CloudState, e cloudEvent) CloudState { return e.next(s) }

// What the person did.
type (
	cloudWentHome   struct{}
	cloudReturned   struct{}
	cloudChoseToken struct {
		want CloudWant
		form CloudForm
	}
	cloudRecognised struct {
		kind    connector.CredentialKind
		problem *connector.Problem
	}
	cloudTyped struct {
		form    CloudForm
		missing CloudField
		problem *connector.Problem
	}
	cloudChoseSetUp struct{ step int }
	cloudSetsUp     struct {
		setup   CloudSetup
		missing CloudField
		problem *connector.Problem
	}
	cloudNotes      struct{}
	cloudAnswered   struct{ problem *connector.Problem }
	cloudKeyMissing struct{ missing CloudField }
	cloudAskedMore  struct{ missing CloudField }
	cloudSaidYes    struct{}
	cloudShown      struct{ id string }
	cloudParts      struct{}
	cloudLeft       struct{}
	cloudStayed     struct{ problem connector.Problem }
	cloudNotOpened  struct{ problem connector.Problem }
	cloudDated      struct {
		connection connector.Connection
		problem    *connector.Problem
	}
)

func (cloudWentHome) next(s CloudState) CloudState { return s.home() }

// next leaves the note for the page it was opened from, with what has changed meanwhile.
func (cloudReturned) next(s CloudState) CloudState {
	if s.before == nil {
		return s.home()
	}
	back := *s.before
	back.Connections, back.Accounts, back.Current, back.Consumer = s.Connections, s.Accounts, s.Current, s.Consumer
	return back
}

func (e cloudChoseToken) next(s CloudState) CloudState {
	s = s.home().fresh()
	s.Step, s.Want = CloudToken, e.want
	s.Form = e.form
	s.Form.Kind = cmp.Or(e.form.Kind, connector.APIToken)
	s.Using = s.Form.Kind
	return s
}

// next turns the form to the kind of token that was pasted; all that was typed stays.
func (e cloudRecognised) next(s CloudState) CloudState {
	if s.Step != CloudToken {
		return s
	}
	if e.kind != "" && e.kind != s.Form.Kind {
		s.Form.Kind, s.Using, s.Missing = e.kind, e.kind, ""
	}
	s.Problem, s.Fix = nil, CloudFixNone
	if e.problem != nil {
		s = s.beside(*e.problem)
	}
	return s
}

func (e cloudTyped) next(s CloudState) CloudState {
	s.Step, s.Form, s.Using, s.Missing, s.Problem, s.Fix = CloudToken, e.form, e.form.Kind, e.missing, nil, ""
	if e.problem != nil {
		s = s.beside(*e.problem)
	}
	return s
}

func (e cloudChoseSetUp) next(s CloudState) CloudState {
	s = s.home().fresh()
	s.Step = CloudConsumer
	s.Setup.Step = e.step
	return s
}

func (e cloudSetsUp) next(s CloudState) CloudState {
	s.Step, s.Setup, s.Missing, s.Problem, s.Fix = CloudConsumer, e.setup, e.missing, nil, CloudFixNone
	if e.problem != nil {
		s = s.beside(*e.problem)
	}
	return s
}

func (cloudNotes) next(s CloudState) CloudState {
	if s.Step == CloudNoting {
		return s
	}
	before := s
	s.before = &before
	s.Step, s.Missing, s.Problem, s.Fix = CloudNoting, "", nil, CloudFixNone
	return s
}

func (e cloudAnswered) next(s CloudState) CloudState {
	if s.Step == CloudConsenting {
		s.AnswerProblem = e.problem
	}
	return s
}

func (e cloudKeyMissing) next(s CloudState) CloudState {
	s.Step, s.Missing, s.Problem, s.Fix = CloudConsumer, e.missing, nil, CloudFixNone
	s.Setup.Step = 4
	return s
}

func (e cloudAskedMore) next(s CloudState) CloudState {
	want := s.Want
	s = s.know(s.Current, func(a *CloudAccount) { a.News = nil }).home()
	s.Step, s.Missing = CloudMore, e.missing
	if e.missing != "" {
		s.Want = want
	}
	return s
}

func (cloudSaidYes) next(s CloudState) CloudState {
	s.Form = CloudForm{} // it served
	return s.home()
}

func (e cloudShown) next(s CloudState) CloudState {
	s.Current = e.id
	return s.home().fresh()
}

func (cloudParts) next(s CloudState) CloudState {
	s = s.home()
	s.Step = CloudParting
	return s
}

func (cloudLeft) next(s CloudState) CloudState {
	s.Step, s.Problem, s.Fix = CloudLeaving, nil, CloudFixNone
	return s
}

// next stays connected where leaving failed.
func (e cloudStayed) next(s CloudState) CloudState { return s.home().beside(e.problem) }

// next shows the address that no browser opened, on the screen that wanted it.
func (e cloudNotOpened) next(s CloudState) CloudState {
	return s.beside(e.problem)
}

// next writes down another day on which a token ends, or why that could not be kept.
func (e cloudDated) next(s CloudState) CloudState {
	if e.problem != nil {
		return s.home().beside(*e.problem)
	}
	return s.with(e.connection).home()
}

// fresh is the state without what came of the last thing the person did.
func (s CloudState) fresh() CloudState {
	s.Gone, s.Removed, s.Instead, s.SignedIn, s.Same = nil, nil, "", "", false
	return s
}
