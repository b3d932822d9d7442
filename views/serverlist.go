package views

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

func (s *serverScreen) startingPage() (fyne.CanvasObject, fyne.Focusable) {
	return page(say("server.title"), "", busy(say("server.starting"), nil)), nil
}

// listPage shows the saved connections, or why they could not be read.
func (s *serverScreen) listPage() (fyne.CanvasObject, fyne.Focusable) {
	if p := s.state.Problem; p != nil && len(s.state.Items) == 0 {
		return page(say("server.title"), say("server.list.unread"),
			s.kit.problemCard(*p, action{say("server.list.retry"), s.flow.Start})), nil
	}
	latest := latestChecked(s.state.Items)
	var first fyne.Focusable
	cards := make([]fyne.CanvasObject, 0, len(s.state.Items))
	for i, item := range s.state.Items {
		c, lead := s.item(item, i == latest)
		if i == latest {
			first = lead
		}
		cards = append(cards, c)
	}
	if len(cards) == 1 {
		cards = append(cards, s.reachSaved(s.state.Items[0].Connection))
	}
	if p := s.state.Problem; p != nil { // something about one of them could not be saved
		cards = append([]fyne.CanvasObject{s.kit.problemSheet(*p, quiet(say("server.list.seen"), s.flow.Home))}, cards...)
	}
	add := quiet(say("server.list.add"), s.flow.Add)
	return page(say("server.title"), say("server.list.lead"), stackGap(3, cards...), add), first
}

// latestChecked is the connection one most likely goes on with; its button is the primary one.
func latestChecked(items []flow.ServerItem) int {
	at := 0
	for i, item := range items {
		if item.Connection.Checked.After(items[at].Connection.Checked) {
			at = i
		}
	}
	return at
}

// item is one saved connection with what can be done with it.
func (s *serverScreen) item(item flow.ServerItem, leads bool) (fyne.CanvasObject, fyne.Focusable) {
	c := item.Connection
	name := oneLine(c.Name)
	name.SizeName, name.TextStyle.Bold = subheadingSize, true
	light := verdictLamp(c.Verdict)
	label := say("server.item.choose")
	if item.SignIn {
		light = newLampSaying(connector.Warned, say("server.item.signin"))
		label = say("server.item.signin")
	}
	make := quiet
	if leads {
		make = primary
	}
	lead := make(label, func() { s.flow.Choose(c.ID) })
	buttons := []fyne.CanvasObject{lead}
	if !item.SignIn {
		buttons = append(buttons,
			quiet(say("server.item.check"), func() { s.flow.CheckAgain(c.ID) }),
			quiet(say("server.item.token"), func() { s.flow.ReplaceToken(c.ID) }))
	}
	buttons = append(buttons,
		quiet(say("server.item.rename"), func() { s.flow.AskRename(c.ID) }),
		quiet(say("server.item.leave"), func() { s.flow.AskDisconnect(c.ID) }))
	head := container.NewBorder(nil, nil, nil, light, name)
	facts := []fyne.CanvasObject{head, mutedLine(c.Base), mutedLabel(itemFacts(c))}
	if !item.SignIn { // else there is no token to speak of
		facts = append(facts, s.tokenLine(c)...)
	}
	parts := []fyne.CanvasObject{stackGap(-1.5, facts...), inset(row(buttons...))}
	if len(s.state.Items) > 1 { // one alone has it below, open
		parts = append(parts, folded(say("server.item.reach"), s.reachSaved(c)))
	}
	return newSurface(stackGap(1, parts...)), lead
}

// itemFacts says who is signed in, which version it is, and when it was looked at.
func itemFacts(c connector.Connection) string {
	var facts []string
	if c.Account.Name != "" {
		facts = append(facts, say("server.item.account", "name", c.Account.Name))
	}
	if c.Version != "" {
		facts = append(facts, say("server.item.version", "version", c.Version))
	}
	if !c.Checked.IsZero() {
		facts = append(facts, say("server.item.checked", "when", moment(c.Checked)))
	}
	if c.Keep == connector.KeepSession {
		facts = append(facts, say("server.item.session"))
	}
	return strings.Join(facts, " · ")
}

// moment is a time as every language reads it.
func moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// renamingPage asks for another name.
func (s *serverScreen) renamingPage() (fyne.CanvasObject, fyne.Focusable) {
	c := s.state.Current
	var field *entry
	save := func() { s.flow.Rename(field.Text) }
	field = newEntry(say("server.form.name.hint"), save)
	field.SetText(c.Name)
	parts := []fyne.CanvasObject{labelled(say("server.form.name"), field)}
	if p := s.state.Problem; p != nil {
		parts = append(parts, s.kit.problemSheet(*p))
	}
	if s.state.Working {
		field.Disable()
	}
	return page(say("server.rename.title", "name", titled(c.Name)), "", card(parts...),
		primary(say("server.rename.save"), save), quiet(say("kit.cancel"), s.flow.Cancel)), field
}

// leavingPage asks whether a connection shall really go, and says what stays.
func (s *serverScreen) leavingPage() (fyne.CanvasObject, fyne.Focusable) {
	c := s.state.Current
	title, lead := say("server.leave.title", "name", titled(c.Name)), say("server.leave.lead")
	if s.state.Working {
		return page(title, lead, busy(say("server.leave.busy"), s.flow.Cancel)), nil
	}
	var body fyne.CanvasObject
	if p := s.state.Problem; p != nil {
		body = s.kit.problemSheet(*p)
	}
	stay := quiet(say("server.leave.no"), s.flow.Cancel)
	leave := primary(say("server.leave.yes"), s.flow.Disconnect)
	leave.Importance = widget.DangerImportance
	return page(title, lead, body, leave, stay), stay
}
