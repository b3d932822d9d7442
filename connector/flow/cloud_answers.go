package flow

import "mooring/connector"

// What checking and saving brought.
type (
	cloudCounts   struct{ want CloudWant }
	cloudClimbs   struct{ using connector.CredentialKind }
	cloudReported struct{ report connector.Report }
	cloudStopped  struct{ problem connector.Problem }
	cloudSaves    struct{}
	cloudUnkept   struct{ problem connector.Problem }
	cloudSaved    struct {
		connection connector.Connection
		scopes     []string
		email      string
		report     connector.Report
		confirm    bool
		instead    string
		same       bool
	}
	cloudCompared struct{ news CloudNews }
	cloudLooked   struct {
		news    *CloudNews
		problem *connector.Problem
	}
	cloudChecked struct {
		connection connector.Connection
		scopes     []string
		report     connector.Report
		problem    *connector.Problem
	}
	cloudGone struct {
		id       string
		alive    bool
		stranger bool
	}
)

func (e cloudCounts) next(s CloudState) CloudState {
	s.Step, s.Want, s.News, s.Problem, s.Fix, s.Missing = CloudCounting, e.want, nil, nil, CloudFixNone, ""
	return s
}

func (e cloudClimbs) next(s CloudState) CloudState {
	s = s.fresh()
	s.Step, s.Using, s.Report = CloudChecking, e.using, connector.Report{}
	s.Problem, s.Fix, s.Missing = nil, CloudFixNone, ""
	s.CanAnswer, s.AnswerProblem = false, nil
	return s
}

func (e cloudReported) next(s CloudState) CloudState {
	s.Report = e.report
	return s
}

func (e cloudStopped) next(s CloudState) CloudState { return s.failed(e.problem) }

func (cloudSaves) next(s CloudState) CloudState {
	s.Step, s.Problem, s.Fix = CloudSaving, nil, CloudFixNone
	return s
}

func (e cloudUnkept) next(s CloudState) CloudState {
	s.Step = CloudKeeping
	return s.beside(e.problem)
}

func (e cloudSaved) next(s CloudState) CloudState {
	saving := s.Step == CloudSaving
	s = s.with(e.connection).know(e.connection.ID, func(a *CloudAccount) {
		*a = CloudAccount{Scopes: e.scopes, Email: e.email, Report: e.report, looked: true}
	})
	if !saving { // cancelled too late: it is there, and the screen stays as it is
		if s.Current == "" {
			s.Current = e.connection.ID
		}
		return s
	}
	s.Current = e.connection.ID
	s = s.home()
	s.SignedIn, s.Instead, s.Same = e.connection.ID, e.instead, e.same
	if e.confirm {
		s.Step = CloudConfirming
		return s
	}
	s.Form = CloudForm{} // it served: the next account is another one
	return s
}

func (e cloudCompared) next(s CloudState) CloudState {
	s = s.know(s.Current, func(a *CloudAccount) { a.News = &e.news })
	if s.Step == CloudCounting {
		return s.home()
	}
	s.News = &e.news
	return s
}

// next shows why nothing could be looked at, beside the account, or what there was to see already.
func (e cloudLooked) next(s CloudState) CloudState {
	return s.know(s.Current, func(a *CloudAccount) {
		if e.problem == nil {
			a.News = e.news
			return
		}
		a.Problem = e.problem
		a.SignedOut = a.SignedOut || severe(*e.problem)
	}).home()
}

// next writes a check down with the account it was of, whichever is on screen.
func (e cloudChecked) next(s CloudState) CloudState {
	id := e.connection.ID
	if _, there := s.find(id); !there {
		return s
	}
	s = s.with(e.connection).know(id, func(a *CloudAccount) {
		a.Report, a.Problem, a.looked = e.report, e.problem, true
		a.SignedOut = e.problem != nil && (a.SignedOut || severe(*e.problem))
		if len(e.scopes) > 0 {
			a.Scopes = e.scopes
		}
	})
	if s.Current != id {
		return s
	}
	return s.home()
}

// next lets another account take the screen. A stranger who came by way of a token leads back to its form: the
// browser has nothing to do with it.
func (e cloudGone) next(s CloudState) CloudState {
	was, _ := s.find(e.id)
	form := s.Form
	s = s.without(e.id).home().fresh()
	switch {
	case e.stranger && was.Kind == connector.Session:
		s.Step, s.Stranger = CloudStranger, was.Account.Name
	case e.stranger:
		return cloudChoseToken{form: form}.next(s)
	default:
		s.Gone = &CloudGone{Name: was.Name, Kind: was.Kind, Place: was.Place, TokenKind: was.TokenKind, Alive: e.alive}
	}
	return s
}
