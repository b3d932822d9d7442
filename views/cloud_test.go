package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func withoutCloudConsumer(p *cloudPlay) { p.key = "" }

func cloudFields(w *cloudWindow) (email *entry, token *entry) {
	fields := visible[*entry](w.screen.object())
	return fields[0], fields[1]
}

func TestCloudOneButtonLeadsFromNotConnectedToAnAccount(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.Equal(t, stepConnect, w.screen.step())
	w.press(t, "cloud.wait.again")
	assert.Equal(t, "https://bitbucket.org/site/oauth2/authorize?client_id=key", <-w.play.opened)
	w.press(t, "kit.copy")
	assert.Equal(t, "https://bitbucket.org/site/oauth2/authorize?client_id=key", w.copied)
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	assert.Contains(t, texts(w), "Mia Sørensen")
	assert.Equal(t, stepCheck, w.screen.step())
	w.press(t, "cloud.confirm.yes")
	w.press(t, "cloud.choose")
	assert.Equal(t, "Mia Sørensen", (<-w.play.chosen).Name)
	assert.Contains(t, texts(w), "Workspaces: Harbour Bakery, Quay & Sons")
}

func TestCloudASecondReturnPressesNothingThatIsGone(t *testing.T) {
	w := startedCloudWindow(t)
	first := w.win.Canvas().Focused()
	require.NotNil(t, first, "the primary button has the focus")
	first.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.Nil(t, w.win.Canvas().Focused())
}

func TestCloudSomeoneElseIsToldTheWayIn(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	w.press(t, "cloud.confirm.no")
	w.at(t, flow.CloudStranger)
	w.press(t, "cloud.stranger.private")
	w.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	assert.Contains(t, texts(w), say("cloud.private.title"))
	copies, _ := w.win.Canvas().Focused().(*button)
	require.NotNil(t, copies, "the link is to be copied next")
	assert.Equal(t, say("kit.copy"), copies.Text)
	assert.Equal(t, widget.HighImportance, copies.Importance)
}

func TestCloudWithoutAConsumerTheTokenFormSubmitsWithReturn(t *testing.T) {
	w := startedCloudWindow(t, withoutCloudConsumer)
	w.win.Resize(fyne.NewSize(1024, 900))
	w.focus()
	email, token := cloudFields(w)
	assert.Equal(t, fyne.Focusable(email), w.win.Canvas().Focused(), "the cursor stands in the first field")
	test.Type(email, "mia@example.com")
	email.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	assert.Equal(t, fyne.Focusable(token), w.win.Canvas().Focused())
	token.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.drain()
	assert.Contains(t, texts(w), say("cloud.missing.token"))
	assert.Equal(t, "mia@example.com", email.Text, "what is typed stays")
	test.Type(token, " ATATT \t")
	token.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	tried := <-w.play.tried
	assert.Equal(t, "ATATT", tried.Token.Reveal())
	w.at(t, flow.CloudConnected)
	assert.Equal(t, connector.APIToken, tried.Kind)
}

func TestCloudWhatIsMissingIsScrolledIntoSight(t *testing.T) {
	w := startedCloudWindow(t, withoutCloudConsumer)
	w.win.Resize(fyne.NewSize(1024, 420))
	email, token := cloudFields(w)
	test.Type(email, "mia@example.com")
	email.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.press(t, "cloud.token.check")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(token).Y
	assert.Positive(t, at)
	assert.Less(t, at+token.Size().Height, float32(420))
}

func TestCloudThePermissionsOfATokenCanBeCopied(t *testing.T) {
	w := startedCloudWindow(t, withoutCloudConsumer)
	w.press(t, "kit.copy")
	assert.Equal(t, "read:user:bitbucket\nread:workspace:bitbucket\nread:repository:bitbucket\nread:webhook:bitbucket\nwrite:webhook:bitbucket", w.copied)
	w.press(t, "cloud.token.page")
	assert.Equal(t, "https://id.atlassian.com/manage-profile/security/api-tokens", <-w.play.opened)
}

func TestCloudAServersAddressOffersTheOtherTab(t *testing.T) {
	w := startedCloudWindow(t, withoutCloudConsumer)
	email, _ := cloudFields(w)
	test.Type(email, "https://git.example.com")
	w.press(t, "cloud.token.check")
	w.press(t, "cloud.fix.server")
	assert.Equal(t, "https://git.example.com", <-w.play.server)
}

func TestCloudEscGoesBackFromEveryPageThatHasABack(t *testing.T) {
	w := startedCloudWindow(t)
	for _, open := range []func(){w.flow.UseToken, w.flow.UseConsumer, w.flow.Connect} {
		open()
		w.until(t, func(s flow.CloudState) bool { return s.Step != flow.CloudWelcome })
		if f := w.win.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		} else {
			w.Back()
		}
		w.at(t, flow.CloudWelcome)
	}
	assert.False(t, w.screen.back())
}

