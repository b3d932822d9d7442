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

func TestAMissingRepositoryIsAskedAboutAndChosen(t *testing.T) {
	s := newHelpStage(t, func(s *helpStage) { s.explain["SHOP/checkout"] = missingRungs() })
	s.list()
	s.typing("SHOP/checkout")
	s.press("Why can’t I see it?")
	screen := s.screen()
	assert.Equal(t, stepChoose, screen.step())
	s.settle()
	assert.Contains(t, s.text(), "It is there", "a whole name is asked about at once")
	s.draw("missing-found")
	s.press("Choose SHOP/checkout")
	s.settle()
	assert.Equal(t, []string{"SHOP/checkout"}, s.found)
	assert.Equal(t, closed, screen.step())
	picker, ok := s.window.journeys[tabServer].shown.(*pickerScreen)
	require.True(t, ok, "back at the list")
	assert.Equal(t, "SHOP/checkout", picker.search.Text, "which shows what it looks for")
}

func TestANameThatIsNotWholeIsCompletedFirst(t *testing.T) {
	s := newHelpStage(t, func(s *helpStage) { s.explain["SHOP/checkout"] = missingRungs() })
	s.list()
	s.typing("chekout")
	s.press("Why can’t I see it?")
	screen := s.screen()
	require.Same(t, screen.field, s.win.Canvas().Focused())
	assert.Equal(t, "chekout", screen.field.Text, "what was typed comes along")
	assert.Contains(t, s.text(), "For example SHOP/checkout")
	s.draw("missing-asking")
	screen.field.SetText("SHOP/checkout")
	s.key(fyne.KeyReturn)
	s.settle()
	assert.Contains(t, s.text(), "It is there")
}

func TestTheBlockerIsNamedWithItsButton(t *testing.T) {
	notFound := connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "SHOP/checkout")
	refused := connector.NewProblem(connector.CodeNotPermitted, "account", "Mia Sandmann", "resource", "SHOP/checkout")
	for name, c := range map[string]struct {
		rung       connector.Rung
		title      string
		lead       string
		after      func(*helpStage)
		mustAppear string
	}{
		"owner":      {lit(connector.CheckOwner, nil, notFound), "The project is not there, or not for you", "Note for the administrator", nil, ""},
		"repository": {lit(connector.CheckRepository, nil, notFound), "The project does not show such a repository", "Note for the administrator", nil, ""},
		"closed":     {lit(connector.CheckOwner, nil, refused), "You may not look in there", "Note for the administrator", nil, ""},
		"visible":    {lit(connector.CheckVisible, nil, refused), "It is there, but your token may not read it", "Note for the administrator", nil, "Bitbucket does not let Mia Sandmann see"},
		"elsewhere": {
			lit(connector.CheckPlace, nil, connector.NewProblem(connector.CodeAddressIsCloud, "address", "bitbucket.org/acme")),
			"It is not on this Bitbucket", "Open the Bitbucket Cloud tab", func(s *helpStage) { assert.Equal(t, tabCloud, s.window.at) }, "",
		},
		"unnamed": {
			lit(connector.CheckPlace, nil, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "x", "why", "unnamed")),
			"It is not on this Bitbucket", "Change what I typed", func(s *helpStage) { assert.Equal(t, flow.MissingAsking, s.screen().state.Step) }, "",
		},
		"silent": {
			lit(connector.CheckOwner, nil, connector.NewProblem(connector.CodeConnectionTimeout, "host", "git.test")),
			"That could not be found out", "Try again", func(s *helpStage) { s.settle(); assert.Len(t, s.asked, 2) }, "",
		},
		"token": {
			lit(connector.CheckOwner, nil, connector.NewProblem(connector.CodeTokenRejected, "host", "git.test")),
			"Your sign-in is not accepted any more", "Sign in again", func(s *helpStage) { assert.Equal(t, flow.MissingClosed, s.flows.ServerMissing.Now().State.Step) }, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newHelpStage(t, func(s *helpStage) { s.explain["checkout"] = missingRungs(c.rung) })
			s.list()
			s.ask("checkout")
			assert.Contains(t, s.text(), c.title)
			assert.Contains(t, s.text(), c.mustAppear)
			lead, _ := s.win.Canvas().Focused().(*button)
			require.NotNil(t, lead)
			assert.Equal(t, c.lead, lead.Text, "the button that helps has the keyboard")
			if name == "visible" { // the others look the same
				s.draw("missing-" + name)
			}
			lead.TypedKey(key(fyne.KeyReturn))
			s.queue.drain()
			if c.after != nil {
				c.after(s)
				return
			}
			assert.Contains(t, s.text(), "Save as a file…", "the note")
			s.key(fyne.KeyEscape)
			assert.Contains(t, s.text(), c.title, "Esc goes back to what was found")
			s.key(fyne.KeyEscape)
			_, ok := s.window.journeys[tabServer].shown.(*pickerScreen)
			assert.True(t, ok, "and from there to where one came from")
		})
	}
}

