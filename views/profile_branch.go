package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// branchField is where a branch is typed or chosen: a field, and below it the branches that are like what
// is typed, once somebody types or asks for them. The arrows walk through them while the cursor stays in the field.
type branchField struct {
	k      *kit
	form   *flow.ProfileForm
	grown  func()
	state  flow.ProfileState
	open   bool // the person looks for another branch
	box    *fyne.Container
	field  *entry
	note   *fieldNote
	retry  *button
	others *button
	rows   *chooser
	list   *fyne.Container
	size   *rowsLayout
}

func newBranchField(k *kit, form *flow.ProfileForm, submit, grown func()) *branchField {
	b := &branchField{k: k, form: form, grown: grown, note: newFieldNote()}
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
	b.field = newSearchEntry(say("profile.branch.hint"), b.typed, submit, b.key)
	b.retry = plain(say("profile.retry"), form.RetryBranches)
	b.retry.Hide()
	b.others = quiet(say("profile.branch.others"), func() { b.unfold(); k.focusOn(b.field) })
	b.size = &rowsLayout{row: func() fyne.CanvasObject { return newBranchRow() }}
	b.list = container.New(b.size, b.rows)
	b.list.Hide()
	b.box = stackGap(0, container.NewBorder(nil, nil, nil, b.others, b.field), b.note.line, row(b.retry), b.list)
	return b
}

// typed takes what is typed; the list then shows what it is like.
func (b *branchField) typed(text string) {
	b.open = true
	b.form.SetBranch(text)
}

// key takes the keys that walk through the list, which opens for it.
func (b *branchField) key(name fyne.KeyName) bool {
	if !b.rows.moved(name) {
		return false
	}
	b.unfold()
	return true
}

func (b *branchField) unfold() {
	if b.open {
		return
	}
	b.open = true
	b.show(b.state)
	b.grown()
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
	b.k.handOn(b.retry, b.field)
	b.size.rows = float32(len(state.Branches))
	if len(state.Branches) > mostRows {
		b.size.rows = mostRows + 0.5 // half a row more tells that the list goes on
	}
	others := len(state.Branches) > 1 || len(state.Branches) == 1 && state.Branches[0].Name != state.Branch
	setVisible(b.others, others && !b.open)
	setVisible(b.list, others && b.open)
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

// begin folds the list, and forgets where that of another repository was scrolled to.
func (b *branchField) begin() {
	b.open = false
	scrollUp(b.rows)
}

// branchRow is one branch; the default one says so.
type branchRow struct {
	widget.BaseWidget
	ground *marker
	name   *widget.Label
	note   *widget.Label
	line   *fyne.Container
}

func newBranchRow() *branchRow {
	r := &branchRow{ground: newMarker(), name: oneLine(""), note: factLabel("")}
	r.line = container.NewBorder(nil, nil, nil, r.note, r.name)
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
	if r.note.Text != note {
		r.note.SetText(note)
		r.line.Refresh() // it is another width
	}
}

// CreateRenderer lays name and note out over the ground.
func (r *branchRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(r.ground, r.line))
}
