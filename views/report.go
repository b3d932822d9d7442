package views

import (
	"strconv"

	"mooring/connector"
)

// Rung names a check and says how it stands, for a report outside the window.
func (p Phrases) Rung(rung connector.Rung) (name, state string) {
	return p.say("check." + string(rung.ID)), rungIn(p.say, rung)
}

// Note is what a check found out besides, or nothing: what the token is and may, say.
func (p Phrases) Note(rung connector.Rung) string { return capital(rungNote(p.say, rung)) }

// Verdict sums a check up.
func (p Phrases) Verdict(v connector.Verdict) string { return p.say("verdict." + string(v)) }

// Pause says that Bitbucket asks for a pause of so many seconds.
func (p Phrases) Pause(seconds int) string {
	return p.say("report.pause", "seconds", strconv.Itoa(seconds))
}

// Say gives the phrase of a key in the person's language, for what Mooring shows outside its window: the
// page the browser ends on.
func Say(key string) string { return say(key) }
