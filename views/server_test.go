package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func (s *stage) focused() fyne.Focusable { return s.win.Canvas().Focused() }

func TestConnectingByKeyboardAlone(t *testing.T) {
	s := newStage(t, Look{})
	form := s.screen().form
	assert.Same(t, form.address, s.focused(), "the cursor is where one begins")
	test.Type(form.address, "https://bitbucket.harbour.example")
	s.win.Canvas().FocusNext()
	assert.Same(t, form.token, s.focused())
	test.Type(form.token, "BBDC-secret")
	form.token.TypedKey(key(fyne.KeyReturn))
	s.at(t, flow.ServerResult)
	assert.True(t, s.shows("bitbucket.harbour.example is connected"))
	lead, ok := s.focused().(*button)
	assert.True(t, ok)
	lead.TypedKey(key(fyne.KeyReturn))
	assert.Len(t, s.chosen, 1)
	assert.Equal(t, "Ada Okafor", s.chosen[0].Account.Name)
	assert.Empty(t, form.token.Text, "what was kept is forgotten by the form")
	for _, text := range s.texts() {
		assert.NotContains(t, text, "BBDC-secret")
	}
}

func TestTheKeyboardWalksThroughTheFormInReadingOrder(t *testing.T) {
	s := newStage(t, Look{})
	form := s.screen().form
	s.press(t, "Advanced")
	s.win.Canvas().Focus(form.address)
	var walked []string
	for range 11 {
		switch f := s.focused().(type) {
		case *entry:
			walked = append(walked, f.PlaceHolder)
		case *button:
			walked = append(walked, f.Text)
			assert.False(t, f.ring.Hidden, "one sees where one is")
		}
		s.win.Canvas().FocusNext()
	}
	assert.Equal(t, []string{
		"https://bitbucket.example.com", "Paste it here", "Create a token", "2026-12-31", "30 days", "90 days", "1 year",
		"As you like to call it", "Advanced", "Choose…", "Check and connect",
	}, walked)
}

func TestTheNameFollowsTheAddressUntilOneIsGiven(t *testing.T) {
	s := newStage(t, Look{})
	form := s.screen().form
	test.Type(form.address, "git.example")
	assert.Equal(t, "git.example", form.name.Text)
	form.name.SetText("Harbour")
	test.Type(form.address, ".org")
	assert.Equal(t, "Harbour", form.name.Text)
	form.name.SetText("")
	form.address.SetText("quay.example")
	assert.Equal(t, "quay.example", form.name.Text, "an emptied name is no name of one's own")
}

func TestTheDemoServerFillsBothFields(t *testing.T) {
	s := newStage(t, Look{})
	s.press(t, "Use the demo server")
	form := s.screen().form
	assert.Equal(t, "http://127.0.0.1:7990/bitbucket", form.address.Text)
	assert.Equal(t, "demo-token-1", form.token.Text)
	assert.True(t, form.token.Password, "hidden like any other token")
	assert.True(t, s.shows("DEMO"))
}

func TestWithoutADemoThereIsNoSuchButton(t *testing.T) {
	s := newStage(t, Look{})
	s.window.kit.demo = nil
	s.server.Add()
	s.drain()
	assert.Nil(t, s.button("Use the demo server"))
}

func TestAnEmptyFieldIsNamedAndGetsTheCursor(t *testing.T) {
	s := newStage(t, Look{})
	s.screen().form.address.SetText("git.example")
	s.press(t, "Check and connect")
	assert.Same(t, s.screen().form.token, s.focused())
	shown := strings.Join(s.texts(), "\n")
	assert.Contains(t, shown, "Please paste your access token")
	test.Type(s.screen().form.token, "x")
	assert.NotContains(t, strings.Join(s.texts(), "\n"), "Please paste your access token", "gone as soon as one types")
}

func TestTheNoteAsksForAddressTokenAndVersion(t *testing.T) {
	s := newStage(t, Look{})
	s.press(t, "I don’t have these")
	s.press(t, "Copy the note")
	for _, part := range []string{"address", "HTTP access token", "7.14", "admin"} {
		assert.Contains(t, s.copied[0], part)
	}
	s.window.Back()
	s.drain()
	assert.Same(t, s.screen().form.address, s.focused())
}

