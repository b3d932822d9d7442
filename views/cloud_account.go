package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// confirming asks "Is this you?" after a fresh sign-in: a browser signs in whoever it knows.
func (c *cloudScreen) confirming(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	yes := primary(say("cloud.confirm.yes"), c.flow.ThatIsMe)
	return cloudPage{
		object: c.sheet(s, say("cloud.confirm.title"), say("cloud.confirm.lead"),
			[]fyne.CanvasObject{card(c.accountFacts(s, connection, 4))},
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

// connected shows the accounts, and what one can do with the one on screen.
func (c *cloudScreen) connected(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	first := primary(say("cloud.choose"), c.flow.Choose)
	actions := []fyne.CanvasObject{first, quiet(say("cloud.check.again"), c.flow.CheckAgain), quiet(say("cloud.more"), c.flow.AskMore)}
	if connection.Kind != connector.Session {
		actions = append(actions, quiet(say("cloud.fix.replace"), func() { c.flow.ReplaceToken(connection.ID) }))
	}
	actions = append(actions, plain(say("cloud.disconnect"), c.flow.Part))
	var trouble []fyne.CanvasObject
	if s.Problem != nil {
		trouble = append(trouble, c.note(s))
	}
	body := c.withNews(s, c.accounts(s, actions, append(trouble, c.ladderCard(s)...)))
	return cloudPage{object: c.sheet(s, c.accountsTitle(s, "cloud.connected.title"), "", body), first: first, back: c.foldUp}
}

// signedOut shows an account that is known and has to sign in once more.
func (c *cloudScreen) signedOut(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	var first fyne.Focusable
	var actions, trouble []fyne.CanvasObject
	lead := ""
	if s.Problem != nil {
		var sheet fyne.CanvasObject
		sheet, first = c.problem(s)
		trouble = append(trouble, sheet)
	} else {
		lead = say("cloud.out.lead")
		if connection.Keep == connector.KeepSession {
			lead = say("cloud.out.session")
		}
		again := primary(say("cloud.out.again"), c.flow.SignInAgain)
		first, actions = again, append(actions, again)
	}
	actions = append(actions, plain(say("cloud.disconnect"), c.flow.Part))
	body := c.withNews(s, c.accounts(s, actions, trouble))
	return cloudPage{object: c.sheet(s, c.accountsTitle(s, "cloud.out.title"), lead, body), first: first, back: c.foldUp}
}

// withNews puts what has just happened above the accounts; it is what is to be read first then.
func (c *cloudScreen) withNews(s flow.CloudState, accounts []fyne.CanvasObject) []fyne.CanvasObject {
	news := c.happened(s)
	if len(news) > 0 {
		c.foremost = nil
	}
	return append(news, accounts...)
}

// accountsTitle names the page by the one account there is, or all of them.
func (c *cloudScreen) accountsTitle(s flow.CloudState, one string) string {
	if len(s.Connections) > 1 && s.Step == flow.CloudConnected {
		return say("cloud.accounts.title")
	}
	return say(one)
}
