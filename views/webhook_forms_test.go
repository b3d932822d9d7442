package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestTheStepsByHandSpeakOfThisRepositoryAndProduct(t *testing.T) {
	s := newHookStage(t)
	for name, want := range map[string][]string{
		"30-hand-server": {
			"Create webhook", "Name", "Repository: Push", "Pull request: Opened", "Pull request: Source branch updated",
			"https://git.harbour.example/plugins/servlet/webhooks/projects/SHOP/repos/checkout", "Secret: choose a long one yourself",
		},
		"30-hand-cloud": {
			"Add webhook", "Title", "Repository: Push", "Pull request: Created", "Pull request: Updated",
			"https://bitbucket.org/acme/checkout/admin/webhooks", "full list of triggers",
		},
		"31-hand-kept": {"paste the one from your keychain", "[Copy the secret]"},
	} {
		s.screen.drawn = ""
		s.show(hookScenes()[name])
		for _, text := range want {
			assert.Contains(t, s.text(), text, name)
		}
		assert.Equal(t, "Open the page", s.focused(), name)
	}
}

func TestEveryValueOfTheStepsIsCopied(t *testing.T) {
	s := newHookStage(t)
	state := hookScenes()["30-hand-server"]
	s.show(state)
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Text == say("kit.copy") {
			test.Tap(b)
		}
	})
	assert.Equal(t, []string{state.Page, "Mooring", state.Address}, s.copied)
	s.copied = nil
	s.press("Copy the steps")
	require.Len(t, s.copied, 1)
	for _, want := range []string{state.Page, "Mooring", state.Address, "SHOP/checkout", "5. Save", "   - Repository: Push"} {
		assert.Contains(t, s.copied[0], want)
	}
}

func TestASecretIsSpokenOfOnlyWhereTheServiceChecksSignatures(t *testing.T) {
	s := newHookStage(t)
	state := hookScenes()["30-hand-cloud"]
	state.Service = connector.BuildService{ID: "appcircle", Name: "Appcircle"}
	s.show(state)
	assert.NotContains(t, strings.ToLower(s.text()), "secret")
	s.press("Copy the steps")
	assert.NotContains(t, strings.ToLower(s.copied[0]), "secret")
}

func TestIHaveDoneItIsVerifiedAndSaidWhereItIsNotThere(t *testing.T) {
	s := newHookStage(t)
	s.show(hookScenes()["30-hand-server"])
	s.win.Canvas().Focus(s.button("I have done it"))
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"done"}, s.flow.asked)
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookVerifying })
	assert.Contains(t, s.text(), "Looking whether the webhook is there…")
	s.change(func(st *flow.WebhookState) {
		st.Work, st.Problem = flow.HookResting, hookProblem(connector.CodeWebhookRefused, "gone", "yet")
	})
	assert.Contains(t, s.text(), "The webhook is not there yet")
	assert.NotNil(t, s.button("I have done it"), "it is looked for once more with the same button")
	s.key(fyne.KeyEscape)
	assert.Equal(t, []string{"done", "back"}, s.flow.asked)
}

func TestAnAdminTokenIsUsedOnceAndNothingOfItIsKept(t *testing.T) {
	s := newHookStage(t)
	s.show(hookScenes()["40-admin-server"])
	field := s.screen.admin.fields.token
	assert.Same(t, field, s.win.Canvas().Focused())
	s.key(fyne.KeyReturn)
	assert.Empty(t, s.flow.asked, "an empty field is no token")
	assert.Contains(t, s.text(), "Please paste the token here.")
	s.typing("BBDC-admin")
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"use admin"}, s.flow.asked)
	assert.Equal(t, connector.AccessToken, s.flow.typed.Kind)
	assert.Equal(t, "BBDC-admin", s.flow.typed.Token.Reveal())
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookMaking })
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"use admin", "cancel"}, s.flow.asked, "the keyboard is on what cancels")
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookResting; *st = madeHook(connector.Server) })
	assert.Nil(t, s.screen.admin, "the form is gone with what was typed")
	assert.Equal(t, "Change to a token that only reads", s.focused())
}

