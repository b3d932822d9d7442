package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// importRow is one profile of the file: a box to tick, its name here, what it builds, and what becomes of it.
type importRow struct {
	widget.BaseWidget
	ground *marker
	tick   *importTick
	name   *widget.Label
	what   *muted
	lamp   *lamp
}

func newImportRow(toggle func(place int)) *importRow {
	r := &importRow{
		ground: newMarker(), tick: newImportTick(toggle), name: oneLine(""), what: mutedLine(""),
		lamp: newLampSaying(connector.Waiting, ""),
	}
	r.name.TextStyle.Bold = true
	r.ExtendBaseWidget(r)
	return r
}

func (r *importRow) show(row flow.ImportRow, place int, selected, ring bool) {
	r.ground.set(selected, ring)
	r.tick.set(row.Take, place)
	name := row.Name
	if name == "" {
		name = row.Profile.Name
	}
	r.name.SetText(name)
	r.what.SetText(row.Profile.Key + "/" + row.Profile.Slug + "  ·  " + row.Profile.Branch)
	r.lamp.set(importLamp(row))
}

// CreateRenderer lays the lines out beside the box.
func (r *importRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(importColumns{}, r.ground, r.tick, r.name, r.what, r.lamp))
}

// importColumns is the layout of a row: the box at the left, three lines that stand close at its right.
type importColumns struct{}

// MinSize is three lines.
func (importColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	line := o[2].MinSize().Height - theme.InnerPadding()
	return fyne.NewSize(theme.TextSize()*14, 2*line+o[4].MinSize().Height+2*theme.InnerPadding())
}

// Layout puts the lines below each other.
func (importColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	ground, tick, name, what, lamp := o[0], o[1], o[2], o[3], o[4]
	inner := theme.InnerPadding()
	ground.Resize(size)
	box := tick.MinSize()
	tick.Move(fyne.NewPos(theme.Padding(), 0))
	tick.Resize(fyne.NewSize(box.Width, size.Height))
	left := theme.Padding() + box.Width
	tall, wide := name.MinSize().Height, max(0, size.Width-left)
	for i, line := range []fyne.CanvasObject{name, what} {
		line.Move(fyne.NewPos(left, float32(i)*(tall-inner)))
		line.Resize(fyne.NewSize(wide, tall))
	}
	m := lamp.MinSize()
	lamp.Move(fyne.NewPos(left+inner/2, 2*(tall-inner)+inner))
	lamp.Resize(fyne.NewSize(min(m.Width, wide), m.Height))
}

// importTick is a box that a click ticks. The keyboard ticks through the list, so that Tab need not walk them all.
type importTick struct {
	widget.BaseWidget
	on     bool
	place  int
	toggle func(place int)
}

func newImportTick(toggle func(place int)) *importTick {
	t := &importTick{toggle: toggle}
	t.ExtendBaseWidget(t)
	return t
}

func (t *importTick) set(on bool, place int) {
	t.place = place
	if t.on != on {
		t.on = on
		t.Refresh()
	}
}

// Tapped ticks the box or takes that back.
func (t *importTick) Tapped(*fyne.PointEvent) { t.toggle(t.place) }

// CreateRenderer draws the box.
func (t *importTick) CreateRenderer() fyne.WidgetRenderer {
	r := &tickRenderer{tick: t, picture: &canvas.Image{FillMode: canvas.ImageFillContain}}
	r.paint()
	return r
}

type tickRenderer struct {
	tick    *importTick
	picture *canvas.Image
}

func (r *tickRenderer) paint() {
	r.picture.Resource = theme.CheckButtonIcon()
	if r.tick.on {
		r.picture.Resource = theme.NewPrimaryThemedResource(theme.CheckButtonCheckedIcon())
	}
}

// MinSize is the box with room around it.
func (r *tickRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(theme.IconInlineSize() + 2*theme.InnerPadding())
}

// Layout keeps the box at the first line.
func (r *tickRenderer) Layout(fyne.Size) {
	icon := theme.IconInlineSize()
	line := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{Bold: true}).Height
	r.picture.Resize(fyne.NewSquareSize(icon))
	r.picture.Move(fyne.NewPos(theme.InnerPadding(), theme.InnerPadding()+(line-icon)/2))
}

// Refresh follows what is ticked and the theme.
func (r *tickRenderer) Refresh() {
	r.paint()
	r.picture.Refresh()
	r.Layout(r.tick.Size())
}

// Objects is the box.
func (r *tickRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.picture} }

// Destroy has nothing to let go.
func (r *tickRenderer) Destroy() {}
