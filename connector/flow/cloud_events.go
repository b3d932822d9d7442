package flow

import (
	"cmp"
	"time"

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
	cloudChoseToken struct {
		want CloudWant
		kind connector.CredentialKind
	}
	cloudChoseSetUp struct{}
	cloudSetsUp     struct{ setup CloudSetup }
	cloudNotes      struct{}
	cloudAnswered   struct{ problem *connector.Problem }
	cloudTyped      struct {
		form    CloudForm
		missing CloudField
		problem *connector.Problem
	}
	cloudKeyMissing struct{ missing CloudField }
	cloudAskedMore  struct{ missing CloudField }
	cloudSaidYes    struct{}
	cloudShown      struct{ id string }
	cloudParts      struct{}
	cloudLeft       struct{}
	cloudStayed     struct{ problem connector.Problem }
	cloudNotOpened  struct{ problem connector.Problem }
)

func (cloudWentHome) next(s CloudState) CloudState { return s.home() }

func (e cloudChoseToken) next(s CloudState) CloudState {
	s = s.home()
	s.Step, s.Want, s.Gone, s.News = CloudToken, e.want, nil, nil
	s.Form.Kind = cmp.Or(e.kind, connector.APIToken)
	s.Using = s.Form.Kind
	return s
}

func (cloudChoseSetUp) next(s CloudState) CloudState {
	s = s.home()
	s.Step, s.Gone = CloudConsumer, nil
	s.Setup.Step = 1
	return s
}

func (e cloudSetsUp) next(s CloudState) CloudState {
	s.Step, s.Setup, s.Missing = CloudConsumer, e.setup, ""
	return s
}

func (cloudNotes) next(s CloudState) CloudState {
	s.Step, s.Missing, s.Problem, s.Fix = CloudNoting, "", nil, ""
	return s
}

func (e cloudAnswered) next(s CloudState) CloudState {
	s.AnswerProblem = e.problem
	return s
}

func (e cloudTyped) next(s CloudState) CloudState {
	s.Step, s.Form, s.Missing, s.Problem, s.Fix = CloudToken, e.form, e.missing, nil, ""
	if e.problem != nil {
		s = s.beside(*e.problem)
	}
	return s
}

func (e cloudKeyMissing) next(s CloudState) CloudState {
	s.Step, s.Missing, s.Problem, s.Fix = CloudConsumer, e.missing, nil, ""
	return s
}

func (e cloudAskedMore) next(s CloudState) CloudState {
	want := s.Want
	s = s.home()
	s.Step, s.Missing, s.News = CloudMore, e.missing, nil
	if e.missing != "" {
		s.Want = want
	}
	return s
}

func (cloudSaidYes) next(s CloudState) CloudState { return s.home() }

func (e cloudShown) next(s CloudState) CloudState {
	s.Current, s.SignedOut, s.Scopes, s.Report, s.News, s.Gone = e.id, false, nil, connector.Report{}, nil, nil
	return s.home()
}

func (cloudParts) next(s CloudState) CloudState {
	s = s.home()
	s.Step = CloudParting
	return s
}

func (cloudLeft) next(s CloudState) CloudState {
	s.Step, s.Problem, s.Fix = CloudLeaving, nil, ""
	return s
}

// next stays connected where leaving failed.
func (e cloudStayed) next(s CloudState) CloudState { return s.home().beside(e.problem) }

// next shows the address that no browser opened, on the screen that wanted it.
func (e cloudNotOpened) next(s CloudState) CloudState {
	return s.beside(e.problem)
}

// What starting up found.
type (
	cloudLoaded struct {
		connections []connector.Connection
		consumer    CloudConsumerState
		problem     *connector.Problem
	}
	cloudConsumerKnown struct {
		consumer CloudConsumerState
		problem  *connector.Problem
	}
	cloudSecretFound   struct{ scopes []string }
	cloudSecretMissing struct{ problem *connector.Problem }
)

func (e cloudLoaded) next(s CloudState) CloudState {
	s.Consumer, s.Connections, s.Current = e.consumer, e.connections, newest(e.connections)
	if e.problem != nil {
		return s.failed(*e.problem)
	}
	return s.home()
}

func (e cloudConsumerKnown) next(s CloudState) CloudState {
	s.Consumer, s.Missing = e.consumer, ""
	switch {
	case e.problem == nil:
		return s.home()
	case e.consumer.Has: // it serves for this session: no keychain is no reason to stay on the form
		return s.home().beside(*e.problem)
	}
	s.Step = CloudConsumer
	return s.beside(*e.problem)
}

func (e cloudSecretFound) next(s CloudState) CloudState {
	s.SignedOut, s.Scopes = false, e.scopes
	return s.home()
}

func (e cloudSecretMissing) next(s CloudState) CloudState {
	s.SignedOut = e.problem == nil || severe(*e.problem)
	s = s.home()
	if e.problem != nil {
		s = s.beside(*e.problem)
	}
	return s
}

// What asking for consent brought.
type (
	cloudAsking  struct{ private bool }
	cloudWaiting struct {
		wait connector.ConsentWait
		now  time.Time
	}
	cloudTicked struct{ left time.Duration }
)

func (e cloudAsking) next(s CloudState) CloudState {
	s.Step, s.Wait, s.Left, s.Private = CloudConsenting, connector.ConsentWait{}, 0, e.private
	s.Using, s.Report, s.Gone, s.News = connector.Session, connector.Report{}, nil, nil
	s.Problem, s.Fix, s.Missing = nil, "", ""
	return s
}

func (e cloudWaiting) next(s CloudState) CloudState {
	s.Wait, s.Left = e.wait, spoken(e.wait.Until.Sub(e.now))
	s.Problem, s.Fix = nil, ""
	if p := e.wait.Problem; p != nil {
		s = s.beside(*p)
	}
	return s
}

func (e cloudTicked) next(s CloudState) CloudState {
	s.Left = e.left
	return s
}

// spoken rounds a time left as it is said: minutes while there are several, then steps of ten seconds.
func spoken(left time.Duration) time.Duration {
	unit := 10 * time.Second
	if left > 2*time.Minute {
		unit = time.Minute
	}
	return max(0, (left+unit-1)/unit*unit)
}
