package views

import (
	"time"

	"mooring/connector/flow"
)

// countOf says how many repositories have come, of how many, how many of them answer to the query, and how old a list
// is that was kept from an earlier time.
func countOf(s flow.PickerState, now time.Time) string {
	if s.Loaded == 0 && s.Step != flow.PickerLoading {
		return ""
	}
	text := listedOf(s, now)
	switch {
	case searchedWhole(s):
		text = say("picker.count.among", "found", grouped(s.Rows.Found()), "total", grouped(max(s.Total, s.Loaded)))
	case s.Query != "":
		text = say("picker.count.found", "found", grouped(s.Rows.Found()), "count", text)
	}
	return joined(text, differences(s))
}

// listedOf says how many have come, of how many; of a kept list, of when it is.
func listedOf(s flow.PickerState, now time.Time) string {
	loaded := grouped(s.Loaded)
	switch {
	case !s.Kept.IsZero() && s.Step == flow.PickerLoading:
		return say("picker.count.kept.reading", "loaded", loaded, "ago", ago(s.Kept, now))
	case !s.Kept.IsZero():
		return say("picker.count.kept", "loaded", loaded, "ago", ago(s.Kept, now))
	case s.Total < 0:
		return say("picker.count.sofar", "loaded", loaded)
	}
	text := say("picker.count.of", "loaded", loaded, "total", grouped(max(s.Total, s.Loaded)))
	if s.Step == flow.PickerLoading && s.Loaded >= s.Total { // a whole list is read once more, or what it has is made sure of
		return say("picker.count.still", "count", text)
	}
	return text
}

// differences says what has changed since the list was read before, once it is known.
func differences(s flow.PickerState) string {
	if s.Step != flow.PickerDone || !s.Kept.IsZero() {
		return ""
	}
	var came, went string
	if s.New > 0 {
		came = sayN("picker.count.new", s.New, "number", grouped(s.New))
	}
	if s.Gone > 0 {
		went = sayN("picker.count.gone", s.Gone, "number", grouped(s.Gone))
	}
	if came == "" || went == "" {
		return came + went
	}
	return say("picker.count.both", "new", came, "gone", went)
}
