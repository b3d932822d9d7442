package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// pickerRow is one repository in the list: its name and where it lives, who may see it (by shape and
// word), whether it is archived, and when it changed last.
type pickerRow struct {
	widget.BaseWidget
	ground  *marker
	name    *widget.Label
	where   *muted
	access  *mark
	state   *mark
	updated *muted
	columns *fyne.Container
	em      float32 // the text size the columns were laid out for
}

func newPickerRow() *pickerRow {
	r := &pickerRow{
		ground: newMarker(), name: oneLine(""), where: mutedLine(""),
		access: newMark(), state: newMark(), updated: mutedLine(""),
	}
	r.name.TextStyle.Bold = true
	r.columns = container.New(pickerColumns{}, r.ground, r.name, r.where, r.access, r.state, r.updated)
	r.ExtendBaseWidget(r)
	return r
}

func (r *pickerRow) show(repository connector.Repository, selected, ring bool, now time.Time) {
	r.ground.set(selected, ring)
	r.say(repository.Name, widget.MediumImportance)
	where := repository.FullName()
	if repository.DefaultBranch != nil && *repository.DefaultBranch != "" {
		where += "  ·  " + *repository.DefaultBranch
	}
	r.where.SetText(where)
	r.access.set(accessOf(repository))
	switch {
	case repository.Archived != nil && *repository.Archived:
		r.state.set("box.svg", say("picker.archived"))
	case repository.Empty:
		r.state.set("lamp-waiting.svg", say("picker.empty"))
	default:
		r.state.set("", "")
	}
	when := ""
	if repository.Updated != nil {
		when = ago(*repository.Updated, now)
	}
	r.updated.SetText(when)
}

// showMore makes the row the end of a list that goes on: what a tap on it does, and how far the list has come.
func (r *pickerRow) showMore(act, note string) {
	r.ground.set(false, false)
	r.say(act, widget.HighImportance)
	r.where.SetText(note)
	r.access.set("", "")
	r.state.set("", "")
	r.updated.SetText("")
}

// say writes the first line; one that is a button in the end has the colour of one.
func (r *pickerRow) say(text string, importance widget.Importance) {
	r.name.Importance = importance
	r.name.SetText(text)
	if em := theme.TextSize(); em != r.em { // a row the list had put aside missed that the text size changed
		r.em = em
		r.columns.Refresh()
	}
}

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

// CreateRenderer lays the columns out over the ground.
func (r *pickerRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(r.columns)
}

// pickerColumns is the layout of a row: two lines of text at the left; marks and time in columns of their
// own, so that they line up from row to row. Where the row is narrow the time gives way: the detail has it.
type pickerColumns struct{}

// lines gives the height of each of the two lines: they stand closer than two labels would.
func (pickerColumns) lines(o []fyne.CanvasObject) (line, overlap float32) {
	return o[1].MinSize().Height, theme.InnerPadding()
}

// MinSize is two lines.
func (c pickerColumns) MinSize(o []fyne.CanvasObject) fyne.Size {
	line, overlap := c.lines(o)
	return fyne.NewSize(theme.TextSize()*16, 2*line-overlap)
}

// Layout divides the width.
func (c pickerColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	em := theme.TextSize()
	line, overlap := c.lines(o)
	second := line - overlap
	o[0].Resize(size)
	marks, when := em*7.5, em*8.5
	if size.Width < em*30 {
		when = 0
	}
	left := theme.Padding()
	text := max(0, size.Width-left-marks-when)
	place := func(i int, x, y, w float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(w, line))
	}
	place(1, left, 0, text)
	place(2, left, second, text)
	place(3, left+text, 0, marks)
	place(4, left+text, second, marks)
	o[5].(*muted).Hidden = when == 0
	place(5, left+text+marks, 0, when)
}

// mark is a small picture with a word.
type mark struct {
	widget.BaseWidget
	picture, text string
}

func newMark() *mark {
	m := &mark{}
	m.ExtendBaseWidget(m)
	return m
}

func (m *mark) set(picture, text string) {
	if m.picture != picture || m.text != text {
		m.picture, m.text = picture, text
		m.Refresh()
	}
}

// CreateRenderer draws both.
func (m *mark) CreateRenderer() fyne.WidgetRenderer {
	r := &markRenderer{mark: m, picture: &canvas.Image{FillMode: canvas.ImageFillContain}, text: canvas.NewText("", nil)}
	r.paint()
	return r
}

type markRenderer struct {
	mark    *mark
	picture *canvas.Image
	text    *canvas.Text
	drawn   string // what the picture was made from, since making it costs
}

func (r *markRenderer) paint() {
	c := theme.Color(theme.ColorNameForeground)
	r.text.Text, r.text.Color, r.text.TextSize = r.mark.text, c, theme.TextSize()
	r.picture.Hidden = r.mark.picture == ""
	if r.mark.picture == "" {
		return
	}
	if res := tinted(r.mark.picture, c); res != nil && res.Name() != r.drawn {
		r.drawn, r.picture.Resource = res.Name(), res
		r.picture.Refresh()
	}
}

// MinSize is picture and word.
func (r *markRenderer) MinSize() fyne.Size {
	icon := theme.TextSize() * 1.15
	return fyne.NewSize(icon+theme.Padding()*1.5+r.text.MinSize().Width, max(icon, r.text.MinSize().Height))
}

// Layout puts both on one line.
func (r *markRenderer) Layout(size fyne.Size) {
	icon := theme.TextSize() * 1.15
	r.picture.Resize(fyne.NewSquareSize(icon))
	r.picture.Move(fyne.NewPos(0, (size.Height-icon)/2))
	w := r.text.MinSize()
	r.text.Resize(w)
	r.text.Move(fyne.NewPos(icon+theme.Padding()*1.5, (size.Height-w.Height)/2))
}

// Refresh follows what is marked and the theme.
func (r *markRenderer) Refresh() {
	r.paint()
	r.Layout(r.mark.Size())
	canvas.Refresh(r.mark)
}

// Objects are picture and word.
func (r *markRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.picture, r.text}
}

// Destroy has nothing to let go.
func (r *markRenderer) Destroy() {}
