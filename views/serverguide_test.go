package views

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// guideAt opens the guide of a server with these tokens.
func guideAt(t *testing.T, address string, guide connector.TokenGuide) *stage {
	t.Helper()
	s := newStage(t, Look{}, func(d *serverDouble) { d.guide = guide })
	s.fillIn(address, "")
	s.press(t, "Create a token")
	s.until(t, func() bool { return s.screen().state.Step == flow.ServerGuiding && !s.screen().state.Guide.Asking })
	return s
}

func (s *stage) says(part string) bool { return strings.Contains(strings.Join(s.texts(), "\n"), part) }

func TestTheGuideOpensThePageOfThisServerForTheKindThatIsChosen(t *testing.T) {
	s := guideAt(t, "bitbucket.harbour.example", newGuide(false))
	assert.True(t, s.says("version 9.4.1"))
	assert.True(t, s.says("Manage account › HTTP access tokens"))
	s.press(t, "Open the token page")
	s.press(t, "One repository")
	s.press(t, "Open the token page")
	s.press(t, "One project")
	assert.True(t, s.says("may need a Data Center licence"))
	s.press(t, "Open Bitbucket")
	base := "https://bitbucket.harbour.example"
	assert.Equal(t, []string{
		base + "/plugins/servlet/access-tokens/manage",
		base + "/plugins/servlet/access-tokens/projects/SHOP/repos/checkout/manage", base,
	}, s.opened)
}

func TestAnOldServerIsNotOfferedWhatItLacks(t *testing.T) {
	s := guideAt(t, "bitbucket.harbour.example", newGuide(true))
	assert.True(t, s.says("Manage account › Personal access tokens"))
	assert.Nil(t, s.button("One project"))
	assert.True(t, s.says("One project: this version has none."))
	guide := newGuide(true)
	guide.Recipes[2].Missing = "licence"
	s = guideAt(t, "bitbucket.harbour.example", guide)
	assert.True(t, s.says("One repository: needs a Data Center licence"))
}

func TestTheGuidesValuesAreCopiedOneByOne(t *testing.T) {
	s := guideAt(t, "bitbucket.harbour.example", newGuide(false))
	copies := func() (all []*button) {
		walk(s.screen().guide.page, func(o fyne.CanvasObject) {
			if b, ok := o.(*button); ok && (b.Text == "Copy" || b.Text == "Copied") {
				all = append(all, b)
			}
		})
		return all
	}
	for _, b := range copies() {
		test.Tap(b)
	}
	assert.Equal(t, []string{"Mooring", "Project read", "Repository read", "2027-11-22"}, s.copied)
	s.press(t, "One repository")
	assert.Len(t, copies(), 3, "a repository's token has no project permissions")
	s.copied = nil
	s.press(t, "90 days")
	test.Tap(copies()[2])
	assert.Equal(t, []string{"2027-02-20"}, s.copied)
}

func TestWhatWasTypedIsThereAfterTheGuideWithTheDateThatWasUsed(t *testing.T) {
	s := newStage(t, Look{}, func(d *serverDouble) { d.guide = newGuide(false) })
	form := s.screen().form
	s.fillIn("https://bitbucket.harbour.example", "half a tok")
	form.name.SetText("Harbour")
	s.press(t, "Create a token")
	s.until(t, func() bool { return !s.screen().state.Guide.Asking })
	s.press(t, "One repository")
	s.press(t, "I used this date")
	s.press(t, "I have it: paste it")
	assert.Same(t, form.token, s.focused(), "the cursor is where the token goes")
	assert.Equal(t, "half a tok", form.token.Text)
	assert.Equal(t, "Harbour", form.name.Text)
	assert.Equal(t, "2027-11-22", form.until.field.Text)
	s.press(t, "Check and connect")
	s.at(t, flow.ServerResult)
	tried, _ := s.double.last()
	assert.Equal(t, connector.TokenRepository, tried.TokenKind)
	assert.Equal(t, "2027-11-22", tried.TokenUntil.Format(dayForm))
}

func TestEscLeavesTheGuideForTheForm(t *testing.T) {
	s := guideAt(t, "bitbucket.harbour.example", newGuide(false))
	s.window.Back()
	s.drain()
	assert.Equal(t, flow.ServerFormStep, s.screen().state.Step)
	assert.Equal(t, "bitbucket.harbour.example", s.screen().form.address.Text)
}

func TestAskingForTheGuideCanBeStopped(t *testing.T) {
	s := newStage(t, Look{}, func(d *serverDouble) { d.unguided = make(chan struct{}) })
	s.fillIn("https://bitbucket.harbour.example", "")
	s.press(t, "Create a token")
	assert.True(t, s.says("Nothing secret is sent"))
	require.Eventually(t, s.double.asked, waitLimit, time.Millisecond, "it is asked beside the window")
	s.press(t, "Cancel")
	assert.Equal(t, flow.ServerFormStep, s.screen().state.Step)
	_, given := s.double.last()
	assert.True(t, given.Token.Empty(), "no token goes along")
}

func TestAServerThatDoesNotAnswerGetsTheGeneralWay(t *testing.T) {
	s := newStage(t, Look{}, func(d *serverDouble) {
		d.guiding = connector.NewProblem(connector.CodeNameNotFound, "host", "bitbucket.harbour.example")
	})
	s.fillIn("bitbucket.harbour.example", "")
	s.press(t, "Create a token")
	s.until(t, func() bool { return s.screen().state.Guide.Problem != nil })
	assert.True(t, s.says("There is no server called bitbucket.harbour.example"))
	assert.True(t, s.says("Manage account › HTTP access tokens"))
	s.press(t, "Open Bitbucket")
	assert.Equal(t, []string{"https://bitbucket.harbour.example"}, s.opened)
	s.double.tells(newGuide(false), nil)
	again := s.button("Ask again")
	require.NotNil(t, again)
	test.Tap(again)
	require.Eventually(t, func() bool { return s.server.Now().State.Guide.Problem == nil && !s.server.Now().State.Guide.Asking },
		waitLimit, time.Millisecond, "it answers before the window has shown that it was asked")
	s.drain()
	assert.NotNil(t, s.button("Open the token page"))
}

func TestWithoutAnAddressTheGuideSpeaksOfEveryServer(t *testing.T) {
	s := newStage(t, Look{})
	s.press(t, "Create a token")
	s.at(t, flow.ServerGuiding)
	assert.True(t, s.says("In your Bitbucket"))
	assert.Nil(t, s.button("Open Bitbucket"), "nobody knows where it is")
	assert.NotNil(t, s.focused())
}

func TestAnotherTokenForASavedConnectionIsPastedIntoItsForm(t *testing.T) {
	s := newStage(t, Look{}, someSaved, func(d *serverDouble) {
		d.guide = newGuide(false)
		d.find(connector.CheckSignIn, connector.NewProblem(connector.CodeTokenExpired, "date", "2026-11-01"))
	})
	s.server.CheckAgain("a")
	s.at(t, flow.ServerResult)
	s.press(t, "Create a token")
	s.until(t, func() bool { return s.screen().state.Step == flow.ServerGuiding && !s.screen().state.Guide.Asking })
	s.press(t, "One project")
	s.press(t, "I used this date")
	s.press(t, "I have it: paste it")
	assert.Equal(t, "2027-11-22", s.screen().form.until.field.Text)
	assert.Equal(t, connector.TokenProject, s.screen().form.kind)
	require.Equal(t, "a", s.screen().state.Form.For)
	assert.Same(t, s.screen().form.token, s.focused())
	assert.True(t, s.says("A new token for Harbour"))
}
