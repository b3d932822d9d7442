package views

import "mooring/connector"

// Rung names a check and says how it stands, for a report outside the window.
func (p Phrases) Rung(rung connector.Rung) (name, state string) {
	return p.say("check." + string(rung.ID)), rungIn(p.say, rung)
}

// Verdict sums a check up.
func (p Phrases) Verdict(v connector.Verdict) string { return p.say("verdict." + string(v)) }
