package flow

import (
	"context"
	"slices"
	"strings"

	"mooring/connector"
)

// mostExamples is how many names that match are shown: enough to see whether a pattern means what it should.
const mostExamples = 3

// TriggerKind is which of the three things that start a build is meant.
type TriggerKind string

// The kinds of trigger.
const (
	TriggerPush        TriggerKind = "push"
	TriggerPullRequest TriggerKind = "pull-request"
	TriggerTag         TriggerKind = "tag"
)

// TriggerField is one of the three things that can start a build, as it is filled in.
type TriggerField struct {
	On   bool
	Text string // patterns as typed
	// Patterns are those in Text.
	Patterns []string
	// Counted tells that the names have come: Matching of All answer to the patterns; More that Bitbucket has even
	// more names than were counted. Examples are some that match.
	Counted  bool
	Counting bool
	Matching int
	All      int
	More     bool
	Examples []string
	Failed   *connector.Problem
}

// Blank tells that a trigger is switched on and would never start anything, since it has no pattern.
func (f TriggerField) Blank() bool { return f.On && len(f.Patterns) == 0 }

// wanted are the patterns to be saved.
func (f TriggerField) wanted() []string {
	if !f.On {
		return nil
	}
	return slices.Clone(f.Patterns)
}

// triggerOf fills a field with patterns; without any it is off.
func triggerOf(patterns []string) TriggerField {
	return TriggerField{On: len(patterns) > 0, Text: strings.Join(patterns, ", ")}
}

// namesHeld are the branches or tags that patterns are compared with, as far as they have come.
type namesHeld struct {
	asked, asking, come bool
	names               []string
	more                bool
	failed              *connector.Problem
}

// SetTrigger switches a trigger on or off. One that is switched on without patterns gets one: the branch, or Any.
func (f *ProfileForm) SetTrigger(kind TriggerKind, on bool) {
	f.feed.Apply(profileTriggered{kind, on})
	f.count(f.way, on)
}

// SetPatterns takes the patterns of a trigger as they are typed; what they match is counted at once.
func (f *ProfileForm) SetPatterns(kind TriggerKind, text string) {
	f.feed.Apply(profilePatterns{kind, text})
}

// count asks for the names the triggers are compared with: each kind once, when it is first needed. Branches that
// all fitted into one answer are not asked for again. again also asks where that has failed before.
func (f *ProfileForm) count(w *way, again bool) {
	if w == nil {
		return
	}
	f.starting.Lock()
	defer f.starting.Unlock()
	s := f.feed.Now().State
	if s.Step != ProfileEditing {
		return
	}
	if (s.Push.On || s.PullRequests.On) && s.BranchesCome && s.heads.askable(again) {
		f.ask(w, &f.heads, connector.Branches)
	}
	if s.Tags.On && s.tags.askable(again) {
		f.ask(w, &f.tags, connector.Tags)
	}
}

func (f *ProfileForm) ask(w *way, task *Task, kind connector.RefKind) {
	if f.feed.ApplyFrom(w.form, profileCounting{kind}) {
		task.Start(func(ctx context.Context) {
			ctx, end := w.during(ctx)
			defer end()
			f.readNamesOf(ctx, w, kind)
		})
	}
}

func (n namesHeld) askable(again bool) bool {
	return !n.come && !n.asking && (!n.asked || again && n.failed != nil)
}

func (f *ProfileForm) readNamesOf(ctx context.Context, w *way, kind connector.RefKind) {
	s := f.feed.Now().State
	bitbucket, err := w.open(ctx)
	e := profileCounted{kind: kind}
	if err == nil {
		if refs, lists := bitbucket.(Refs); lists {
			e.names, err = refs.Refs(ctx, s.Repository, kind)
			e.come = err == nil
		}
	}
	e.problem = problemFor(err, s.Connection)
	f.feed.ApplyFrom(ctx, e)
}

type (
	profileTriggered struct {
		kind TriggerKind
		on   bool
	}
	profilePatterns struct {
		kind TriggerKind
		text string
	}
	profileCounting struct{ kind connector.RefKind }
	profileCounted  struct {
		kind    connector.RefKind
		names   connector.RefNames
		come    bool
		problem *connector.Problem
	}
)

func (e profileTriggered) fill(s ProfileState) ProfileState {
	t := s.trigger(e.kind)
	if t == nil {
		return s
	}
	t.On, s.Problem = e.on, nil
	if e.on && len(connector.Patterns(t.Text)) == 0 {
		t.Text = patternOf(s.Branch)
		if e.kind == TriggerTag || t.Text == "" {
			t.Text = connector.Any
		}
	}
	return s.counted()
}

func (e profilePatterns) fill(s ProfileState) ProfileState {
	t := s.trigger(e.kind)
	if t == nil {
		return s
	}
	t.Text, s.Problem = e.text, nil
	if e.kind == TriggerPush {
		s.pushTyped = true
	}
	return s.counted()
}

func (e profileCounting) fill(s ProfileState) ProfileState {
	n := s.held(e.kind)
	n.asked, n.asking, n.failed = true, true, nil
	return s.counted()
}

func (e profileCounted) fill(s ProfileState) ProfileState {
	n := s.held(e.kind)
	n.asking, n.come, n.failed = false, e.come, e.problem
	n.names, n.more = e.names.Names, e.names.More
	return s.counted()
}

// trigger points into a copy of the state, which is about to be published in its place.
func (s *ProfileState) trigger(kind TriggerKind) *TriggerField {
	switch kind {
	case TriggerPush:
		return &s.Push
	case TriggerPullRequest:
		return &s.PullRequests
	case TriggerTag:
		return &s.Tags
	}
	return nil
}

func (s *ProfileState) held(kind connector.RefKind) *namesHeld {
	if kind == connector.Tags {
		return &s.tags
	}
	return &s.heads
}

// following lets the patterns of pushes be the branch, as long as nobody has typed others.
func (s ProfileState) following() ProfileState {
	if !s.pushTyped {
		s.Push.Text = patternOf(s.Branch)
	}
	return s.counted()
}

// patternOf is a branch as a pattern. Git allows commas in names, which divide patterns here.
func patternOf(branch string) string {
	return strings.NewReplacer(",", "?", ";", "?").Replace(strings.TrimSpace(branch))
}

// counted compares the patterns with the names there are.
func (s ProfileState) counted() ProfileState {
	s.Push, s.PullRequests = s.Push.counted(s.heads), s.PullRequests.counted(s.heads)
	s.Tags = s.Tags.counted(s.tags)
	return s
}

func (f TriggerField) counted(n namesHeld) TriggerField {
	f.Patterns = connector.Patterns(strings.Map(printable, spaced(f.Text)))
	f.Counted, f.Counting, f.More, f.Failed = n.come, n.asking, n.more, n.failed
	f.Matching, f.All, f.Examples = 0, len(n.names), nil
	for _, name := range n.names {
		if !connector.MatchesAny(f.Patterns, name) {
			continue
		}
		f.Matching++
		if len(f.Examples) < mostExamples {
			f.Examples = append(f.Examples, name)
		}
	}
	return f
}

// spaced makes lines and tabs blanks, which divide patterns too.
func spaced(text string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(text)
}
