package views

import "time"

// ago says how long ago something was, as people say it.
func ago(then, now time.Time) string {
	d := now.Sub(then)
	day := 24 * time.Hour
	switch {
	case d < time.Minute:
		return say("picker.ago.now")
	case d < time.Hour:
		return sayN("picker.ago.minutes", int(d/time.Minute))
	case d < day:
		return sayN("picker.ago.hours", int(d/time.Hour))
	case d < 30*day:
		return sayN("picker.ago.days", int(d/day))
	case d < 365*day:
		return sayN("picker.ago.months", int(d/(30*day)))
	}
	return sayN("picker.ago.years", int(d/(365*day)))
}