func TestOthersOfThatNameAreOffered(t *testing.T) {
	others := lit(connector.CheckRepository, map[string]string{"others": "ALPHA/checkout BETA/checkout-" + strings.Repeat("x", 80)})
	nothing := lit(connector.CheckVisible, nil)
	s := newHelpStage(t, func(s *helpStage) {
		s.explain["checkout"] = missingRungs(others, nothing)
		s.explain["ALPHA/checkout"] = missingRungs(lit(connector.CheckVisible, map[string]string{"key": "ALPHA", "slug": "checkout"}),
			lit(connector.CheckArchived, map[string]string{"archived": "yes"}))
	})
	s.list()
	s.ask("checkout")
	assert.Contains(t, s.text(), "Which one is it?")
	s.draw("missing-others")
	s.press("Look at ALPHA/checkout")
	s.settle()
	assert.Equal(t, []string{"checkout", "ALPHA/checkout"}, s.asked)
	assert.Contains(t, s.text(), "It is archived")
	s.draw("missing-archived")
	s.press("Choose ALPHA/checkout")
	assert.Equal(t, []string{"ALPHA/checkout"}, s.found)
}

func TestLookingCanBeStopped(t *testing.T) {
	waits := connector.Rung{ID: connector.CheckRepository, State: connector.Running}
	s := newHelpStage(t, func(s *helpStage) { s.explain["checkout"] = missingRungs(waits) })
	s.list()
	s.kit.missing(shopConnection(), "checkout")
	s.queue.drain()
	s.key(fyne.KeyReturn)
	s.soon(func() bool {
		r := s.screen().state.Report.Rungs
		return len(r) > 2 && r[2].State == connector.Running
	})
	assert.Nil(t, s.win.Canvas().Focused(), "a second Return presses nothing")
	s.draw("missing-looking")
	s.press("Cancel")
	assert.Equal(t, flow.MissingAsking, s.screen().state.Step)
	assert.Equal(t, "checkout", s.screen().field.Text)
}

func TestASecretThatIsGoneLeadsToSigningIn(t *testing.T) {
	s := newHelpStage(t)
	s.list()
	s.openErr = connector.ErrNoSecret
	signed := false
	s.kit.signIn = func(connector.Connection) { signed = true }
	s.ask("checkout")
	assert.Contains(t, s.text(), "Your sign-in has ended")
	s.press("Sign in again")
	assert.True(t, signed)
}

func TestAnEmptyListOffersToFindOutWhy(t *testing.T) {
	s := newHelpStage(t)
	s.pages = []connector.Page{{Total: 0}}
	s.list()
	s.draw("missing-empty")
	s.press("Why can’t I see it?")
	assert.Equal(t, flow.MissingAsking, s.screen().state.Step)
}

func TestANameThatIsNotFoundOffersToFindOutWhy(t *testing.T) {
	s := newHelpStage(t)
	s.byName = func(key, slug string) (connector.Repository, error) {
		return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
	}
	s.pages[0].Repositories[0].Description = "hidden shop"
	s.list()
	s.typing("SHOP/hidden")
	s.key(fyne.KeyReturn)
	s.settle()
	s.draw("missing-strip")
	s.press("Why can’t I see it?")
	s.settle()
	assert.Equal(t, "SHOP/hidden", s.screen().state.Text)
	assert.Equal(t, flow.MissingDone, s.screen().state.Step)
}

func TestGoingToTheFirstPageOfTheServerTabLeavesTheQuestion(t *testing.T) {
	s := newHelpStage(t)
	s.list()
	s.kit.missing(shopConnection(), "x")
	s.queue.drain()
	s.window.Connect(tabServer)
	s.queue.drain()
	assert.Equal(t, flow.MissingClosed, s.flows.ServerMissing.Now().State.Step)
}