func TestAnAdminTokenThatDoesNotDoMakesRoomForAnother(t *testing.T) {
	s := newHookStage(t)
	s.show(hookScenes()["40-admin-cloud"])
	fields := s.screen.admin.fields
	s.typing("ada@example.com")
	s.key(fyne.KeyReturn)
	assert.Same(t, fields.token, s.win.Canvas().Focused())
	s.typing("one")
	for range 2 { // the same answer once more is answered once more
		fields.token.SetText("one")
		s.key(fyne.KeyReturn)
		s.change(func(st *flow.WebhookState) { st.Work, st.AdminProblem = flow.HookMaking, nil })
		s.change(func(st *flow.WebhookState) {
			st.Work, st.AdminProblem = flow.HookResting, hookProblem(connector.CodeTokenRejected, "host", "api.bitbucket.org", "kind", "api-token")
		})
		assert.Contains(t, s.text(), "Take a token of somebody who administers the repository")
		assert.Empty(t, fields.token.Text)
		assert.Equal(t, "ada@example.com", fields.email.Text, "what was right stays")
		assert.Same(t, fields.token, s.win.Canvas().Focused())
	}
	assert.Equal(t, []string{"use admin", "use admin"}, s.flow.asked)
	assert.Equal(t, "ada@example.com", s.flow.typed.Email)
	s.press("Do it by hand")
	assert.Equal(t, "by hand", s.flow.asked[2])
}

func TestAPastedTokenTurnsTheFormToItsKind(t *testing.T) {
	s := newHookStage(t)
	s.show(hookScenes()["40-admin-cloud"])
	fields := s.screen.admin.fields
	fields.email.SetText("ATCTT3xFfGN0")
	assert.Equal(t, connector.AccessToken, fields.kind)
	assert.Equal(t, "ATCTT3xFfGN0", fields.token.Text, "and goes to where it is hidden")
	assert.Empty(t, fields.email.Text)
	assert.False(t, fields.boxes["email"].Visible())
	assert.Contains(t, s.text(), "An access token of acme/checkout")
	fields.token.SetText("ATATT3xFfGF0")
	assert.Equal(t, connector.APIToken, fields.kind)
	assert.Contains(t, s.text(), "write:webhook:bitbucket")
}

// Every problem that can come up has a button which does something.
func TestEveryProblemOfAWebhookIsMendedFromItsPage(t *testing.T) {
	for _, provider := range []connector.Provider{connector.Server, connector.Cloud} {
		for _, e := range connector.Catalogue() {
			s := newHookStage(t)
			state := hookState(provider)
			state.Profile.Webhook.State = connector.HookWanted
			state.Problem = hookProblem(e.Code, "scopes", "webhook", "link", "https://bitbucket.org")
			s.show(state)
			mends := s.screen.mend(*state.Problem)
			require.NotEmpty(t, mends, e.Code)
			assert.Equal(t, 1, s.leads(), e.Code)
			for _, m := range mends {
				require.NotNil(t, s.button(m.label), "%s: %s", e.Code, m.label)
				before := s.effects()
				m.run()
				s.queue.drain()
				assert.NotEqual(t, before, s.effects(), "%s: %q does nothing", e.Code, m.label)
				if s.screen.step() == closed {
					break
				}
			}
		}
	}
}

// effects is all that a button can bring about.
func (s *hookStage) effects() string {
	focused := ""
	if _, in := s.win.Canvas().Focused().(*entry); in {
		focused = "in a field"
	}
	return strings.Join(append(append(append(s.flow.asked, s.went...), s.opened...), s.copied...), "|") + focused
}

func TestWhatFailedIsTriedAgainAsItWasAsked(t *testing.T) {
	s := newHookStage(t)
	s.show(madeHook(connector.Server))
	s.press("Give it a new secret")
	s.change(func(st *flow.WebhookState) { st.Work = flow.HookReplacing })
	s.change(func(st *flow.WebhookState) {
		st.Work, st.Problem = flow.HookResting, hookProblem(connector.CodeServerBusy, "host", "git.harbour.example")
	})
	assert.Equal(t, "Try again", s.focused(), "the keyboard is on what mends it")
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{"replace", "replace"}, s.flow.asked)
}

func TestAConnectionThatIsGoneIsConnectedAgain(t *testing.T) {
	s := newHookStage(t)
	s.show(hookScenes()["18-unconnected"])
	s.press("Connect again")
	assert.Equal(t, tabServer, s.tab)
	assert.Equal(t, []string{"https://git.harbour.example"}, s.opened)
}

func TestAllOfAWebhooksPageIsReachedWithTheKeyboard(t *testing.T) {
	s := newHookStage(t)
	s.show(madeHook(connector.Server))
	reached := map[string]bool{}
	for range 40 {
		s.win.Canvas().FocusNext()
		reached[s.focused()] = true
	}
	for _, want := range []string{"Copy", "Copy the secret", "Give it a new secret", "Look again", "Push a commit", "Send a test", "Remove", "Back"} {
		assert.True(t, reached[want], want)
	}
}
