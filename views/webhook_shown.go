package views

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// drawnFrom is what a page is made from. What changes while it stays (what is typed, what is under way, what ended
// well) is none of it.
func (s *webhookScreen) drawnFrom(kind webhookPage) string {
	st := s.state
	fresh := resecreted(st)
	st.Work, st.Done, st.Step, st.Address, st.AddressProblem = "", "", "", "", nil
	key := fmt.Sprint(kind, st.Profile, st.Connection.ID, st.Connected, st.Service.ID, st.Read, st.Others, st.Unseen, st.SharedWith,
		st.Removed, st.CanTest, st.CanPush, st.CanCopy, st.Page, st.Wish.Push, st.Wish.PullRequests, st.AdminFor, fresh)
	if kind == webhookAdmin || kind == webhookByHand {
		key += fmt.Sprint("|", s.rounds) // the same answer once more is said once more
	}
	key += troubleKey(st.Problem) + troubleKey(st.News) + troubleKey(st.AdminProblem)
	if st.Hook != nil {
		key += fmt.Sprint(*st.Hook)
	}
	if st.Delivery != nil {
		key += fmt.Sprint(*st.Delivery)
	}
	if st.Received != nil {
		key += fmt.Sprint(*st.Received)
	}
	return key
}

func troubleKey(p *connector.Problem) string {
	if p == nil {
		return "|"
	}
	return fmt.Sprint("|", p.Code, p.Args, p.Evidence.Status)
}

// shown is the page of how the webhook stands.
func (s *webhookScreen) shown() fyne.CanvasObject {
	st := s.state
	how := s.standing()
	parts := []fyne.CanvasObject{standingCard(how)}
	problem, mends := s.problem()
	if problem != nil {
		s.trouble = troubleKey(problem)
		parts = append(parts, s.problemCard(*problem, mends))
	}
	if st.News != nil && problem == nil {
		parts = append(parts, s.news(*st.News))
	}
	facts := card(newFacts(s.facts()...))
	switch {
	case !s.changeable():
		parts = append(parts, facts)
	case st.Address == "": // which has to be said first
		s.goes = s.targets()
		parts = append(parts, s.goes.box, facts)
	default:
		s.goes = s.targets()
		parts = append(parts, facts, s.goes.box)
	}
	buttons := s.buttons(mends)
	return s.sheet(say("hook.title", "name", titled(st.Profile.Name)), say("hook.lead", "repository", st.Profile.Key+"/"+st.Profile.Slug), parts, buttons...)
}

// targets is where one says where the webhook goes. It stays while pages come and go, so that nobody who types is
// disturbed.
func (s *webhookScreen) targets() *webhookTarget {
	if s.target == nil {
		s.target = newWebhookTarget(s.k, s.flow, s.state, s.grown)
	}
	return s.target
}

// sheet is a page of this screen: its buttons, and what is awaited, stay in sight.
func (s *webhookScreen) sheet(title, lead string, parts []fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	if s.top == nil && len(buttons) > 0 {
		s.top, _ = buttons[0].(fyne.Focusable)
	}
	foot := stackGap(1, s.strip.box, row(buttons...))
	return withFoot(readingPage(title, lead, stackGap(3, parts...)), inset(foot))
}

// grown lays the page out anew, since something on it has another height.
func (s *webhookScreen) grown() {
	if len(s.body.Objects) > 0 {
		s.body.Objects[0].Refresh()
	}
}

func standingCard(how hookStanding) fyne.CanvasObject {
	sheet := card(stackGap(0, lampTitle(how.lamp, how.title), wrapLabel(how.detail)))
	if how.lamp != connector.Waiting {
		sheet.edge = lampColor(how.lamp)
	}
	return sheet
}

// changeable tells whether the build service and the address can still be chosen.
func (s *webhookScreen) changeable() bool {
	return s.state.Connected && !s.state.Profile.Webhook.Stands() && !s.state.Unseen
}

// button does something that keeps the page waiting; it rests while something is under way.
func (s *webhookScreen) button(face func(string, func()) *button, label string, run func()) *button {
	var b *button
	b = face(label, func() {
		s.came = b // the mouse leaves no keyboard behind
		s.do(run)
	})
	s.locked = append(s.locked, b)
	return b
}

// buttons are what can be done now. The first is what one most likely wants, and the primary one unless what mends a
// problem is that.
func (s *webhookScreen) buttons(mends []action) []fyne.CanvasObject {
	face := primary
	if len(mends) > 0 {
		face = quiet
	}
	var all []fyne.CanvasObject
	for _, a := range append(s.leads(), s.others()...) {
		if slices.ContainsFunc(mends, func(m action) bool { return m.label == a.label }) {
			continue
		}
		b := s.button(face, a.label, a.run)
		if a.label == say("hook.remove") {
			b.Icon = theme.DeleteIcon()
		}
		all, face = append(all, b), quiet
	}
	if back := s.leading(); face != nil && !slices.ContainsFunc(s.leads(), func(a action) bool { return a.label == back.label }) {
		all = append(all, quiet(back.label, back.run))
	}
	return all
}

