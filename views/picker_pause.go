package views

import (
	"strconv"
	"time"

	"mooring/connector/flow"
)

// pauseOf says how long Bitbucket still asks to wait, or nothing. A second that has begun counts whole.
func pauseOf(s flow.PickerState, now time.Time) string {
	if s.Pause.IsZero() || !arriving(s) {
		return ""
	}
	return say("picker.pause", "seconds", strconv.Itoa(secondsTo(s.Pause, now)))
}

// arriving tells whether more repositories are on their way.
func arriving(s flow.PickerState) bool {
	return s.Step == flow.PickerLoading || s.Adding || s.Searching
}

// showStatus says where one is and as whom, and before that that Bitbucket asks for a pause. Nothing moves
// while it lasts: there is only a clock.
func (s *pickerScreen) showStatus() {
	pause := pauseOf(s.state, s.now())
	s.lead.SetText(joined(pause, leadOf(s.state.Connection)))
	setVisible(s.moving, arriving(s.state) && pause == "")
}

// pausing tells whether there is a pause to be seen.
func (s *pickerScreen) pausing() bool {
	return s.k.inFront(s.root) && pauseOf(s.state, s.now()) != ""
}
