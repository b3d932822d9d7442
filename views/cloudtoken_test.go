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

// tokenWindow is a window at the form for a token.
func tokenWindow(t *testing.T) (*cloudWindow, *cloudTokenForm) {
	t.Helper()
	w := startedCloudWindow(t, withoutCloudConsumer)
	w.at(t, flow.CloudToken)
	return w, w.screen.forms.token
}

func (w *cloudWindow) pressReturn(on fyne.Focusable) {
	on.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.drain()
}

func (w *cloudWindow) focused() fyne.Focusable { return w.win.Canvas().Focused() }

func (w *cloudWindow) typeInto(e *entry, text string) {
	test.Type(e, text)
	w.drain()
}

func TestTheTokenFormKeepsWhatIsTypedWhenItTurnsToTheOtherKind(t *testing.T) {
	w, f := tokenWindow(t)
	w.typeInto(f.email, "mia@example.com")
	w.typeInto(f.token, "secret")
	w.typeInto(f.until.field, "2027-03-31")
	w.press(t, "cloud.token.kind.access-token")
	assert.False(t, f.boxes[flow.CloudFieldEmail].Visible())
	assert.Contains(t, texts(w), say("cloud.access.place"))
	assert.Contains(t, texts(w), say("cloud.access.project.text"))
	w.typeInto(f.place, "harbour/boats")
	w.press(t, "cloud.token.kind.api-token")
	assert.Equal(t, "mia@example.com", f.email.Text)
	assert.Equal(t, "secret", f.token.Text)
	assert.Equal(t, "2027-03-31", f.until.field.Text)
	w.press(t, "cloud.token.kind.access-token")
	assert.Equal(t, "harbour/boats", f.place.Text)
}

func TestAnAccessTokenGoesWithItsPlaceAndItsDay(t *testing.T) {
	w, f := tokenWindow(t)
	w.press(t, "cloud.token.kind.access-token")
	assert.Equal(t, fyne.Focusable(f.place), w.focused(), "the cursor goes along")
	w.typeInto(f.place, "https://bitbucket.org/harbour/boats/src/main/")
	assert.Contains(t, texts(w), say("cloud.access.place.repository", "workspace", "harbour", "repository", "boats"))
	w.pressReturn(f.place)
	assert.Equal(t, fyne.Focusable(f.token), w.focused())
	w.typeInto(f.token, "ATCTTxyz")
	w.typeInto(f.until.field, "31.3.2027")
	w.pressReturn(f.until.field)
	tried := <-w.play.tried
	assert.Equal(t, connector.AccessToken, tried.Kind)
	assert.Equal(t, "ATCTTxyz", tried.Token.Reveal())
	assert.Empty(t, tried.Email)
	w.at(t, flow.CloudConnected)
	connection, _ := w.screen.now.Connection()
	assert.Equal(t, "harbour/boats", connection.Place)
	assert.Equal(t, time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC), connection.TokenUntil)
	assert.Nil(t, w.screen.forms.token, "what was typed is forgotten once it is kept")
}

func TestWhereAnAccessTokenIsMadeFollowsThePlaceTyped(t *testing.T) {
	w, f := tokenWindow(t)
	w.press(t, "cloud.token.kind.access-token")
	assert.Equal(t, say("cloud.consumer.page"), f.open.Text)
	w.typeInto(f.place, "harbour")
	w.press(t, "cloud.access.open.workspace")
	assert.Equal(t, "https://bitbucket.org/harbour/workspace/settings/access-tokens", <-w.play.opened)
	w.typeInto(f.place, "/boats")
	w.press(t, "cloud.access.open.repository")
	assert.Equal(t, "https://bitbucket.org/harbour/boats/admin/access-tokens", <-w.play.opened)
}

func TestAPastedTokenOfTheOtherKindTurnsTheForm(t *testing.T) {
	w, f := tokenWindow(t)
	w.typeInto(f.email, "mia@example.com")
	w.kit.focusOn(f.token)
	w.typeInto(f.token, "ATCTT3x")
	assert.Equal(t, connector.AccessToken, w.screen.now.Form.Kind)
	assert.Equal(t, fyne.Focusable(f.token), w.focused(), "the cursor stays where one pastes")
	assert.Contains(t, texts(w), say("cloud.shape.access-token"))
	assert.Equal(t, "ATCTT3x", f.token.Text)
	w.press(t, "cloud.token.kind.api-token")
	assert.Equal(t, connector.APIToken, w.screen.now.Form.Kind, "whoever turns it back by hand has the last word")
	assert.Contains(t, texts(w), say("cloud.shape.unlike.access-token"))
	f.token.SetText("ATATT3x")
	w.drain()
	assert.NotContains(t, texts(w), say("cloud.shape.unlike.access-token"))
	assert.Equal(t, "mia@example.com", f.email.Text)
}

func TestASecretThatIsForSomewhereElseIsSaidAtOnceAndLeadsThere(t *testing.T) {
	for text, button := range map[string]string{"ATBBxyz": "cloud.token.page", "BBDC-xyz": "cloud.fix.server"} {
		w, f := tokenWindow(t)
		left := false
		w.kit.toServer = func(string) { left = true }
		w.typeInto(f.token, text)
		title, _, _ := Words(connector.NewProblem(connector.CodeTokenKindUnsupported, "kind", string(f.shape())))
		assert.Contains(t, texts(w), title)
		w.press(t, button)
		assert.Equal(t, button == "cloud.fix.server", left)
		f.token.SetText("ATATTxyz")
		w.drain()
		assert.NotContains(t, texts(w), title, "it goes when another is pasted")
	}
}

