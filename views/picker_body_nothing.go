package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"mooring/connector/flow"
)

// nothing says that no repository answers to what is typed, what of it narrows the list, and how to get at one all the
// same.
func (s *pickerScreen) nothing() fyne.CanvasObject {
	parts := []fyne.CanvasObject{wrapLabel(nothingWords(s.state))}
	narrowed := narrowedBy(s.state)
	if narrowed > 0 {
		parts = append(parts, mutedLabel(sayN("picker.filters.on", narrowed)))
	}
	if hint := s.rightsHint(); hint != "" {
		parts = append(parts, mutedLabel(hint))
	}
	var buttons []fyne.CanvasObject
	if s.state.Typed == "" {
		parts = append(parts, mutedLabel(sayFor(s.state.Connection, "picker.nothing.hint")))
	} else {
		buttons = append(buttons, s.lookUp(primary))
	}
	if narrowed > 0 {
		buttons = append(buttons, quiet(sayN("picker.filters.clear", narrowed), s.then(s.widen)))
	}
	buttons = append(buttons, quiet(say("picker.clear"), s.showAll()))
	if s.state.NotFound == nil { // else the strip above offers it
		buttons = append(buttons, s.notThere(quiet)...)
	}
	return card(stackGap(0, parts...), inset(row(buttons...)))
}

// nothingWords says that nothing was found, and where: not all may have come yet.
func nothingWords(s flow.PickerState) string {
	switch {
	case narrowedBy(s) > 0 && len(s.Asked.Words) == 0:
		return say("picker.nothing.filters")
	case s.Step == flow.PickerLoading:
		return say("picker.nothing.sofar", "query", s.Query)
	}
	return say("picker.nothing", "query", s.Query)
}

// narrowedBy is how many words of what is typed narrow the list.
func narrowedBy(s flow.PickerState) int { return len(s.Asked.Is) + len(s.Asked.Projects) }

// asksFor tells whether a narrowing word is typed.
func asksFor(s flow.PickerState, word string) bool { return slices.Contains(s.Asked.Is, word) }

// widen takes out of what is typed all that narrows the list.
func (s *pickerScreen) widen() { s.picker.Search(flow.PlainQuery(s.state.Query)) }

// rightsHint says, to somebody who asked for what they administer, why there may be nothing.
func (s *pickerScreen) rightsHint() string {
	switch {
	case !asksFor(s.state, flow.OnlyAdmin) || s.state.RightsKnown || s.state.RightsProblem != nil:
		return ""
	case s.state.FindingRights:
		return say("picker.rights.finding")
	case s.state.Step == flow.PickerDone:
		return say("picker.rights.untold")
	}
	return say("picker.rights.later")
}
