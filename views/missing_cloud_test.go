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

// cloudRungs are the answers of Bitbucket Cloud, with some of them changed.
func cloudAnswers(change ...connector.Rung) []connector.Rung {
	rungs := missingRungs(lit(connector.CheckVisible, map[string]string{"key": "acme", "slug": "checkout", "role": "write"}),
		connector.Rung{ID: connector.CheckArchived})
	for i, rung := range rungs {
		for _, c := range change {
			if c.ID == rung.ID {
				rungs[i] = c
			}
		}
	}
	return rungs
}

// newCloudHelp is a window on the Cloud tab, with what Bitbucket says of "acme/checkout".
func newCloudHelp(t *testing.T, change ...connector.Rung) *helpStage {
	t.Helper()
	s := newHelpStage(t, func(s *helpStage) {
		s.large = acme()
		s.explain["acme/checkout"] = cloudAnswers(change...)
	})
	s.window.GoTo(tabCloud)
	s.flows.CloudPicker.Open(acmeConnection(), "")
	s.settle()
	return s
}

func TestOnCloudAMissingRepositoryIsAskedAboutInItsWords(t *testing.T) {
	s := newCloudHelp(t)
	s.typing("zeppelin")
	s.settle()
	s.press("Why can’t I see it?")
	assert.Equal(t, tabCloud, s.window.at)
	text := s.text()
	assert.Contains(t, text, "Mooring asks Bitbucket what stands in the way.")
	assert.Contains(t, text, "For example acme/checkout")
	assert.NotContains(t, strings.ToLower(text), "project")
	assert.Equal(t, "zeppelin", s.screen().field.Text)
	s.draw("missing-cloud-asking")
	s.screen().field.SetText("acme/checkout")
	s.key(fyne.KeyReturn)
	s.settle()
	text = s.text()
	assert.Contains(t, text, "It is there")
	assert.Contains(t, text, "You may read it and write to it.")
	assert.Contains(t, text, "The workspace is there")
	assert.Contains(t, text, "Your sign-in may read it")
	assert.NotContains(t, text, "not archived", "Cloud does not tell")
	assert.NotContains(t, strings.ToLower(text), "project")
	s.draw("missing-cloud-found")
	s.press("Choose acme/checkout")
	s.settle()
	assert.Equal(t, []string{"acme/checkout"}, s.found)
	picker, ok := s.window.journeys[tabCloud].shown.(*pickerScreen)
	require.True(t, ok, "back at the list")
	assert.Equal(t, "acme/checkout", picker.search.Text)
}

func TestOnCloudTheBlockerIsNamedWithItsButton(t *testing.T) {
	lost := func(why, name string) connector.Problem {
		return connector.NewProblem(connector.CodeRepositoryNotFound, "repository", name, "why", why)
	}
	for name, c := range map[string]struct {
		rung  connector.Rung
		title string
		lead  string
		after func(*helpStage)
	}{
		"workspace": {
			lit(connector.CheckOwner, map[string]string{"member": "no"}, lost("workspace", "acme")),
			"The workspace is not there, or not for you", "Note for the workspace’s administrator", nil,
		},
		"repository": {
			lit(connector.CheckRepository, nil, lost("repository", "acme/checkout")),
			"The workspace does not show such a repository", "Note for the workspace’s administrator", nil,
		},
		"closed": {
			lit(connector.CheckVisible, nil, connector.NewProblem(connector.CodeNotPermitted, "account", "Mia Sandmann", "resource", "acme/checkout")),
			"Your sign-in may not look at it", "Note for the workspace’s administrator", nil,
		},
		"scope": {
			lit(connector.CheckVisible, nil, connector.NewProblem(connector.CodeScopeMissing, "scopes", "repository", "kind", "session")),
			"Mooring lacks a permission to look there", "Authorize more…",
			func(s *helpStage) {
				assert.Equal(t, []string{"more c9"}, s.found)
				assert.Equal(t, flow.MissingClosed, s.flows.CloudMissing.Now().State.Step)
			},
		},
		"twostep": {
			lit(connector.CheckOwner, nil, connector.NewProblem(connector.CodeTwoStepRequired, "workspace", "acme")),
			"The workspace wants two-step verification", "Open two-step verification",
			func(s *helpStage) {
				assert.Equal(t, []string{"https://id.atlassian.com/manage-profile/security/two-step-verification"}, s.opened)
				s.press("Try again")
				s.settle()
				assert.Len(t, s.asked, 2)
			},
		},
		"server": {
			lit(connector.CheckPlace, nil, connector.NewProblem(connector.CodeAddressIsServer, "address", "https://git.harbour.example")),
			"It is not on this Bitbucket", "Go to Bitbucket Server",
			func(s *helpStage) { assert.Equal(t, []string{"to https://git.harbour.example"}, s.found) },
		},
		"unnamed": {
			lit(connector.CheckPlace, nil, lost("unnamed", "acme")), "It is not on this Bitbucket", "Change what I typed",
			func(s *helpStage) { assert.Equal(t, flow.MissingAsking, s.screen().state.Step) },
		},
		"token": {
			lit(connector.CheckRepository, nil, lost("token", "acme/checkout")),
			"This token is for another place", "Open the Bitbucket Cloud tab",
			func(s *helpStage) {
				assert.Equal(t, flow.MissingClosed, s.flows.CloudMissing.Now().State.Step)
				assert.Equal(t, flow.PickerIdle, s.flows.CloudPicker.Now().State.Step)
			},
		},
		"silent": {
			lit(connector.CheckOwner, nil, connector.NewProblem(connector.CodeConnectionTimeout, "host", "api.bitbucket.org")),
			"That could not be found out", "Try again", func(s *helpStage) { s.settle(); assert.Len(t, s.asked, 2) },
		},
		"signin": {
			lit(connector.CheckOwner, nil, connector.NewProblem(connector.CodeTokenRejected, "host", "api.bitbucket.org", "kind", "session")),
			"Your sign-in is not accepted any more", "Sign in again",
			func(s *helpStage) { assert.Equal(t, []string{"sign in c9"}, s.found) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newCloudHelp(t, c.rung)
			s.kit.authorizeMore = func(c connector.Connection) { s.found = append(s.found, "more "+c.ID) }
			s.kit.signIn = func(c connector.Connection) { s.found = append(s.found, "sign in "+c.ID) }
			s.kit.toServer = func(address string) { s.found = append(s.found, "to "+address) }
			s.ask("acme/checkout")
			assert.Contains(t, s.text(), c.title)
			lead, _ := s.win.Canvas().Focused().(*button)
			require.NotNil(t, lead)
			assert.Equal(t, c.lead, lead.Text)
			s.draw("missing-cloud-" + name)
			lead.TypedKey(key(fyne.KeyReturn))
			s.queue.drain()
			if c.after != nil {
				c.after(s)
				return
			}
			assert.Contains(t, s.text(), "Save as a file…", "the note")
			s.draw("missing-cloud-note-" + name)
			s.key(fyne.KeyEscape)
			assert.Contains(t, s.text(), c.title)
		})
	}
}

