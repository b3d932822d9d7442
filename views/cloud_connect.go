package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// welcome is the tab before anybody is connected: one button does it.
func (c *cloudScreen) welcome(s flow.CloudState) cloudPage {
	first := primary(say("cloud.welcome.open"), c.flow.Connect)
	body := c.gone(s)
	body = append(body, card(
		subheading(say("cloud.welcome.asks")),
		wrapLabel(say("cloud.welcome.asks.list")),
		mutedLabel(say("cloud.welcome.never")),
	))
	if s.Problem != nil {
		body = append(body, c.note(s))
	}
	return cloudPage{
		object: c.sheet(s, say("cloud.welcome.title"), say("cloud.welcome.lead"), body,
			append([]fyne.CanvasObject{first, quiet(say("cloud.welcome.token"), c.flow.UseToken)}, c.ownConsumer()...)...),
		first: first,
	}
}

// ownConsumer leads to the form for a consumer of one's own, where one can be set up.
func (c *cloudScreen) ownConsumer() []fyne.CanvasObject {
	if c.kit.consumerFixed {
		return nil
	}
	return []fyne.CanvasObject{plain(say("cloud.welcome.consumer"), c.flow.UseConsumer)}
}

// gone says what became of a connection that was ended.
func (c *cloudScreen) gone(s flow.CloudState) []fyne.CanvasObject {
	if s.Gone == nil {
		return nil
	}
	parts := []fyne.CanvasObject{wrapLabel(say("cloud.gone", "name", s.Gone.Name))}
	if s.Gone.Alive {
		key := "cloud.gone.token"
		if s.Gone.Kind == connector.Session {
			key = "cloud.gone.session"
		}
		parts = append(parts, wrapLabel(say(key)), row(plain(say(key+".open"), c.flow.OpenGrants)))
	}
	return []fyne.CanvasObject{card(stackGap(0, parts...))}
}

// tokenForm connects with an API token: where to make one, and where to put it.
func (c *cloudScreen) tokenForm(s flow.CloudState) cloudPage {
	f := &cloudTokenForm{screen: c}
	f.token = newSecretEntry(say("cloud.token.token.hint"), f.submit)
	f.email = newEntry(say("cloud.token.email.hint"), func() { c.put(f.token) })
	f.email.SetText(s.Form.Email)
	emailField, emailHint := wanting(say("cloud.token.email"), f.email)
	tokenField, tokenHint := wanting(say("cloud.token.token"), f.token)
	f.emailHint, f.tokenHint, f.trouble = emailHint, tokenHint, newHolder()
	first := primary(say("cloud.token.check"), f.submit)
	actions := []fyne.CanvasObject{first}
	if s.Consumer.Has || s.Current != "" {
		actions = append(actions, c.backButton())
	}
	if !s.Consumer.Has {
		actions = append(actions, quiet(say("cloud.token.consumer"), c.flow.UseConsumer))
	}
	open := quiet(say("cloud.token.page"), c.flow.OpenTokenPage)
	body := append(c.gone(s), c.makeToken(s, open), f.trouble.Container, card(
		subheading(say("cloud.token.paste")), stackGap(1, emailField, tokenField)))
	f.update(s)
	return cloudPage{
		object: c.sheet(s, say("cloud.token.title"), say("cloud.token.lead"), body, actions...),
		first:  f.start(s), above: open, update: f.update,
	}
}

// makeToken tells how a token is made: on whose page, and with exactly which permissions.
func (c *cloudScreen) makeToken(s flow.CloudState, open fyne.CanvasObject) fyne.CanvasObject {
	scopes := strings.Join(s.TokenScopes(), "\n")
	list := widget.NewLabel(scopes)
	list.TextStyle.Monospace = true
	parts := []fyne.CanvasObject{subheading(say("cloud.token.make"))}
	if s.Want.Lack != "" {
		parts = append(parts, wrapLabel(say("cloud.token.more."+string(s.Want.Lack))))
	}
	parts = append(parts, wrapLabel(say("cloud.token.scopes")), row(list,
		open, c.kit.copyButton(func() string { return scopes })))
	return card(stackGap(0, parts...))
}

