package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// profilesRow is one build profile in the list: its name, whether it is pinned, what it builds, how it stands by
// shape and word, and what is known of its webhook and of handing it over.
type profilesRow struct {
	widget.BaseWidget
	ground  *marker
	name    *widget.Label
	pin     *mark
	what    *muted
	lamp    *lamp
	more    *muted
	columns *fyne.Container
	em      float32 // the text size the row was laid out for
}

func newProfilesRow() *profilesRow {
	r := &profilesRow{
		ground: newMarker(), name: oneLine(""), pin: newMark(), what: mutedLine(""),
		lamp: newLampSaying(connector.Waiting, ""), more: mutedLine(""),
	}
	r.name.TextStyle.Bold = true
	r.pin.Hide()
	r.columns = container.New(profilesColumns{}, r.ground, r.name, r.pin, r.what, r.lamp, r.more)
	r.ExtendBaseWidget(r)
	return r
}

// profilesTurn is what is being done with a profile at the moment.
type profilesTurn int

const (
	profilesResting profilesTurn = iota
	profilesQueued               // it waits to be checked
	profilesChecking
)

func (r *profilesRow) show(row flow.ProfileRow, selected, ring bool, turn profilesTurn) {
	p := row.Profile
	r.ground.set(selected, ring)
	r.name.SetText(p.Name)
	changed := setShown(r.pin, p.Pinned)
	if p.Pinned {
		r.pin.set("pin.svg", say("profiles.pinned"))
	}
	r.what.SetText(p.Key + "/" + p.Slug + "  ·  " + p.Branch)
	state, word := profileLamp(row, turn)
	changed = changed || r.lamp.word != word
	r.lamp.set(state, word)
	r.more.SetText(profilesAside(p, word))
	if em := theme.TextSize(); em != r.em || changed { // a row the list had put aside missed that the text size changed
		r.em = em
		r.columns.Refresh()
	}
}

// setShown shows or hides an object, and tells whether that changed anything.
func setShown(o fyne.CanvasObject, on bool) (changed bool) {
	changed = o.Visible() != on
	setVisible(o, on)
	return changed
}

// profileLamp gives state and word for the most urgent there is to know of a profile: that it is being checked, has no
// connection, did not pass, or has a webhook that does not do. One that nobody checked yet lights up as soon as its
// build service got an event and found the signature right.
func profileLamp(row flow.ProfileRow, turn profilesTurn) (connector.State, string) {
	switch {
	case turn == profilesChecking:
		return connector.Running, say("lamp.running")
	case turn == profilesQueued:
		return connector.Waiting, say("profiles.queued")
	case !row.Connected:
		return connector.Warned, say("profiles.unconnected")
	case row.Profile.Verdict != connector.Blocked && profilesHookAsks(row.Profile.Webhook):
		return connector.Warned, profilesHookShort(row.Profile.Webhook)
	case row.Profile.Verdict == "" && profilesHookProved(row.Profile.Webhook): // an event that came says more than that nobody looked
		return connector.Pass, profilesHookShort(row.Profile.Webhook)
	}
	return profilesVerdict(row.Profile.Verdict)
}

// profilesVerdict gives state and word for how the last check ended.
func profilesVerdict(v connector.Verdict) (connector.State, string) {
	switch v {
	case connector.Ready:
		return connector.Pass, say("lamp.ready")
	case connector.Attention:
		return connector.Warned, say("lamp.attention")
	case connector.Blocked:
		return connector.Fail, say("lamp.blocked")
	}
	return connector.Waiting, say("lamp.unknown")
}

// profilesAside is what the row mentions after its lamp, unless the lamp says it already.
func profilesAside(p connector.BuildProfile, said string) string {
	hook := profilesHookShort(p.Webhook)
	if hook == said {
		hook = ""
	}
	handed := ""
	if !p.HandedOver.IsZero() {
		handed = say("profiles.handed")
	}
	return joined(hook, handed)
}

// CreateRenderer lays the lines out over the ground.
func (r *profilesRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(r.columns)
}

// profilesColumns is the layout of a row: the name with the mark of a pinned one, what is built, and the lamp on a
// third line, since its words are long and the list is narrow; what is left of that line has the rest.
type profilesColumns struct{}

// MinSize is three lines that stand close.
func (profilesColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	line := o[1].MinSize().Height - theme.InnerPadding()
	return fyne.NewSize(theme.TextSize()*14, 2*line+o[4].MinSize().Height+2*theme.InnerPadding())
}

// Layout puts the lines below each other.
func (profilesColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	ground, name, pin, what, lamp, more := o[0], o[1], o[2], o[3], o[4], o[5]
	left, inner := theme.Padding(), theme.InnerPadding()
	ground.Resize(size)
	tall, wide := name.MinSize().Height, size.Width-left
	first := wide
	if pin.Visible() {
		m := pin.MinSize()
		first = max(0, wide-m.Width-inner)
		pin.Resize(m)
		pin.Move(fyne.NewPos(left+first, (tall-m.Height)/2))
	}
	name.Move(fyne.NewPos(left, 0))
	name.Resize(fyne.NewSize(first, tall))
	what.Move(fyne.NewPos(left, tall-inner))
	what.Resize(fyne.NewSize(wide, tall))
	y, m := 2*(tall-inner)+inner, lamp.MinSize()
	lampWidth := min(m.Width, wide)
	lamp.Move(fyne.NewPos(left+inner/2, y))
	lamp.Resize(fyne.NewSize(lampWidth, m.Height))
	rest := max(0, wide-lampWidth-inner/2)
	more.Move(fyne.NewPos(left+inner/2+lampWidth, y+(m.Height-tall)/2))
	more.Resize(fyne.NewSize(rest, tall))
}