// leading leads back to where one came from.
func (s *webhookScreen) leading() action { return action{say("kit.back"), s.leave} }

// leads are what one most likely wants.
func (s *webhookScreen) leads() []action {
	st := s.state
	admin := action{say("hook.admin"), s.flow.AskAdmin}
	w := st.Profile.Webhook
	switch {
	case !st.Connected:
		return []action{{say("profiles.connect"), s.connect}}
	case w.Stands() && st.Received != nil && st.Received.Signed && !st.Received.Verified:
		return []action{{say("hook.secret.new"), s.flow.ReplaceSecret}}
	case w.Stands() && (!w.AdminFree.IsZero() || st.Unseen || w.State == connector.HookByHand):
		return []action{s.goesOn()}
	case w.Stands():
		return []action{{say("hook.handover"), s.flow.HandOver}}
	case st.Unseen:
		return []action{admin}
	case w.State == connector.HookMissing:
		return []action{{say("hook.repair.missing"), s.make(s.flow.Repair)}}
	case w.State == connector.HookDiffers:
		return []action{{say("hook.repair"), s.make(s.flow.Repair)}}
	}
	return []action{{say("hook.make"), s.make(s.flow.Make)}}
}

// goesOn leads to the build service, now that nothing is left to do here.
func (s *webhookScreen) goesOn() action {
	if s.k.start == nil {
		return s.leading()
	}
	id := s.state.Profile.ID
	return action{say("hook.start"), func() { s.k.start(id) }}
}

// others are what else can be done.
func (s *webhookScreen) others() []action {
	st := s.state
	if !st.Connected {
		return nil
	}
	var all []action
	add := func(on bool, key string, run func()) {
		if on {
			all = append(all, action{say(key), run})
		}
	}
	w := st.Profile.Webhook
	seen := w.State == connector.HookMade && !st.Unseen
	add(seen && st.CanPush, "hook.push", s.flow.Push)
	add(seen && st.CanTest, "hook.test", s.flow.Test)
	add(st.Unseen && w.Stands(), "hook.admin", s.flow.AskAdmin)
	add(w.State == connector.HookByHand, "hook.hand.again", s.flow.ByHand)
	add(!w.Stands(), "hook.hand", s.flow.ByHand)
	// Of one that this token cannot see Bitbucket will ask for another token, which is then used for that alone.
	there := st.Hook != nil && (w.Stands() || w.State == connector.HookDiffers) || st.Unseen && w.State == connector.HookMade
	add(there, "hook.remove", func() { s.ask(true) })
	return all
}

// make makes or repairs the webhook, unless nobody knows yet where it goes.
func (s *webhookScreen) make(run func()) func() {
	return func() {
		if s.goes != nil && s.goes.lacks() {
			s.put(s.goes.field)
			return
		}
		run()
		if s.goes != nil && s.goes.lacks() {
			s.put(s.goes.field)
		}
	}
}

// removing asks before the webhook is removed.
func (s *webhookScreen) removing() fyne.CanvasObject {
	st := s.state
	lead := say("hook.remove.lead", "service", s.service())
	if st.Profile.Webhook.Found {
		lead = say("hook.remove.lead.found", "service", s.service())
	}
	var parts []fyne.CanvasObject
	if len(st.SharedWith) > 0 {
		parts = append(parts, card(container.New(hintLine{}, newLampSaying(connector.Warned, ""),
			wrapLabel(sayN("hook.remove.shared", len(st.SharedWith), "names", namesOf(st.SharedWith))))))
	}
	away := primary(say("hook.remove.yes"), func() {
		s.asking = false
		s.do(s.flow.Remove)
		s.render(s.flow.Now().State)
	})
	away.Importance = widget.DangerImportance
	keep := quiet(say("hook.remove.no"), func() { s.ask(false) })
	s.top = keep
	return s.sheet(say("hook.remove.title", "repository", st.Profile.Key+"/"+st.Profile.Slug), lead, parts, away, keep)
}

// connect leads to where the profile's Bitbucket is connected.
func (s *webhookScreen) connect() {
	st := s.state
	cloud := st.Profile.Repository.Provider == connector.Cloud
	switch {
	case st.Connected && s.k.signIn != nil:
		s.k.signIn(st.Connection)
	case cloud:
		s.k.connect(tabCloud)
	default:
		s.k.toServer(st.Profile.Repository.Base)
	}
}

// refill writes what changes without the page being made anew.
func (s *webhookScreen) refill() {
	st := s.state
	if s.goes != nil {
		s.goes.show(st)
	}
	if s.sends != nil {
		s.sends.set(hookAddress(st))
	}
	if s.copied != nil && st.Done == flow.HookCopying && st.Work == flow.HookResting {
		s.copied.SetText(say("kit.copied"))
		s.copied.SetIcon(theme.ConfirmIcon())
	}
}
