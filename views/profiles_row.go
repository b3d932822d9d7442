package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// profilesRow is one build profile in the list: its name, what it builds, and how it stood when it was
// checked last, by shape and word.
type profilesRow struct {
	widget.BaseWidget
	ground *marker
	name   *widget.Label
	what   *muted
	lamp   *lamp
}

func newProfilesRow() *profilesRow {
	r := &profilesRow{ground: newMarker(), name: oneLine(""), what: mutedLine(""), lamp: newLampSaying(connector.Waiting, "")}
	r.name.TextStyle.Bold = true
	r.ExtendBaseWidget(r)
	return r
}

func (r *profilesRow) show(row flow.ProfileRow, selected, ring, checking bool) {
	r.ground.set(selected, ring)
	r.name.SetText(row.Profile.Name)
	r.what.SetText(row.Profile.Key + "/" + row.Profile.Slug + "  ·  " + row.Profile.Branch)
	r.lamp.set(profileLamp(row, checking))
}

// profileLamp gives state and word for how a profile stands.
func profileLamp(row flow.ProfileRow, checking bool) (connector.State, string) {
	switch {
	case checking:
		return connector.Running, say("lamp.running")
	case !row.Connected:
		return connector.Warned, say("profiles.unconnected")
	}
	switch row.Profile.Verdict {
	case connector.Ready:
		return connector.Pass, say("lamp.ready")
	case connector.Attention:
		return connector.Warned, say("lamp.attention")
	case connector.Blocked:
		return connector.Fail, say("lamp.blocked")
	}
	return connector.Waiting, say("lamp.unknown")
}

// CreateRenderer lays name, what is built and lamp out over the ground.
func (r *profilesRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(profilesColumns{}, r.ground, r.name, r.what, r.lamp))
}

// profilesColumns is the layout of a row: name and what is built on two lines, and the lamp on a third,
// since its words are long and the list is narrow.
type profilesColumns struct{}

// MinSize is three lines that stand close.
func (profilesColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	line := o[1].MinSize().Height - theme.InnerPadding()
	return fyne.NewSize(theme.TextSize()*14, 2*line+o[3].MinSize().Height+2*theme.InnerPadding())
}

// Layout puts the lines below each other.
func (profilesColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left, y := theme.Padding(), float32(0)
	o[0].Resize(size)
	for _, line := range o[1:3] {
		tall := line.MinSize().Height
		line.Move(fyne.NewPos(left, y))
		line.Resize(fyne.NewSize(size.Width-left, tall))
		y += tall - theme.InnerPadding()
	}
	lamp := o[3].MinSize()
	o[3].Move(fyne.NewPos(left+theme.InnerPadding()/2, y+theme.InnerPadding()))
	o[3].Resize(fyne.NewSize(min(lamp.Width, size.Width-left), lamp.Height))
}
