package views

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// startRig is the card of one profile over a list, a disk and a browser.
type startRig struct {
	*pickStage
	list    *flow.ProfileList
	card    *startScreen
	browser *failingBrowser
	file    *sheetOfPaper
	named   string
	more    chan struct{} // something waits in the queue
}

// failingBrowser opens addresses until it fails.
type failingBrowser struct {
	pickWindowBrowser
	err error
}

func (b *failingBrowser) Open(address string) error {
	if b.err != nil {
		return b.err
	}
	return b.pickWindowBrowser.Open(address)
}

func handedProfile() connector.BuildProfile {
	p := shopProfile(1, "Bakery / two")
	p.CloneSSH, p.Service, p.Folder = "ssh://git@git.test:7999/shop/bakery.git", "appcircle", "apps/kiosk"
	p.Triggers = connector.Triggers{Push: []string{"main", "release/*"}, Tags: []string{"v*"}}
	p.Webhook = connector.Webhook{State: connector.HookMade, Address: "https://hooks.test/4711"}
	return p
}

func newStartRig(t *testing.T, profiles ...connector.BuildProfile) *startRig {
	t.Helper()
	s := &startRig{pickStage: newPickStage(t), browser: &failingBrowser{}, file: &sheetOfPaper{name: "Bakery.txt"}, more: make(chan struct{}, 1)}
	s.kit.dispatch = func(task func()) {
		s.queue.dispatch(task)
		select {
		case s.more <- struct{}{}:
		default:
		}
	}
	services := []connector.BuildService{
		{
			ID: "appcircle", Name: "Appcircle", Page: "https://my.appcircle.test",
			Help: []connector.HelpPage{{Title: "Triggers and webhooks", Address: "https://docs.appcircle.test/triggers"}},
		},
		{ID: "custom", Name: "Another build service", Custom: true},
	}
	s.kit.services = &serviceBook{all: services}
	s.kit.saveFile = func(_, name string, chosen placed) {
		s.named = name
		chosen(s.file, nil)
	}
	s.profiles, s.connections = profiles, []connector.Connection{shopConnection()}
	s.list = flow.NewProfiles(flow.ProfilesNeeds{
		Clients: s, Connections: s, Profiles: s, Browser: s.browser, Services: services,
		Clock: func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
	})
	s.card = newStartScreen(s.kit, s.list)
	s.put(s.card)
	s.list.Reload()
	s.done()
	t.Cleanup(func() { s.list.Close(); s.list.Wait(); s.queue.drain() })
	return s
}

func (s *startRig) done() {
	s.list.Wait()
	s.queue.drain()
}

func TestTheCardHasEveryValueToCopyAndNoSecret(t *testing.T) {
	s := newStartRig(t, handedProfile())
	assert.Equal(t, closed, s.card.step())
	s.card.open("p1")
	assert.Equal(t, stepConnect, s.card.step())
	text := s.text()
	for _, want := range []string{
		"Appcircle", "Bitbucket Server", "SHOP/bakery", "ssh://git@git.test:7999/shop/bakery.git", "apps/kiosk",
		"main, release/*", "v*", "https://hooks.test/4711", "Stands",
	} {
		assert.Contains(t, text, want)
	}
	var copies []*button
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Text == "Copy" {
			copies = append(copies, b)
		}
	})
	require.Len(t, copies, len(s.card.lines))
	for i, b := range copies {
		b.OnTapped()
		assert.Equal(t, handValue(s.card.lines[i]), s.copied[i])
	}
	s.press("Copy all")
	all := s.copied[len(s.copied)-1]
	for _, l := range s.card.lines {
		assert.Contains(t, all, handName(l)+": "+handValue(l)+"\n")
		assert.NotContains(t, handName(l), "start.", "every line has words")
		assert.NotContains(t, handValue(l), "start.")
	}
}

func TestTheServiceIsOpenedWithOneKeyAndThatIsRemembered(t *testing.T) {
	s := newStartRig(t, handedProfile())
	s.card.open("p1")
	lead, _ := s.win.Canvas().Focused().(*button)
	if lead == nil {
		s.card.focus()
		lead, _ = s.win.Canvas().Focused().(*button)
	}
	require.NotNil(t, lead)
	assert.Equal(t, "Open Appcircle", lead.Text)
	assert.NotContains(t, s.text(), "Handed over")
	s.key(fyne.KeyReturn)
	s.done()
	assert.Equal(t, []string{"https://my.appcircle.test"}, s.browser.opened)
	assert.Contains(t, s.text(), "Handed over just now.")
	assert.Same(t, lead, s.win.Canvas().Focused(), "the keyboard stays where it was")
	assert.False(t, s.profiles[0].HandedOver.IsZero())
	s.card.back()
	s.card.open("p1")
	assert.Contains(t, s.text(), "Handed over on 22 November 2026.")
}

