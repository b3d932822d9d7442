package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// buttons are what can be done with a profile: what one most likely wants, and the rest in a menu.
func (s *profilesScreen) buttons(row flow.ProfileRow) fyne.CanvasObject {
	id, lead := row.Profile.ID, s.leadOf(row)
	face := func(what profilesLead) func(string, func()) *button {
		if lead == what {
			return primary
		}
		return quiet
	}
	var all []fyne.CanvasObject
	if !row.Connected {
		all = append(all, face(leadConnect)(say("profiles.connect"), func() { s.connect(row) }))
	}
	if s.k.start != nil {
		all = append(all, face(leadStart)(say("profiles.start"), func() { s.k.start(id) }))
	}
	switch {
	case !row.Connected:
	case s.state.Checking == id:
		all = append(all, quiet(say("profiles.check.cancel"), s.list.CancelCheck))
	default:
		check := face(leadCheck)(say("profiles.check"), func() { s.list.Check(id) })
		enable(check, !s.head.running) // its turn comes
		all = append(all, check)
	}
	if s.k.lookAfter != nil && !row.ReadOnly && !(profilesHookAsks(row.Profile.Webhook) && row.Connected) { // else a card leads there
		all = append(all, quiet(say("profiles.webhook"), func() { s.k.lookAfter(id) }))
	}
	return flowOf(append(all, s.menuButton(row)))
}

func flowOf(objects []fyne.CanvasObject) fyne.CanvasObject { return row(objects...) }

// menuButton opens the menu of what is wanted less often.
func (s *profilesScreen) menuButton(row flow.ProfileRow) *button {
	b := quiet(say("profiles.menu"), nil)
	b.Icon, b.IconPlacement = theme.MenuDropUpIcon(), widget.ButtonIconTrailingText
	b.OnTapped = func() { s.k.popUp(b, s.menuOf(row)...) }
	return b
}

// menuOf is what the menu of a profile has; what a newer Mooring wrote is not changed.
func (s *profilesScreen) menuOf(row flow.ProfileRow) []*fyne.MenuItem {
	id := row.Profile.ID
	var all []*fyne.MenuItem
	add := func(key string, run func()) { all = append(all, fyne.NewMenuItem(say(key), run)) }
	if !row.ReadOnly {
		if s.k.edit != nil {
			add("profiles.edit", func() { s.k.edit(id) })
		}
		add("profiles.rename", func() { s.list.StartRename(id) })
		add("profiles.duplicate", func() { s.list.Duplicate(id) })
		if row.Profile.Pinned {
			add("profiles.unpin", func() { s.list.Pin(id, false) })
		} else {
			add("profiles.pin", func() { s.list.Pin(id, true) })
		}
	}
	add("profiles.export", func() { s.list.Export(id) })
	if actions := s.tokenActions(row); len(actions) > 0 {
		add("profiles.token", actions[0].run)
	}
	if row.Profile.Web != "" {
		add("profiles.open", func() { s.list.Open(id) })
	}
	if !row.ReadOnly {
		all = append(all, fyne.NewMenuItemSeparator())
		add("profiles.delete", func() { s.delete(id) })
	}
	return all
}

// popUp opens a menu above a button, with the first of its lines marked, so that Return and the arrows work at once.
func (k *kit) popUp(from fyne.CanvasObject, items ...*fyne.MenuItem) {
	k.menuAt(from, func(menu fyne.Size) float32 { return -menu.Height - theme.Padding() }, items)
}

// menuBelow opens one below.
func (k *kit) menuBelow(from fyne.CanvasObject, items ...*fyne.MenuItem) {
	k.menuAt(from, func(fyne.Size) float32 { return from.Size().Height + theme.Padding() }, items)
}

// menuAt opens one so far below the upper edge of what it belongs to.
func (k *kit) menuAt(from fyne.CanvasObject, below func(menu fyne.Size) float32, items []*fyne.MenuItem) {
	if k.window == nil {
		return
	}
	k.dismissed()
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), k.window.Canvas())
	hide := menu.OnDismiss
	menu.OnDismiss = func() {
		k.dismiss = nil
		hide()
	}
	k.dismiss = menu.Dismiss
	menu.ShowAtRelativePosition(fyne.NewPos(0, below(menu.MinSize())), from)
	menu.ActivateNext()
}

// leadButton is the one that most likely is wanted: the primary one, which may stand beside a problem, or
// the first of those at the bottom.
func (s *profilesScreen) leadButton() fyne.Focusable {
	var lead fyne.Focusable
	visit(s.detail.Container, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && lead == nil && b.Importance == widget.HighImportance && !b.Disabled() {
			lead = b
		}
		return lead == nil
	})
	if lead == nil && s.foot != nil {
		return firstButton(s.foot)
	}
	return lead
}

// buttonPlace is where in the detail the keyboard was before it was made anew.
type buttonPlace struct {
	on   bool
	text string
	at   int // among the buttons of the foot, or -1
}

func (s *profilesScreen) focusedInDetail() buttonPlace {
	if s.k.window == nil {
		return buttonPlace{}
	}
	focused := s.k.window.Canvas().Focused()
	place := buttonPlace{on: focused != nil && inside(s.detail.Container, focused), at: -1}
	b, ok := focused.(*button)
	if !place.on || !ok {
		return place
	}
	place.text = b.Text
	for i, other := range s.footButtons() {
		if other == b {
			place.at = i
		}
	}
	return place
}

// sameButton finds the button that says the same, or stands in the same place, as the one that had the keyboard.
func (s *profilesScreen) sameButton(was buttonPlace) fyne.Focusable {
	var same fyne.Focusable
	visit(s.detail.Container, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && b.Text == was.text && !b.Disabled() {
			same = b
		}
		return same == nil
	})
	if same != nil {
		return same
	}
	if foot := s.footButtons(); was.at >= 0 && was.at < len(foot) {
		return foot[was.at]
	}
	return s.leadButton()
}

func (s *profilesScreen) footButtons() []*button {
	var all []*button
	visit(s.foot, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && !b.Disabled() {
			all = append(all, b)
		}
		return true
	})
	return all
}

// firstButton finds the first button that can be pressed; nil where there is none.
func firstButton(o fyne.CanvasObject) fyne.Focusable {
	var first fyne.Focusable
	visit(o, func(o fyne.CanvasObject) bool {
		if b, ok := o.(*button); ok && first == nil && !b.Disabled() {
			first = b
		}
		return first == nil
	})
	return first
}

// inside tells whether what has the focus lies within an object.
func inside(o fyne.CanvasObject, focused fyne.Focusable) bool {
	found := false
	visit(o, func(o fyne.CanvasObject) bool {
		if f, ok := o.(fyne.Focusable); ok && f == focused {
			found = true
		}
		return !found
	})
	return found
}

// visit goes through an object and all that lies in it, through containers, scrollers and sheets, as long
// as see answers true.
func visit(o fyne.CanvasObject, see func(fyne.CanvasObject) bool) bool {
	if o == nil || !o.Visible() {
		return true
	}
	if !see(o) {
		return false
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		children = []fyne.CanvasObject{o.Content}
	case *surface:
		children = []fyne.CanvasObject{o.content}
	}
	for _, child := range children {
		if !visit(child, see) {
			return false
		}
	}
	return true
}
