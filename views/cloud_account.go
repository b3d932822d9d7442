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

// confirming asks "Is this you?" after a fresh sign-in: a browser signs in whoever it knows.
func (c *cloudScreen) confirming(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	yes := primary(say("cloud.confirm.yes"), c.flow.ThatIsMe)
	return cloudPage{
		object: c.sheet(s, say("cloud.confirm.title"), say("cloud.confirm.lead"),
			[]fyne.CanvasObject{c.accountCard(connection, 4)},
			yes, quiet(say("cloud.confirm.no"), c.flow.ThatIsSomeoneElse)),
		first: yes,
	}
}

// stranger gives the tip that gets the right person in.
func (c *cloudScreen) stranger(s flow.CloudState) cloudPage {
	first := primary(say("cloud.stranger.private"), c.flow.ConnectPrivately)
	return cloudPage{
		object: c.sheet(s, say("cloud.stranger.title"), say("cloud.stranger.lead", "name", s.Stranger),
			[]fyne.CanvasObject{card(
				subheading(say("cloud.stranger.tip")), wrapLabel(say("cloud.stranger.window")),
				wrapLabel(say("cloud.stranger.logout")))},
			first, quiet(say("cloud.stranger.here"), c.flow.Connect), c.backButton()),
		first: first,
	}
}

// connected is the account, and what one can do with it.
func (c *cloudScreen) connected(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	first := primary(say("cloud.choose"), c.flow.Choose)
	body := c.gone(s)
	if s.News != nil {
		body = append(body, c.news(*s.News))
	}
	body = append(body, c.accountCard(connection, 3), inset(row(
		first, quiet(say("cloud.more"), c.flow.AskMore), quiet(say("cloud.check.again"), c.flow.CheckAgain),
		plain(say("cloud.disconnect"), c.flow.Part))))
	if s.Problem != nil {
		body = append(body, c.note(s))
	}
	if s.Report.Done {
		ladder := newLadderView()
		ladder.Show(s.Report)
		body = append(body, card(ladder.object()))
	}
	body = append(body, c.others(s)...)
	return cloudPage{object: c.sheet(s, say("cloud.connected.title"), "", body), first: first}
}

// signedOut is an account that is known and has to sign in once more.
func (c *cloudScreen) signedOut(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	lead := say("cloud.out.lead")
	if connection.Keep == connector.KeepSession {
		lead = say("cloud.out.session")
	}
	connection.Verdict, connection.Keep = "", "" // of a sign-in that is gone
	body := []fyne.CanvasObject{c.accountCard(connection, 3)}
	var first fyne.Focusable
	var actions []fyne.CanvasObject
	if s.Problem != nil {
		var trouble fyne.CanvasObject
		trouble, first = c.problem(s)
		lead, body = "", append(body, trouble)
	} else {
		again := primary(say("cloud.out.again"), c.flow.SignInAgain)
		first, actions = again, append(actions, again)
	}
	actions = append(actions, plain(say("cloud.disconnect"), c.flow.Part))
	body = append(body, c.others(s)...)
	return cloudPage{object: c.sheet(s, say("cloud.out.title"), lead, body, actions...), first: first}
}

// accountCard shows who is connected: picture or initials, name, workspaces, and how the check stood.
func (c *cloudScreen) accountCard(connection connector.Connection, lines float32) fyne.CanvasObject {
	parts := []fyne.CanvasObject{subheading(connection.Account.Name)}
	if login := connection.Account.Login; login != "" && login != connection.Account.Name {
		parts = append(parts, mutedLabel(login))
	}
	parts = append(parts, wrapLabel(workspaces(connection.Workspaces)))
	if connection.Verdict != "" {
		when := widget.NewLabel(checkedWords(connection.Checked))
		when.Importance = widget.LowImportance
		parts = append(parts, row(verdictLamp(connection.Verdict), when))
	}
	if connection.Keep == connector.KeepSession {
		parts = append(parts, mutedLabel(say("cloud.account.session")))
	}
	who := newAvatar(connection.Account, lines)
	return card(container.New(pictured{}, who, stackGap(-1.5, parts...)))
}

// workspaces names where an account belongs; the rest of a long list is counted.
func workspaces(all []connector.Workspace) string {
	names := make([]string, 0, len(all))
	for _, w := range all {
		names = append(names, w.Name)
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

// others lists the other connected accounts, to change over to.
func (c *cloudScreen) others(s flow.CloudState) []fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	for _, o := range s.Connections {
		if o.ID != s.Current {
			b := quiet(o.Name, func() { c.flow.Show(o.ID) })
			b.Icon = theme.AccountIcon()
			buttons = append(buttons, b)
		}
	}
	if buttons == nil {
		return nil
	}
	label := widget.NewLabel(say("cloud.others"))
	return []fyne.CanvasObject{stackGap(0, label, inset(row(buttons...)))}
}
