package views

import (
	"image/color"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// rowKind is what a row is.
type rowKind uint8

const (
	rowRepository rowKind = iota
	rowHeading
	rowPlain // two lines, and nothing beside them
)

// pickerRow is one row of the list: a repository with its name and where it lives, who may see it (by shape and
// word), whether it is archived, what the account may do with it and when it changed last; or the heading of those
// below it; or the end of a list that goes on. All of them are equally tall.
type pickerRow struct {
	widget.BaseWidget
	ground  *marker
	pin     *pinSign
	name    *marked
	where   *marked
	access  *mark
	state   *mark
	right   *mark
	updated *marked
	kind    rowKind
	em      float32     // the text size it was drawn with
	ink     color.Color // and the colour
}

func newPickerRow() *pickerRow {
	r := &pickerRow{
		ground: newMarker(), pin: newPinSign(), name: newMarked(toneName), where: newMarked(toneQuiet),
		access: newMark(), state: newMark(), right: newMark(), updated: newMarked(toneQuiet),
	}
	r.ExtendBaseWidget(r)
	return r
}

// rowLook is how a repository is drawn: selected or not, with a ring while the list has the focus, at what time, and
// while more are coming or not.
type rowLook struct {
	selected, ring, coming bool
	now                    time.Time
}

// show makes the row a repository.
func (r *pickerRow) show(row flow.Row, look rowLook) {
	repository := row.Repository
	r.ground.set(look.selected, look.ring)
	r.setKind(rowRepository)
	r.pin.set(row.Pinned, look.selected)
	r.name.set(onOneLine(repository.Name), row.Name, toneName)
	where, spans := whereOf(row, look.coming)
	r.where.set(where, spans, toneQuiet)
	r.access.set(accessOf(repository))
	r.state.set(stateOf(repository))
	r.right.set(rightOf(repository))
	when := ""
	if repository.Updated != nil {
		when = ago(*repository.Updated, look.now)
	}
	r.updated.set(when, nil, toneQuiet)
}

// showMore makes the row the end of a list that goes on: what a tap on it does, and how far the list has come.
func (r *pickerRow) showMore(act, note string) { r.say(act, note, toneLink, rowPlain) }

// showHeading makes the row the heading of those below it.
func (r *pickerRow) showHeading(h flow.Heading) {
	title, note := headingWords(h)
	r.say(title, note, toneName, rowHeading)
}

// say writes two lines and nothing else.
func (r *pickerRow) say(first, second string, t tone, kind rowKind) {
	r.ground.set(false, false)
	r.setKind(kind)
	r.pin.set(false, false)
	r.pin.act = nil
	r.name.set(onOneLine(first), nil, t)
	r.where.set(second, nil, toneQuiet)
	for _, m := range []*mark{r.access, r.state, r.right} {
		m.set("", "")
	}
	r.updated.set("", nil, toneQuiet)
}

// setKind makes the row another one. A row that was out of sight has missed that text size or colours changed, and so
// have its parts.
func (r *pickerRow) setKind(kind rowKind) {
	em, ink := theme.TextSize(), theme.Color(theme.ColorNameForeground)
	if r.kind == kind && r.em == em && r.ink == ink {
		return
	}
	missed := r.em != em || r.ink != ink
	r.kind, r.em, r.ink = kind, em, ink
	r.Refresh()
	if missed {
		for _, part := range []fyne.CanvasObject{r.ground, r.name, r.where, r.access, r.state, r.right, r.updated, r.pin} {
			part.Refresh()
		}
	}
}

// MinSize is two lines. Whole pixels: the rows far down in a long list would not stand exactly otherwise. It is told
// without drawing the row, since a list asks a new one for it at each refresh.
func (r *pickerRow) MinSize() fyne.Size {
	edge, line, gap := rowLines()
	return fyne.NewSize(theme.TextSize()*16, float32(math.Ceil(float64(2*edge+2*line+gap))))
}

// rowLines gives the edge above and below, the height of a line, and the gap between the two.
func rowLines() (edge, line, gap float32) { return theme.Padding() * 1.5, lineHeight(), 1 }

// CreateRenderer lays the parts out over the ground.
func (r *pickerRow) CreateRenderer() fyne.WidgetRenderer {
	band := canvas.NewRectangle(nil)
	w := &pickerRowRenderer{row: r, band: band}
	w.objects = []fyne.CanvasObject{band, r.ground, r.name, r.where, r.access, r.state, r.right, r.updated, r.pin}
	w.paint()
	return w
}

// pickerRowRenderer lays a row out: two lines of text behind the place of the pin; marks and time in columns of their
// own, so that they line up from row to row. Where the row is narrow the time gives way, and what the account may do
// is told by its picture alone: the detail has both.
type pickerRowRenderer struct {
	row     *pickerRow
	band    *canvas.Rectangle // behind a heading
	objects []fyne.CanvasObject
}

func (r *pickerRowRenderer) paint() {
	r.band.Hidden = r.row.kind != rowHeading
	r.band.FillColor = theme.Color(theme.ColorNameButton)
}

// MinSize is the row's.
func (r *pickerRowRenderer) MinSize() fyne.Size { return r.row.MinSize() }

// Layout divides the width.
func (r *pickerRowRenderer) Layout(size fyne.Size) {
	em := theme.TextSize()
	edge, line, gap := rowLines()
	second := edge + line + gap
	place := func(o fyne.CanvasObject, x, y, w float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(0, w), line))
	}
	r.band.Resize(size)
	r.row.ground.Resize(size)
	r.row.pin.Move(fyne.NewPos(theme.Padding(), 0))
	r.row.pin.Resize(fyne.NewSize(em*1.9, size.Height))
	left := theme.Padding() + em*2.1
	if r.row.kind != rowRepository {
		if r.row.kind == rowHeading {
			left = 3 * theme.Padding()
		}
		place(r.row.name, left, edge, size.Width-left-em)
		place(r.row.where, left, second, size.Width-left-em)
		return
	}
	marks, when := em*7.3, em*8.2
	narrow := size.Width < em*32
	if narrow {
		when = 0
	}
	text := max(0, size.Width-left-marks-when)
	place(r.row.name, left, edge, text-em*0.6)
	place(r.row.where, left, second, text-em*0.6)
	place(r.row.access, left+text, edge, marks)
	place(r.row.state, left+text, second, marks)
	r.row.updated.Hidden = narrow
	place(r.row.updated, left+text+marks, edge, when)
	r.row.right.bare(narrow)
	if narrow {
		place(r.row.right, left+text+marks-em*1.6, edge, em*1.6)
		return
	}
	place(r.row.right, left+text+marks, second, when)
}

