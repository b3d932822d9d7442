package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// serverForm is the form for a server. It lives as long as the window, so that what was typed is still
// there when one comes back to it.
type serverForm struct {
	screen   *serverScreen
	revision int
	page     fyne.CanvasObject
	head     *widget.Label
	lead     *muted
	name     *entry
	address  *entry
	token    *entry
	until    *untilField
	own      *ownCertificate
	fold     *fold
	kind     connector.TokenKind // of the token that was made with the guide
	made     madeToken           // with the guide, and not yet part of the form
	named    bool                // the person gave a name of their own
	filling  bool                // texts are being set by the app
	nameBox  fyne.CanvasObject
	addrBox  fyne.CanvasObject
	notes    map[flow.ServerField]*hint
	back     *button
	noteLink *button
	demo     *button
	missing  flow.ServerField
}

// madeToken is what the guide knows of a token that was made with it. The form it is for may be opened only
// after the guide.
type madeToken struct {
	kind  connector.TokenKind
	until time.Time
}

func newServerForm(s *serverScreen) *serverForm {
	f := &serverForm{screen: s, revision: -1, notes: map[flow.ServerField]*hint{}}
	f.address = newEntry(say("server.form.address.hint"), f.submit)
	f.token = newSecretEntry(say("server.form.token.hint"), f.submit)
	f.name = newEntry(say("server.form.name.hint"), f.submit)
	f.address.OnChanged = func(text string) {
		if !f.named && !f.filling {
			f.fill(func() { f.name.SetText(flow.SuggestServerName(text)) })
		}
		f.note(flow.ServerFieldAddress, "")
	}
	f.name.OnChanged = func(text string) {
		if !f.filling {
			f.named = text != ""
		}
	}
	f.token.OnChanged = func(string) { f.note(flow.ServerFieldToken, "") }
	f.until = newUntilField(s.kit, f.submit, f.grown)
	f.own = newOwnCertificate(s.kit, f.submit, f.grown)
	f.build()
	return f
}

// grown lays the page out anew, since something on it has another height.
func (f *serverForm) grown() {
	if f.page != nil {
		f.page.Refresh()
	}
}

func (f *serverForm) build() {
	s := f.screen
	f.head, f.lead = heading(""), mutedLabel("")
	f.addrBox, f.notes[flow.ServerFieldAddress] = wanting(say("server.form.address"), f.address)
	f.nameBox = labelled(say("server.form.name"), f.name)
	guide := quiet(say("server.form.guide"), f.guide)
	tokenField, tokenNote := wanting(say("server.form.token"), container.NewBorder(nil, nil, nil, guide, f.token))
	f.notes[flow.ServerFieldToken] = tokenNote
	tokenBox := stackGap(0, tokenField, mutedLabel(say("server.form.token.where")))
	f.fold = newFold(say("server.form.advanced"), f.own.box, f.grown)
	f.demo = quiet(say("server.form.demo"), f.useDemo)
	if s.kit.demo == nil {
		f.demo.Hide()
	}
	f.noteLink = quiet(say("server.form.note"), s.flow.Note)
	f.back = quiet(say("server.form.forget"), s.flow.Cancel)
	actions := inset(row(primary(say("server.form.submit"), f.submit), f.demo, f.noteLink, f.back))
	text := upright(container.New(reading{readable}, stackGap(3,
		stackGap(0, f.head, f.lead),
		newSurface(stackGap(1, f.addrBox, tokenBox, f.until.box, f.nameBox, f.fold.box)),
	)))
	f.page = withFoot(text, actions)
}

