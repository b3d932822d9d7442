package views

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// How long a pause is that Bitbucket asks for without saying how long, and how often a check goes on by itself.
// Its allowance is one of an hour, so the pause grows; who is told to wait much longer is not made to.
const (
	cloudFirstPause  = time.Minute
	cloudLongestWait = time.Hour
	cloudPauses      = 5
)

// cloudPause lets a check go on by itself after the pause that Bitbucket asked for.
type cloudPause struct {
	problem *connector.Problem // the one it is for; another one begins another pause
	until   time.Time
	taken   int // how many there have been in a row
	cancel  func()
}

// follow begins a pause where a state asks for one, and ends it where none does any more.
func (c *cloudScreen) followPause(s flow.CloudState) {
	p := &c.pause
	if s.Problem == p.problem && p.problem != nil {
		return
	}
	if p.cancel != nil {
		p.cancel()
	}
	asked := s.Problem != nil && s.Problem.Code == connector.CodeRateLimited && s.Fix == flow.CloudFixRetry
	if !asked {
		if s.Problem != nil || s.Step == flow.CloudConnected { // it went on, or something else stands in the way
			p.taken = 0
		}
		*p = cloudPause{taken: p.taken}
		return
	}
	wait := cloudFirstPause << p.taken
	if seconds, err := strconv.Atoi(s.Problem.Args["seconds"]); err == nil && seconds > 0 {
		wait = time.Duration(seconds) * time.Second
	}
	taken := p.taken + 1
	*p = cloudPause{problem: s.Problem, taken: taken}
	if taken > cloudPauses || wait > cloudLongestWait {
		return
	}
	p.until = c.kit.now().Add(wait)
	p.cancel = c.kit.after(wait, func() { c.kit.dispatch(func() { c.goOn(s.Problem) }) })
}

// goOn ends a pause, unless something else has ended it.
func (c *cloudScreen) goOn(after *connector.Problem) {
	if c.now.Problem == after {
		c.flow.Retry()
	}
}

// pauses tells whether the check that is shown goes on by itself.
func (c *cloudScreen) pauses(s flow.CloudState) bool {
	return s.Problem == c.pause.problem && !c.pause.until.IsZero()
}

// untilGoingOn counts the seconds of a pause down.
func (c *cloudScreen) untilGoingOn() fyne.CanvasObject {
	return newCountdown(c.kit, c.pause.until, func() bool { return c.kit.inFront(c.object()) })
}
