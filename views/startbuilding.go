package views

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// startScreen is the card that takes a profile to its build service: every value to copy, and the service's page.
type startScreen struct {
	k     *kit
	list  *flow.ProfileList
	state flow.ProfilesState
	page  holder

	id    string // of the profile; empty while the card is closed
	from  int    // the tab one came from
	there bool   // the profile has been seen
	lines []flow.HandLine
	card  *startCard // nil while the profile is still being read

	handed  time.Time          // when it was handed over before
	opened  bool               // the service's page was asked for from this card
	failure *connector.Problem // of the list, from before that
}

// newStartScreen makes the screen with nothing open.
func newStartScreen(k *kit, list *flow.ProfileList) *startScreen {
	s := &startScreen{k: k, list: list, page: newHolder(), from: tabProfiles}
	show(k, list.Watch, s.render)
	return s
}

// open shows the card of a profile.
func (s *startScreen) open(profileID string) { s.openFrom(profileID, tabProfiles) }

// openFrom is open for somebody who comes from another tab and goes back there. A profile that was saved just now may
// not be in the list yet.
func (s *startScreen) openFrom(profileID string, tab int) {
	s.id, s.from, s.there, s.opened, s.lines, s.card = profileID, tab, false, false, nil, nil
	state := s.list.Now().State
	s.failure = state.Problem
	if _, there := state.Row(profileID); !there {
		s.page.set(page(say("start.title"), "", busy(say("profiles.loading"), func() { s.back() })))
		s.list.ReloadAt(profileID)
	}
	s.render(state)
	s.turned()
}

// turned tells the window that there is another screen in front.
func (s *startScreen) turned() {
	if s.k.changed != nil {
		s.k.changed()
	}
}

func (s *startScreen) object() fyne.CanvasObject { return s.page.Container }

// step is that of something in front of the list, which leads no further.
func (s *startScreen) step() int {
	if s.id == "" {
		return closed
	}
	return stepConnect
}

// back goes where one came from.
func (s *startScreen) back() bool {
	if s.id == "" {
		return false
	}
	s.id, s.card = "", nil
	if s.from != tabProfiles {
		s.k.goTo(s.from)
	}
	s.turned()
	return true
}

func (s *startScreen) find() {}

// focus goes to what leads on.
func (s *startScreen) focus() {
	if s.card != nil {
		s.k.focusOn(s.card.lead)
		return
	}
	s.k.focusOn(firstButton(s.page.Container))
}

// render follows the list; the card of a profile that is gone closes.
func (s *startScreen) render(state flow.ProfilesState) {
	s.state = state
	if s.id == "" {
		return
	}
	row, there := state.Row(s.id)
	if !there {
		if s.there && state.Step == flow.ProfilesReady {
			s.back()
		}
		return
	}
	if !s.there {
		s.there, s.handed = true, row.Profile.HandedOver
	}
	service := connector.ServiceOf(row.Profile.Service, s.k.services.list())
	if lines := flow.HandOver(row, service); s.card == nil || !slices.Equal(lines, s.lines) {
		first := s.card == nil
		here := s.k.inFront(s.page.Container) && (first || inside(s.card.object, s.k.window.Canvas().Focused()))
		s.lines, s.card = lines, newStartCard(s, row, service, lines)
		s.page.set(s.card.object)
		if here {
			s.focus()
		}
	}
	s.card.show(row.Profile, s.trouble())
}

// trouble is why the service's page could not be opened; what went wrong in the list before is not of this card.
func (s *startScreen) trouble() *connector.Problem {
	if !s.opened || s.state.Problem == s.failure {
		return nil
	}
	return s.state.Problem
}

// openService opens the service's page, which is remembered as the hand-over.
func (s *startScreen) openService() {
	s.opened, s.failure = true, s.state.Problem
	s.list.OpenService(s.id)
}
