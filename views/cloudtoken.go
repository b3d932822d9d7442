package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// cloudTokenForm is the form for a token of either kind while it is being filled in. Turning to the other kind
// changes it in place: what is typed stays.
type cloudTokenForm struct {
	screen  *cloudScreen
	who     string // the connection that gets a new token; empty for a new one
	kind    connector.CredentialKind
	want    flow.CloudWant
	tokens  *choice
	make    holder        // where such a token comes from
	about   *surface      // what it is for
	paste   *widget.Label // what is pasted where
	fields  *fyne.Container
	email   *entry
	place   *entry
	token   *entry
	until   *untilField
	boxes   map[flow.CloudField]*fyne.Container
	hints   map[flow.CloudField]*hint
	reads   *muted // what was understood of the place
	looks   *muted // what a pasted token looks like
	open    *button
	trouble holder
	shown   *connector.Problem
	seen    connector.TokenShape // of what was pasted last
	turned  connector.TokenShape // of the token that turned the form to its kind
	sent    bool                 // it has just been sent or turned by hand: what is missing is said, and the cursor goes there
}

// tokenForm connects with a token: where to make one, and where to put it.
func (c *cloudScreen) tokenForm(s flow.CloudState) cloudPage {
	if c.forms.token == nil || c.forms.token.who != s.Form.For {
		c.forms.token = newCloudTokenForm(c, s)
	}
	f := c.forms.token
	title, lead := say("cloud.token.title"), say("cloud.token.lead")
	var body []fyne.CanvasObject
	if s.Form.For == "" {
		body = append(append(c.gone(s), c.removed(s)...), card(subheading(say("cloud.token.kind")), inset(f.tokens.row)))
	} else {
		title, lead = say("cloud.token.for.title", "name", titled(c.named(s))), say("cloud.token.for.lead")
	}
	f.shown, f.sent = nil, true
	f.turn(s)
	f.sent = false
	body = append(body, f.about, f.make.Container, card(f.paste, f.fields), f.trouble.Container)
	return cloudPage{
		object: c.sheet(s, title, lead, body, f.actions(s)...),
		first:  f.start(s), above: f.above(), update: f.update,
	}
}

// named is the name of the connection that gets a new token.
func (c *cloudScreen) named(s flow.CloudState) string {
	for _, connection := range s.Connections {
		if connection.ID == s.Form.For {
			return connection.Name
		}
	}
	return ""
}

func newCloudTokenForm(c *cloudScreen, s flow.CloudState) *cloudTokenForm {
	f := &cloudTokenForm{
		screen: c, who: s.Form.For, make: newHolder(), trouble: newHolder(), reads: mutedLabel(""), looks: mutedLabel(""),
		boxes: map[flow.CloudField]*fyne.Container{}, hints: map[flow.CloudField]*hint{},
	}
	kinds := []func(){c.flow.UseToken, c.flow.UseAccessToken}
	f.tokens = newChoice([]string{say("cloud.token.kind.api-token"), say("cloud.token.kind.access-token")}, 0, func(i int) {
		f.sent = true // the cursor goes along
		kinds[i]()
	})
	f.token = newSecretEntry(say("cloud.token.token.hint"), f.submit)
	f.email = newEntry(say("cloud.token.email.hint"), func() { c.put(f.token) })
	f.place = newEntry(say("cloud.access.place.hint"), func() { c.put(f.token) })
	f.until = newUntilField(c.kit, f.submit, f.grown)
	f.add(flow.CloudFieldEmail, say("cloud.token.email"), f.email)
	f.add(flow.CloudFieldPlace, say("cloud.access.place"), f.place)
	f.add(flow.CloudFieldToken, say("cloud.token.token"), f.token)
	f.boxes[flow.CloudFieldPlace].Add(f.reads)
	f.boxes[flow.CloudFieldToken].Add(f.looks)
	f.about = card(subheading(say("cloud.access.where")), f.boxes[flow.CloudFieldPlace])
	f.paste = subheading("")
	f.fields = stackGap(1, f.boxes[flow.CloudFieldEmail], f.boxes[flow.CloudFieldToken], f.until.box)
	f.email.SetText(s.Form.Email)
	f.place.SetText(s.Form.Place)
	f.until.set(s.Form.Until)
	f.email.OnChanged = func(string) { f.moved(f.email); f.wanted(flow.CloudFieldEmail, "") }
	f.place.OnChanged = func(string) { f.moved(f.place); f.placed() }
	f.token.OnChanged = func(string) { f.recognise() }
	return f
}

