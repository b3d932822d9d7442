package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// journey is what one tab shows: the step bar, always, and below it exactly one screen. Which one follows
// from what the screens say of themselves, so no event can leave two open or none.
type journey struct {
	screens []screen // the last of the journey first
	steps   *stepBar // nil for a tab that leads nowhere
	page    holder
	object  fyne.CanvasObject
	shown   screen
}

func newJourney(screens []screen, withSteps bool) *journey {
	j := &journey{screens: screens, page: newHolder()}
	j.object = j.page.Container
	if withSteps {
		j.steps = newStepBar()
		band := newSurface(j.steps)
		band.pad = 1
		band.square = true
		j.object = container.NewBorder(band, nil, nil, nil, j.page.Container)
	}
	j.update()
	return j
}

// current is the screen that has something to show: the one furthest along.
func (j *journey) current() screen {
	for _, s := range j.screens {
		if s.step() != closed {
			return s
		}
	}
	if n := len(j.screens); n > 0 {
		return j.screens[n-1]
	}
	return nil
}

// update shows the current screen and tells whether it is another than before.
func (j *journey) update() (turned bool) {
	s := j.current()
	if s == nil {
		j.page.set(widget.NewLabel(""))
		return false
	}
	if j.steps != nil {
		j.steps.set(max(s.step(), stepConnect))
	}
	if s == j.shown {
		return false
	}
	j.shown = s
	j.page.set(s.object())
	return true
}
