package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// places is the list of projects (Server) or workspaces and their projects (Cloud) that opens under its chip: searched
// like the list of repositories, and walked with the same keys. The first line takes the choice back.
type places struct {
	s     *pickerScreen
	all   []flow.Heading
	found []flow.Heading
	at    int
	rows  *chooser
	field *entry
	over  *widget.PopUp
}

func newPlaces(s *pickerScreen) *places {
	p := &places{s: s, all: s.picker.Places()}
	p.rows = newChooser(
		func() int { return len(p.found) + 1 },
		func() fyne.CanvasObject { return newPickerRow() },
		func(at int, o fyne.CanvasObject) { p.draw(at, o.(*pickerRow)) })
	p.rows.move = func(by int) { p.goTo(min(max(p.at+by, 0), len(p.found))) }
	p.rows.tapped = func(at int) {
		p.at = at
		p.choose()
	}
	p.rows.enter = p.choose
	p.field = newSearchEntry(sayFor(s.state.Connection, "picker.only.project.search"), p.search, p.choose, p.rows.moved)
	p.rows.typed = func(r rune) { s.k.typeInto(p.field, r) }
	p.found = p.all
	p.at = p.chosen()
	return p
}

// chosen is the line of what the list is narrowed to now; the first, where that is nothing.
func (p *places) chosen() int {
	for i, h := range p.found {
		if p.is(h) {
			return i + 1
		}
	}
	return 0
}

func (p *places) is(h flow.Heading) bool {
	return slices.ContainsFunc(p.s.state.Asked.Projects, func(asked string) bool { return asked == flow.Fold(h.Key) })
}

// search shows those in whose name or key all that is typed occurs, with or without its accents, the first one selected.
func (p *places) search(text string) {
	words := strings.Fields(flow.Fold(text))
	p.found = slices.DeleteFunc(slices.Clone(p.all), func(h flow.Heading) bool {
		in := flow.Fold(strings.Join(append([]string{h.Name, h.Key}, h.In...), " "))
		return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(in, word) })
	})
	p.at = min(len(words), len(p.found), 1)
	p.rows.reset(0, p.at)
}

func (p *places) goTo(at int) {
	p.at = at
	p.rows.show(at)
}

func (p *places) draw(at int, r *pickerRow) {
	title, note := sayFor(p.s.state.Connection, "picker.only.project.all"), ""
	on := len(p.s.state.Asked.Projects) == 0
	if at > 0 && at <= len(p.found) {
		h := p.found[at-1]
		on = p.is(h)
		title, note = headingWords(wholly(p.s.state, h))
	}
	r.say(title, note, toneName, rowPlain)
	r.ground.set(at == p.at, at == p.at && p.rows.focused)
	r.pin.full = "check.svg"
	r.pin.set(on, false)
}

// choose narrows the list to one place, instead of those it was narrowed to before, and closes.
func (p *places) choose() {
	before := p.s.state.Asked.Projects
	var wanted string
	if p.at > 0 && p.at <= len(p.found) {
		wanted = p.found[p.at-1].Key
	}
	p.close()
	for _, key := range before {
		if key != flow.Fold(wanted) {
			p.s.picker.Narrow(projectWord(key), false)
		}
	}
	if wanted != "" {
		p.s.picker.Narrow(projectWord(wanted), true)
	}
	p.s.focus()
}

// projectWord is what narrows the list to one project, in quotes where it has spaces.
func projectWord(name string) string {
	if strings.ContainsAny(name, " \t") {
		name = `"` + name + `"`
	}
	return flow.OnlyProject + name
}

// open shows the list below its chip, as tall as it needs to be.
func (p *places) open(below fyne.CanvasObject) {
	k := p.s.k
	if k.window == nil {
		return
	}
	k.dismissed()
	sheet := newSurface(container.New(topped{}, p.field, p.rows))
	sheet.pad = 1.5
	p.over = widget.NewPopUp(sheet, k.window.Canvas())
	em := theme.TextSize()
	room := k.window.Canvas().Size()
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(below).AddXY(0, below.Size().Height+theme.Padding())
	tall := p.field.MinSize().Height + 8*theme.Padding() + float32(min(len(p.found)+1, 8))*p.rows.pitch()
	size := fyne.NewSize(min(em*28, room.Width-4*theme.Padding()), min(tall, room.Height-corner.Y-2*theme.Padding()))
	corner.X = max(0, min(corner.X, room.Width-size.Width-2*theme.Padding()))
	p.over.ShowAtPosition(corner)
	p.over.Resize(size)
	k.dismiss = p.close
	p.rows.reset(0, p.at)
	k.window.Canvas().Focus(p.field)
}

// close takes the list away; the keyboard is back where it was.
func (p *places) close() {
	p.s.k.dismiss = nil
	if p.over != nil {
		p.over.Hide()
	}
}
