package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
	"mooring/connector/flow"
)

// tokenChangeForm is where the new token is typed. It stays while the token is being tried, so that what was typed
// is still there when something was wrong with it.
type tokenChangeForm struct {
	connection string
	purpose    flow.ChangePurpose
	fields     *tokenFields
	make       holder
	open       *button
	refused    int // the round whose token was emptied out
}

// serves tells whether the form was made for this change.
func (f *tokenChangeForm) serves(st flow.TokenChangeState) bool {
	return f.connection == st.Connection.ID && f.purpose == st.Purpose && slices.Equal(f.fields.kinds, st.Kinds)
}

// untouched tells whether nobody has typed yet.
func (f *tokenChangeForm) untouched() bool {
	return f.fields.token.Text == "" && f.fields.email.Text == ""
}

func (s *tokenChangeScreen) newForm() *tokenChangeForm {
	st := s.state
	f := &tokenChangeForm{connection: st.Connection.ID, purpose: st.Purpose, make: newHolder(), refused: s.rounds}
	f.fields = newTokenFields(s.k, st.Kinds, true, s.submit, s.grown)
	f.fields.turned = func() {
		s.flow.SetKind(f.fields.kind)
		f.make.set(s.recipe(f))
	}
	return f
}

// typing asks for the token, in calm steps: what it is for and whom it touches, how it is made, and where it goes.
func (s *tokenChangeScreen) typing() fyne.CanvasObject {
	st := s.state
	if s.form == nil {
		s.form = s.newForm()
	}
	f := s.form
	f.fields.be(st.Kind)
	f.make.set(s.recipe(f))
	f.fields.show(st.Wrong)
	title, lead := say("tokens.replace.title", "name", titled(st.Connection.Name)), sayN("tokens.replace.lead", len(st.Profiles))
	if st.Purpose == flow.ChangeRead {
		title, lead = say("tokens.read.title"), say("tokens.read.lead", "name", titled(st.Connection.Name))
	}
	var parts []fyne.CanvasObject
	if touched := s.touched(); touched != nil {
		parts = append(parts, touched)
	}
	parts = append(parts, f.make.Container)
	if st.Problem != nil { // right above where another one goes
		parts = append(parts, s.trouble(*st.Problem))
	}
	parts = append(parts, card(subheading(say("tokens.paste."+purpose(st))), stackGap(1, f.fields.box, mutedLabel(say("tokens.keychain")))))
	switch {
	case len(st.Wrong) > 0:
		s.top = f.fields.start()
	case st.Problem == nil && st.Page != "":
		s.top = f.open
	case st.Problem == nil:
		s.top = f.fields.start()
	}
	return s.sheet(title, lead, parts, primary(say("tokens.try"), s.submit), quiet(say("tokens.not"), s.flow.Close))
}

// touched lists the profiles that use the connection. Before a token that only reads it says which of their webhooks
// stand: the others still need the admin right.
func (s *tokenChangeScreen) touched() fyne.CanvasObject {
	st := s.state
	if len(st.Profiles) == 0 {
		return nil
	}
	title := subheading(say("tokens.touched"))
	if st.Purpose == flow.ChangeRead {
		title = subheading(say("tokens.verified"))
	}
	rows := stackGap(-1)
	for _, tried := range st.Profiles {
		lamp, word := connector.Waiting, tried.Profile.Key+"/"+tried.Profile.Slug
		if st.Purpose == flow.ChangeRead {
			lamp, word = webhookBefore(tried.Profile, s.k)
		}
		rows.Add(profileLine(lamp, tried.Profile.Name, word))
	}
	return card(title, rows)
}

// webhookBefore is how the webhook of a profile stands before a token that only reads is taken.
func webhookBefore(p connector.BuildProfile, k *kit) (connector.State, string) {
	w := p.Webhook
	switch {
	case w.State == connector.HookMade && !w.Seen.IsZero():
		return connector.Pass, say("tokens.webhook.seen", "ago", ago(w.Seen, nowOf(k)))
	case w.State == connector.HookByHand:
		return connector.Pass, say("tokens.webhook.byhand")
	case w.Stands():
		return connector.Pass, say("tokens.webhook.made")
	case w.State == connector.HookNone:
		return connector.Waiting, say("tokens.webhook.none")
	}
	return connector.Warned, say("tokens.webhook.needed")
}

// profileLine is a profile in a list: a lamp, its name, and how it is.
func profileLine(state connector.State, name, word string) fyne.CanvasObject {
	l := oneLine(name)
	l.TextStyle.Bold = true
	return container.New(pairLayout{}, newLampSaying(state, ""), l, mutedLabel(word))
}

// purpose is why the token is changed, in the name of a phrase.
func purpose(st flow.TokenChangeState) string {
	if st.Purpose == flow.ChangeRead {
		return "read"
	}
	return "replace"
}

// recipe is how such a token is made.
func (s *tokenChangeScreen) recipe(f *tokenChangeForm) fyne.CanvasObject {
	st := s.state
	f.open = quiet(say("tokens.page"), s.flow.OpenPage)
	f.open.Icon = theme.MailForwardIcon()
	f.open.Hidden = st.Page == "" // nobody knows yet where that is
	title := subheading(say("tokens.make." + purpose(st)))
	switch {
	case st.Connection.Provider == connector.Server:
		return card(title, s.serverRecipe(f))
	case f.fields.kind == connector.APIToken:
		return card(stackGap(0, title, wrapLabel(say("cloud.token.scopes")), s.k.scopeList(st.Scopes), inset(row(f.open))))
	}
	scopes := []string{"repository"}
	if st.Purpose != flow.ChangeRead {
		scopes = []string{"repository", "webhook", "pullrequest"}
	}
	var ticked []string
	for _, scope := range scopes {
		ticked = append(ticked, scopeName(scope))
	}
	where := stackGap(-1, wrapLabel(say("tokens.access")), wrapLabel(asLines(bullets(ticked))))
	return card(stackGap(0, title, where, inset(row(f.open))))
}

// serverRecipe is the menu's path and the permissions to choose, each with Copy.
func (s *tokenChangeScreen) serverRecipe(f *tokenChangeForm) fyne.CanvasObject {
	st := s.state
	kind := st.Connection.TokenKind
	if kind != connector.TokenProject && kind != connector.TokenRepository {
		kind = connector.TokenPersonal
	}
	path := say("guide.path."+string(kind), "menu", serverMenu(st.Connection.Version))
	permission := say("guide.read.repository")
	if st.Purpose != flow.ChangeRead {
		permission = say("tokens.admin.repository")
	}
	table := newFields(s.value("guide.value.name", "Mooring")...)
	if kind != connector.TokenRepository {
		table.Objects = append(table.Objects, s.value("guide.value.project", say("guide.read.project"))...)
	}
	table.Objects = append(table.Objects, s.value("guide.value.repository", permission)...)
	parts := []fyne.CanvasObject{wrapLabel(path), table}
	if st.Purpose != flow.ChangeRead {
		parts = append(parts, mutedLabel(say("tokens.admin.or")))
	}
	return stackGap(1, append(parts, inset(row(f.open)))...)
}

func (s *tokenChangeScreen) value(key, value string) []fyne.CanvasObject {
	return []fyne.CanvasObject{factLabel(say(key)), valueLine(valueLabel(value), s.k.copyButton(func() string { return value }))}
}

func (s *tokenChangeScreen) submit() {
	if s.state.Step == flow.TokenChangeTyping && s.form.fields.complete() {
		s.flow.Submit(s.form.fields.typed())
	}
}
