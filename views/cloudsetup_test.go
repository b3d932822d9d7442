package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// guideWindow is a window at the first step of the guide.
func guideWindow(t *testing.T) (*cloudWindow, *cloudSetUp) {
	t.Helper()
	w := startedCloudWindow(t, withoutCloudConsumer)
	w.press(t, "cloud.token.consumer")
	w.at(t, flow.CloudConsumer)
	return w, w.screen.forms.setup
}

func TestTheGuideLeadsInFourStepsToTheOneButton(t *testing.T) {
	w, g := guideWindow(t)
	for step, shown := range []string{"cloud.setup.why", "cloud.setup.private", "cloud.setup.tick", "cloud.setup.keychain"} {
		assert.Contains(t, texts(w), say("cloud.setup.step", "step", string(rune('1'+step))))
		assert.Contains(t, texts(w), say(shown))
		all := strings.Join(texts(w), "\n")
		for _, title := range []string{"cloud.setup.1", "cloud.setup.2", "cloud.setup.3", "cloud.setup.4"} {
			assert.Contains(t, all, " · "+say(title), "all four titles are in sight")
		}
		if step == 1 {
			w.press(t, "kit.copy")
			assert.Equal(t, tokenName, w.copied)
			w.press(t, "kit.copy")
			assert.Equal(t, "http://localhost:28421/callback", w.copied)
		}
		if step == 2 {
			assert.Contains(t, all, "Account: Read\n•  Repositories: Read\n•  Webhooks: Read and write")
		}
		if step < 3 {
			w.press(t, "cloud.setup.next")
		}
	}
	assert.Equal(t, fyne.Focusable(g.key), w.focused())
	w.typeInto(g.key, "abc")
	w.pressReturn(g.key)
	assert.Equal(t, fyne.Focusable(g.secret), w.focused())
	w.typeInto(g.secret, "def")
	w.pressReturn(g.secret)
	w.at(t, flow.CloudWelcome)
	key, _ := w.play.consumer()
	assert.Equal(t, "abc", key)
	assert.Contains(t, texts(w), say("cloud.own.here", "key", "abc"))
}

func TestReturnWithNoWorkspaceTypedGoesOn(t *testing.T) {
	w, g := guideWindow(t)
	w.pressReturn(g.workspace)
	assert.Equal(t, 2, g.step)
	select {
	case page := <-w.play.opened:
		assert.Fail(t, "nobody asked for a page", page)
	default:
	}
}

func TestTheGuideKeepsWhatGoesOnInSightInALowWindow(t *testing.T) {
	w, g := guideWindow(t)
	w.win.Resize(fyne.NewSize(1024, 420))
	for range 4 {
		next, _ := g.buttons.Objects[0].(*button)
		assert.LessOrEqual(t, bottom(next), float32(420))
		g.next()
		w.drain()
	}
}

func TestTheGuideOpensThePageOfTheWorkspaceThatIsPasted(t *testing.T) {
	w, g := guideWindow(t)
	assert.Equal(t, fyne.Focusable(g.workspace), w.focused())
	w.typeInto(g.workspace, "https://bitbucket.org/harbour/boats")
	w.pressReturn(g.workspace)
	page := <-w.play.opened
	assert.Contains(t, page, "https://bitbucket.org/harbour/workspace/settings/")
	assert.Contains(t, texts(w), page, "the page can be copied too")
	g.workspace.SetText("our workspace")
	w.press(t, "cloud.setup.next")
	assert.Contains(t, texts(w), say("cloud.missing.workspace"))
	assert.Equal(t, 1, g.step)
	assert.Equal(t, fyne.Focusable(g.workspace), w.focused())
	w.typeInto(g.workspace, "x")
	assert.NotContains(t, texts(w), say("cloud.missing.workspace"))
}

func TestTheGuideOffersTheWorkspacesOneAdministers(t *testing.T) {
	w := newCloudWindow(t)
	s := cloudStates(t)["20-connected"]
	s.Connections[0].Workspaces = []connector.Workspace{{Slug: "harbour", Name: "Harbour Bakery", Administrator: true}, {Slug: "quay", Name: "Quay"}}
	s.Step, s.Consumer.Own, s.Setup.Step = flow.CloudConsumer, false, 1
	w.screen.render(s)
	assert.Contains(t, texts(w), "Harbour Bakery")
	assert.NotContains(t, texts(w), "Quay")
	s.Setup.Workspace, s.Setup.Page = "harbour", "https://bitbucket.org/harbour/workspace/settings/api"
	w.screen.render(s)
	assert.Contains(t, texts(w), s.Setup.Page)
}