// Refresh follows the kind of row and the theme.
func (r *pickerRowRenderer) Refresh() {
	r.paint()
	r.Layout(r.row.Size())
	canvas.Refresh(r.row)
}

// Objects are the parts, the pin on top: a tap on it must not select the row.
func (r *pickerRowRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy has nothing to let go.
func (r *pickerRowRenderer) Destroy() {}

// accessOf gives picture and word for who may see a repository; nothing where the list does not tell.
func accessOf(r connector.Repository) (picture, word string) {
	switch {
	case r.Private == nil:
		return "", ""
	case *r.Private:
		return "lock.svg", say("picker.private")
	}
	return "globe.svg", say("picker.public")
}

// stateOf gives picture and word for what is special about a repository.
func stateOf(r connector.Repository) (picture, word string) {
	switch {
	case r.Archived != nil && *r.Archived:
		return "box.svg", say("picker.archived")
	case r.Empty:
		return "lamp-waiting.svg", say("picker.empty")
	}
	return "", ""
}

// rightOf gives picture and word for what the account may do; nothing where that is not known.
func rightOf(r connector.Repository) (picture, word string) {
	switch r.Right {
	case connector.RightAdmin:
		return "shield.svg", say("picker.row.admin")
	case connector.RightWrite:
		return "pencil.svg", say("picker.row.write")
	case connector.RightRead:
		return "eye.svg", say("picker.row.read")
	}
	return "", ""
}
