package views

import (
	"cmp"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// ladderView shows the rungs of a check, lit live: a lamp, what is checked, how it stands in words and
// how long it took, and under it what is wrong.
type ladderView struct {
	box  *fyne.Container
	rows []*rungRow
}

func newLadderView() *ladderView { return &ladderView{box: stackGap(0)} }

// object is what is shown.
func (v *ladderView) object() fyne.CanvasObject { return v.box }

// Show renders a report. Rows are kept from one report to the next, so nothing flickers or jumps.
func (v *ladderView) Show(report connector.Report) {
	if !v.sameRungs(report) {
		v.rows = v.rows[:0]
		v.box.Objects = nil
		for _, rung := range report.Rungs {
			r := newRungRow(rung.ID)
			v.rows = append(v.rows, r)
			v.box.Objects = append(v.box.Objects, r.box)
		}
	}
	for i, rung := range report.Rungs {
		v.rows[i].show(rung)
	}
	v.box.Refresh()
}

func (v *ladderView) sameRungs(report connector.Report) bool {
	if len(v.rows) != len(report.Rungs) {
		return false
	}
	for i, rung := range report.Rungs {
		if v.rows[i].id != rung.ID {
			return false
		}
	}
	return true
}

// rungRow is one rung.
type rungRow struct {
	id    connector.CheckID
	box   *fyne.Container
	lamp  *lamp
	name  *widget.Label
	state *muted
	time  *muted
	notes *fyne.Container
	shown string
}

func newRungRow(id connector.CheckID) *rungRow {
	r := &rungRow{
		id:    id,
		lamp:  newLampSaying(connector.Waiting, ""),
		name:  oneLine(say("check." + string(id))),
		state: mutedLine(""),
		time:  mutedLine(""),
		notes: stackGap(0),
	}
	r.name.TextStyle.Bold = true
	line := container.New(rungLayout{}, r.lamp, r.name, r.state, r.time)
	r.box = stackGap(0, line, r.notes)
	return r
}

func (r *rungRow) show(rung connector.Rung) {
	state := rungState(rung)
	r.lamp.set(state, "")
	words := rungWords(rung)
	if words == rungNote(say, rung) { // told below, where there is room
		words = say("lamp." + string(state))
	}
	r.state.SetText(words)
	r.time.SetText(rungTime(rung))
	key := rungKey(rung)
	if key == r.shown {
		return
	}
	r.shown = key
	r.notes.Objects = nil
	if words := rungNote(say, rung); words != "" {
		r.notes.Objects = append(r.notes.Objects, container.New(indent{}, mutedLabel(words)))
	}
	for _, p := range rung.Problems {
		title, _, _ := Words(p)
		r.notes.Objects = append(r.notes.Objects, container.New(indent{}, wrapLabel(title)))
	}
	r.notes.Refresh()
}

// rungKey tells whether the notes under a rung have to be made again.
func rungKey(rung connector.Rung) string {
	key := rungNote(say, rung) + "\n"
	for _, p := range rung.Problems {
		title, _, _ := Words(p)
		key += title + "\n"
	}
	return key
}

// rungNote is what a rung found out that does not fit beside its name: what the token is and may, or through
// which proxy the way went.
func rungNote(say phrase, rung connector.Rung) string {
	switch {
	case rung.ID == connector.CheckToken && len(rung.Facts) > 0:
		return tokenFacts(rung.Facts).line(say)
	case rung.State == connector.Pass && rung.Facts["proxy"] != "":
		return say("check.network.proxy", "proxy", rung.Facts["proxy"])
	}
	return cloudRungNote(say, rung)
}

// rungState is the lamp of a rung: what an earlier failure kept from being asked is skipped, not failed.
func rungState(rung connector.Rung) connector.State {
	if rung.NotCheckedAfter != "" {
		return connector.Skip
	}
	return rung.State
}

// rungWords says how a rung stands.
func rungWords(rung connector.Rung) string { return rungIn(say, rung) }

func rungIn(say func(string, ...string) string, rung connector.Rung) string {
	switch {
	case rung.NotCheckedAfter != "":
		return say("lamp.notchecked")
	case rung.State == connector.Pass && rung.ID == connector.CheckVersion && rung.Facts["version"] != "":
		return say("check.version.is", "version", rung.Facts["version"])
	case rung.State == connector.Pass && rung.Facts["proxy"] != "":
		return say("check.network.proxy", "proxy", rung.Facts["proxy"])
	case rung.State == connector.Pass && rung.ID == connector.CheckNetwork && rung.Facts["addresses"] != "":
		return say("check.network.direct")
	}
	return cmp.Or(cloudRungWords(say, rung), say("lamp."+string(rung.State)))
}

// rungTime is how long a rung took; nothing while nobody knows.
func rungTime(rung connector.Rung) string {
	switch rung.State {
	case connector.Pass, connector.Warned, connector.Fail:
		if rung.Millis < 1 {
			return say("check.instant")
		}
		return say("check.ms", "ms", strconv.FormatInt(rung.Millis, 10))
	}
	return ""
}

// rungLayout sets lamp, name, state and time in columns that line up from row to row.
type rungLayout struct{}

// MinSize is a narrow line.
func (rungLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := max(o[0].MinSize().Height, o[1].MinSize().Height)
	return fyne.NewSize(o[0].MinSize().Width+theme.TextSize()*18, h)
}

// Layout divides the width by what the columns hold.
func (rungLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	lampWidth := o[0].MinSize().Width
	timeWidth := theme.TextSize() * 6
	rest := max(0, size.Width-lampWidth-timeWidth)
	nameWidth := rest * 0.55
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(lampWidth, size.Height))
	x := lampWidth
	for i, w := range []float32{nameWidth, rest - nameWidth, timeWidth} {
		c := o[i+1]
		c.Resize(fyne.NewSize(w, c.MinSize().Height))
		c.Move(fyne.NewPos(x, (size.Height-c.MinSize().Height)/2))
		x += w
	}
}

// indent sets a note under the name of its rung.
type indent struct{}

func (indent) by() float32 { return theme.IconInlineSize() + theme.InnerPadding() }

// MinSize is the note's and the indent.
func (i indent) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(i.by(), 0)
}

// Layout moves the note in.
func (i indent) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(i.by(), 0))
	settle(o[0], size.Width-i.by())
}
