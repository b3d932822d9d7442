package views

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
	"mooring/connector/flow"
)

// radar tells above the list which tokens end soon or have ended, what stops working then, and leads to another token.
type radar struct {
	holder
	k   *kit
	now func() time.Time
	// grown tells the page that it became taller or less tall.
	grown func()
	open  bool
	key   string
	all   []flow.Expiring
}

func newRadar(k *kit, now func() time.Time, grown func()) *radar {
	r := &radar{holder: newHolder(), k: k, now: now, grown: grown}
	r.Hide()
	return r
}

// show tells of these connections, those whose token has ended first. It answers whether anything changed.
func (r *radar) show(all []flow.Expiring) (changed bool) {
	key := fmt.Sprint(r.open, daysBetween(r.now(), time.Time{}))
	for _, e := range all {
		key += fmt.Sprint("\n", e.Connection.ID, e.Connection.Name, e.Until, e.Past, e.Profiles)
	}
	if key == r.key {
		return false
	}
	r.key, r.all = key, radarOrder(all)
	setVisible(r.Container, len(all) > 0)
	if len(all) == 0 {
		r.set(stack())
		return true
	}
	shown := r.all
	if !r.open {
		shown = shown[:1]
	}
	lines := make([]fyne.CanvasObject, 0, len(shown)+1)
	for _, e := range shown {
		lines = append(lines, r.line(e))
	}
	if r.open && len(all) > 1 {
		lines = append(lines, row(r.handle()))
	}
	sheet := newSurface(stackGap(0.5, lines...))
	sheet.pad, sheet.edge = 1, lampColor(radarState(r.all[0]))
	r.set(sheet)
	return true
}

// radarOrder puts tokens that have ended before those that will; else it keeps the order, the soonest first.
func radarOrder(all []flow.Expiring) []flow.Expiring {
	var past, soon []flow.Expiring
	for _, e := range all {
		if e.Past {
			past = append(past, e)
		} else {
			soon = append(soon, e)
		}
	}
	return append(past, soon...)
}

func radarState(e flow.Expiring) connector.State {
	if e.Past {
		return connector.Fail
	}
	return connector.Warned
}

// line is one connection, with the button that replaces its token.
func (r *radar) line(e flow.Expiring) fyne.CanvasObject {
	title, detail := radarWords(e, r.now())
	says := wrapLabel(title)
	says.TextStyle.Bold = true
	text := container.New(noteLayout{}, newLampSaying(radarState(e), ""), stackGap(-2, says, mutedLabel(detail)))
	buttons := container.NewHBox()
	if !r.open && len(r.all) > 1 {
		buttons.Add(r.handle())
	}
	if r.k.changeToken != nil {
		buttons.Add(quiet(say("radar.replace"), func() { r.k.changeToken(e.Connection, flow.ChangeReplace) }))
	}
	return container.NewBorder(nil, nil, nil, container.NewCenter(buttons), text)
}

// handle opens and closes the rest.
func (r *radar) handle() *button {
	b := plain(sayN("radar.others", len(r.all)-1), nil)
	b.Icon = theme.MenuExpandIcon()
	if r.open {
		b.Text, b.Icon = say("radar.less"), theme.MenuDropUpIcon()
	}
	b.OnTapped = func() {
		r.open = !r.open
		r.show(r.all)
		r.grown()
		r.k.focusOn(r.turned())
	}
	return b
}

// turned is the handle after it was pressed: the first button of a closed radar, the last of an open one.
func (r *radar) turned() fyne.Focusable {
	var last fyne.Focusable
	visit(r.Container, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok {
			last = b
		}
		return r.open || last == nil
	})
	return last
}

// radarWords says of one connection when its token ends, and what stops working then.
func radarWords(e flow.Expiring, now time.Time) (title, detail string) {
	key, stops := "radar.soon", "radar.stops"
	if e.Past {
		key, stops = "radar.past", "radar.stopped"
	}
	title = say(key, "name", e.Connection.Name, "date", dayWords(e.Until), "when", radarWhen(daysBetween(now, e.Until)))
	if len(e.Profiles) == 0 {
		return title, say("radar.unused")
	}
	return title, sayN(stops, len(e.Profiles), "names", profilesNames(e.Profiles))
}

// radarWhen says how many days away a day is.
func radarWhen(days int) string {
	switch {
	case days == 0:
		return say("radar.when.today")
	case days == 1:
		return say("radar.when.tomorrow")
	case days == -1:
		return say("radar.when.yesterday")
	case days < 0:
		return sayN("radar.when.past", -days)
	}
	return sayN("radar.when.ahead", days)
}

// radarNews is all that the radar knows in a few words, to be shown where there is no room for more; empty where
// there is nothing to tell.
func radarNews(state flow.ProfilesState) (text string) {
	past := 0
	for _, e := range state.Expiring {
		if e.Past {
			past++
		}
	}
	switch {
	case past > 0:
		return sayN("radar.news.past", past)
	case len(state.Expiring) > 0:
		return sayN("radar.news.soon", len(state.Expiring))
	}
	return ""
}
