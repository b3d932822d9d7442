package views

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// workspacesNamed is how many workspaces an account's card names before it counts the rest.
const workspacesNamed = 6

// accounts shows all connected accounts as cards of equal rank. The one on screen has its actions in its card, and
// below it what is wrong and what was checked; the others each have the button that brings them there. One account
// alone has its actions below.
func (c *cloudScreen) accounts(s flow.CloudState, actions, after []fyne.CanvasObject) []fyne.CanvasObject {
	var body []fyne.CanvasObject
	alone := len(s.Connections) == 1
	c.foremost = nil
	for i, connection := range s.Connections {
		facts := c.accountFacts(s, connection, 3)
		switch {
		case connection.ID != s.Current:
			use := quiet(say("cloud.use"), func() { c.flow.Show(connection.ID) })
			body = append(body, card(stackGap(1, facts, inset(row(use)))))
		case alone:
			body = append(body, card(facts), inset(row(actions...)))
			body = append(body, after...)
		default:
			sheet := card(stackGap(1, facts, inset(row(actions...))))
			sheet.edge = theme.ColorNamePrimary
			if i > 0 { // the first one is in sight, and the title with it
				c.foremost = sheet
			}
			body = append(body, sheet)
			body = append(body, after...)
		}
	}
	return append(body, c.another(s))
}

// accountFacts is who is connected: picture or initials, name, workspaces, how, and how the check stood.
func (c *cloudScreen) accountFacts(s flow.CloudState, connection connector.Connection, lines float32) fyne.CanvasObject {
	name := connection.Account.Name
	if name == "" {
		name = connection.Name
	}
	parts := []fyne.CanvasObject{subheading(name)}
	if login := connection.Account.Login; login != "" && login != name {
		parts = append(parts, mutedLabel(login))
	}
	parts = append(parts, wrapLabel(workspaces(connection.Workspaces)), mutedLabel(howConnected(connection)))
	if line := c.tokenEnd(connection); line != nil {
		parts = append(parts, line)
	}
	out := s.Accounts[connection.ID].SignedOut || connection.ID == s.Current && s.SignedOut
	switch {
	case out:
		parts = append(parts, lampRow(newLampSaying(connector.Warned, say("cloud.out.lamp")), ""))
	case connection.Verdict != "":
		parts = append(parts, lampRow(verdictLamp(connection.Verdict), checkedWords(connection.Checked)))
	}
	if connection.ID != s.Current { // the one on screen has its trouble below
		if p := s.Trouble(connection.ID); p != nil {
			title, _, _ := Words(OfCloud(*p))
			parts = append(parts, wrapLabel(title))
		}
	}
	if connection.Keep == connector.KeepSession && !out {
		parts = append(parts, mutedLabel(say("cloud.account.session")))
	}
	who := newAvatar(connection.Account, lines)
	return container.New(pictured{}, who, stackGap(-1.5, parts...))
}

// lampRow is a lamp and a few words after it, as tall as a line of text is also without any.
func lampRow(light *lamp, text string) fyne.CanvasObject {
	words := widget.NewLabel(text)
	words.Importance = widget.LowImportance
	return row(light, words)
}

// howConnected says with what kind of credential an account is connected, and to what place a token belongs.
func howConnected(c connector.Connection) string {
	if c.Kind == connector.AccessToken && c.Place != "" {
		return say("cloud.how.access-token.place", "place", c.Place)
	}
	return say("cloud.how." + string(c.Kind))
}

// tokenEnd says until when a token is valid, with a lamp where that is soon; nil where nobody knows.
func (c *cloudScreen) tokenEnd(connection connector.Connection) fyne.CanvasObject {
	until := connection.TokenExpiry()
	if until.IsZero() || connection.Kind == connector.Session {
		return nil
	}
	words := say("cloud.until", "day", dayAndDistance(c.kit.now(), until))
	switch left := until.Sub(c.kit.now()); {
	case left < 0:
		return lampRow(newLampSaying(connector.Fail, say("cloud.until.over", "day", dayWords(until))), "")
	case left < connector.ExpirySoon:
		return lampRow(newLampSaying(connector.Warned, words), "")
	}
	return mutedLabel(words)
}

// workspaces names where an account belongs; the rest of a long list is counted.
func workspaces(all []connector.Workspace) string {
	names := make([]string, 0, len(all))
	for _, w := range all {
		name := w.Name
		if name == "" {
			name = w.Slug
		}
		names = append(names, name)
	}
	switch n := len(names); {
	case n == 0:
		return say("cloud.workspaces.none")
	case n == 1:
		return say("cloud.workspaces.one", "name", names[0])
	case n > workspacesNamed:
		return say("cloud.workspaces.more", "names", strings.Join(names[:workspacesNamed], ", "), "count", strconv.Itoa(n-workspacesNamed))
	}
	return say("cloud.workspaces.several", "names", strings.Join(names, ", "))
}

// checkedWords says when a connection was checked last.
func checkedWords(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return say("cloud.checked", "when", moment(at))
}

// another leads to the ways to add one more account, folded up until somebody wants to.
func (c *cloudScreen) another(s flow.CloudState) fyne.CanvasObject {
	var ways []fyne.CanvasObject
	if s.Consumer.Has {
		ways = append(ways, quiet(say("cloud.add.browser"), c.flow.Add))
	} else {
		ways = append(ways, c.ownConsumer()...)
	}
	ways = append(ways, quiet(say("cloud.add.token"), c.flow.UseToken), quiet(say("cloud.add.access"), c.flow.UseAccessToken))
	body := stackGap(0, mutedLabel(say("cloud.add.lead")), inset(row(ways...)))
	c.adder = c.unfolding(say("cloud.add"), body, c.adding, func() { c.adding = body.Visible() })
	return c.adder.box
}

// unfolding is a fold of a page: the page makes room for what unfolds, and brings it into sight.
func (c *cloudScreen) unfolding(title string, body fyne.CanvasObject, open bool, told func()) *fold {
	f := newFold(title, body, func() {})
	f.open(open)
	f.grown = func() {
		told()
		if c.page.object == nil {
			return
		}
		c.page.object.Refresh()
		if body.Visible() {
			reveal(c.page.object, body)
		}
	}
	return f
}

// foldUp closes the ways to add an account, and tells whether they were open.
func (c *cloudScreen) foldUp() bool {
	if !c.adding {
		return false
	}
	c.adder.open(false)
	c.put(c.adder.handle)
	return true
}

// toTop scrolls a page so far that an object stands at its top, with what belongs to it below.
func toTop(page, object fyne.CanvasObject) {
	s := seeker{wanted: object}
	if !s.look(page, 0) || s.scroll == nil || s.scroll.Size().Height == 0 {
		return
	}
	most := max(0, s.scroll.Content.Size().Height-s.scroll.Size().Height)
	s.scroll.ScrollToOffset(fyne.NewPos(0, min(most, max(0, s.top-2*theme.TextSize()))))
}
