package views

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// tokenFacts are what is known of a token: the facts of its rung, or what is kept with the connection.
type tokenFacts map[string]string

// tokenFactsOf finds the facts of the token's rung in a report; nil where it was not looked at.
func tokenFactsOf(report connector.Report) tokenFacts {
	for _, rung := range report.Rungs {
		if rung.ID == connector.CheckToken && len(rung.Facts) > 0 {
			return rung.Facts
		}
	}
	return nil
}

// keptFacts are what is kept with a connection.
func keptFacts(c connector.Connection) tokenFacts {
	facts := tokenFacts{connector.FactTokenKind: string(c.TokenKind)}
	switch {
	case !c.TokenExpires.IsZero():
		facts[connector.FactExpires], facts[connector.FactExpiresBy] = c.TokenExpires.Format(dayForm), "server"
	case !c.TokenUntil.IsZero():
		facts[connector.FactExpires], facts[connector.FactExpiresBy] = c.TokenUntil.Format(dayForm), "person"
	}
	return facts
}

// kind is what the token is: "A personal token of ada".
func (f tokenFacts) kind(say phrase) string {
	switch kind := connector.TokenKind(f[connector.FactTokenKind]); kind {
	case connector.TokenPersonal, connector.TokenProject, connector.TokenRepository:
		return say("xray.kind."+string(kind), "owner", f[connector.FactTokenOwner])
	}
	return say("xray.kind.unknown", "owner", f[connector.FactTokenOwner])
}

// reach is what it can read and administer; empty where that was not counted.
func (f tokenFacts) reach(say phrase) string {
	reads := counted(say, "xray.reads", f[connector.FactReads])
	admins := counted(say, "xray.admins", f[connector.FactAdmins])
	if reads == "" || admins == "" {
		return reads + admins
	}
	return say("xray.both", "reads", reads, "admins", admins)
}

// counted says a count in its sentence: "48", or "100+" where counting stopped.
func counted(say phrase, key, count string) string {
	number, more := strings.CutSuffix(count, "+")
	n, err := strconv.Atoi(number)
	switch {
	case err != nil:
		return ""
	case more:
		return say(key+".many", "count", say("xray.more", "count", number))
	case n == 0:
		return say(key + ".none")
	case n == 1:
		return say(key + ".single")
	}
	return say(key+".many", "count", number)
}

// webhook says whether it may set up webhooks; empty where that is not known.
func (f tokenFacts) webhook(say phrase) string {
	if v := f[connector.FactWebhook]; v == "yes" || v == "no" {
		return say("xray.webhook." + v)
	}
	return ""
}

// expiry says how long it is valid and who says so.
func (f tokenFacts) expiry(say phrase) string {
	by := "person"
	if f[connector.FactExpiresBy] == "server" {
		by = "server"
	}
	day, err := time.Parse(dayForm, f[connector.FactExpires])
	switch {
	case f[connector.FactExpires] == "never":
		return say("xray.never." + by)
	case err != nil:
		return say("xray.unknown")
	}
	return say("xray.until."+by, "day", dayIn(say, day))
}

// line is all of it in one line, for a rung or a row of a list.
func (f tokenFacts) line(say phrase) string {
	parts := []string{f.kind(say)}
	for _, part := range []string{f.reach(say), f.webhook(say), f.expiry(say)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// askable tells whether the person may say when the token ends: the server does not.
func (f tokenFacts) askable() bool { return f[connector.FactExpiresBy] != "server" }

// xrayCard shows what the token of the connection is and may, and leads to a narrower one.
func (s *serverScreen) xrayCard() fyne.CanvasObject {
	c := s.state.Current
	facts := tokenFactsOf(s.state.Report)
	if facts == nil {
		facts = keptFacts(c)
	} else if facts[connector.FactExpires] == "" || facts.askable() {
		facts = facts.with(keptFacts(c)) // the day may have been typed since
	}
	var rows []fyne.CanvasObject
	if facts[connector.FactTokenKind]+facts[connector.FactTokenOwner] != "" {
		rows = fact("xray.token", facts.kind(say))
	}
	rows = append(rows, fact("xray.reach", capital(facts.reach(say)))...)
	rows = append(rows, fact("xray.webhook", capital(facts.webhook(say)))...)
	rows = append(rows, fact("xray.until", capital(facts.expiry(say)))...)
	parts := []fyne.CanvasObject{subheading(say("xray.title")), newFacts(rows...)}
	buttons := []fyne.CanvasObject{}
	if _, saved := s.state.Item(c.ID); saved && facts.askable() {
		e := newUntilEditor(s, c)
		e.open.Importance = widget.MediumImportance
		buttons = append(buttons, e.open)
		parts = append(parts, e.box)
	}
	if facts[connector.FactTokenKind] == string(connector.TokenPersonal) {
		parts = append(parts, mutedLabel(say("xray.advice")))
		buttons = append(buttons, quiet(say("xray.narrower"), func() { s.narrower(c.ID) }))
	}
	if len(buttons) > 0 {
		parts = append(parts, inset(row(buttons...)))
	}
	return newSurface(stackGap(0.5, parts...))
}

// narrower opens the guide at a kind of token that reaches less.
func (s *serverScreen) narrower(id string) {
	s.flow.GuideFor(id)
	s.flow.GuideKind(connector.TokenProject)
}

// with is these facts with the end of the token as others know it.
func (f tokenFacts) with(other tokenFacts) tokenFacts {
	if other[connector.FactExpires] == "" {
		return f
	}
	both := tokenFacts{}
	for name, value := range f {
		both[name] = value
	}
	both[connector.FactExpires], both[connector.FactExpiresBy] = other[connector.FactExpires], other[connector.FactExpiresBy]
	return both
}

// untilEditor is the small way to say, or change, when the token of a saved connection ends: a button that
// opens a field in its place.
type untilEditor struct {
	screen *serverScreen
	id     string
	until  *untilField
	open   *button
	box    *fyne.Container
}

func newUntilEditor(s *serverScreen, c connector.Connection) *untilEditor {
	e := &untilEditor{screen: s, id: c.ID}
	e.until = newUntilField(s.kit, e.save, func() { s.page.Refresh() })
	e.until.set(c.TokenUntil)
	label := say("xray.add")
	if !c.TokenUntil.IsZero() {
		label = say("xray.change")
	}
	e.open = plain(label, e.toggle)
	save := quiet(say("xray.save"), e.save)
	e.box = stackGap(1, e.until.box, inset(row(save, plain(say("kit.cancel"), e.toggle))))
	e.box.Hide()
	return e
}

func (e *untilEditor) toggle() {
	shown := !e.box.Visible()
	setVisible(e.box, shown)
	setVisible(e.open, !shown)
	e.screen.page.Refresh()
	if shown {
		e.screen.kit.focusOn(e.until.field)
		return
	}
	e.screen.kit.focusOn(e.open)
}

func (e *untilEditor) save() {
	day, ok := e.until.day()
	if !ok {
		e.until.complain()
		e.screen.kit.focusOn(e.until.field)
		return
	}
	e.screen.flow.SetUntil(e.id, day)
}

// tokenLine is what a row of the list says about the token, and the way to say when it ends.
func (s *serverScreen) tokenLine(c connector.Connection) []fyne.CanvasObject {
	facts := keptFacts(c)
	words := mutedLabel(joined(facts.kind(say), facts.expiry(say)))
	if !facts.askable() {
		return []fyne.CanvasObject{words}
	}
	e := newUntilEditor(s, c)
	return []fyne.CanvasObject{container.NewBorder(nil, nil, nil, e.open, words), e.box}
}
