package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// profileScreen is the last step of a journey: what to build, when, and for which build service, and then the
// news that the profile is saved. A saved profile is changed in the same form.
type profileScreen struct {
	k      *kit
	form   *flow.ProfileForm
	picker *flow.Picker
	state  flow.ProfileState
	page   holder

	fields   fyne.CanvasObject
	scroll   *container.Scroll
	title    *widget.Label
	lead     *muted
	problem  holder
	name     *entry
	nameHint *fieldNote
	build    *buildSection
	branch   *branchField
	triggers *triggerSection
	hook     *hookSection
	save     *button
	another  *button

	problemFor *connector.Problem
	saved      *savedPage // nil until something is saved
	watching   bool       // the webhook is watched
}

// newProfileScreen makes the screen of a form. picker is where one goes back to.
func newProfileScreen(k *kit, form *flow.ProfileForm, picker *flow.Picker) *profileScreen {
	s := &profileScreen{
		k: k, form: form, picker: picker, page: newHolder(), problem: newHolder(),
		title: heading(""), lead: mutedLabel(""), nameHint: newFieldNote(),
	}
	s.name = newEntry("", s.submit)
	s.name.OnChanged = form.SetName
	names := &formNames{}
	s.build = newBuildSection(k, form, names, s.submit, s.grown)
	s.branch = s.build.branch
	s.triggers = newTriggerSection(k, form, s.submit)
	s.hook = newHookSection(k, form, names, s.submit)
	s.save = primary(say("profile.save"), s.submit)
	s.another = quiet(say("profile.another"), func() { s.back() })
	s.fields = s.sheet(names)
	show(k, form.Watch, s.render)
	return s
}

// sheet is the form: its buttons stay in sight, the rest scrolls.
func (s *profileScreen) sheet(names *formNames) fyne.CanvasObject {
	s.problem.Hide()
	text := upright(container.New(reading{readable}, stackGap(3,
		stackGap(0, s.title, s.lead),
		s.problem.Container,
		card(newFormTable(names, names.name(say("profile.name")), stackGap(0, s.name, s.nameHint.line))),
		s.build.box, s.triggers.box, s.hook.box,
	)))
	if inside, ok := text.Layout.(uprightLayout); ok {
		s.scroll = inside.scroll
	}
	return withFoot(text, inset(row(s.save, s.another)))
}

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

// back returns to the list of repositories, which goes on where it was left, or to that of the profiles, if one of
// them was to be changed. What is just being saved is waited for: nobody shall wonder whether it was.
func (s *profileScreen) back() bool {
	switch {
	case s.step() == closed:
		return false
	case s.state.Step == flow.ProfileSaving:
		return true
	}
	changing := s.state.Before != nil
	s.form.Close()
	if changing {
		s.k.goTo(tabProfiles)
		return true
	}
	s.picker.GoOn()
	return true
}

func (s *profileScreen) find() {}

// focus goes to the name, all of it marked: whoever wants another just types.
func (s *profileScreen) focus() {
	if s.state.Step == flow.ProfileSaved {
		s.saved.focus()
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
		s.renderSaved(before)
		return
	}
	anew := opened(before, state)
	if anew {
		s.build.begin()
		s.scroll.ScrollToTop()
	}
	s.page.set(s.fields)
	s.head()
	showText(&s.name.Entry, state.Name)
	s.nameHint.show(nameNote(state.NameProblem))
	s.build.show(state)
	s.triggers.show(state)
	s.hook.show(state)
	s.buttons()
	s.fields.Refresh()
	s.showProblem()
	if anew && s.k.inFront(s.page.Container) { // the page of what was saved, or another form, was there before: the window sees no other page come
		s.focus()
	}
}

// opened tells whether a form was opened since the state before.
func opened(before, now flow.ProfileState) bool {
	id := func(s flow.ProfileState) string {
		if s.Before == nil {
			return ""
		}
		return s.Before.ID
	}
	return before.Step != flow.ProfileEditing && before.Step != flow.ProfileSaving ||
		before.Repository.Ref != now.Repository.Ref || id(before) != id(now)
}

// longInTitle is how many letters of a name there are at most in what is said above the form.
const longInTitle = 56

// head says what the form is for.
func (s *profileScreen) head() {
	repository, connection := shortened(s.state.Repository.FullName(), longInTitle), shortened(s.state.Connection.Name, longInTitle)
	title, lead := say("profile.title"), "profile.lead"
	if before := s.state.Before; before != nil {
		title, lead = say("profile.title.edit", "name", shortened(before.Name, longInTitle)), "profile.lead.edit"
	}
	s.title.SetText(title)
	s.lead.SetText(say(lead, "repository", repository, "connection", connection))
}

// grown lays the page out anew, since something on it has another height.
func (s *profileScreen) grown() { s.fields.Refresh() }

// submit saves, or puts the cursor where something is still missing, which is said there.
func (s *profileScreen) submit() {
	if s.state.Step != flow.ProfileEditing {
		return
	}
	lacking := s.triggers.lacking()
	switch {
	case s.state.NameProblem != nil:
		s.k.focusOn(s.name)
	case s.state.Branch == "":
		s.k.focusOn(s.branch.field)
	case lacking != nil:
		s.k.focusOn(lacking)
	case s.state.WantHook && s.state.HookProblem != nil:
		s.k.focusOn(s.hook.address)
	default:
		s.form.Save()
	}
}

// buttons say what is saved. What is still missing does not grey them out: pressing leads to it.
func (s *profileScreen) buttons() {
	text, back := say("profile.save"), say("profile.another")
	if s.state.Before != nil {
		text, back = say("profile.save.edit"), say("profile.back.edit")
	}
	saving := s.state.Step == flow.ProfileSaving
	if saving {
		text = say("profile.saving")
	}
	for b, words := range map[*button]string{s.save: text, s.another: back} {
		if b.Text != words {
			b.SetText(words)
		}
		if saving {
			b.Disable()
		} else {
			b.Enable()
		}
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
		s.problem.set(stack()) // whatever has the keyboard there lets go of it
		s.problem.Hide()
		s.grown()
		return
	}
	s.problem.Show()
	s.problem.set(s.k.problemSheet(*p, quiet(say("profile.retry"), s.submit)))
	s.grown()
	reveal(s.fields, s.problem.Container)
	if s.k.inFront(s.page.Container) && s.k.window.Canvas().Focused() == nil {
		s.k.focusOn(s.save)
	}
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
