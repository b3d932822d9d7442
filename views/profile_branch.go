package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// branchField is where a branch is typed or chosen: a field, and below it the branches that are like what
// is typed. The arrows walk through them while the cursor stays in the field.
type branchField struct {
	form  *flow.ProfileForm
	state flow.ProfileState
	box   *fyne.Container
	field *entry
	note  *fieldNote
	retry *button
	rows  *chooser
	list  *fyne.Container
	size  *rowsLayout
}

func newBranchField(k *kit, form *flow.ProfileForm, submit func()) *branchField {
	b := &branchField{form: form, note: newFieldNote()}
	b.rows = newChooser(func() int { return len(b.state.Branches) },
		func() fyne.CanvasObject { return newBranchRow() },
		func(at int, o fyne.CanvasObject) {
			if at < len(b.state.Branches) {
				o.(*branchRow).show(b.state.Branches[at], at == b.rows.place, b.rows.focused)
			}
		})
	b.rows.move = b.move
	b.rows.tapped = func(at int) { form.ChooseBranch(b.state.Branches[at].Name) }
	b.rows.enter = submit
	b.rows.typed = func(r rune) { k.typeInto(b.field, r) }
	b.field = newSearchEntry(say("profile.branch.hint"), form.SetBranch, submit, b.rows.moved)
	b.retry = plain(say("profile.retry"), form.RetryBranches)
	b.retry.Hide()
	b.size = &rowsLayout{}
	b.list = container.New(b.size, b.rows)
	b.list.Hide()
	b.box = stackGap(0, b.field, b.note.line, row(b.retry), b.list)
	return b
}

// move chooses the branch so many rows away.
func (b *branchField) move(by int) {
	if n := len(b.state.Branches); n > 0 {
		b.form.ChooseBranch(b.state.Branches[min(max(b.rows.place+by, 0), n-1)].Name)
	}
}

// mostRows is how many branches are seen at once; more are scrolled.
const mostRows = 4

func (b *branchField) show(state flow.ProfileState) {
	b.state = state
	showText(&b.field.Entry, state.Branch)
	b.say()
	setVisible(b.retry, state.BranchesFailed != nil)
	b.size.rows = min(len(state.Branches), mostRows)
	setVisible(b.list, len(state.Branches) > 1 || len(state.Branches) == 1 && state.Branches[0].Name != state.Branch)
	place := -1
	for i, branch := range state.Branches {
		if branch.Name == state.Branch {
			place = i
		}
	}
	b.box.Refresh() // the list must have its height before it scrolls to a row
	b.rows.show(place)
}

// say puts the one thing worth knowing below the field.
func (b *branchField) say() {
	s := b.state
	switch {
	case s.BranchesFailed != nil:
		title, _, _ := Words(*s.BranchesFailed)
		b.note.mention(say("profile.branch.failed", "title", title))
	case s.LookingUp && s.Branch == "":
		b.note.set(connector.Running, say("profile.branch.looking"))
	case s.EmptyRepository && s.BranchesCome:
		b.note.mention(say("profile.branch.empty"))
	case s.BranchUnknown():
		b.note.mention(say("profile.branch.unknown"))
	case s.Branch == "" && s.BranchesCome:
		b.note.show(say("profile.branch.missing"))
	default:
		b.note.show("")
	}
}

// top forgets where the list of another repository was scrolled to.
func (b *branchField) top() { b.rows.ScrollToTop() }

// rowsLayout gives a list the height of a number of rows.
type rowsLayout struct{ rows int }

// MinSize is that many rows.
func (l *rowsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	tall := newBranchRow().MinSize().Height + theme.Padding()
	return fyne.NewSize(theme.TextSize()*10, tall*float32(l.rows)+2*theme.Padding())
}

// Layout fills the room.
func (l *rowsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, theme.Padding()))
	o[0].Resize(size.SubtractWidthHeight(0, 2*theme.Padding()))
}

// branchRow is one branch; the default one says so.
type branchRow struct {
	widget.BaseWidget
	ground *marker
	name   *widget.Label
	note   *widget.Label
}

func newBranchRow() *branchRow {
	r := &branchRow{ground: newMarker(), name: oneLine(""), note: factLabel("")}
	r.ExtendBaseWidget(r)
	return r
}

func (r *branchRow) show(b connector.Branch, selected, ring bool) {
	r.ground.set(selected, ring)
	r.name.SetText(b.Name)
	note := ""
	if b.Default {
		note = say("profile.branch.default")
	}
	r.note.SetText(note)
}

// CreateRenderer lays name and note out over the ground.
func (r *branchRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(r.ground,
		container.NewBorder(nil, nil, nil, r.note, r.name)))
}
