package views

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestATokenThatOnlyReadsIsAskedForInThreeSteps(t *testing.T) {
	s := newChangeStage(t)
	assert.Equal(t, closed, s.screen.step())
	s.show(changeState(connector.Cloud, flow.ChangeRead))
	s.screen.focus()
	assert.Equal(t, stepDone, s.screen.step())
	text := s.text()
	for _, want := range []string{
		"1 · What was verified", "The webhook stands, seen a minute ago.", "Its webhook does not stand: that still needs the admin right.",
		"2 · Make a token that only reads", "read:repository:bitbucket", "3 · Paste it here",
	} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, "Open the token page", s.focused())
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"page"}, s.flow.asked)
	s.press("Copy")
	assert.Contains(t, s.copied[0], "read:project:bitbucket\nread:repository:bitbucket")
}

func TestATokenIsTypedAndTriedWithItsDay(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeState(connector.Cloud, flow.ChangeReplace))
	s.press("Try it and use it")
	assert.Empty(t, s.flow.asked)
	fields := s.screen.form.fields
	assert.Same(t, fields.email, s.win.Canvas().Focused(), "the cursor is where something is missing")
	s.typing("ada@example.com")
	s.key(fyne.KeyReturn)
	s.typing("ATATT3xFfGF0")
	fields.until.field.SetText("24 December 2026")
	s.key(fyne.KeyReturn)
	require.Equal(t, []string{"submit"}, s.flow.asked)
	assert.Equal(t, flow.TokenTyped{
		Kind: connector.APIToken, Email: "ada@example.com", Token: s.flow.typed.Token, Until: "2026-12-24",
	}, s.flow.typed)
	assert.Equal(t, "ATATT3xFfGF0", s.flow.typed.Token.Reveal())
	fields.until.field.SetText("some day")
	s.press("Try it and use it")
	assert.Len(t, s.flow.asked, 1, "a day that cannot be read is asked for first")
	assert.Same(t, fields.until.field, s.win.Canvas().Focused())
}

func TestTheLampsOfATryAreLitWithoutThePageJumping(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeState(connector.Server, flow.ChangeRead))
	state := changeScenes()["10-trying"]
	s.show(state)
	page := s.screen.body.Objects[0]
	assert.Equal(t, "Cancel", s.focused())
	assert.Contains(t, s.text(), "Permissions granted", "what is being checked is told")
	state.Profiles = append([]flow.TriedProfile{}, state.Profiles...)
	state.Profiles[1].State, state.Profiles[1].Branches = connector.Pass, 100
	state.Report = cloudReport(true, connector.Pass)
	s.show(state)
	assert.Same(t, page, s.screen.body.Objects[0])
	assert.Contains(t, s.text(), "Sees the repository and 100 branches or more.")
	s.key(fyne.KeyEscape)
	assert.Equal(t, []string{"cancel"}, s.flow.asked)
}

func TestWhatWouldStopWorkingIsDecidedByThePerson(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeState(connector.Server, flow.ChangeReplace))
	s.show(changeScenes()["11-found-stops"])
	assert.Contains(t, s.text(), "1 build profile would stop working")
	assert.Equal(t, "Keep the old token", s.focused(), "the keyboard is on what changes nothing")
	s.press("Use it all the same")
	s.press("Try another token")
	s.key(fyne.KeyEscape)
	assert.Equal(t, []string{"keep", "back", "back"}, s.flow.asked)
	s.press("Keep the old token")
	assert.Equal(t, "close", s.flow.asked[3])
	assert.Equal(t, closed, s.screen.step())
	assert.Nil(t, s.screen.form, "what was typed is forgotten")
}

func TestATokenOfSomebodyElseIsNamed(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeScenes()["12-found-stranger"])
	assert.Contains(t, s.text(), "It belongs to Şükrü Ärzteversorgung-Vandenbroucke")
	assert.Contains(t, s.text(), "The token in use belongs to Ada Okafor.")
}

func TestAdminIsNoLongerNeededIsSaidWithTheProfilesItHoldsFor(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeScenes()["20-kept-read"])
	s.screen.focus()
	text := s.text()
	assert.Contains(t, text, "Admin is no longer needed")
	assert.Contains(t, text, "Checkout for iPhone")
	assert.Contains(t, text, "The webhook of Kiosk for Android does not stand yet.")
	assert.Contains(t, text, "Nothing here uses the old token any more.")
	assert.Equal(t, "Done", s.focused())
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"close"}, s.flow.asked)
	assert.Equal(t, closed, s.screen.step())
}

func TestATokenThatMayStillAdministerIsNotPraised(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeScenes()["22-kept-wide"])
	assert.Contains(t, s.text(), "The new token is in use")
	assert.Contains(t, s.text(), "With this token, SHOP/checkout can be administered.")
	assert.Contains(t, s.text(), "If this is another token than before", "nobody is told to delete the one in use")
}

func TestARefusedTokenMakesRoomForAnother(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeState(connector.Server, flow.ChangeRead))
	token := s.screen.form.fields.token
	for _, problem := range []*connector.Problem{
		hookProblem(connector.CodeTokenRejected, "host", "git.harbour.example"), hookProblem(connector.CodeServerBusy, "host", "git.harbour.example"),
	} {
		token.SetText("BBDC-one")
		s.press("Try it and use it")
		s.show(changeScenes()["10-trying"])
		back := changeState(connector.Server, flow.ChangeRead)
		back.Problem = problem
		s.show(back)
		if problem.Code == connector.CodeTokenRejected {
			assert.Empty(t, token.Text)
			assert.Same(t, token, s.win.Canvas().Focused())
			continue
		}
		assert.Equal(t, "BBDC-one", token.Text, "what may be right stays")
		assert.Equal(t, "Try again", s.focused())
	}
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"submit", "submit", "submit"}, s.flow.asked)
}

