package views

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

// hookStanding is how a webhook stands: a lamp, one line, and what that means.
type hookStanding struct {
	lamp          connector.State
	title, detail string
}

// standing says how the webhook stands, and what was just heard of it.
func (s *webhookScreen) standing() hookStanding {
	st := s.state
	switch {
	case !st.Connected:
		return hookStanding{connector.Warned, say("hook.unconnected"), say("profiles.unconnected.detail", "address", st.Profile.Repository.Base)}
	case st.Removed:
		return hookStanding{connector.Waiting, say("hook.removed"), say("hook.removed.detail", "service", s.service())}
	case st.Received != nil:
		return receivedStanding(*st.Received)
	case st.Delivery != nil && st.Delivery.Arrived():
		return hookStanding{connector.Pass, say("hook.took"), tookWords(*st.Delivery)}
	}
	if resecreted(st) {
		return s.resecretedStanding()
	}
	return s.standingOf(st.Profile.Webhook)
}

// resecreted tells whether the webhook was given a new secret just now.
func resecreted(st flow.WebhookState) bool {
	return st.Done == flow.HookReplacing && st.Work == flow.HookResting && st.Problem == nil && st.Profile.Webhook.Stands()
}

// wasTold tells whether the build service was told the secret by itself: that of the demo is.
func wasTold(st flow.WebhookState) bool { return st.CanPush && st.Service.ID == "demo" }

// resecretedStanding says that it was, and what has to be done with it before the next event comes.
func (s *webhookScreen) resecretedStanding() hookStanding {
	if wasTold(s.state) {
		return hookStanding{connector.Pass, say("hook.resecreted"), say("hook.resecreted.told", "service", s.service())}
	}
	return hookStanding{connector.Warned, say("hook.resecreted"), say("hook.resecreted.paste", "service", s.service())}
}

// receivedStanding tells of an event that the build service of the demo got.
func receivedStanding(r connector.Received) hookStanding {
	got := say("hook.received", "event", eventWord(r.Event), "branch", r.Branch, "commit", r.Commit)
	if r.Event == "repo:push" || r.Event == "repo:refs_changed" {
		got = say("hook.received.push", "branch", r.Branch, "commit", r.Commit)
	}
	switch {
	case r.Verified:
		return hookStanding{connector.Pass, say("hook.verified"), got + " " + say("hook.received.right")}
	case r.Signed:
		return hookStanding{connector.Warned, say("hook.mistrusted"), got + " " + say("hook.received.wrong")}
	}
	return hookStanding{connector.Pass, say("hook.delivered"), got + " " + say("hook.received.unsigned")}
}

// tookWords is how a build service answered a test.
func tookWords(d connector.Delivery) string {
	if d.Said == "" {
		return say("hook.answer", "status", strconv.Itoa(d.Status))
	}
	return say("hook.answer.said", "status", strconv.Itoa(d.Status), "said", d.Said)
}

// standingOf is how the webhook stands as far as the profile remembers and Bitbucket tells.
func (s *webhookScreen) standingOf(w connector.Webhook) hookStanding {
	st := s.state
	switch w.State {
	case connector.HookWanted:
		return hookStanding{connector.Warned, say("hook.wanted"), say("hook.wanted.detail", "service", s.service())}
	case connector.HookMade:
		if st.Unseen {
			return hookStanding{connector.Pass, say("hook.stood", "day", dayWords(w.Seen)), s.unseenWords(w)}
		}
		return hookStanding{connector.Pass, say("hook.made"), s.madeWords(w)}
	case connector.HookByHand:
		title := say("hook.byhand", "day", dayWords(w.Changed))
		if st.Read {
			return hookStanding{connector.Pass, title, say("hook.byhand.seen")}
		}
		return hookStanding{connector.Pass, title, say("hook.byhand.unseen")}
	case connector.HookMissing:
		return hookStanding{connector.Fail, say("hook.missing"), say("hook.missing.detail", "service", s.service())}
	case connector.HookDiffers:
		return hookStanding{connector.Warned, say("hook.differs"), s.differsWords()}
	}
	return hookStanding{connector.Waiting, say("hook.none"), say("hook.none.detail")}
}

