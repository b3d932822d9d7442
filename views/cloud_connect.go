package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// cloudForms are the forms of this tab that are filled in just now. They outlive the page they stand on while
// what was typed is being tried, so that nobody types, or has to make, anything twice.
type cloudForms struct {
	token *cloudTokenForm
	setup *cloudSetUp
}

// leave forgets what was typed, secrets above all, once it is kept or not wanted.
func (f *cloudForms) leave(s flow.CloudState) {
	switch s.Step {
	case flow.CloudToken, flow.CloudChecking, flow.CloudSaving, flow.CloudKeeping, flow.CloudNoting:
	case flow.CloudFailed:
		if f.token != nil {
			f.token.refused(s)
		}
	default:
		f.token = nil
	}
	switch s.Step {
	case flow.CloudConsumer, flow.CloudNoting:
		return
	case flow.CloudConnected, flow.CloudSignedOut: // an account's page would not say that the consumer is kept
		if f.setup != nil && f.setup.sent && nothingNew(s) {
			f.setup.screen.flow.UseConsumer()
		}
	}
	f.setup = nil
}

// nothingNew tells whether a problem on an account's page, if any, is the account's own.
func nothingNew(s flow.CloudState) bool {
	known := s.Trouble(s.Current)
	return s.Problem == nil || known != nil && known.Code == s.Problem.Code
}

// welcome is the tab before anybody is connected: one button does it, and other ways stand beside it.
func (c *cloudScreen) welcome(s flow.CloudState) cloudPage {
	first := primary(say("cloud.welcome.open"), c.flow.Connect)
	body := append(c.gone(s), c.removed(s)...)
	body = append(body, card(
		subheading(say("cloud.welcome.asks")),
		wrapLabel(say("cloud.welcome.asks.list")),
		mutedLabel(say("cloud.welcome.never")),
	))
	if s.Consumer.Own && s.Consumer.Has {
		body = append(body, c.consumerCard(s))
	}
	if s.Problem != nil {
		body = append(body, c.note(s))
	}
	body = append(body, inset(row(first)), stackGap(0, mutedLabel(say("cloud.welcome.ways")), inset(row(c.otherWays(s)...))))
	return cloudPage{object: c.sheet(s, say("cloud.welcome.title"), say("cloud.welcome.lead"), body), first: first}
}

// otherWays lead past the browser, or to a consumer of one's own where one can be set up and none is.
func (c *cloudScreen) otherWays(s flow.CloudState) []fyne.CanvasObject {
	ways := []fyne.CanvasObject{
		quiet(say("cloud.way.token"), c.flow.UseToken), quiet(say("cloud.way.access"), c.flow.UseAccessToken),
	}
	if !s.Consumer.Own {
		ways = append(ways, c.ownConsumer()...)
	}
	return ways
}

// ownConsumer leads to the set-up of a consumer of one's own, where one can be set up.
func (c *cloudScreen) ownConsumer() []fyne.CanvasObject {
	if c.kit.consumerFixed {
		return nil
	}
	return []fyne.CanvasObject{quiet(say("cloud.way.consumer"), c.flow.UseConsumer)}
}

// consumerCard tells in one line how the person's own consumer stands.
func (c *cloudScreen) consumerCard(s flow.CloudState) fyne.CanvasObject {
	label := wrapLabel(say("cloud.own.here", "key", shortened(s.Consumer.Key, 40)))
	return card(stackGap(0, label, inset(row(consumerLamp(s), plain(say("cloud.own.show"), c.flow.UseConsumer)))))
}

// gone says what became of a connection that was ended.
func (c *cloudScreen) gone(s flow.CloudState) []fyne.CanvasObject {
	if s.Gone == nil {
		return nil
	}
	return []fyne.CanvasObject{c.farewell(*s.Gone)}
}

// missing is what is said beside a field; nothing where all is well.
func missing(s flow.CloudState, field flow.CloudField) string {
	if s.Missing != field {
		return ""
	}
	return say("cloud.missing." + string(field))
}

// toTick lists permissions as Bitbucket's own forms name them: those Mooring asks for, and the one that only
// builds of pull requests need.
func toTick(scopes []string) []string {
	var lines []string
	asked := false
	for _, scope := range scopes {
		lines = append(lines, scopeName(scope))
		asked = asked || scope == "pullrequest"
	}
	if !asked {
		lines = append(lines, say("cloud.tick.pullrequest"))
	}
	return lines
}

// ticks shows such a list.
func ticks(scopes []string) *widget.Label {
	return wrapLabel("•  " + strings.Join(toTick(scopes), "\n•  "))
}

// scopeName is a permission in words; one that no phrase knows is shown as it is.
func scopeName(scope string) string {
	key := "cloud.scope." + strings.ReplaceAll(scope, ":", "-")
	if name := say(key); name != key {
		return name
	}
	return scope
}