func TestTheGuideKeepsWhatIsTypedOnEveryWayThroughIt(t *testing.T) {
	w, g := guideWindow(t)
	w.typeInto(g.workspace, "harbour")
	w.press(t, "cloud.setup.next")
	w.flow.SetupStep(4)
	w.drain()
	w.typeInto(g.key, "abc")
	w.press(t, "cloud.consumer.save")
	assert.Contains(t, texts(w), say("cloud.missing.secret"))
	assert.Equal(t, fyne.Focusable(g.secret), w.focused())
	w.typeInto(g.secret, "def")
	assert.NotContains(t, texts(w), say("cloud.missing.secret"))
	w.press(t, "kit.back")
	assert.Equal(t, 3, g.step)
	w.press(t, "cloud.setup.admin")
	w.at(t, flow.CloudNoting)
	w.Back()
	w.at(t, flow.CloudConsumer)
	require.Same(t, g, w.screen.forms.setup)
	assert.Equal(t, 3, g.step)
	w.press(t, "cloud.setup.next")
	assert.Equal(t, "abc", g.key.Text)
	assert.Equal(t, "def", g.secret.Text)
	assert.Equal(t, "harbour", g.workspace.Text)
	w.Back()
	w.at(t, flow.CloudToken)
	assert.Nil(t, w.screen.forms.setup, "and forgets it when one leaves")
}

func TestTheTitlesOfTheGuideLeadToItsSteps(t *testing.T) {
	w, g := guideWindow(t)
	for _, b := range visible[*button](w.screen.object()) {
		if strings.HasPrefix(b.Text, "4 ·") {
			b.OnTapped()
		}
	}
	w.drain()
	assert.Equal(t, 4, g.step)
	for range 3 {
		w.press(t, "kit.back")
	}
	assert.Equal(t, 1, g.step)
	w.press(t, "kit.back")
	w.at(t, flow.CloudToken)
}

func TestAConsumerThatIsThereIsShownAndRemovedOnlyAfterAQuestion(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.own.show")
	w.at(t, flow.CloudConsumer)
	assert.Contains(t, texts(w), "key")
	assert.Contains(t, texts(w), say("cloud.own.checked.text"))
	w.press(t, "cloud.own.remove")
	assert.Contains(t, texts(w), say("cloud.own.remove.title"))
	_, removed := w.play.consumer()
	assert.Empty(t, removed)
	w.Back()
	assert.NotContains(t, texts(w), say("cloud.own.remove.title"), "Esc takes the question back first")
	w.at(t, flow.CloudConsumer)
	w.press(t, "cloud.own.remove")
	w.press(t, "cloud.own.remove.no")
	w.press(t, "cloud.own.remove")
	w.press(t, "cloud.own.remove.yes")
	w.at(t, flow.CloudToken)
	_, removed = w.play.consumer()
	assert.Len(t, removed, 1)
}

func TestAConsumerThatIsThereIsChangedThroughTheGuide(t *testing.T) {
	w := startedCloudWindow(t)
	w.flow.UseConsumer()
	w.drain()
	w.press(t, "cloud.own.change")
	assert.Contains(t, texts(w), say("cloud.setup.step", "step", "4"), "key and secret are what changes")
	w.press(t, "kit.back")
	assert.Contains(t, texts(w), say("cloud.own.title"))
	assert.Contains(t, texts(w), say("cloud.own.checked.text"))
	w.press(t, "cloud.own.change")
	g := w.screen.forms.setup
	assert.Equal(t, "key", g.key.Text)
	assert.Equal(t, fyne.Focusable(g.secret), g.first)
}

func TestAConsumerSavedBesideAnAccountIsShownWithTheWayToTryIt(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	w.press(t, "cloud.confirm.yes")
	w.flow.UseConsumer()
	w.drain()
	w.press(t, "cloud.own.change")
	g := w.screen.forms.setup
	g.key.SetText("other")
	w.typeInto(g.secret, "s")
	w.press(t, "cloud.consumer.save")
	w.until(t, func(s flow.CloudState) bool { return s.Consumer.Key == "other" })
	assert.Contains(t, texts(w), say("cloud.own.title"))
	w.press(t, "cloud.own.connect")
	w.at(t, flow.CloudConsenting)
}

func TestAConsumerNobodyHasTriedSaysSo(t *testing.T) {
	w := newCloudWindow(t)
	s := flow.CloudState{Step: flow.CloudWelcome, Consumer: flow.CloudConsumerState{Has: true, Own: true, Key: "Xk3"}}
	for _, step := range []flow.CloudStep{flow.CloudWelcome, flow.CloudConsumer} {
		s.Step, s.Setup.Step = step, 1
		w.screen.render(s)
		lamps := visible[*lamp](w.screen.object())
		require.NotEmpty(t, lamps, step)
		assert.Equal(t, say("cloud.own.unchecked"), lamps[len(lamps)-1].word)
	}
	w.kit.consumerFixed = true
	assert.Empty(t, w.screen.ownConsumer(), "one that is given from outside leaves none to set up")
}

func TestWhatBitbucketRefusedIsTypedAnewAtOnce(t *testing.T) {
	w := newCloudWindow(t)
	w.screen.render(flow.CloudState{Step: flow.CloudConsumer, Setup: flow.CloudSetup{Step: 4}, Consumer: flow.CloudConsumerState{Has: true, Own: true, Key: "Xk3"}})
	assert.Contains(t, texts(w), say("cloud.consumer.save"))
}
