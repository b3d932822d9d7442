package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// farewell says what became of a connection that was ended: whether Bitbucket was told, or where what it granted
// is taken back by hand.
func (c *cloudScreen) farewell(gone flow.CloudGone) fyne.CanvasObject {
	title := lampTitle(connector.Pass, say("cloud.gone", "name", titled(gone.Name)))
	parts := []fyne.CanvasObject{title, wrapLabel(say("cloud.gone.profiles"))}
	switch {
	case gone.Kind == connector.Session && !gone.Alive:
		parts = append(parts, wrapLabel(say("cloud.gone.told")))
	case gone.Kind == connector.Session:
		parts = append(parts, wrapLabel(say("cloud.gone.session")), inset(row(quiet(say("cloud.gone.session.open"), c.flow.OpenGrants))))
	case gone.Alive && gone.Kind == connector.AccessToken:
		place := gone.Place
		if place == "" {
			place = say("cloud.gone.place")
		}
		parts = append(parts, wrapLabel(say("cloud.gone.access", "place", place)), inset(row(quiet(say("cloud.gone.access.open"), c.flow.OpenGrants))))
	case gone.Alive:
		parts = append(parts, wrapLabel(say("cloud.gone.token")), inset(row(quiet(say("cloud.gone.token.open"), c.flow.OpenGrants))))
	}
	return card(stackGap(0, parts...))
}

// happened says what came of the last thing that was done, above the accounts.
func (c *cloudScreen) happened(s flow.CloudState) []fyne.CanvasObject {
	body := c.gone(s)
	connection, _ := s.Connection()
	switch {
	case s.Instead != "":
		body = append(body, tellCard(connector.Warned, say("cloud.instead.title"), say("cloud.instead.text",
			"account", titled(connection.Name), "name", titled(s.Instead))))
	case s.Same && s.News == nil:
		body = append(body, tellCard(connector.Warned, say("cloud.same.title"), say("cloud.same.text", "account", titled(connection.Name)),
			inset(row(quiet(say("cloud.same.again"), c.flow.Add)))))
	}
	if s.News != nil {
		body = append(body, c.news(*s.News))
	}
	return append(body, c.removed(s)...)
}

// removed says what came of removing the person's own consumer.
func (c *cloudScreen) removed(s flow.CloudState) []fyne.CanvasObject {
	if s.Removed == nil {
		return nil
	}
	sentences := []string{say("cloud.removed.none")}
	if s.Removed.Serves {
		sentences[0] = say("cloud.removed.serves")
	}
	if s.Removed.Sessions > 0 {
		sentences = append(sentences, sayN("cloud.removed.sessions", s.Removed.Sessions))
	}
	return []fyne.CanvasObject{tellCard(connector.Pass, say("cloud.removed"), strings.Join(sentences, " "))}
}

// tellCard is a card with a lamp, a title, a sentence, and what belongs to it.
func tellCard(state connector.State, title, text string, more ...fyne.CanvasObject) fyne.CanvasObject {
	return card(stackGap(0, append([]fyne.CanvasObject{lampTitle(state, title), wrapLabel(text)}, more...)...))
}
