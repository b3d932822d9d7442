package views

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// facts is what there is to know about the webhook.
func (s *webhookScreen) facts() []fyne.CanvasObject {
	st := s.state
	w := st.Profile.Webhook
	var all []fyne.CanvasObject
	if a := hookAddress(st); a != "" || s.changeable() {
		s.sends = newCopiedLine(s.k, a)
		all = append(all, factLabel(say("hook.fact.address")), s.sends.box)
	}
	all = append(all, fact("hook.fact.service", serviceLabel(s.state.Service))...)
	all = append(all, fact("hook.fact.events", strings.Join(hookEvents(st), "\n"))...)
	if w.Stands() || w.State == connector.HookDiffers {
		all = append(all, factLabel(say("hook.fact.secret")), s.secret())
	}
	if !w.Changed.IsZero() && w.State != connector.HookByHand {
		key := "hook.fact.made"
		if w.Found {
			key = "hook.fact.changed"
		}
		all = append(all, fact(key, dayWords(w.Changed))...)
	}
	if !w.Seen.IsZero() {
		all = append(all, fact("hook.fact.seen", say("hook.day.ago", "day", dayWords(w.Seen), "ago", ago(w.Seen, s.now())))...)
	}
	if !w.Delivered.IsZero() {
		all = append(all, fact("hook.fact.delivered", deliveredWords(w, s))...)
	}
	all = append(all, fact("hook.fact.shared", namesOf(st.SharedWith))...)
	if st.Read {
		others := say("hook.others.none")
		if st.Others > 0 {
			others = sayN("hook.others", st.Others)
		}
		all = append(all, fact("hook.fact.others", others)...)
	}
	return all
}

func deliveredWords(w connector.Webhook, s *webhookScreen) string {
	words := say("hook.day.ago", "day", dayWords(w.Delivered), "ago", ago(w.Delivered, s.now()))
	if w.Verified {
		return say("hook.delivered.verified", "when", words)
	}
	return words
}

// secret says what is known of the secret, and what can be done with it.
func (s *webhookScreen) secret() fyne.CanvasObject {
	st := s.state
	known := st.Profile.Webhook.Secret
	parts := []fyne.CanvasObject{wrapLabel(say("hook.secret."+secretKnown(st), "service", s.service()))}
	var buttons []fyne.CanvasObject
	if st.CanCopy && known == connector.SecretKept {
		s.copied = s.button(quiet, say("hook.secret.copy"), s.flow.CopySecret)
		buttons = append(buttons, s.copied)
	}
	if st.Profile.Webhook.State != connector.HookByHand && !st.Unseen && (st.Service.Signs || known != connector.SecretNone) {
		buttons = append(buttons, s.button(quiet, say("hook.secret.new"), s.flow.ReplaceSecret))
	}
	if len(buttons) > 0 {
		parts = append(parts, inset(row(buttons...)))
	}
	return stackGap(0, parts...)
}

// secretKnown is what is known of the secret, in the name of a phrase.
func secretKnown(st flow.WebhookState) string {
	known := st.Profile.Webhook.Secret
	switch {
	case st.Profile.Webhook.State == connector.HookByHand && known != connector.SecretKept && st.Service.Signs:
		return "byhand"
	case known == connector.SecretKept && st.CanCopy && wasTold(st):
		return "told"
	case known == connector.SecretKept && st.CanCopy:
		return "kept"
	case known == connector.SecretKept:
		return "lost"
	case known == connector.SecretUnknown:
		return "unknown"
	case st.Service.Signs:
		return "lacking"
	}
	return "none"
}

// hookAddress is where the webhook goes: as it stands, or as it is wished.
func hookAddress(st flow.WebhookState) string {
	if st.Profile.Webhook.Stands() {
		return cmp.Or(st.Profile.Webhook.Address, st.Address)
	}
	return cmp.Or(st.Address, st.Profile.Webhook.Address)
}

// hookEvents are the events of the webhook in Bitbucket's words: those it has, or those it is to have.
func hookEvents(st flow.WebhookState) []string {
	if st.Hook != nil {
		var all []string
		for _, e := range st.Hook.Events {
			all = append(all, eventWord(e))
		}
		return all
	}
	return wishedEvents(st.Profile.Repository.Provider, connector.WishOf(st.Profile))
}

// wishedEvents are the events to tick, as the form of a Bitbucket names them.
func wishedEvents(provider connector.Provider, wish connector.HookWish) []string {
	push, pulls := []string{"repo:push"}, []string{"pullrequest:created", "pullrequest:updated"}
	if provider == connector.Server {
		push, pulls = []string{"repo:refs_changed"}, []string{"pr:opened", "pr:from_ref_updated"}
	}
	var all []string
	if wish.Push {
		all = append(all, eventWord(push[0]))
	}
	if wish.PullRequests {
		all = append(all, eventWord(pulls[0]), eventWord(pulls[1]))
	}
	return all
}

// eventWord is what Bitbucket's form calls an event; one that no phrase knows is shown as it is.
func eventWord(event string) string {
	key := "hook.event." + strings.NewReplacer(":", "-", "_", "-").Replace(event)
	if word := say(key); word != key {
		return word
	}
	return event
}

// namesOf lists names as people do.
func namesOf(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return say("hook.names", "first", strings.Join(all[:last], ", "), "last", all[last])
}

// copiedLine is a line with a value that changes, which ends in "…" where there is no room, and copies whole.
type copiedLine struct {
	text string
	said *widget.Label
	copy *button
	box  *fyne.Container
}

func newCopiedLine(k *kit, text string) *copiedLine {
	l := &copiedLine{said: oneLine("")}
	l.said.TextStyle.Monospace = true
	l.copy = k.copyButton(func() string { return l.text })
	l.box = container.NewBorder(nil, nil, nil, l.copy, l.said)
	l.text = "-"
	l.set(text)
	return l
}

func (l *copiedLine) set(text string) {
	if l.text == text {
		return
	}
	l.text = text
	said := text
	if text == "" {
		said = say("hook.fact.address.none")
	}
	l.said.SetText(said)
	setVisible(l.copy, text != "")
}
