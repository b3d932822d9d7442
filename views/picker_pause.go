package views

import (
	"strconv"
	"time"

	"mooring/connector/flow"
)

// pulse calls back once a second, on the UI goroutine, as long as something is wanted: a clock that nobody
// looks at stands still.
type pulse struct {
	k       *kit
	wanted  func() bool
	beat    func()
	ticking bool
}

// start begins ticking, unless it ticks already or nothing is wanted.
func (p *pulse) start() {
	if p.ticking || p.k.after == nil || !p.wanted() {
		return
	}
	p.ticking = true
	p.k.after(time.Second, func() {
		p.k.dispatch(func() {
			p.ticking = false
			p.beat()
			p.start()
		})
	})
}

// pauseOf says how long Bitbucket still asks to wait, or nothing. A second that has begun counts whole.
func pauseOf(s flow.PickerState, now time.Time) string {
	left := s.Pause.Sub(now)
	if s.Pause.IsZero() || s.Step != flow.PickerLoading {
		return ""
	}
	seconds := max(0, int((left+time.Second-1)/time.Second))
	return say("picker.pause", "seconds", strconv.Itoa(seconds))
}

// showStatus says where one is and as whom, and before that that Bitbucket asks for a pause. Nothing moves
// while it lasts: there is only a clock.
func (s *pickerScreen) showStatus() {
	pause := pauseOf(s.state, s.now())
	s.lead.SetText(joined(pause, leadOf(s.state.Connection)))
	setVisible(s.moving, s.state.Step == flow.PickerLoading && pause == "")
}

// pausing tells whether there is a pause to be seen.
func (s *pickerScreen) pausing() bool {
	return s.k.inFront(s.root) && pauseOf(s.state, s.now()) != ""
}
