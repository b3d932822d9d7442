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
		confirm    bool
	}
	cloudCompared struct{ news CloudNews }
	cloudLooked   struct {
		news    *CloudNews
		problem *connector.Problem
	}
	cloudChecked struct {
		connection connector.Connection
		problem    *connector.Problem
	}
	cloudGone struct {
		id       string
		alive    bool
		stranger bool
	}
)

func (e cloudCounts) next(s CloudState) CloudState {
	s.Step, s.Want, s.News, s.Problem, s.Fix, s.Missing = CloudCounting, e.want, nil, nil, "", ""
	return s
}

func (e cloudClimbs) next(s CloudState) CloudState {
	s.Step, s.Using, s.Report = CloudChecking, e.using, connector.Report{}
	s.Problem, s.Fix, s.Missing, s.Gone = nil, "", "", nil
	return s
}

func (e cloudReported) next(s CloudState) CloudState {
	s.Report = e.report
	return s
}

func (e cloudStopped) next(s CloudState) CloudState { return s.failed(e.problem) }

func (cloudSaves) next(s CloudState) CloudState {
	s.Step, s.Problem, s.Fix = CloudSaving, nil, ""
	return s
}

func (e cloudUnkept) next(s CloudState) CloudState {
	s.Step = CloudKeeping
	return s.beside(e.problem)
}

func (e cloudSaved) next(s CloudState) CloudState {
	if s.Step != CloudSaving { // cancelled too late: it is there, and the screen stays as it is
		s.Connections = s.with(e.connection).Connections
		return s
	}
	s = s.with(e.connection).settled()
	s.Scopes = e.scopes
	if e.confirm {
		s.Step = CloudConfirming
	}
	return s
}

func (e cloudCompared) next(s CloudState) CloudState {
	if s.Step == CloudCounting {
		s = s.home()
	}
	s.News = &e.news
	return s
}

// next shows why nothing could be looked at, beside the account, or what there was to see already.
func (e cloudLooked) next(s CloudState) CloudState {
	if e.problem == nil {
		s = s.home()
		s.News = e.news
		return s
	}
	s.SignedOut = severe(*e.problem)
	return s.home().beside(*e.problem)
}

func (e cloudChecked) next(s CloudState) CloudState {
	s = s.with(e.connection)
	if e.problem == nil {
		return s.settled()
	}
	s.SignedOut = severe(*e.problem)
	return s.home().beside(*e.problem)
}

func (e cloudGone) next(s CloudState) CloudState {
	was, _ := s.Connection()
	s = s.without(e.id).home()
	if e.stranger {
		s.Step, s.Stranger = CloudStranger, was.Account.Name
		return s
	}
	s.Gone = &CloudGone{Name: was.Name, Kind: was.Kind, Alive: e.alive}
	return s
}

// settled is home with a secret that works.
func (s CloudState) settled() CloudState {
	s.SignedOut = false
	return s.home()
}