// cloudTokenForm holds the fields while they are being typed in.
type cloudTokenForm struct {
	screen               *cloudScreen
	email                *entry
	token                *entry
	emailHint, tokenHint *hint
	trouble              holder
	shown                *connector.Problem
}

func (f *cloudTokenForm) submit() {
	f.screen.flow.SubmitToken(flow.CloudTyped{
		CloudForm: flow.CloudForm{Kind: connector.APIToken, Email: f.email.Text}, Token: connector.NewSecret(f.token.Text),
	})
}

// start is the field the cursor belongs in.
func (f *cloudTokenForm) start(s flow.CloudState) fyne.Focusable {
	if s.Missing == flow.CloudFieldToken || s.Missing == "" && f.email.Text != "" {
		return f.token
	}
	return f.email
}

// update says what is missing, in place: what is typed stays.
func (f *cloudTokenForm) update(s flow.CloudState) bool {
	f.emailHint.say(missing(s, flow.CloudFieldEmail))
	f.tokenHint.say(missing(s, flow.CloudFieldToken))
	if f.shown != s.Problem {
		f.shown = s.Problem
		f.trouble.Objects = nil
		if s.Problem != nil {
			f.trouble.set(f.screen.note(s))
		}
	}
	if f.screen.page.object != nil {
		f.screen.page.object.Refresh()
	}
	if s.Missing != "" {
		f.screen.put(f.start(s))
	}
	return true
}

// missing is what is said beside a field; nothing where all is well.
func missing(s flow.CloudState, field flow.CloudField) string {
	if s.Missing != field {
		return ""
	}
	return say("cloud.missing." + string(field))
}

// consumerForm sets up an OAuth consumer of the person's own.
func (c *cloudScreen) consumerForm(s flow.CloudState) cloudPage {
	var key *entry
	var secret *entry
	save := func() { c.flow.SaveConsumer(key.Text, connector.NewSecret(secret.Text)) }
	secret = newSecretEntry(say("cloud.consumer.secret.hint"), save)
	key = newEntry(say("cloud.consumer.key.hint"), func() { c.put(secret) })
	key.SetText(s.Consumer.Key)
	keyField, keyHint := wanting(say("cloud.consumer.key"), key)
	secretField, secretHint := wanting(say("cloud.consumer.secret"), secret)
	callback := c.kit.copyLine(s.Consumer.Callback)
	trouble := newHolder()
	update := func(s flow.CloudState) bool {
		keyHint.say(missing(s, flow.CloudFieldKey))
		secretHint.say(missing(s, flow.CloudFieldSecret))
		trouble.Objects = nil
		if s.Problem != nil {
			trouble.set(c.note(s))
		}
		if c.page.object != nil {
			c.page.object.Refresh()
		}
		switch s.Missing {
		case flow.CloudFieldKey:
			c.put(key)
		case flow.CloudFieldSecret:
			c.put(secret)
		}
		return true
	}
	update(s)
	body := []fyne.CanvasObject{
		card(stackGap(1, subheading(say("cloud.consumer.make")), wrapLabel(say("cloud.consumer.where")),
			wrapLabel(say("cloud.consumer.callback")), callback,
			wrapLabel(say("cloud.consumer.tick")), wrapLabel(permissionNames(s)),
			inset(row(quiet(say("cloud.consumer.page"), c.flow.OpenConsumerPage))))),
		trouble.Container,
		card(subheading(say("cloud.consumer.paste")), stackGap(1, keyField, secretField)),
	}
	return cloudPage{
		object: c.sheet(s, say("cloud.consumer.title"), say("cloud.consumer.lead"), body,
			primary(say("cloud.consumer.save"), save), c.backButton()),
		first: key, above: firstButton(callback), update: update,
	}
}

// permissionNames lists the permissions Mooring asks for as Bitbucket's own form names them.
func permissionNames(s flow.CloudState) string {
	var lines []string
	for _, scope := range s.Wanted {
		lines = append(lines, "•  "+scopeName(scope))
	}
	return strings.Join(lines, "\n")
}

// scopeName is a permission in words; one that no phrase knows is shown as it is.
func scopeName(scope string) string {
	key := "cloud.scope." + strings.ReplaceAll(scope, ":", "-")
	if name := say(key); name != key {
		return name
	}
	return scope
}