// madeWords tells what a webhook that stands does.
func (s *webhookScreen) madeWords(w connector.Webhook) string {
	words := say("hook.tells."+about(connector.WishOf(s.state.Profile)), "service", s.service())
	if w.Found {
		words += " " + say("hook.made.found")
	}
	if !w.AdminFree.IsZero() {
		words += " " + say("hook.made.free")
	}
	return words
}

// unseenWords tells why nobody looks, and that this is fine.
func (s *webhookScreen) unseenWords(w connector.Webhook) string {
	if w.AdminFree.IsZero() {
		return say("hook.stood.detail")
	}
	return say("hook.stood.free")
}

// about names what a webhook tells of: "push", "pulls" or "both".
func about(w connector.HookWish) string {
	switch {
	case w.Push && w.PullRequests:
		return "both"
	case w.PullRequests:
		return "pulls"
	}
	return "push"
}

// differsWords tells in what a webhook is not as the profile needs it.
func (s *webhookScreen) differsWords() string {
	hook, wish := s.state.Hook, connector.WishOf(s.state.Profile)
	if hook == nil {
		return say("hook.differs.detail")
	}
	var lines []string
	for _, lack := range []struct {
		is  bool
		key string
	}{
		{!hook.Active, "hook.differs.off"},
		{hook.Address != wish.Address, "hook.differs.address"},
		{wish.Push && !hook.Push, "hook.differs.push"},
		{wish.PullRequests && !hook.PullRequests, "hook.differs.pulls"},
	} {
		if lack.is {
			lines = append(lines, say(lack.key))
		}
	}
	return cmp.Or(strings.Join(lines, " "), say("hook.differs.detail"))
}

// service names the build service in a sentence.
func (s *webhookScreen) service() string { return serviceName(s.state.Service) }

// serviceLabel names a build service on its own.
func serviceLabel(service connector.BuildService) string {
	return cmp.Or(service.Name, capital(serviceName(service)))
}

func serviceName(service connector.BuildService) string {
	if service.Custom || service.Name == "" {
		return say("hook.service")
	}
	return service.Name
}

// tellWork says at the foot what is awaited, or when Bitbucket was last looked at.
func (s *webhookScreen) tellWork() {
	st := s.state
	if st.Work != flow.HookResting {
		s.strip.await(say("hook.work."+string(st.Work)), s.flow.Cancel)
		return
	}
	switch s.kind {
	case webhookByHand:
		s.strip.rest(say("hook.hand.after"), "", nil)
	case webhookAdmin:
		s.strip.rest(say("hook.admin.once"), "", nil)
	case webhookRemoving:
		s.strip.rest(say("hook.remove.not"), "", nil)
	default:
		label := say("hook.look")
		if !st.Connected {
			label = ""
		}
		s.strip.rest(s.lookedAt(), label, func() {
			s.came = s.strip.press
			s.do(s.flow.Look)
		})
	}
}

// lookedAt says when the webhook was last read.
func (s *webhookScreen) lookedAt() string {
	seen := s.state.Profile.Webhook.Seen
	switch {
	case !s.state.Connected:
		return ""
	case s.state.Read:
		return say("hook.read")
	case seen.IsZero():
		return say("hook.unread")
	}
	return say("hook.seen.ago", "ago", ago(seen, s.now()))
}

func (s *webhookScreen) now() time.Time { return nowOf(s.k) }

// nowOf is the time in a window.
func nowOf(k *kit) time.Time {
	if k.now == nil {
		return time.Now()
	}
	return k.now()
}

// do asks the flow for something. Where that takes time, it is what can be tried once more.
func (s *webhookScreen) do(what func()) {
	s.asked = what
	what()
}
