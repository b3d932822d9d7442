package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// consentWindow is a window that waits for a consent.
func consentWindow(t *testing.T, prepare ...func(*cloudPlay)) *cloudWindow {
	t.Helper()
	w := startedCloudWindow(t, prepare...)
	w.press(t, "cloud.welcome.open")
	w.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	return w
}

// waits tells the window something new about the waiting.
func (w *cloudWindow) waits(t *testing.T, change func(*connector.ConsentWait)) {
	t.Helper()
	wait := connector.ConsentWait{Link: cloudLink(), Until: time.Now().Add(5 * time.Minute), Callback: cloudCallback}
	change(&wait)
	seq := w.flow.Now().Seq
	w.play.waits <- wait
	require.Eventually(t, func() bool { return w.flow.Now().Seq > seq }, waitLimit, waitStep)
	w.until(t, func(s flow.CloudState) bool { return s.Wait.Late == wait.Late && s.CanAnswer == (wait.Answer != nil) })
}

func (w *cloudWindow) buttonSaying(t *testing.T, key string) *button {
	t.Helper()
	for _, b := range visible[*button](w.screen.object()) {
		if b.Text == say(key) {
			return b
		}
	}
	require.FailNow(t, "no such button", say(key))
	return nil
}

func at(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
}

func TestWhatComesUpLateMovesNothingThatIsThere(t *testing.T) {
	w := consentWindow(t)
	w.waits(t, func(c *connector.ConsentWait) { c.Answer = func(string) error { return nil } })
	var before []fyne.Position
	keys := []string{"cloud.wait.again", "kit.cancel", "cloud.answer.title"}
	for _, key := range keys {
		before = append(before, at(w.buttonSaying(t, key)))
	}
	forged := connector.NewProblem(connector.CodeConsentForged, "denied", "yes")
	w.waits(t, func(c *connector.ConsentWait) {
		c.Late, c.Problem, c.Answer = true, &forged, func(string) error { return nil }
	})
	for i, key := range keys {
		assert.Equal(t, before[i], at(w.buttonSaying(t, key)), key)
	}
	assert.Contains(t, texts(w), say("cloud.late.title"))
	assert.Contains(t, texts(w), cloudCallback)
	assert.Contains(t, texts(w), "Bitbucket may have said no")
	assert.Contains(t, texts(w), say("cloud.wait.goeson"))
	assert.NotContains(t, texts(w), say("problem.evidence"), "without alarm")
}

func TestTheCallbackToRegisterIsCopiedAndOnesOwnConsumerIsOneButtonAway(t *testing.T) {
	w := consentWindow(t)
	w.waits(t, func(c *connector.ConsentWait) { c.Late = true })
	copies := 0
	for _, b := range visible[*button](w.screen.object()) {
		if b.Text == say("kit.copy") {
			copies++
			test.Tap(b)
		}
	}
	assert.Equal(t, 2, copies, "the link and the callback")
	assert.Equal(t, cloudCallback, w.copied)
	assert.NotContains(t, texts(w), say("cloud.late.key"), "Bitbucket has accepted it")
	w.press(t, "cloud.late.consumer")
	w.at(t, flow.CloudConsumer)
}

func TestAKeyNobodyHasTriedIsDoubtedToo(t *testing.T) {
	w := consentWindow(t)
	s := w.screen.now
	s.Wait.Late, s.Consumer.Checked = true, false
	w.screen.render(s)
	assert.Contains(t, texts(w), say("cloud.late.key"))
}

func TestWhoSharesAConsumerIsToldWhoCanChangeIt(t *testing.T) {
	w := consentWindow(t, func(p *cloudPlay) { p.own = false })
	w.waits(t, func(c *connector.ConsentWait) { c.Late = true })
	assert.Contains(t, texts(w), say("cloud.late.owner"))
	w.press(t, "cloud.welcome.token")
	w.at(t, flow.CloudToken)
}

func TestAnAnswerThatIsBeingTypedOutlivesTheCountdown(t *testing.T) {
	w := consentWindow(t)
	brought := make(chan string, 1)
	answer := func(address string) error {
		brought <- address
		return connector.NewProblem(connector.CodeConsentForged)
	}
	w.waits(t, func(c *connector.ConsentWait) { c.Answer = answer })
	assert.Empty(t, visible[*entry](w.screen.object()), "folded up: hardly anybody needs it")
	w.press(t, "cloud.answer.title")
	field := visible[*entry](w.screen.object())[0]
	assert.Equal(t, fyne.Focusable(field), w.win.Canvas().Focused())
	test.Type(field, "http://localhost:28421/callback?code=a")
	w.waits(t, func(c *connector.ConsentWait) { c.Answer, c.Late = answer, true })
	s := w.screen.now
	s.Left -= time.Minute
	w.screen.render(s)
	assert.Same(t, field, visible[*entry](w.screen.object())[0])
	assert.Equal(t, "http://localhost:28421/callback?code=a", field.Text)
	assert.Equal(t, fyne.Focusable(field), w.win.Canvas().Focused())
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	assert.Equal(t, "http://localhost:28421/callback?code=a", <-brought)
	w.until(t, func(s flow.CloudState) bool { return s.AnswerProblem != nil })
	assert.Contains(t, texts(w), say("cloud.answer.other"))
	assert.Equal(t, "http://localhost:28421/callback?code=a", field.Text, "to be corrected")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	assert.Empty(t, visible[*entry](w.screen.object()), "Esc folds it up first")
	assert.Equal(t, flow.CloudConsenting, w.flow.Now().State.Step)
	w.Back()
	w.at(t, flow.CloudWelcome)
}

