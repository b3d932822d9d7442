package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector/flow"
)

// pickerFoot is the button that leads on; while a repository that was chosen is being made sure of it says so, and
// nothing can be chosen twice.
type pickerFoot struct {
	holder
	s            *pickerScreen
	use, cancel  *button
	resting, way fyne.CanvasObject
	says         *widget.Label
}

func newPickerFoot(s *pickerScreen, use func()) *pickerFoot {
	f := &pickerFoot{holder: newHolder(), s: s, says: wrapLabel("")}
	f.use = primary(say("picker.use"), use)
	f.cancel = quiet(say("kit.cancel"), s.picker.Unchoose)
	f.resting = f.use
	f.way = stackGap(0, f.says, newProgress(), row(f.cancel))
	f.set(f.resting)
	return f
}

// show follows a state. Where the keyboard was on a button that goes away, it is put on the one that comes.
func (f *pickerFoot) show(s flow.PickerState) (changed bool) {
	wanted, next, old := f.resting, f.use, f.cancel
	if s.Choosing.ID != "" {
		wanted, next, old = f.way, f.cancel, f.use
		name := s.Rows.At(s.Rows.Place(s.Choosing)).Name
		if name == "" { // a search took it out of sight
			name = say("picker.choosing.it")
		}
		changed = sayIn(f.says, say("picker.choosing", "name", name))
	}
	if f.Objects[0] == wanted {
		return changed
	}
	k := f.s.k
	on := k.window != nil && k.window.Canvas().Focused() == fyne.Focusable(old)
	f.set(wanted)
	if on {
		k.focusOn(next)
	}
	return true
}
