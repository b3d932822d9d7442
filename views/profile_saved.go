package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// savedPage says that a profile is there and how its webhook stands, which is live while it is being made, and leads
// on to building.
type savedPage struct {
	k       *kit
	profile connector.BuildProfile
	service connector.BuildService
	object  fyne.CanvasObject
	lamp    *lamp
	line    *widget.Label
	wait    holder // while something is awaited, with its Cancel
	trouble holder
	start   *button
	shown   hookLook
	drawn   bool
}

// hookLook is all the page says of a webhook: it is drawn anew only when that changes.
type hookLook struct {
	hook    connector.Webhook
	work    flow.WebhookWork
	problem *connector.Problem
}

func (s *profileScreen) renderSaved(before flow.ProfileState) {
	if before.Step != flow.ProfileSaved || s.saved == nil {
		s.saved = newSavedPage(s)
		s.page.set(s.saved.object)
		if s.k.inFront(s.page.Container) {
			s.saved.focus()
		}
	}
}

// newSavedPage makes the page for what was just saved.
func newSavedPage(s *profileScreen) *savedPage {
	p := &savedPage{
		k: s.k, profile: s.state.Saved, service: s.state.Service, lamp: newLampSaying(connector.Pass, ""), line: wrapLabel(""),
		wait: newHolder(), trouble: newHolder(),
	}
	p.wait.Hide()
	p.trouble.Hide()
	id := p.profile.ID
	buttons := []fyne.CanvasObject{}
	p.start = primary(say("profile.saved.start"), func() { p.k.start(id) })
	if p.k.start != nil {
		buttons = append(buttons, p.start)
	}
	if p.k.lookAfter != nil {
		buttons = append(buttons, quiet(say("profile.saved.look"), func() { p.k.lookAfter(id) }))
	}
	buttons = append(buttons, quiet(say("profile.saved.show"), s.showProfiles))
	if s.state.Before == nil {
		buttons = append(buttons, quiet(say("profile.another"), func() { s.back() }))
	}
	head := stackGap(0, container.NewBorder(nil, nil, newLampSaying(connector.Pass, ""), nil, heading(say("profile.saved.title"))),
		mutedLabel(say("profile.saved.lead", "name", p.profile.Name)))
	text := upright(container.New(reading{readable}, stackGap(3,
		head,
		newSurface(stackGap(0, container.New(noteLayout{}, p.lamp, p.line), p.wait.Container)),
		p.trouble.Container,
		card(subheading(p.profile.Name), newFacts(profileFacts(p.profile)...)),
	)))
	p.object = withFoot(text, inset(row(buttons...)))
	p.show(hookLook{hook: p.profile.Webhook})
	if p.k.webhook != nil {
		s.watchHook()
	}
	return p
}

// watchHook shows how the webhook of the saved profile comes to stand, from now on.
func (s *profileScreen) watchHook() {
	if s.watching {
		s.renderHook(s.k.webhook.Now().State)
		return
	}
	s.watching = true
	show(s.k, s.k.webhook.Watch, s.renderHook)
}

// renderHook takes what is told of the saved profile's webhook; that of another changes nothing.
func (s *profileScreen) renderHook(w flow.WebhookState) {
	p := s.saved
	if p == nil || s.state.Step != flow.ProfileSaved || w.Step == flow.WebhookIdle || w.Profile.ID != p.profile.ID {
		return
	}
	if w.Service.ID != "" {
		p.service = w.Service
	}
	p.show(hookLook{hook: w.Profile.Webhook, work: w.Work, problem: w.Problem})
}

// show says how the webhook stands.
func (p *savedPage) show(look hookLook) {
	if p.drawn && look == p.shown {
		return
	}
	p.drawn, p.shown = true, look
	state, text := hookLine(look, usedService{BuildService: p.service}.it())
	p.lamp.set(state, "")
	p.line.SetText(text)
	p.showWait(look)
	p.showTrouble(look)
	p.object.Refresh()
}

// showWait has a bar that moves while something is awaited, and the button that ends it.
func (p *savedPage) showWait(look hookLook) {
	waiting := look.work != flow.HookResting && p.k.webhook != nil
	if waiting == p.wait.Visible() {
		return
	}
	setVisible(p.wait, waiting)
	if waiting {
		p.wait.set(inset(stackGap(1, newProgress(), row(quiet(say("kit.cancel"), p.k.webhook.Cancel)))))
	} else {
		p.wait.set(stack())
	}
}

// showTrouble shows why the webhook does not stand, with the ways on.
func (p *savedPage) showTrouble(look hookLook) {
	stuck := look.problem != nil && look.work == flow.HookResting
	setVisible(p.trouble, stuck)
	if !stuck {
		return
	}
	buttons := []fyne.CanvasObject{}
	if p.k.lookAfter != nil && p.k.webhook != nil {
		buttons = append(buttons, quiet(say("profile.saved.hand"), func() {
			p.k.lookAfter(p.profile.ID)
			p.k.webhook.ByHand()
		}), quiet(say("profile.retry"), p.again))
	}
	p.trouble.set(p.k.problemSheet(*look.problem, buttons...))
}

// again does once more what went wrong.
func (p *savedPage) again() {
	switch p.shown.hook.State {
	case connector.HookMissing, connector.HookDiffers:
		p.k.webhook.Repair()
	case connector.HookMade, connector.HookByHand:
		p.k.webhook.Look()
	default:
		p.k.webhook.Make()
	}
}

// focus puts the keyboard on the button that leads on.
func (p *savedPage) focus() {
	if p.k.start != nil {
		p.k.focusOn(p.start)
		return
	}
	p.k.focusOn(firstButton(p.object))
}

// hookLine says in one sentence how a webhook stands.
func hookLine(look hookLook, service string) (connector.State, string) {
	switch look.work {
	case flow.HookResting:
	case flow.HookMaking, flow.HookRepairing:
		return connector.Running, say("profile.saved.hook." + string(look.work))
	default:
		return connector.Running, say("profile.saved.hook.looking")
	}
	switch hook := look.hook; {
	case hook.State == connector.HookMade && hook.Found:
		return connector.Pass, say("profile.saved.hook.found")
	case hook.State == connector.HookMade:
		return connector.Pass, say("profile.saved.hook.made", "service", service)
	case hook.State == connector.HookByHand:
		return connector.Pass, say("profile.saved.hook.by-hand", "date", dayWords(localDay(hook.Changed)))
	case look.problem != nil:
		return connector.Warned, say("profile.saved.hook.failed")
	case hook.State == connector.HookNone:
		return connector.Waiting, say("profile.saved.hook.none")
	case hook.State == connector.HookWanted:
		return connector.Waiting, say("profile.saved.hook.wanted")
	}
	return connector.Warned, say("profile.saved.hook." + string(look.hook.State))
}

// profileFacts is what a profile says, as lines of a table.
func profileFacts(p connector.BuildProfile) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	add := func(key, value string) { all = append(all, fact(key, value)...) }
	add("profile.fact.repository", p.Key+"/"+p.Slug)
	add("profile.fact.owner", p.Owner)
	add("profile.folder", p.Folder)
	add("profile.platform", platformWord(p.Platform))
	add("profile.system", systemWord(p.System))
	add("profile.branch", p.Branch)
	add("profiles.triggers", profilesTriggers(p.Triggers))
	return all
}

// showProfiles leads to the list of profiles; the journey is over and starts anew when one comes back.
func (s *profileScreen) showProfiles() {
	s.k.goTo(tabProfiles)
	s.form.Close()
	s.picker.Close()
}
