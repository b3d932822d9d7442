package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// tokenFields are where a token is typed, of any of some kinds: the kind, the e-mail address that goes with an API
// token, the token, and until when it is valid.
type tokenFields struct {
	k      *kit
	kinds  []connector.CredentialKind
	kind   connector.CredentialKind
	choice *choice
	email  *entry
	token  *entry
	until  *untilField // nil where nobody asks
	boxes  map[string]*fyne.Container
	hints  map[string]*hint
	box    *fyne.Container
	grown  func()
	turned func() // is told of another kind
}

// newTokenFields makes the fields for these kinds, the likeliest first.
func newTokenFields(k *kit, kinds []connector.CredentialKind, lasting bool, submit, grown func()) *tokenFields {
	f := &tokenFields{
		k: k, kinds: kinds, kind: connector.AccessToken, grown: grown, turned: func() {},
		boxes: map[string]*fyne.Container{}, hints: map[string]*hint{},
	}
	if len(kinds) > 0 {
		f.kind = kinds[0]
	}
	f.token = newSecretEntry(say("cloud.token.token.hint"), submit)
	f.email = newEntry(say("cloud.token.email.hint"), func() { k.focusOn(f.token) })
	f.boxes["email"], f.hints["email"] = wanting(say("cloud.token.email"), f.email)
	f.boxes["token"], f.hints["token"] = wanting(say("cloud.token.token"), f.token)
	f.email.OnChanged = func(string) { f.moved(); f.say("email", "") }
	f.token.OnChanged = func(string) { f.recognise(); f.say("token", "") }
	f.box = stackGap(1)
	if len(kinds) > 1 {
		labels := make([]string, 0, len(kinds))
		for _, kind := range kinds {
			labels = append(labels, say("tokens.kind."+string(kind)))
		}
		f.choice = newChoice(labels, 0, func(i int) { f.turn(kinds[i]) })
		f.box.Add(labelled(say("cloud.token.kind"), f.choice.row))
	}
	f.box.Add(f.boxes["email"])
	f.box.Add(f.boxes["token"])
	if lasting {
		f.until = newUntilField(k, submit, grown)
		f.box.Add(f.until.box)
	}
	f.turn(f.kind)
	return f
}

// turn asks for a token of another kind; what is typed stays.
func (f *tokenFields) turn(kind connector.CredentialKind) {
	f.kind = kind
	if f.choice != nil {
		f.choice.set(slices.Index(f.kinds, kind))
	}
	setVisible(f.boxes["email"], kind == connector.APIToken)
	f.turned()
	f.grown()
}

// be takes over the kind that a token was found to be.
func (f *tokenFields) be(kind connector.CredentialKind) {
	if kind == f.kind || !slices.Contains(f.kinds, kind) {
		return
	}
	turned := f.turned
	f.turned = func() {}
	f.turn(kind)
	f.turned = turned
}

// recognise turns to the kind that a pasted token has the looks of.
func (f *tokenFields) recognise() {
	kind := f.kind
	switch connector.ShapeOf(connector.NewSecret(f.token.Text)) {
	case connector.ShapeAPIToken:
		kind = connector.APIToken
	case connector.ShapeAccessToken:
		kind = connector.AccessToken
	}
	if kind != f.kind && slices.Contains(f.kinds, kind) {
		f.turn(kind)
	}
}

// moved takes a token that was pasted into the other field to where it is hidden.
func (f *tokenFields) moved() {
	if connector.ShapeOf(connector.NewSecret(f.email.Text)) == connector.ShapeUnknown {
		return
	}
	token := f.email.Text
	f.email.SetText("")
	f.token.SetText(token)
}

// complete tells whether all is typed, and says at the first field what is missing, where the cursor goes.
func (f *tokenFields) complete() bool {
	first := fyne.Focusable(nil)
	lack := func(field string, e *entry) {
		f.say(field, say("tokens.lacks."+field))
		if first == nil {
			first = e
		}
	}
	if f.kind == connector.APIToken && f.email.Text == "" {
		lack("email", f.email)
	}
	if f.token.Text == "" {
		lack("token", f.token)
	}
	if f.until != nil && !f.until.complain() && first == nil {
		first = f.until.field
	}
	if first == nil {
		return true
	}
	f.k.focusOn(first)
	return false
}

// show says at the fields what the flow found wrong with them.
func (f *tokenFields) show(wrong map[string]*connector.Problem) {
	for field := range f.hints {
		said := ""
		if p := wrong[field]; p != nil {
			said = say("tokens.lacks." + field)
			if p.Code != connector.CodeTokenMissing && p.Args["kind"] != "user-name" {
				said, _, _ = Words(*p)
			}
		}
		f.say(field, said)
	}
	if p := wrong["until"]; p != nil && f.until != nil && f.until.complain() {
		title, _, _ := Words(*p)
		f.until.tell(title)
	}
}

func (f *tokenFields) say(field, text string) {
	if h := f.hints[field]; h.text.Text != text {
		h.say(text)
		f.grown()
	}
}

// typed is what stands in the fields.
func (f *tokenFields) typed() flow.TokenTyped {
	t := flow.TokenTyped{Kind: f.kind, Token: connector.NewSecret(f.token.Text)}
	if f.kind == connector.APIToken {
		t.Email = f.email.Text
	}
	if f.until != nil {
		if day, ok := f.until.day(); ok && !day.IsZero() {
			t.Until = day.Format(dayForm)
		}
	}
	return t
}

// start is the field the cursor belongs in.
func (f *tokenFields) start() fyne.Focusable {
	if f.kind == connector.APIToken && f.email.Text == "" {
		return f.email
	}
	return f.token
}

// another empties the token's field, for another one.
func (f *tokenFields) another() {
	f.token.SetText("")
	f.k.focusOn(f.token)
}

// scopeList is a list of permissions to tick, with a button that copies them as Bitbucket writes them.
func (k *kit) scopeList(scopes []string) fyne.CanvasObject {
	text := asLines(scopes)
	list := widget.NewLabel(text)
	list.TextStyle.Monospace = true
	return row(list, k.copyButton(func() string { return text }))
}
