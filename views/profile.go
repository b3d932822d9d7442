package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// profileScreen is the last step of a journey: a name, a branch and what the build is for, and then the
// news that the profile is saved.
type profileScreen struct {
	k      *kit
	form   *flow.ProfileForm
	picker *flow.Picker
	state  flow.ProfileState
	page   holder

	fields   fyne.CanvasObject
	title    *widget.Label
	lead     *muted
	name     *entry
	nameHint *fieldNote
	branch   *branchField
	system   *pick
	platform *pick
	problem  holder
	save     *button

	problemFor *connector.Problem
	savedFor   string
}

// newProfileScreen makes the screen of a form. picker is where one goes back to.
func newProfileScreen(k *kit, form *flow.ProfileForm, picker *flow.Picker) *profileScreen {
	s := &profileScreen{
		k: k, form: form, picker: picker, page: newHolder(), problem: newHolder(),
		title: heading(""), lead: mutedLabel(""), nameHint: newFieldNote(),
	}
	s.name = newEntry("", s.submit)
	s.name.OnChanged = form.SetName
	s.branch = newBranchField(k, form, s.submit)
	s.system = newPick(func(at int) { form.SetSystem(flow.Systems()[at]) })
	s.platform = newPick(func(at int) { form.SetPlatform(flow.Platforms(s.state.System)[at]) })
	s.save = primary(say("profile.save"), form.Save)
	s.fields = s.build()
	show(k, form.Watch, s.render)
	return s
}

func (s *profileScreen) build() fyne.CanvasObject {
	table := newFields(
		formLabel("profile.name"), stackGap(0, s.name, s.nameHint.line),
		formLabel("profile.branch"), s.branch.box,
		formLabel("profile.system"), s.system.Container,
		formLabel("profile.platform"), s.platform.Container,
	)
	sheet := card(table)
	return upright(container.New(reading{readable}, stackGap(3,
		stackGap(0, s.title, s.lead),
		s.problem.Container,
		sheet,
		inset(row(s.save, quiet(say("profile.another"), func() { s.back() }))),
	)))
}

// formLabel is the name of a field, beside it.
func formLabel(key string) fyne.CanvasObject { return widget.NewLabel(say(key)) }

func (s *profileScreen) object() fyne.CanvasObject { return s.page.Container }

func (s *profileScreen) step() int {
	switch s.state.Step {
	case flow.ProfileIdle, "":
		return closed
	case flow.ProfileSaved:
		return stepDone
	}
	return stepChoose
}

// back returns to the list of repositories, which goes on where it was left.
func (s *profileScreen) back() bool {
	if s.step() == closed {
		return false
	}
	s.form.Close()
	s.picker.GoOn()
	return true
}

func (s *profileScreen) find() {}

// focus goes to the name, all of it marked: whoever wants another just types.
func (s *profileScreen) focus() {
	if s.state.Step == flow.ProfileSaved {
		s.focusSaved()
		return
	}
	s.k.focusOn(s.name)
	s.name.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (s *profileScreen) render(state flow.ProfileState) {
	before := s.state
	s.state = state
	switch state.Step {
	case flow.ProfileIdle:
		return
	case flow.ProfileSaved:
		if s.savedFor != state.Saved.ID {
			s.savedFor = state.Saved.ID
			s.page.set(s.savedPage(state.Saved))
			if s.k.inFront(s.page.Container) {
				s.focusSaved()
			}
		}
		return
	}
	s.page.set(s.fields)
	s.title.SetText(say("profile.title"))
	s.lead.SetText(say("profile.lead", "repository", state.Repository.FullName(), "connection", state.Connection.Name))
	showText(&s.name.Entry, state.Name)
	s.nameHint.show(nameNote(state.NameProblem))
	s.branch.show(state)
	s.system.show(systemWords(), indexOf(flow.Systems(), state.System))
	s.platform.show(platformWords(state.System), indexOf(flow.Platforms(state.System), state.Platform))
	s.showProblem()
	s.saveable()
	if before.Repository.Ref != state.Repository.Ref || before.Step == flow.ProfileIdle {
		s.branch.top()
	}
	s.fields.Refresh()
}

// submit saves, or puts the cursor where something is still missing.
func (s *profileScreen) submit() {
	switch {
	case s.state.Ready():
		s.form.Save()
	case s.state.NameProblem != nil:
		s.k.focusOn(s.name)
	case s.state.Branch == "":
		s.k.focusOn(s.branch.field)
	}
}

// saveable greys the button out while something is missing, which the notes at the fields explain.
func (s *profileScreen) saveable() {
	text := say("profile.save")
	if s.state.Step == flow.ProfileSaving {
		text = say("profile.saving")
	}
	s.save.SetText(text)
	if s.state.Ready() {
		s.save.Enable()
	} else {
		s.save.Disable()
	}
}

// showProblem shows why it could not be saved; everything typed is still there.
func (s *profileScreen) showProblem() {
	p := s.state.Problem
	if p == s.problemFor {
		return
	}
	s.problemFor = p
	if p == nil {
		s.problem.set(stack())
		return
	}
	s.problem.set(s.k.problemCard(*p, action{say("profile.retry"), s.form.Save}))
}

// nameNote says what is wrong with a name.
func nameNote(p *connector.Problem) string {
	switch {
	case p == nil:
		return ""
	case p.Code == connector.CodeProfileNameTaken:
		return say("profile.name.taken")
	case p.Args["name"] == "":
		return say("profile.name.missing")
	}
	return say("profile.name.wrong")
}

func systemWords() []string {
	var words []string
	for _, s := range flow.Systems() {
		words = append(words, systemWord(s))
	}
	return words
}

func systemWord(s connector.System) string {
	if s == connector.SystemUnknown {
		return say("profile.notsure")
	}
	return say("profile.system." + string(s))
}

func platformWords(system connector.System) []string {
	var words []string
	for _, p := range flow.Platforms(system) {
		words = append(words, platformWord(p))
	}
	return words
}

func platformWord(p connector.Platform) string {
	if p == connector.PlatformUnknown {
		return say("profile.notsure")
	}
	return say("profile.platform." + string(p))
}

func indexOf[T comparable](all []T, one T) int {
	for i, t := range all {
		if t == one {
			return i
		}
	}
	return 0
}
