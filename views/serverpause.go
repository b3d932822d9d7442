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
	// seen tells whether the page it is on is in front.
	seen  func() bool
	label *widget.Label
	halt  func()
	turn  int // a tick that was ordered before the last stop is none of this turn
}

func newCountdown(k *kit, until time.Time, seen func() bool) *countdown {
	c := &countdown{kit: k, until: until, seen: seen, label: wrapLabel("")}
	c.label.TextStyle.Bold = true
	c.say()
	c.ExtendBaseWidget(c)
	return c
}

// left is how many seconds there are to go, the one that has begun counted in.
func (c *countdown) left() int {
	return max(0, int((c.until.Sub(c.kit.now())+time.Second-1)/time.Second))
}

func (c *countdown) say() {
	if n := c.left(); n > 0 {
		c.label.SetText(say("pause.in", "seconds", strconv.Itoa(n)))
		return
	}
	c.label.SetText(say("pause.now"))
}

// start counts from now on.
func (c *countdown) start() {
	if c.halt == nil {
		c.tick()
	}
}

// stop counts no more.
func (c *countdown) stop() {
	if c.halt != nil {
		c.halt()
	}
	c.halt = nil
	c.turn++
}

func (c *countdown) tick() {
	c.say()
	c.halt = nil
	if c.left() == 0 || !c.seen() {
		return
	}
	turn := c.turn
	c.halt = c.kit.after(time.Second, func() {
		c.kit.dispatch(func() {
			if turn == c.turn {
				c.tick()
			}
		})
	})
}

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