func TestWhatTheServiceExplainsIsOnePressAway(t *testing.T) {
	s := newStartRig(t, handedProfile())
	s.card.open("p1")
	s.done()
	s.press("Triggers and webhooks")
	assert.Equal(t, []string{"https://docs.appcircle.test/triggers"}, s.opened)
	assert.Contains(t, s.text(), "Appcircle explains")
}

func TestAServiceThatDoesNotOpenIsTold(t *testing.T) {
	s := newStartRig(t, handedProfile())
	s.browser.err = errors.New("no browser")
	s.card.open("p1")
	s.press("Open Appcircle")
	s.done()
	assert.Contains(t, s.text(), "https://my.appcircle.test")
	assert.NotContains(t, s.text(), "Handed over")
	assert.Equal(t, 1, s.primaries())
	s.fits("start-unopened", s.card.card.lead)
	s.browser.err = nil
	s.press("Try again")
	s.done()
	assert.Contains(t, s.text(), "Handed over just now.")
	assert.Nil(t, s.button("Try again"))
}

func TestAServiceWithoutAPageLeavesTheOpeningToThePerson(t *testing.T) {
	p := handedProfile()
	p.Service = "custom"
	s := newStartRig(t, p)
	s.card.open("p1")
	assert.Equal(t, 0, s.primaries())
	assert.Contains(t, s.text(), "Mooring does not know where the build service is in the browser.")
	s.fits("start-nopage", s.card.card.lead)
	s.press("I have done it there")
	s.done()
	assert.Contains(t, s.text(), "Handed over just now.")
	assert.Empty(t, s.browser.opened)
}

func TestTheCardIsSavedAsAFileOfTheProfilesName(t *testing.T) {
	s := newStartRig(t, handedProfile())
	s.card.open("p1")
	s.press("Save as a file")
	s.until(func() bool { return strings.Contains(s.text(), "Saved as Bakery.txt.") })
	assert.Equal(t, "Bakery - two.txt", s.named)
	assert.Contains(t, s.file.text(), "Branch: main\n")
}

// until runs what comes in until a condition holds.
func (s *startRig) until(holds func() bool) {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for s.queue.drain(); !holds(); s.queue.drain() {
		select {
		case <-s.more:
		case <-deadline:
			require.Fail(s.t, "what was waited for never came")
		}
	}
}

func TestEscapeGoesBackToWhereOneCameFrom(t *testing.T) {
	s := newStartRig(t, handedProfile())
	s.card.openFrom("p1", tabServer)
	s.key(fyne.KeyEscape)
	assert.Equal(t, closed, s.card.step())
	assert.Equal(t, tabServer, s.tab)
	s.tab = -1
	s.card.open("p1")
	s.press("Back")
	assert.Equal(t, closed, s.card.step())
	assert.Equal(t, -1, s.tab, "the list is in the same tab")
	assert.False(t, s.card.back())
}

func TestAProfileThatIsOnlyJustSavedIsWaitedFor(t *testing.T) {
	s := newStartRig(t)
	s.mu.Lock()
	s.profiles = append(s.profiles, handedProfile())
	s.mu.Unlock()
	s.card.open("p1")
	assert.Contains(t, s.text(), "Reading your build profiles…")
	s.done()
	assert.Contains(t, s.text(), "Open Appcircle")
}

func TestACardOutlivesASearchAndClosesWithItsProfile(t *testing.T) {
	s := newStartRig(t, handedProfile())
	s.card.open("p1")
	s.list.Search("nothing like it")
	s.queue.drain()
	assert.Contains(t, s.text(), "Open Appcircle")
	s.mu.Lock()
	s.profiles = nil
	s.mu.Unlock()
	s.list.Reload()
	s.done()
	assert.Equal(t, closed, s.card.step())
}

func TestTheCardFitsWithLongValues(t *testing.T) {
	p := handedProfile()
	p.Name = strings.Repeat("Donaudampfschifffahrt ", 4)
	p.CloneHTTPS = "https://git.test/scm/shop/" + strings.Repeat("donaudampfschifffahrt-", 8) + ".git"
	p.Triggers.Push = strings.Split(strings.Repeat("feature/something-long-*,", 12)+"main", ",")
	for name, profile := range map[string]connector.BuildProfile{"start": handedProfile(), "start-long": p} {
		s := newStartRig(t, profile)
		s.card.open("p1")
		s.queue.drain()
		s.fits(name, s.card.card.lead)
	}
}