func TestCloudADeniedConsentIsSaidAndAskedAgain(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- connector.NewProblem(connector.CodeConsentDenied)
	w.at(t, flow.CloudFailed)
	title, _, _ := Words(connector.NewProblem(connector.CodeConsentDenied))
	assert.Contains(t, texts(w), title)
	w.press(t, "cloud.fix.ask")
	w.at(t, flow.CloudConsenting)
}

func TestCloudMoreAsksForWhatWasPicked(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	w.press(t, "cloud.confirm.yes")
	w.press(t, "cloud.more")
	w.press(t, "cloud.more.repository")
	w.press(t, "cloud.more.ask")
	assert.Contains(t, texts(w), say("cloud.missing.repository"))
	w.press(t, "cloud.more.permission")
	w.press(t, "cloud.scope.project")
	w.press(t, "cloud.more.ask")
	w.until(t, func(s flow.CloudState) bool { return s.Wait.Link != "" })
	w.play.answers <- nil
	w.until(t, func(s flow.CloudState) bool { return s.News != nil })
	assert.Contains(t, texts(w), "•  Permission: Projects: Read")
}

func TestCloudDisconnectingAsksFirst(t *testing.T) {
	w := startedCloudWindow(t)
	w.press(t, "cloud.welcome.open")
	w.play.answers <- nil
	w.at(t, flow.CloudConfirming)
	w.press(t, "cloud.confirm.yes")
	w.press(t, "cloud.disconnect")
	w.press(t, "cloud.part.no")
	w.at(t, flow.CloudConnected)
	w.press(t, "cloud.disconnect")
	w.press(t, "cloud.disconnect")
	w.at(t, flow.CloudWelcome)
	assert.Contains(t, texts(w), say("cloud.gone", "name", "Mia Sørensen"))
}

func TestCloudThereIsAtMostOnePrimaryButtonOnEveryPage(t *testing.T) {
	w := newCloudWindow(t)
	for name, s := range cloudStates(t) {
		w.screen.page = cloudPage{}
		w.screen.render(s)
		primaries := 0
		for _, b := range visible[*button](w.screen.object()) {
			if b.Importance == primary("", nil).Importance {
				primaries++
			}
		}
		assert.LessOrEqual(t, primaries, 1, name)
	}
}

func TestCloudEveryPhraseIsThere(t *testing.T) {
	w := newCloudWindow(t)
	for name, s := range cloudStates(t) {
		w.screen.page = cloudPage{}
		w.screen.render(s)
		for _, text := range texts(w) {
			assert.NotRegexp(t, `^(•  )?cloud\.[a-z.-]+$`, text, name)
			assert.NotContains(t, text, "{{", name)
			assert.NotContains(t, text, "<no value>", name)
		}
	}
	for _, fix := range []flow.CloudFix{
		flow.CloudFixRetry, flow.CloudFixAsk, flow.CloudFixToken, flow.CloudFixConsumer, flow.CloudFixServer,
		flow.CloudFixSession, flow.CloudFixSecurity, flow.CloudFixMore, flow.CloudFixOpen,
	} {
		assert.NotEqual(t, "cloud.fix."+string(fix), say("cloud.fix."+string(fix)))
	}
}

func TestCloudAPictureThatIsNoneGivesWayToInitials(t *testing.T) {
	newCloudWindow(t)
	assert.Nil(t, newAvatar(connector.Account{Name: "Mia", Picture: []byte("<svg/>")}, 3).picture)
	assert.NotNil(t, newAvatar(connector.Account{Name: "Mia", Picture: cloudPicture(t)}, 3).picture)
	for name, want := range map[string]string{"Mia Sørensen": "MS", "ölçer": "Ö", "": "?", "京都 太郎": "京太", "J. R. R. Tolkien": "JT"} {
		assert.Equal(t, want, initials(name))
	}
}

func TestCloudTheTimeLeftIsSaidInWords(t *testing.T) {
	newCloudWindow(t)
	assert.Contains(t, timeLeft(5*time.Minute), "5 minutes")
	assert.Equal(t, say("cloud.left.minute"), timeLeft(90*time.Second))
	assert.Contains(t, timeLeft(40*time.Second), "40 seconds")
	assert.Empty(t, timeLeft(0))
}

// texts are all sentences on the screen.
func texts(w *cloudWindow) []string {
	var out []string
	for _, l := range visible[*widget.Label](w.screen.object()) {
		out = append(out, l.Text)
	}
	for _, l := range visible[*muted](w.screen.object()) {
		out = append(out, l.String())
	}
	for _, b := range visible[*button](w.screen.object()) {
		out = append(out, b.Text)
	}
	return out
}
