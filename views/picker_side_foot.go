package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// pickerFoot is what can be done with the selected repository: to use it, and to pin it. While one that was chosen is
// being made sure of it says so, and nothing can be chosen twice.
type pickerFoot struct {
	holder
	s                *pickerScreen
	use, pin, cancel *button
	resting, way     fyne.CanvasObject
	says             *widget.Label
}

func newPickerFoot(s *pickerScreen, use, pin func()) *pickerFoot {
	f := &pickerFoot{holder: newHolder(), s: s, says: wrapLabel("")}
	f.use, f.pin = primary(say("picker.use"), use), quiet(say("picker.pin"), pin)
	f.cancel = quiet(say("kit.cancel"), s.then(s.picker.Unchoose))
	f.resting = container.New(leading{}, f.use, f.pin)
	f.way = stackGap(0, f.says, newProgress(), row(f.cancel))
	f.set(f.resting)
	return f
}

// show follows a state. Where the keyboard was on a button that goes away, it is put on the one that comes.
func (f *pickerFoot) show(pinned, gone bool, s flow.PickerState) (changed bool) {
	changed = f.sayPin(pinned)
	enable(f.use, !gone)
	enable(f.pin, !gone || pinned)
	wanted, next, old := f.resting, f.use, f.cancel
	if s.Choosing.ID != "" {
		wanted, next, old = f.way, f.cancel, f.use
		name := s.Rows.At(s.Rows.Place(s.Choosing)).Name
		if name == "" { // a search took it out of sight
			name = say("picker.choosing.it")
		}
		changed = sayIn(f.says, say("picker.choosing", "name", name)) || changed
	}
	if f.Objects[0] == wanted {
		// An answer may be there before it was shown that it is awaited.
		if k := f.s.k; f.use.Disabled() && k.window != nil && k.window.Canvas().Focused() == fyne.Focusable(f.use) {
			k.focusOn(f.s.search)
		}
		return changed
	}
	on := f.hasKeyboard(old)
	f.set(wanted)
	switch {
	case on && next.Disabled():
		f.s.k.focusOn(f.s.search)
	case on:
		f.s.k.focusOn(next)
	}
	return true
}

// hasKeyboard tells whether the keyboard is on a button, or on nothing since the mouse pressed it.
func (f *pickerFoot) hasKeyboard(b *button) bool {
	k := f.s.k
	if k.window == nil {
		return false
	}
	focused := k.window.Canvas().Focused()
	return focused == fyne.Focusable(b) || focused == nil && k.inFront(f.s.root)
}

func (f *pickerFoot) sayPin(on bool) bool {
	word := say("picker.pin")
	if on {
		word = say("picker.unpin")
	}
	if f.pin.Text == word {
		return false
	}
	f.pin.SetText(word)
	return true
}

// leading gives the button that leads on the width that another one beside it leaves; where that is too little, the
// other stands below.
type leading struct{}

// MinSize asks for the wider of the two, and for the height of the last layout.
func (leading) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	size := fyne.NewSize(max(a.Width, b.Width), max(a.Height, b.Height))
	if o[1].Position().Y > 0 {
		size.Height = a.Height + b.Height + theme.Padding()
	}
	return size
}

// Layout sets both beside or below each other.
func (leading) Layout(o []fyne.CanvasObject, size fyne.Size) {
	a, b := o[0].MinSize(), o[1].MinSize()
	gap := 2 * theme.Padding()
	if rest := size.Width - b.Width - gap; rest >= a.Width {
		o[0].Resize(fyne.NewSize(rest, a.Height))
		o[1].Move(fyne.NewPos(rest+gap, 0))
		o[1].Resize(b)
		return
	}
	o[0].Resize(fyne.NewSize(size.Width, a.Height))
	o[1].Move(fyne.NewPos(0, a.Height+theme.Padding()))
	o[1].Resize(fyne.NewSize(size.Width, b.Height))
}
