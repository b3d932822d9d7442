package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// showPage shows the list, or what is there instead of one.
func (s *profilesScreen) showPage() {
	kind := "list"
	switch {
	case s.state.Step == flow.ProfilesLoading:
		kind = "loading"
	case s.state.Step == flow.ProfilesFailed:
		kind = "failed"
	case s.state.Empty() && s.state.Deleted == nil && len(s.state.Beside) == 0:
		kind = "empty"
		if p, there := s.state.Provider(); there {
			kind += string(p)
		}
	}
	if kind == s.pageFor {
		return
	}
	focused := s.pageFor != ""
	s.pageFor = kind
	switch kind {
	case "list":
		s.page.set(s.shelf)
	case "loading":
		s.page.set(aloft(busy(say("profiles.loading"), nil)))
	case "failed":
		s.page.set(aloft(s.k.problemCard(*s.state.Problem, action{say("profiles.retry"), s.list.Reload})))
	default:
		s.page.set(s.emptyPage())
	}
	if focused && s.k.inFront(s.page.Container) {
		s.focus()
	}
}

// emptyPage says what belongs here and leads to where it comes from.
func (s *profilesScreen) emptyPage() fyne.CanvasObject {
	provider, connected := s.state.Provider()
	key, tab := "profiles.empty.connect", tabCloud
	if connected {
		key = "profiles.empty.choose"
	}
	if provider == connector.Server {
		tab = tabServer
	}
	buttons := []fyne.CanvasObject{primary(say(key), func() { s.k.goTo(tab) })}
	if s.k.imports != nil {
		buttons = append(buttons, quiet(say("import.pick"), s.k.pickImport))
	}
	return page(say("profiles.empty.title"), say("profiles.empty.lead"), nil, buttons...)
}

// showBody shows the list, or that nothing in it answers to the query.
func (s *profilesScreen) showBody() {
	key := ""
	if len(s.state.Rows) == 0 {
		key = "nothing " + s.state.Query
	}
	if key == s.bodyFor && len(s.body.Objects) > 0 {
		return
	}
	s.bodyFor = key
	switch {
	case key == "":
		s.body.set(s.sheet)
	case s.state.Query == "":
		s.body.set(aloft(card(wrapLabel(say("profiles.none")))))
	default:
		s.body.set(aloft(card(wrapLabel(say("profiles.nothing", "query", s.state.Query)),
			inset(row(quiet(say("profiles.clear"), func() { s.list.Search(""); s.k.focusOn(s.search) }))))))
	}
}