func TestAnAnswerIsOfferedOnlyWhereMooringCanTakeIt(t *testing.T) {
	w := consentWindow(t)
	assert.NotContains(t, texts(w), say("cloud.answer.title"))
	w.waits(t, func(c *connector.ConsentWait) { c.Answer = func(string) error { return nil } })
	assert.Contains(t, texts(w), say("cloud.answer.title"))
}

func TestWhatIsWrongWithAnAnswerIsSaidBesideTheField(t *testing.T) {
	newCloudWindow(t)
	assert.Equal(t, say("cloud.answer.unread"), answerWords(connector.NewProblem(connector.CodeAddressInvalid)))
	assert.Equal(t, say("cloud.answer.other"), answerWords(connector.NewProblem(connector.CodeConsentForged)))
	assert.Contains(t, answerWords(connector.NewProblem(connector.CodeServerBusy)), "cannot take requests")
}

func TestWhereNoBrowserOpensTheLinkStandsFirst(t *testing.T) {
	w := consentWindow(t)
	w.waits(t, func(c *connector.ConsentWait) {
		p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", c.Link)
		c.Problem = &p
	})
	w.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	title, _, _ := Words(*w.screen.now.Problem)
	assert.Equal(t, title, texts(w)[0])
	assert.Contains(t, texts(w), say("cloud.wait.byhand"))
	first := visible[*button](w.screen.object())[0]
	assert.Equal(t, say("kit.copy"), first.Text, "the first thing one walks to")
	test.Tap(first)
	assert.Equal(t, cloudLink(), w.copied)
}

func TestTheButtonsOfTheWaitingAreWalkedThroughInTheirOrder(t *testing.T) {
	w := consentWindow(t)
	w.waits(t, func(c *connector.ConsentWait) { c.Late, c.Answer = true, func(string) error { return nil } })
	var walked []string
	w.win.Canvas().Focus(visible[*button](w.screen.object())[0])
	for range 6 {
		if b, ok := w.win.Canvas().Focused().(*button); ok {
			walked = append(walked, b.Text)
		}
		w.win.Canvas().FocusNext()
	}
	assert.Equal(t, []string{
		say("kit.copy"), say("cloud.wait.again"), say("kit.cancel"), say("cloud.answer.title"), say("kit.copy"), say("cloud.late.consumer"),
	}, walked)
}

func TestACheckGoesOnByItselfAfterAPauseAFewTimes(t *testing.T) {
	w := startedCloudWindow(t)
	var pauses []time.Duration
	var later func()
	w.kit.after = func(d time.Duration, run func()) func() {
		if d < time.Second*2 { // the clock of the countdown
			return func() {}
		}
		pauses, later = append(pauses, d), run
		return func() { later = nil }
	}
	limited := connector.NewProblem(connector.CodeRateLimited, "host", "api.bitbucket.org")
	w.play.found = []connector.Problem{limited}
	w.play.answers <- nil
	w.flow.Connect()
	for range cloudPauses {
		w.until(t, func(s flow.CloudState) bool { return s.Problem != nil && later != nil })
		assert.Contains(t, texts(w), say("pause.fix"))
		next := later
		later = nil
		before := w.screen.now.Problem
		next()
		w.until(t, func(s flow.CloudState) bool { return s.Problem != nil && s.Problem != before })
	}
	assert.Equal(t, []time.Duration{1 * time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute}, pauses)
	assert.Nil(t, later, "after that the person decides")
	assert.Contains(t, texts(w), say("cloud.fix.retry"))
}

func TestAPauseEndsWithWhatItWasFor(t *testing.T) {
	w := startedCloudWindow(t)
	stopped := false
	w.kit.after = func(d time.Duration, _ func()) func() { return func() { stopped = stopped || d == 30*time.Second } }
	w.play.found = []connector.Problem{connector.NewProblem(connector.CodeRateLimited, "host", "api.bitbucket.org", "seconds", "30")}
	w.play.answers <- nil
	w.flow.Connect()
	w.until(t, func(s flow.CloudState) bool { return s.Problem != nil })
	w.Back()
	w.at(t, flow.CloudWelcome)
	assert.True(t, stopped)
}