func TestEachProblemHasItsButton(t *testing.T) {
	for _, c := range []struct {
		problem connector.Problem
		at      connector.CheckID
		button  string
		then    func(*testing.T, *stage)
	}{
		{
			connector.NewProblem(connector.CodeAddressIsCloud, "address", "bitbucket.org"), connector.CheckAddress,
			"Open the Bitbucket Cloud tab", func(t *testing.T, s *stage) {
				assert.Equal(t, tabCloud, s.window.at)
				assert.Equal(t, "https://bitbucket.harbour.example", s.screen().form.address.Text, "what was typed stays")
			},
		},
		{
			connector.NewProblem(connector.CodeNameNotFound, "host", "h"), connector.CheckNetwork,
			"Change the address", func(t *testing.T, s *stage) { assert.Same(t, s.screen().form.address, s.focused()) },
		},
		{
			connector.NewProblem(connector.CodeTokenMissing, "host", "h"), connector.CheckSignIn,
			"Paste another token", func(t *testing.T, s *stage) { assert.Same(t, s.screen().form.token, s.focused()) },
		},
		{
			connector.NewProblem(connector.CodeTokenRejected, "host", "h"), connector.CheckSignIn,
			"Create a token", func(t *testing.T, s *stage) { s.at(t, flow.ServerGuiding) },
		},
		{
			connector.NewProblem(connector.CodeVersionTooOld, "version", "7.2.0", "minimum", "7.14"), connector.CheckVersion,
			"Note for the administrator", func(t *testing.T, s *stage) {
				s.at(t, flow.ServerAdmin)
				assert.Contains(t, strings.Join(s.texts(), "\n"), "7.2.0")
			},
		},
		{
			connector.NewProblem(connector.CodeLinksLocalhost, "link", "http://localhost:7990", "address", "https://bitbucket.harbour.example"), connector.CheckLinks,
			"Note for the administrator", func(t *testing.T, s *stage) {
				s.at(t, flow.ServerAdmin)
				assert.Contains(t, strings.Join(s.texts(), "\n"), "Base URL must be")
			},
		},
		{
			connector.NewProblem(connector.CodeProxyFailed, "proxy", "proxy.example:8080"), connector.CheckNetwork,
			"Proxy settings", func(t *testing.T, s *stage) { assert.True(t, s.window.setting) },
		},
		{
			connector.NewProblem(connector.CodeCaptchaLocked, "host", "h"), connector.CheckSignIn,
			"Open Bitbucket in my browser", func(t *testing.T, s *stage) {
				assert.Equal(t, []string{"https://bitbucket.harbour.example"}, s.opened)
			},
		},
		{
			connector.NewProblem(connector.CodeRepositoriesNone, "account", "ada"), connector.CheckToken,
			"Why can’t I see it?", func(t *testing.T, s *stage) { assert.Len(t, s.missed, 1) },
		},
		{
			connector.NewProblem(connector.CodeTokenTooWide, "account", "ada"), connector.CheckToken,
			"Create a token", func(t *testing.T, s *stage) { s.at(t, flow.ServerGuiding) },
		},
		{
			connector.NewProblem(connector.CodeServerError, "host", "h"), connector.CheckSignIn,
			"Check again", func(t *testing.T, s *stage) { s.at(t, flow.ServerResult) },
		},
		{
			connector.NewProblem(connector.CodeContextPathMissing, "address", "https://bitbucket.harbour.example/git"), connector.CheckProduct,
			"Use this address", func(t *testing.T, s *stage) {
				s.at(t, flow.ServerResult)
				assert.Equal(t, "https://bitbucket.harbour.example/git", s.screen().state.Current.Base)
			},
		},
		{
			connector.NewProblem(connector.CodeAddressInsecure, "host", "git.example"), connector.CheckAddress,
			"Send unencrypted to git.example", func(t *testing.T, s *stage) {
				s.at(t, flow.ServerResult)
				assert.True(t, s.screen().state.Current.Insecure)
			},
		},
	} {
		t.Run(string(c.problem.Code), func(t *testing.T) {
			s := newStage(t, Look{})
			s.double.find(c.at, c.problem)
			s.fillIn("https://bitbucket.harbour.example", "t")
			s.press(t, "Check and connect")
			s.at(t, flow.ServerResult)
			title, _, fix := Words(c.problem)
			assert.True(t, s.shows(title))
			assert.True(t, s.shows(fix))
			s.press(t, c.button)
			c.then(t, s)
		})
	}
}

// oneLead counts the primary buttons of what is shown.
func (s *stage) leads() int {
	n := 0
	walk(s.win.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && (b.Importance == primary("", nil).Importance) {
			n++
		}
	})
	return n
}

func TestAnUpdateInTheBackgroundTakesNoFocus(t *testing.T) {
	s := newStage(t, Look{})
	s.window.GoTo(tabCloud)
	s.win.Canvas().Unfocus()
	s.server.Add()
	s.drain()
	assert.Nil(t, s.focused())
}

func TestSavedConnectionsHaveTheirActions(t *testing.T) {
	s := newStage(t, Look{}, someSaved)
	for _, label := range []string{"Choose a repository", "Check again", "Replace token", "Rename", "Disconnect", "Sign in again", "Add another connection"} {
		assert.NotNil(t, s.button(label), label)
	}
	s.press(t, "Add another connection")
	s.window.Back()
	s.drain()
	assert.NotNil(t, s.button("Add another connection"))
}
