package flow

import "mooring/connector"

// The pages beside the way: two notes, and how a token is made. Going back from one shows exactly what was
// there before.
type (
	serverNoted  struct{}
	serverGuides struct{ guide ServerGuide }
	serverGuided struct {
		guide   connector.TokenGuide
		problem *connector.Problem
	} // the server has answered, or could not
	serverTurns struct{ kind connector.TokenKind }
	// serverAsksAdmin opens the note about what was found, or about a saved connection.
	serverAsksAdmin struct{ id string }
)

func (s ServerStep) isAside() bool {
	return s == ServerNote || s == ServerGuiding || s == ServerAdmin
}

// aside goes to a page beside the way and remembers where from.
func (s ServerState) aside(step ServerStep) ServerState {
	if !s.Step.isAside() {
		here := s
		s.before = &here
	}
	s.Step = step
	return s
}

// returned is what was shown before, with the connections as they are by now.
func (s ServerState) returned() ServerState {
	back := *s.before
	back.Items = s.Items
	if item, known := s.Item(back.Current.ID); known && (back.Again || back.Kept) {
		back.Current = item.Connection
	}
	return back
}

func (serverNoted) server(s ServerState) ServerState { return s.aside(ServerNote) }

func (e serverGuides) server(s ServerState) ServerState {
	s = s.aside(ServerGuiding)
	s.Guide, s.Problem = e.guide, nil
	return s
}

// server leaves the kind alone: the person may have turned the page while the server was asked.
func (e serverGuided) server(s ServerState) ServerState {
	s.Guide.Guide, s.Guide.Problem, s.Guide.Asking = e.guide, e.problem, false
	return s
}

func (e serverTurns) server(s ServerState) ServerState {
	if s.Step == ServerGuiding {
		s.Guide.Kind = e.kind
	}
	return s
}

func (e serverAsksAdmin) server(s ServerState) ServerState {
	s = s.aside(ServerAdmin)
	if item, known := s.Item(e.id); known {
		s.Current, s.Problem, s.Report = item.Connection, nil, connector.Report{}
	}
	return s
}
