package views

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// handPage is how a person makes the webhook in this very repository: every value to copy.
func (s *webhookScreen) handPage() fyne.CanvasObject {
	st := s.state
	var parts []fyne.CanvasObject
	switch {
	case st.Problem != nil:
		s.trouble = troubleKey(st.Problem)
		parts = append(parts, s.handTrouble(*st.Problem))
	case s.worked == flow.HookVerifying && st.Read && st.Hook == nil:
		s.trouble = "unlisted"
		parts = append(parts, standingCard(hookStanding{connector.Warned, say("hook.hand.unlisted"), say("hook.hand.unlisted.detail")}))
	}
	var steps []fyne.CanvasObject
	if s.addressless() {
		s.goes = s.targets()
		s.goes.fold.open(true)
		s.top = s.goes.field
		steps = append(steps, s.goes.box)
	}
	steps = append(steps, s.handWhere(), s.handValues())
	if st.Service.Signs {
		steps = append(steps, s.handSecret())
	}
	steps = append(steps, s.handEvents(), wrapLabel(say("hook.hand.save")))
	for i, step := range steps {
		parts = append(parts, numbered(i+1, step))
	}
	done := s.button(primary, say("hook.hand.done"), s.doneByHand)
	all := s.k.copyButton(s.handText)
	all.SetText(say("hook.hand.copy"))
	s.locked = append(s.locked, all)
	page := s.sheet(say("hook.hand.title"), say("hook.hand.lead", "repository", st.Profile.Key+"/"+st.Profile.Slug), parts,
		done, all, quiet(say("kit.back"), s.flow.Back))
	return page
}

// handTrouble says why it could not be verified.
func (s *webhookScreen) handTrouble(p connector.Problem) fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	for _, a := range s.mend(p) {
		if a.label == say("hook.hand") || p.Args["gone"] == "yet" {
			continue // that is this page, and its primary button
		}
		b := quiet(a.label, a.run)
		s.locked = append(s.locked, b)
		buttons = append(buttons, b)
	}
	return s.k.problemSheet(p, buttons...)
}

// doneByHand is "I have done it".
func (s *webhookScreen) doneByHand() {
	if s.goes != nil && s.goes.lacks() {
		s.put(s.goes.field)
		return
	}
	s.flow.Done()
}

// numbered sets a number before a step.
func numbered(n int, step fyne.CanvasObject) fyne.CanvasObject {
	number := widget.NewLabel(fmt.Sprint(n))
	number.TextStyle.Bold = true
	return card(container.New(pictured{}, number, step))
}

// handWhere is where to go.
func (s *webhookScreen) handWhere() fyne.CanvasObject {
	st := s.state
	parts := []fyne.CanvasObject{wrapLabel(say("hook.hand.where." + string(st.Profile.Repository.Provider)))}
	if st.Page != "" {
		open := quiet(say("hook.hand.open"), s.flow.OpenPage)
		open.Icon = theme.MailForwardIcon()
		if s.top == nil {
			s.top = open
		}
		parts = append(parts, newCopiedLine(s.k, st.Page).box, inset(row(open)))
	}
	return stackGap(1, parts...)
}

// handValues is what to fill in there.
func (s *webhookScreen) handValues() fyne.CanvasObject {
	st := s.state
	of := string(st.Profile.Repository.Provider)
	name := newCopiedLine(s.k, connector.HookName)
	parts := []fyne.CanvasObject{wrapLabel(say("hook.hand.fill"))}
	s.sends = newCopiedLine(s.k, hookAddress(st))
	parts = append(parts, newFields(
		factLabel(say("hook.hand.name."+of)), name.box,
		factLabel(say("hook.hand.url")), s.sends.box,
		factLabel(say("hook.hand.status."+of)), wrapLabel(say("hook.hand.active")),
	))
	return stackGap(1, parts...)
}

// addressless tells whether the address is still to be typed.
func (s *webhookScreen) addressless() bool {
	return s.state.Address == "" || s.state.AddressProblem != nil
}

// handSecret is where the secret comes from: out of the keychain, or chosen and typed at both places.
func (s *webhookScreen) handSecret() fyne.CanvasObject {
	st := s.state
	if !st.CanCopy {
		return wrapLabel(say("hook.hand.secret.own", "service", s.service()))
	}
	s.copied = quiet(say("hook.secret.copy"), func() { s.do(s.flow.CopySecret) })
	s.copied.Icon = theme.ContentCopyIcon()
	s.locked = append(s.locked, s.copied)
	return stackGap(1, wrapLabel(say("hook.hand.secret.kept", "service", s.service())), inset(row(s.copied)))
}

// wish is what to make there.
func (s *webhookScreen) wish() connector.HookWish {
	if w := s.state.Wish; w.Push || w.PullRequests {
		return w
	}
	return connector.WishOf(s.state.Profile)
}

// handEvents are the events to tick, by Bitbucket's own labels.
func (s *webhookScreen) handEvents() fyne.CanvasObject {
	st := s.state
	of := st.Profile.Repository.Provider
	parts := []fyne.CanvasObject{wrapLabel(say("hook.hand.events." + string(of)))}
	for _, line := range bullets(wishedEvents(of, s.wish())) {
		l := wrapLabel(line)
		l.TextStyle.Bold = true
		parts = append(parts, l)
	}
	return stackGap(-1, parts...)
}

// handText is all of it as plain text, to be given to whoever may do it. The secret is not in it.
func (s *webhookScreen) handText() string {
	st := s.state
	of := string(st.Profile.Repository.Provider)
	lines := []string{
		say("hook.hand.text", "repository", st.Profile.Key+"/"+st.Profile.Slug), "",
		"1. " + say("hook.hand.where."+of),
	}
	if st.Page != "" {
		lines = append(lines, "   "+st.Page)
	}
	lines = append(lines, "2. "+say("hook.hand.fill"),
		"   "+say("hook.hand.name."+of)+": "+connector.HookName,
		"   "+say("hook.hand.url")+": "+hookAddress(st),
		"   "+say("hook.hand.status."+of)+": "+say("hook.hand.active"))
	n := 3
	if st.Service.Signs {
		lines = append(lines, "3. "+say("hook.hand.secret.text", "service", s.service()))
		n++
	}
	lines = append(lines, fmt.Sprint(n)+". "+say("hook.hand.events."+of))
	for _, event := range wishedEvents(st.Profile.Repository.Provider, s.wish()) {
		lines = append(lines, "   - "+event)
	}
	lines = append(lines, fmt.Sprint(n+1)+". "+say("hook.hand.save"))
	return strings.Join(lines, "\n") + "\n"
}
