package flow

import (
	"context"
	"strings"

	"mooring/connector"
	"mooring/connector/ladder"
)

// MissingStep is how far "Why can't I see my repository?" has come.
type MissingStep string

// The steps.
const (
	MissingClosed  MissingStep = "closed"
	MissingAsking  MissingStep = "asking"  // the name is being typed
	MissingLooking MissingStep = "looking" // Bitbucket is being asked
	MissingDone    MissingStep = "done"    // the blocker is named, or it is there after all
)

// MissingState is what that page shows.
type MissingState struct {
	Step       MissingStep
	Connection connector.Connection
	// Text is the name or address that was asked about.
	Text string
	// Report is the ladder: place, owner, repository, visible, archived.
	Report connector.Report
	// Problem is what kept the ladder from being climbed.
	Problem *connector.Problem
	// Unable says that this Bitbucket cannot be asked why; the step is then MissingDone, without a report.
	Unable bool
}

// Found is the repository's key and slug where the ladder found it.
func (s MissingState) Found() (key, slug string, ok bool) {
	key, slug = s.Report.Fact("key"), s.Report.Fact("slug")
	return key, slug, s.Step == MissingDone && key != "" && slug != "" && s.Report.Verdict() != connector.Blocked
}

// MissingNeeds is what the page needs from the rest of the house.
type MissingNeeds struct {
	Clients Clients
	// OnFound takes the search for a repository that is there after all back to the list; optional.
	OnFound func(connection connector.Connection, search string)
}

// Missing finds out why a repository cannot be seen. Its methods are called from one goroutine and never
// wait.
type Missing struct {
	needs MissingNeeds
	feed  *Feed[MissingState, missingEvent]
	task  Task
}

type missingEvent func(MissingState) MissingState

// NewMissing makes the page, closed.
func NewMissing(needs MissingNeeds) *Missing {
	if needs.OnFound == nil {
		needs.OnFound = func(connector.Connection, string) {}
	}
	next := func(s MissingState, e missingEvent) MissingState { return e(s) }
	return &Missing{needs: needs, feed: NewFeed(MissingState{Step: MissingClosed}, next)}
}

// Now gives the latest state.
func (m *Missing) Now() Snapshot[MissingState] { return m.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (m *Missing) Watch(watcher func(Snapshot[MissingState])) (stop func()) {
	return m.feed.Watch(watcher)
}

// Open asks for the name of a repository that a connection does not show; text is what was typed already.
func (m *Missing) Open(connection connector.Connection, text string) {
	m.task.Stop()
	m.feed.Apply(func(MissingState) MissingState {
		return MissingState{Step: MissingAsking, Connection: connection, Text: text}
	})
}

// Ask finds out about a name or address; about another one where it has found out already. An empty one
// changes nothing.
func (m *Missing) Ask(text string) {
	text = strings.TrimSpace(text)
	s := m.feed.Now().State
	if text == "" || s.Step == MissingClosed {
		return
	}
	connection := s.Connection
	m.task.Stop()
	m.feed.Apply(func(MissingState) MissingState {
		return MissingState{Step: MissingLooking, Connection: connection, Text: text}
	})
	m.task.Start(func(ctx context.Context) { m.look(ctx, connection, text) })
}

// Choose goes back to the list with what was found.
func (m *Missing) Choose() {
	s := m.feed.Now().State
	key, slug, ok := s.Found()
	if !ok {
		return
	}
	m.Close()
	m.needs.OnFound(s.Connection, key+"/"+slug)
}

// Back goes one page back: from looking to the name, from there away. It tells whether there was anywhere
// to go.
func (m *Missing) Back() bool {
	s := m.feed.Now().State
	if s.Step == MissingClosed {
		return false
	}
	if s.Step == MissingLooking {
		m.Open(s.Connection, s.Text)
		return true
	}
	m.Close()
	return true
}

// Close ends whatever runs and shows nothing.
func (m *Missing) Close() {
	m.task.Stop()
	m.feed.Apply(func(MissingState) MissingState { return MissingState{Step: MissingClosed} })
}

// Wait blocks until nothing is under way any more.
func (m *Missing) Wait() { m.task.Wait() }

func (m *Missing) look(ctx context.Context, connection connector.Connection, text string) {
	bitbucket, err := m.needs.Clients.Open(ctx, connection)
	if err != nil {
		m.feed.ApplyFrom(ctx, func(s MissingState) MissingState {
			s.Step, s.Problem = MissingDone, problemFor(err, connection)
			return s
		})
		return
	}
	explainer, can := bitbucket.(Explainer)
	if !can {
		m.feed.ApplyFrom(ctx, func(s MissingState) MissingState {
			s.Step, s.Unable = MissingDone, true
			return s
		})
		return
	}
	report := ladder.Climb(ctx, explainer.Explain(text), func(r connector.Report) {
		m.feed.ApplyFrom(ctx, func(s MissingState) MissingState { s.Report = r; return s })
	})
	m.feed.ApplyFrom(ctx, func(s MissingState) MissingState {
		s.Step, s.Report = MissingDone, report
		return s
	})
}
