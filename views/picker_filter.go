package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// filterRow stands under the search field, for those who do not type what narrows a list: a chip for each word, one to
// choose a project, and one for how the list is laid out. What is typed is the one truth: a chip writes its word into
// the field, and shows what stands there.
type filterRow struct {
	s     *pickerScreen
	only  []onlyChip
	place *chip
	order *chip
	note  *muted // what is typed like a word that narrows and is none
	chips *fyne.Container
	box   *fyne.Container
}

type onlyChip struct {
	word string
	*chip
}

func newFilterRow(s *pickerScreen) *filterRow {
	f := &filterRow{s: s, note: mutedLabel("")}
	var all []fyne.CanvasObject
	for _, o := range []struct{ word, key string }{
		{flow.OnlyPrivate, "picker.private"},
		{flow.OnlyPublic, "picker.public"},
		{flow.OnlyArchived, "picker.archived"},
		{flow.OnlyAdmin, "picker.only.admin"},
	} {
		c := newChip(say(o.key), false, func() { s.picker.Narrow(o.word, !f.narrowed(o.word)) })
		f.only = append(f.only, onlyChip{o.word, c})
		all = append(all, c)
	}
	f.place = newChip("", true, func() { newPlaces(s).open(f.place) })
	f.order = newChip("", true, func() { s.k.menuBelow(f.order, f.orders()...) })
	f.chips = row(append(all, f.place, f.order)...)
	for _, o := range f.chips.Objects {
		o.(*chip).tapped = func() { s.k.focusOn(s.search) }
	}
	f.note.Hide()
	f.box = stackGap(0, f.chips, f.note)
	return f
}

func (f *filterRow) narrowed(word string) bool { return slices.Contains(f.s.state.Asked.Is, word) }

// render follows what is typed and how the list is laid out, and tells whether the row needs other room than before.
func (f *filterRow) render() (changed bool) {
	state := f.s.state
	for _, c := range f.only {
		changed = c.set(c.text, f.narrowed(c.word)) || changed
	}
	changed = f.place.set(f.placeWords(), len(state.Asked.Projects) > 0) || changed
	changed = f.order.set(orderWords(state), false) || changed
	note := unknownWords(state.Asked)
	f.note.SetText(note)
	changed = setShown(f.note, note != "") || changed
	if changed {
		f.chips.Refresh()
	}
	return changed
}

// placeWords names the project or workspace the list is narrowed to.
func (f *filterRow) placeWords() string {
	asked := f.s.state.Asked.Projects
	switch len(asked) {
	case 0:
		return sayFor(f.s.state.Connection, "picker.only.project")
	case 1:
		return sayFor(f.s.state.Connection, "picker.only.project.one", "name", shortened(f.s.placeName(asked[0]), 28))
	}
	return sayFor(f.s.state.Connection, "picker.only.project.many", "count", strconv.Itoa(len(asked)))
}

// orderWords says what order the rows are in. With words it is always the best match first.
func orderWords(s flow.PickerState) string {
	key := "picker.order.arrival"
	switch {
	case len(s.Asked.Words) > 0:
		return say("picker.order.best")
	case s.Arrangement.By == flow.ByName, s.Arrangement.By == flow.ByUpdated && !tellsChanges(s):
		key = "picker.order.name"
	case s.Arrangement.By == flow.ByUpdated:
		key = "picker.order.updated"
	}
	return say(key)
}

// tellsChanges says whether the list tells when a repository changed last: those of Data Center do not. By that they
// would be in the order of their names.
func tellsChanges(s flow.PickerState) bool {
	return s.Connection.Provider == connector.Cloud || s.Rows.At(s.Rows.Step(0, 0)).Updated != nil
}

// orders are the ways to lay the list out.
func (f *filterRow) orders() []*fyne.MenuItem {
	how := f.s.state.Arrangement
	by := func(key string, order flow.Arrangement) *fyne.MenuItem {
		item := fyne.NewMenuItem(say(key), f.s.then(func() { f.s.picker.Arrange(order) }))
		item.Checked = order.By == how.By
		return item
	}
	named, updated := how, how
	named.By, updated.By = flow.ByName, flow.ByUpdated
	grouped := how
	grouped.Grouped = !how.Grouped
	group := fyne.NewMenuItem(sayFor(f.s.state.Connection, "picker.order.group"), f.s.then(func() { f.s.picker.Arrange(grouped) }))
	group.Checked = how.Grouped
	name, change := by("picker.order.name", named), by("picker.order.updated", updated)
	if !tellsChanges(f.s.state) {
		change = by("picker.order.untold", updated)
		change.Disabled, change.Checked, name.Checked = true, false, true
	}
	return []*fyne.MenuItem{name, change, fyne.NewMenuItemSeparator(), group}
}

// unknownWords says that something is typed like a word that narrows the list, and is none.
func unknownWords(asked flow.Query) string {
	if len(asked.Unknown) == 0 {
		return ""
	}
	known := []string{flow.OnlyPrivate, flow.OnlyPublic, flow.OnlyArchived, flow.OnlyAdmin}
	return say("picker.only.unknown", "words", shortened(strings.Join(asked.Unknown, " "), 40), "known", strings.Join(known, ", "))
}

// placeName names a project or workspace by its key, as typed; by that itself where nothing in the list has it.
func (s *pickerScreen) placeName(key string) string {
	if place := s.state.Rows.Step(0, 0); place >= 0 {
		r := s.state.Rows.At(place)
		switch key {
		case flow.Fold(r.Key), flow.Fold(r.Owner):
			return cmp.Or(r.Owner, r.Key)
		case flow.Fold(r.Project):
			return r.Project
		}
	}
	if s.state.Connection.Provider == connector.Server {
		return strings.ToUpper(key)
	}
	return key
}