// show takes over texts of a new revision; what is being typed is left alone otherwise.
func (f *serverForm) show(state flow.ServerState) {
	form := state.Form
	f.missing = form.Missing
	if form.Revision != f.revision {
		f.revision = form.Revision
		f.named = form.For != ""
		f.fill(func() {
			f.address.SetText(form.Address)
			f.name.SetText(form.Name)
			f.token.SetText("")
			f.fresh(state)
		})
	}
	f.take(f.made)
	f.heads(form)
	setVisible(f.addrBox, form.For == "")
	setVisible(f.nameBox, form.For == "")
	setVisible(f.noteLink, form.For == "")
	setVisible(f.demo, form.For == "" && f.screen.kit.demo != nil)
	setVisible(f.back, state.CanGoBack())
	f.note(flow.ServerFieldAddress, "")
	f.note(flow.ServerFieldToken, "")
	if state.Problem != nil {
		f.note(form.Missing, say("server.form.empty."+string(form.Missing)))
	}
	f.page.Refresh()
}

// fresh empties what belongs to the token typed before. A connection that gets a new token keeps the file of
// its certificate, with what opens it.
func (f *serverForm) fresh(state flow.ServerState) {
	item, _ := state.Item(state.Form.For)
	f.kind = connector.TokenUnknown
	f.until.set(state.Form.Until)
	f.own.keep(item.Connection.ClientCertificate)
	f.fold.open(f.own.file != "")
}

// take writes down what is known of a token that was made with the guide.
func (f *serverForm) take(made madeToken) {
	if made.kind != connector.TokenUnknown {
		f.kind = made.kind
	}
	if !made.until.IsZero() {
		f.until.set(made.until)
	}
	f.made = madeToken{}
}

// use takes over a certificate that was chosen on another page.
func (f *serverForm) use(file string, passphrase connector.Secret) {
	f.own.set(file)
	f.own.phrase.SetText(passphrase.Reveal())
	f.fold.open(true)
}

// guide opens the page about making a token; what was typed stays.
func (f *serverForm) guide() { f.screen.flow.Guide(f.address.Text) }

func (f *serverForm) heads(form flow.ServerForm) {
	key := "server.form"
	switch {
	case form.SignIn:
		key += ".signin"
	case form.For != "":
		key += ".replace"
	}
	f.head.SetText(say(key+".title", "name", titled(form.Name)))
	f.lead.SetText(say(key+".lead", "address", form.Address))
}

// note says under a field what is wanted there.
func (f *serverForm) note(field flow.ServerField, text string) {
	h := f.notes[field]
	if h == nil || h.text.Text == text {
		return
	}
	h.say(text)
	f.page.Refresh()
}

// start is where the cursor belongs.
func (f *serverForm) start() fyne.Focusable {
	if f.missing == flow.ServerFieldToken {
		return f.token
	}
	return f.address
}

func (f *serverForm) submit() {
	if !f.until.complain() {
		f.screen.kit.focusOn(f.until.field)
		return
	}
	day, _ := f.until.day()
	f.screen.flow.Check(flow.ServerTyped{
		Name: f.name.Text, Address: f.address.Text, Token: connector.NewSecret(f.token.Text), Until: day, Kind: f.kind,
		Certificate: f.own.file, Passphrase: f.own.passphrase(),
	})
}

// useDemo fills both fields with what the server that comes with the app accepts. A token goes into its
// field like one that is pasted, so this is where it is revealed.
func (f *serverForm) useDemo() {
	d := f.screen.kit.demo
	f.address.SetText(d.Address)
	f.token.SetText(d.Token.Reveal())
	f.screen.kit.focusOn(f.token)
}

// forget empties the token's field and the password of the certificate, once they are kept or not wanted.
func (f *serverForm) forget() {
	if f.token.Text != "" {
		f.fill(func() { f.token.SetText("") })
	}
	if f.own.phrase.Text != "" {
		f.own.phrase.SetText("")
	}
}

func (f *serverForm) fill(set func()) {
	f.filling = true
	set()
	f.filling = false
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// notePage is the note that asks an administrator for address and token.
func (s *serverScreen) notePage() (fyne.CanvasObject, fyne.Focusable) {
	text := wrapLabel(say("server.note.body"))
	c := s.kit.copyButton(func() string { return say("server.note.body") })
	c.SetText(say("server.note.copy"))
	c.Importance = widget.HighImportance
	return page(say("server.note.title"), say("server.note.lead"), card(text), c, quiet(say("kit.back"), s.flow.Cancel)), c
}
