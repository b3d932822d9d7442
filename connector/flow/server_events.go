package flow

import (
	"time"

	"mooring/connector"
)

// serverEvent is anything that moves the Server tab.
type serverEvent interface {
	server(ServerState) ServerState
}

// nextServer answers every event of the Server tab. Work and waiting belong to the page they began on.
func nextServer(s ServerState, e serverEvent) ServerState {
	next := e.server(s)
	if next.Step != s.Step {
		next.Working = false
	}
	if next.Step != ServerResult {
		next.ResumeAt = time.Time{}
	}
	if !next.Step.isAside() {
		next.before = nil
	}
	return next
}

type (
	serverStarted struct{}
	serverLoaded  struct{ items []ServerItem }
	serverUnread  struct{ problem connector.Problem }
	serverFilled  struct{ form ServerForm } // opens the form with these texts
	serverLacked  struct {
		problem connector.Problem
		field   ServerField
	} // something was left empty
	serverBegan struct {
		connection connector.Connection
		again      bool
	}
	serverClimbed struct{ report connector.Report }
	serverChecked struct{ climbed }
	serverFailed  struct {
		problem connector.Problem
		resume  time.Time
	} // the check could not be made or ended
	serverAsked struct {
		connection connector.Connection
		report     connector.Report
	} // the keychain is asked to keep the token
	serverUnkept  struct{ problem connector.Problem }
	serverKept    struct{ connection connector.Connection }
	serverListed  struct{ connection connector.Connection } // kept while the person had gone on already
	serverWritten struct{ connection connector.Connection } // something about a saved one is on disk
	serverDated   struct{ connection connector.Connection }
	serverRenamed struct{ connection connector.Connection }
	serverUpdated struct {
		climbed
		disk *connector.Problem
	} // a saved one after a check
	serverLost struct {
		id    string
		until time.Time
	} // no token is kept for it any more
	serverEdits    struct{ field ServerField } // back to the form, cursor there
	serverRenames  struct{ id string }
	serverLeaves   struct{ id string }
	serverWorks    struct{}
	serverStuck    struct{ problem connector.Problem } // the work of a page did not work out
	serverStays    struct{}                            // nothing is waited for any more
	serverLeft     struct{ id string }
	serverWentBack struct{}
)

func (serverStarted) server(s ServerState) ServerState {
	return ServerState{Step: ServerStarting, Form: ServerForm{Revision: s.Form.Revision + 1}}
}

func (e serverLoaded) server(s ServerState) ServerState {
	s.Items = sorted(e.items)
	return s.home()
}

func (e serverUnread) server(s ServerState) ServerState {
	s.Step, s.Problem = ServerList, &e.problem
	return s
}

func (e serverFilled) server(s ServerState) ServerState {
	s = s.home()
	revision := s.Form.Revision + 1
	s.Step, s.Form = ServerFormStep, e.form
	s.Form.Revision = revision
	return s
}

func (e serverLacked) server(s ServerState) ServerState {
	s.Step, s.Problem, s.Form.Missing = ServerFormStep, &e.problem, e.field
	return s
}

func (e serverBegan) server(s ServerState) ServerState {
	s.Step, s.Current, s.Again = ServerChecking, e.connection, e.again
	s.Report, s.Problem, s.Kept = connector.Report{}, nil, false
	s.Form.Missing = ""
	return s
}

func (e serverClimbed) server(s ServerState) ServerState {
	s.Report = e.report
	return s
}

func (e serverChecked) server(s ServerState) ServerState {
	s.Step, s.Current, s.Report, s.ResumeAt = ServerResult, e.connection, e.report, e.resume
	return s
}

func (e serverFailed) server(s ServerState) ServerState {
	s.Step, s.Problem, s.ResumeAt = ServerResult, &e.problem, e.resume
	return s
}

func (e serverAsked) server(s ServerState) ServerState {
	s.Step, s.Current, s.Problem = ServerSaving, e.connection, nil
	if e.report.Done {
		s.Report = e.report
	}
	return s
}

func (e serverUnkept) server(s ServerState) ServerState {
	s.Step, s.Problem = ServerKeeping, &e.problem
	return s
}

func (e serverKept) server(s ServerState) ServerState {
	s = s.with(e.connection, false)
	s.Step, s.Current, s.Problem, s.Kept = ServerResult, e.connection, nil, true
	s.Form = ServerForm{Revision: s.Form.Revision + 1}
	return s
}

func (e serverListed) server(s ServerState) ServerState { return s.with(e.connection, false) }

func (e serverWritten) server(s ServerState) ServerState {
	item, known := s.Item(e.connection.ID)
	if !known {
		return s
	}
	s = s.with(e.connection, item.SignIn)
	if s.Current.ID == e.connection.ID {
		s.Current = e.connection
	}
	return s
}

func (e serverDated) server(s ServerState) ServerState {
	s.Working, s.Problem = false, nil
	return serverWritten(e).server(s)
}

func (e serverRenamed) server(s ServerState) ServerState {
	item, _ := s.Item(e.connection.ID)
	return s.with(e.connection, item.SignIn).home()
}

func (e serverUpdated) server(s ServerState) ServerState {
	s = s.with(e.connection, false)
	s.Step, s.Current, s.Report, s.Kept = ServerResult, e.connection, e.report, true
	s.Problem, s.ResumeAt = e.disk, e.resume
	return s
}

func (e serverLost) server(s ServerState) ServerState {
	item, known := s.Item(e.id)
	if !known {
		return s.home()
	}
	s = s.with(item.Connection, true).home()
	s.Step = ServerFormStep
	s.Form = formFor(item.Connection, s.Form.Revision+1)
	s.Form.SignIn, s.Form.Until = true, e.until
	return s
}

func (e serverEdits) server(s ServerState) ServerState {
	s.Step, s.Problem, s.Form.Missing = ServerFormStep, nil, e.field
	return s
}

func (e serverRenames) server(s ServerState) ServerState { return s.about(e.id, ServerRenaming) }

func (e serverLeaves) server(s ServerState) ServerState { return s.about(e.id, ServerLeaving) }

// about goes to a page about one of the connections, if it is still there.
func (s ServerState) about(id string, step ServerStep) ServerState {
	item, known := s.Item(id)
	if known {
		s.Step, s.Current, s.Problem = step, item.Connection, nil
	}
	return s
}

func (serverWorks) server(s ServerState) ServerState {
	s.Working, s.Problem, s.ResumeAt = true, nil, time.Time{}
	return s
}

func (e serverStuck) server(s ServerState) ServerState {
	s.Working, s.Problem = false, &e.problem
	return s
}

func (serverStays) server(s ServerState) ServerState {
	s.Working, s.ResumeAt = false, time.Time{}
	return s
}

func (e serverLeft) server(s ServerState) ServerState { return s.without(e.id).home() }

// serverWentBack leads one page back. From a check of what was typed that is the form, with everything
// still in it.
func (serverWentBack) server(s ServerState) ServerState {
	if s.before != nil {
		return s.returned()
	}
	switch s.Step {
	case ServerChecking, ServerSaving, ServerKeeping, ServerResult:
		if !s.Again && !s.Kept {
			s.Step, s.Problem = ServerFormStep, nil
			return s
		}
	case ServerStarting:
		return s
	}
	return s.home()
}

// formFor asks for a new token for a saved connection.
func formFor(c connector.Connection, revision int) ServerForm {
	return ServerForm{
		Revision: revision, Name: c.Name, Address: c.Base, For: c.ID, Missing: ServerFieldToken,
		Certificate: c.ClientCertificate, Kind: c.TokenKind,
	}
}