// add makes a field with its name above and what is wanted there below.
func (f *cloudTokenForm) add(field flow.CloudField, name string, e *entry) {
	f.boxes[field], f.hints[field] = wanting(name, e)
}

// turn shows what belongs to the kind of token that is asked for.
func (f *cloudTokenForm) turn(s flow.CloudState) {
	if f.kind != s.Form.Kind || f.want != s.Want || f.open == nil {
		f.kind, f.want = s.Form.Kind, s.Want
		f.open = f.opener()
		f.make.set(f.recipe(s))
	}
	access := f.kind == connector.AccessToken
	at, paste := 0, "cloud.token.paste"
	if access {
		at, paste = 1, "cloud.access.paste"
	}
	f.tokens.set(at)
	f.paste.SetText(say(paste))
	setVisible(f.boxes[flow.CloudFieldEmail], !access)
	setVisible(f.about, access)
	f.placed()
	f.lookedAt()
	for field, h := range f.hints {
		if f.sent { // else it has been said, and what is typed since may have answered it
			h.say(missing(s, field))
		}
	}
	f.tell(s)
}

// tell shows what is wrong with what was sent or pasted, below the fields: those stay where they are.
func (f *cloudTokenForm) tell(s flow.CloudState) {
	if f.shown == s.Problem && s.Problem != nil {
		return
	}
	f.shown = s.Problem
	f.trouble.Objects = nil
	setVisible(f.trouble, s.Problem != nil)
	if s.Problem != nil {
		f.trouble.set(f.note(s))
	}
}

// actions are the buttons below the form.
func (f *cloudTokenForm) actions(s flow.CloudState) []fyne.CanvasObject {
	c := f.screen
	actions := []fyne.CanvasObject{primary(say("cloud.token.check"), f.submit)}
	if s.Consumer.Has || s.Current != "" {
		actions = append(actions, c.backButton())
	}
	if !s.Consumer.Has && s.Form.For == "" {
		actions = append(actions, quiet(say("cloud.token.consumer"), c.flow.UseConsumer))
	}
	return actions
}

func (f *cloudTokenForm) submit() {
	if !f.until.complain() {
		f.screen.put(f.until.field)
		return
	}
	day, _ := f.until.day()
	f.sent = true
	f.screen.flow.SubmitToken(flow.CloudTyped{
		CloudForm: flow.CloudForm{Kind: f.kind, Email: f.email.Text, Place: f.place.Text, Until: day, For: f.who},
		Token:     connector.NewSecret(f.token.Text),
	})
}

// start is the field the cursor belongs in.
func (f *cloudTokenForm) start(s flow.CloudState) fyne.Focusable {
	first := f.email
	if f.kind == connector.AccessToken {
		first = f.place
	}
	if s.Missing == flow.CloudFieldToken || s.Missing == "" && first.Text != "" {
		return f.token
	}
	return first
}

// above is where the keyboard starts where that field lies out of sight: at what is to be done first. Whoever
// has begun to fill in goes on there.
func (f *cloudTokenForm) above() fyne.Focusable {
	if f.email.Text != "" && f.kind != connector.AccessToken || f.place.Text != "" && f.kind == connector.AccessToken {
		return nil
	}
	if f.kind == connector.AccessToken {
		return f.place
	}
	return f.open
}

// update says what is missing, in place: what is typed stays.
func (f *cloudTokenForm) update(s flow.CloudState) bool {
	if s.Form.For != f.who {
		return false
	}
	before := f.shown
	f.turn(s)
	f.screen.page.first, f.screen.page.above = f.start(s), f.above()
	f.grown()
	switch {
	case s.Problem != nil && (f.sent || s.Problem != before):
		reveal(f.screen.page.object, f.trouble.Container)
	case f.sent:
		f.screen.put(f.start(s))
	}
	f.sent = false
	return true
}

// wanted says below a field what is wanted there.
func (f *cloudTokenForm) wanted(field flow.CloudField, text string) {
	if h := f.hints[field]; h.text.Text != text {
		h.say(text)
		f.grown()
	}
}

// grown lays the page out anew, since something on it has another height.
func (f *cloudTokenForm) grown() {
	if page := f.screen.page.object; page != nil && f.screen.forms.token == f {
		page.Refresh()
	}
}
