package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// radarStrip says below the tabs, at the start and until somebody has looked, that a token ends soon or has ended. The
// list of build profiles says which, so there it is not shown.
type radarStrip struct {
	*fyne.Container
	word *lamp
	told string // what was looked at or put away already
	news string
	away bool // the list is in front, or the settings
	// grown tells the window that it came or went.
	grown func()
}

func newRadarStrip(k *kit, list *flow.ProfileList, grown func()) *radarStrip {
	s := &radarStrip{word: newLampSaying(connector.Warned, ""), grown: grown}
	look := quiet(say("radar.look"), func() { k.goTo(tabProfiles) })
	later := plain(say("radar.later"), s.looked)
	band := newSurface(container.NewHBox(s.word, look, later))
	band.pad, band.square = 0.5, true
	s.Container = container.NewStack(band)
	s.Hide()
	if list != nil {
		show(k, list.Watch, s.render)
	}
	return s
}

func (s *radarStrip) render(state flow.ProfilesState) {
	s.news = radarNews(state)
	lamp := connector.Warned
	for _, e := range state.Expiring {
		if e.Past {
			lamp = connector.Fail
		}
	}
	s.word.set(lamp, s.news)
	s.place()
}

// inFront tells which tab is in front: whoever sees the list has been told.
func (s *radarStrip) inFront(tab int, setting bool) {
	s.away = setting
	if tab == tabProfiles && !setting {
		s.away, s.told = true, s.news
	}
	s.place()
}

func (s *radarStrip) looked() {
	s.told = s.news
	s.place()
}

func (s *radarStrip) place() {
	on := s.news != "" && s.news != s.told && !s.away
	if on == s.Visible() {
		return
	}
	setVisible(s.Container, on)
	s.grown()
}
