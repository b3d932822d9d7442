package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// journey is what one tab shows: the step bar, where there is room for it, and below it exactly one screen. Which one follows
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
		band.Hide() // until there is room: shown first, it would be drawn for nothing while the window is made
		j.object = container.New(underBar{}, band, j.page.Container)
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

// underBar sets a page below the step bar, which goes where the page would become too short: it tells what the page's
// title tells too.
type underBar struct{}

// MinSize is what a short window needs.
func (underBar) MinSize(o []fyne.CanvasObject) fyne.Size {
	bar, page := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(bar.Width, page.Width), page.Height)
}

// Layout gives the page what the bar leaves.
func (underBar) Layout(o []fyne.CanvasObject, size fyne.Size) {
	tall := o[0].MinSize().Height + theme.Padding()
	setShown(o[0], !short(size.Height))
	if !o[0].Visible() {
		tall = 0
	}
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(size.Width, max(0, tall-theme.Padding())))
	o[1].Move(fyne.NewPos(0, tall))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-tall))
}