func TestTheNoteForTheWorkspacesAdministratorSaysWhoNeedsWhat(t *testing.T) {
	s := newCloudHelp(t, lit(connector.CheckVisible, nil,
		connector.NewProblem(connector.CodeNotPermitted, "account", "Mia Sandmann", "resource", "acme/checkout")))
	s.ask("acme/checkout")
	s.press("Note for the workspace’s administrator")
	s.press("Copy the note")
	require.Len(t, s.copied, 1)
	note := s.copied[0]
	for _, want := range []string{
		"cannot get at acme/checkout", "Account: Mia Sandmann", "Account ID: {5b1f}",
		"Give Mia Sandmann read access to acme/checkout", "Repository permissions", "✗ Your sign-in may read it",
	} {
		assert.Contains(t, note, want)
	}
	for _, never := range []string{"reach", "port", "HTTPS", "Base URL", "Bitbucket Server"} {
		assert.NotContains(t, note, never, "a note about Cloud knows no networks")
	}
	s.press("Mail it…")
	assert.Contains(t, s.opened[0], "mailto:?subject=Access%20to%20acme%2Fcheckout%20on%20Bitbucket")
}

func TestATokenPastedAsARepositoryIsInNoNote(t *testing.T) {
	secret := "ATATT3xFfGF0" + strings.Repeat("a", 40)
	s := newCloudHelp(t)
	s.explain[secret] = cloudAnswers(lit(connector.CheckRepository, nil,
		connector.NewProblem(connector.CodeRepositoryNotFound, "repository", "", "why", "repository")))
	s.ask(secret)
	s.press("Note for the workspace’s administrator")
	s.press("Copy the note")
	require.Len(t, s.copied, 1)
	assert.NotContains(t, s.copied[0], secret)
}

func TestAPublicRepositoryOfAStrangersWorkspaceSaysSo(t *testing.T) {
	s := newCloudHelp(t, lit(connector.CheckOwner, map[string]string{"member": "no"}),
		lit(connector.CheckVisible, map[string]string{"key": "acme", "slug": "checkout"}))
	s.ask("acme/checkout")
	assert.Contains(t, s.text(), "You are not a member of its workspace")
	s.draw("missing-cloud-stranger")
}

func TestLeavingTheCloudTabsFirstPageLeavesTheQuestion(t *testing.T) {
	s := newCloudHelp(t)
	s.kit.missing(acmeConnection(), "x")
	s.queue.drain()
	s.window.Connect(tabCloud)
	s.queue.drain()
	assert.Equal(t, flow.MissingClosed, s.flows.CloudMissing.Now().State.Step)
}

func TestAuthorizingMoreOpensTheQuestionOfThatAccount(t *testing.T) {
	w := startedCloudWindow(t, func(p *cloudPlay) {
		p.saved = []connector.Connection{savedCloud("one", "Mia"), savedCloud("two", "Jana")}
	})
	w.kit.authorizeMore(savedCloud("one", "Mia"))
	w.at(t, flow.CloudMore)
	assert.Equal(t, "one", w.flow.Now().State.Current)
	assert.Equal(t, tabCloud, w.Window.at)
}

func savedCloud(id, name string) connector.Connection {
	c := acmeConnection()
	c.ID, c.Name, c.Account.Name = id, name, name
	return c
}