func TestWhatIsWrongWithWhatWasSentIsScrolledIntoSight(t *testing.T) {
	w, f := tokenWindow(t)
	w.win.Resize(fyne.NewSize(1024, 420))
	w.typeInto(f.email, "https://git.example.com")
	w.typeInto(f.token, "secret")
	w.kit.focusOn(f.token)
	assert.False(t, inSight(w.screen.page.object, f.open))
	w.press(t, "cloud.token.check")
	assert.True(t, inSight(w.screen.page.object, f.trouble.Container))
}

func TestWhoeverHasBegunToFillInGoesOnThereHoweverFarDownItIs(t *testing.T) {
	w, f := tokenWindow(t)
	w.win.Resize(fyne.NewSize(1024, 420))
	w.screen.focus()
	assert.Equal(t, fyne.Focusable(f.open), w.focused(), "who comes for the first time makes a token")
	w.typeInto(f.email, "mia@example.com")
	now := w.screen.now
	now.Form.Email = "mia@example.com"
	w.screen.page = w.screen.tokenForm(now) // as after "Enter it again"
	w.screen.body.set(w.screen.page.object)
	w.screen.focus()
	assert.Equal(t, fyne.Focusable(f.token), w.focused())
}

func TestATokenPastedIntoAnotherFieldGoesWhereItIsHidden(t *testing.T) {
	w, f := tokenWindow(t)
	f.email.SetText("ATATT3xFf")
	w.drain()
	assert.Empty(t, f.email.Text)
	assert.Equal(t, "ATATT3xFf", f.token.Text)
	w.press(t, "cloud.token.kind.access-token")
	f.place.SetText("ATCTT3xFf")
	w.drain()
	assert.Empty(t, f.place.Text)
	assert.Equal(t, "ATCTT3xFf", f.token.Text)
}

func TestADayThatCannotBeReadStopsTheForm(t *testing.T) {
	w, f := tokenWindow(t)
	w.typeInto(f.email, "mia@example.com")
	w.typeInto(f.token, "secret")
	w.typeInto(f.until.field, "some day")
	w.press(t, "cloud.token.check")
	assert.Equal(t, fyne.Focusable(f.until.field), w.focused())
	assert.Empty(t, w.play.tried)
	assert.Equal(t, "some day", f.until.field.Text)
}

func TestWhatIsMissingIsSaidAtItsFieldAndTakenBackByTyping(t *testing.T) {
	w, f := tokenWindow(t)
	w.press(t, "cloud.token.kind.access-token")
	w.press(t, "cloud.token.check")
	assert.Contains(t, texts(w), say("cloud.missing.place"))
	assert.Equal(t, fyne.Focusable(f.place), w.focused())
	w.typeInto(f.place, "h")
	assert.NotContains(t, texts(w), say("cloud.missing.place"))
	w.press(t, "cloud.token.check")
	assert.Contains(t, texts(w), say("cloud.missing.token"))
	w.typeInto(f.token, "ATCTTx")
	assert.NotContains(t, texts(w), say("cloud.missing.token"))
}

func TestAfterAFailureTheFormStillHoldsWhatWasTyped(t *testing.T) {
	for code, token := range map[connector.Code]string{connector.CodeConnectionTimeout: "secret", connector.CodeTokenRejected: ""} {
		w, f := tokenWindow(t)
		w.press(t, "cloud.token.kind.access-token")
		w.typeInto(f.place, "harbour/boats")
		w.typeInto(f.token, "secret")
		s := w.screen.now
		s.Step, s.Using, s.Fix = flow.CloudFailed, connector.AccessToken, flow.CloudFixRetry
		s.Form = flow.CloudForm{Kind: connector.AccessToken, Place: "harbour/boats"}
		s.Problem = cloudProblem(code, "host", "api.bitbucket.org")
		w.screen.render(s)
		s.Step, s.Problem = flow.CloudToken, nil
		w.screen.render(s)
		require.Same(t, f, w.screen.forms.token)
		assert.Equal(t, "harbour/boats", f.place.Text)
		assert.Equal(t, token, f.token.Text, "a token that is refused makes room for another")
	}
}

func TestANewTokenForAConnectionSaysForWhomAndAsksNotWhichKind(t *testing.T) {
	w := newCloudWindow(t)
	s := cloudStates(t)["20-connected"]
	s.Step, s.Form = flow.CloudToken, flow.CloudForm{Kind: connector.AccessToken, Place: "harbour/boats", For: "1"}
	w.screen.render(s)
	assert.Contains(t, texts(w), say("cloud.token.for.title", "name", "Mia Sørensen"))
	assert.NotContains(t, texts(w), say("cloud.token.kind"))
	f := w.screen.forms.token
	assert.Equal(t, "harbour/boats", f.place.Text)
	assert.Equal(t, fyne.Focusable(f.token), f.start(s), "the token is all that is left to do")
	s.Form = flow.CloudForm{Kind: connector.APIToken, Email: "mia@example.com"}
	w.screen.render(s)
	assert.NotSame(t, f, w.screen.forms.token, "another connection's form begins anew")
	assert.Empty(t, w.screen.forms.token.place.Text)
}

func TestTheAccessTokensFormNamesWhatToTick(t *testing.T) {
	assert.Equal(t, []string{"Repositories: Read", "Webhooks: Read and write", say("cloud.tick.pullrequest")},
		toTick(accessScopes([]string{"account", "repository", "webhook"})))
	assert.Equal(t, []string{"Repositories: Read", "Pull requests: Read"}, toTick([]string{"repository", "pullrequest"}))
}
