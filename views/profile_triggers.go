package views

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// triggerSection is "When to build": a switch for each thing that can start a build, with its patterns and what they
// match at the moment.
type triggerSection struct {
	box     *surface
	all     []*triggerField
	nothing *fieldNote
}

func newTriggerSection(k *kit, form *flow.ProfileForm, submit func()) *triggerSection {
	s := &triggerSection{nothing: newFieldNote()}
	parts := []fyne.CanvasObject{stackGap(-1, subheading(say("profile.when.title")), mutedLabel(say("profile.when.lead")))}
	for _, kind := range []flow.TriggerKind{flow.TriggerPush, flow.TriggerPullRequest, flow.TriggerTag} {
		t := newTriggerField(k, form, kind, submit)
		s.all = append(s.all, t)
		parts = append(parts, t.box)
	}
	s.box = newSurface(stackGap(1, append(parts, s.nothing.line)...))
	return s
}

func (s *triggerSection) show(state flow.ProfileState) {
	on := false
	for i, field := range []flow.TriggerField{state.Push, state.PullRequests, state.Tags} {
		s.all[i].show(field, state.Branch)
		on = on || field.On
	}
	said := ""
	if !on {
		said = say("profile.trigger.nothing")
	}
	s.nothing.mention(said)
}

// lacking is the first field that is on and without a pattern; nil where there is none.
func (s *triggerSection) lacking() *entry {
	for _, t := range s.all {
		if t.state.On && len(t.state.Patterns) == 0 {
			return t.field
		}
	}
	return nil
}

// triggerField is one of the switches, with the field it opens.
type triggerField struct {
	kind  flow.TriggerKind
	state flow.TriggerField
	box   *fyne.Container
	on    *toggle
	body  *fyne.Container
	field *entry
	count *fieldNote
	// opened says that somebody has just switched it on: the patterns are what comes next.
	opened bool
	focus  func(fyne.Focusable)
}

func newTriggerField(k *kit, form *flow.ProfileForm, kind flow.TriggerKind, submit func()) *triggerField {
	t := &triggerField{kind: kind, count: newFieldNote(), focus: k.focusOn}
	t.on = newToggle(say("profile.trigger."+string(kind)), func(on bool) {
		t.opened = on
		form.SetTrigger(kind, on)
	})
	t.field = newEntry(say("profile.trigger."+string(kind)+".hint"), submit)
	t.field.OnChanged = func(text string) { form.SetPatterns(kind, text) }
	t.body = below(stackGap(0, t.field, t.count.line))
	t.body.Hide()
	t.box = stackGap(0, row(t.on.button), t.body)
	return t
}

// show brings the field into line with the form; branch is the one to build.
func (t *triggerField) show(state flow.TriggerField, branch string) {
	t.state = state
	t.on.set(state.On)
	setVisible(t.body, state.On)
	showText(&t.field.Entry, state.Text)
	if t.opened && state.On {
		t.opened = false
		t.focus(t.field)
		t.field.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	if t.kind == flow.TriggerPush && strings.TrimSpace(branch) == "" && state.Text == "" {
		t.count.set(connector.Waiting, say("profile.trigger.follows"))
		return
	}
	t.count.set(matchWords(t.kind, state))
}

// matchWords says what patterns match, or why that is not known.
func matchWords(kind flow.TriggerKind, f flow.TriggerField) (connector.State, string) {
	switch {
	case len(f.Patterns) == 0:
		return connector.Fail, say("profile.trigger." + string(kind) + ".missing")
	case f.Failed != nil:
		title, _, _ := Words(*f.Failed)
		return connector.Warned, say("profile.trigger.failed", "title", title)
	case f.Counting:
		return connector.Running, say("profile.trigger.counting")
	case !f.Counted:
		return connector.Waiting, ""
	}
	names, key := "branches", "profile.count.some"
	if kind == flow.TriggerTag {
		names = "tags"
	}
	state := connector.Pass
	switch {
	case f.All == 0:
		return connector.Waiting, say("profile.count." + names + ".empty")
	case f.Matching == 0:
		state, key = connector.Warned, "profile.count.none"
	}
	if f.More {
		key += ".more"
	}
	return state, say(key, "matching", strconv.Itoa(f.Matching), "all", sayN("profile.count."+names, f.All), "names", exampleWords(f))
}

// mostExamples is how many names stand in the line, and longExample how long each may be there.
const (
	mostExamples = 3
	longExample  = 36
)

func exampleWords(f flow.TriggerField) string {
	var names []string
	for _, name := range f.Examples[:min(len(f.Examples), mostExamples)] {
		names = append(names, shortened(name, longExample))
	}
	if f.Matching > len(names) {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
