package views

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// countdown says in how many seconds something goes on by itself. It changes once a second, and not at all
// while nobody can see it.
type countdown struct {
	widget.BaseWidget
	kit   *kit
	until time.Time
	label *widget.Label
	clock *pulse
}

// newCountdown makes one; seen tells whether the page it is on is in front.
func newCountdown(k *kit, until time.Time, seen func() bool) *countdown {
	c := &countdown{kit: k, until: until, label: wrapLabel("")}
	c.clock = &pulse{k: k, wanted: func() bool { return c.left() > 0 && seen() }, beat: c.say}
	c.label.TextStyle.Bold = true
	c.say()
	c.ExtendBaseWidget(c)
	return c
}

func (c *countdown) left() int { return secondsTo(c.until, c.kit.now()) }

func (c *countdown) say() {
	if n := c.left(); n > 0 {
		c.label.SetText(say("pause.in", "seconds", strconv.Itoa(n)))
		return
	}
	c.label.SetText(say("pause.now"))
}

// start counts from now on.
func (c *countdown) start() {
	c.say()
	c.clock.start()
}

// stop counts no more.
func (c *countdown) stop() { c.clock.stop() }

// CreateRenderer draws the words.
func (c *countdown) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.label) }

// pauseCard shows when the check goes on after the server has asked for a pause.
func (s *serverScreen) pauseCard(p connector.Problem, leads bool) (fyne.CanvasObject, fyne.Focusable) {
	now := quiet(say("pause.go"), s.flow.ResumeNow)
	if leads {
		lead1([]fyne.CanvasObject{now})
	}
	count := newCountdown(s.kit, s.state.ResumeAt, func() bool { return s.kit.inFront(s.page.Container) })
	stop := quiet(say("kit.cancel"), s.flow.Cancel)
	return s.kit.problemSheetSaying(p, say("pause.fix"), []fyne.CanvasObject{count}, now, stop, s.adminNote()), now
}