// Every problem that can come up has a button which does something.
func TestEveryProblemOfAChangeOfTokenIsMendedFromItsPage(t *testing.T) {
	for _, e := range connector.Catalogue() {
		s := newChangeStage(t)
		state := changeState(connector.Server, flow.ChangeReplace)
		s.show(state)
		s.screen.form.fields.token.SetText("BBDC-one")
		state.Problem = hookProblem(e.Code, "scopes", "repository")
		s.show(state)
		assert.LessOrEqual(t, s.leads(), 1, e.Code)
		buttons := s.screen.remedies(*state.Problem)
		require.NotEmpty(t, buttons, e.Code)
		for _, o := range buttons {
			b, _ := o.(*button)
			require.NotNil(t, s.button(b.Text), "%s: %s", e.Code, b.Text)
			s.win.Canvas().Unfocus()
			asked, went, opened := len(s.flow.asked), len(s.went), len(s.opened)
			b.OnTapped()
			s.queue.drain()
			done := len(s.copied) > 0 || len(s.flow.asked) > asked || len(s.went) > went || len(s.opened) > opened || s.win.Canvas().Focused() != nil
			assert.True(t, done, "%s: %q does nothing", e.Code, b.Text)
			if s.screen.step() == closed {
				break
			}
		}
	}
}

func TestWhatArrivesLateTakesNoCursorAndNoText(t *testing.T) {
	s := newChangeStage(t)
	state := changeState(connector.Server, flow.ChangeReplace)
	late := state
	state.Page, state.Profiles = "", nil
	s.show(state)
	s.screen.focus()
	token := s.screen.form.fields.token
	assert.Same(t, token, s.win.Canvas().Focused(), "no page is known yet")
	assert.Nil(t, s.button("Open the token page"))
	s.typing("BBDC-o")
	s.show(late)
	s.typing("ne")
	assert.Equal(t, "BBDC-one", token.Text)
	assert.Contains(t, s.text(), "Kiosk for Android")
	assert.NotNil(t, s.button("Open the token page"))
}

func TestThePageOfTokensThatIsKnownLateIsWhereOneBeginsWhileNothingIsTyped(t *testing.T) {
	s := newChangeStage(t)
	state := changeState(connector.Server, flow.ChangeRead)
	late := state
	state.Page = ""
	s.show(state)
	s.screen.focus()
	s.show(late)
	assert.Equal(t, "Open the token page", s.focused(), "the steps are read from the first")
}

func TestAKindThatATokenWasFoundToBeIsTakenOver(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeState(connector.Cloud, flow.ChangeRead))
	s.press("Access token of a repository, project or workspace")
	assert.Equal(t, connector.AccessToken, s.flow.snapshot.State.Kind)
	assert.Contains(t, s.text(), "Repositories: Read")
	assert.NotContains(t, s.text(), "Webhooks", "only what reading needs")
	state := s.flow.snapshot.State
	state.Kind, state.Wrong = connector.APIToken, map[string]*connector.Problem{"email": hookProblem(connector.CodeTokenKindUnsupported, "kind", "user-name")}
	s.show(state)
	assert.Equal(t, connector.APIToken, s.screen.form.fields.kind)
	assert.Same(t, s.screen.form.fields.email, s.win.Canvas().Focused())
}

func TestANewTokenThatCouldNotBeWrittenDownIsSaidToBeInUse(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeScenes()["23-kept-disk"])
	assert.Contains(t, s.text(), "The new token is in use")
	assert.Contains(t, s.text(), "It could not be saved")
	s.press("Go to the connection")
	assert.Equal(t, []string{"sign in c1"}, s.went)
}

func TestAWebhookBehindIsLookedAtAgainWithTheNewToken(t *testing.T) {
	s := newChangeStage(t)
	profile := hookProfile(connector.Server)
	s.profiles = []connector.BuildProfile{profile}
	s.openErr = hookProblem(connector.CodeAdminMissing)
	webhook := flow.NewWebhook(flow.WebhookNeeds{Clients: s.pickStage, Connections: s.pickStage, Profiles: s.pickStage})
	t.Cleanup(func() { webhook.Close(); webhook.Wait() })
	webhook.Open(profile, hookConnection(connector.Server))
	webhook.Wait()
	s.kit.webhook = webhook
	for scene, looks := range map[string]bool{"00-read-server": false, "20-kept-read": true} {
		s.show(changeScenes()[scene])
		before := webhook.Now().Seq
		s.screen.back()
		webhook.Wait()
		assert.Equal(t, looks, webhook.Now().Seq > before, scene)
		s.queue.drain()
	}
}

func TestAnotherConnectionFindsNothingThatWasTypedForTheFirst(t *testing.T) {
	s := newChangeStage(t)
	s.show(changeState(connector.Server, flow.ChangeReplace))
	s.screen.form.fields.token.SetText("BBDC-one")
	other := changeState(connector.Server, flow.ChangeReplace)
	other.Connection.ID = "c2"
	s.show(other)
	assert.Empty(t, s.screen.form.fields.token.Text)
}
