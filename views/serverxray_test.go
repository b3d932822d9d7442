package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestATokenIsDescribedInWords(t *testing.T) {
	say := English().say
	for words, facts := range map[string]tokenFacts{
		"A personal token of ada · reads 48 repositories, administers 45 · may set up webhooks · valid until 24 December 2026, Bitbucket says": {
			"kind": "personal", "owner": "ada", "repositories": "48", "administers": "45", "webhook": "yes", "expires": "2026-12-24", "expires_by": "server",
		},
		"A token of the project SHOP · reads more than 100 repositories, administers none · may not set up webhooks · valid until 1 May 2027, you said": {
			"kind": "project", "owner": "SHOP", "repositories": "100+", "administers": "0", "webhook": "no", "expires": "2027-05-01", "expires_by": "person",
		},
		"A token of the repository SHOP/checkout · reads one repository, administers one · never ends, Bitbucket says": {
			"kind": "repository", "owner": "SHOP/checkout", "repositories": "1", "administers": "1", "expires": "never", "expires_by": "server",
		},
		"A token of ada · reads no repository · end not known": {"owner": "ada", "repositories": "0"},
		"A token · end not known":                              {},
		"A personal token · end not known":                     {"kind": "personal", "expires": "someday", "repositories": "many"},
	} {
		assert.Equal(t, words, facts.line(say))
	}
}

func TestTheLadderSaysWhatTheTokenIsAndWhichWayWasTaken(t *testing.T) {
	s := newStage(t, Look{}, xrayed())
	connects(flow.ServerResult)(t, s)
	assert.True(t, s.says("A personal token of ada · reads 48 repositories, administers 45"))
	assert.True(t, s.says("Through the proxy proxy.harbour.example:8080"))
	direct := connector.Rung{ID: connector.CheckNetwork, State: connector.Pass, Facts: map[string]string{"addresses": "192.0.2.7"}}
	assert.Equal(t, "Directly", rungWords(direct))
	direct.Facts = nil
	assert.Equal(t, "OK", rungWords(direct), "nothing is claimed that was not seen")
	direct.Facts = map[string]string{"proxy": "a-proxy-with-a-long-name.harbour.example:8080"}
	assert.Equal(t, "Through the proxy a-proxy-with-a-long-name.harbour.example:8080", rungNote(say, direct), "whole, below")
}

func TestAPersonalTokenComesWithAdviceAndAWayToANarrowerOne(t *testing.T) {
	s := newStage(t, Look{}, xrayed(), func(d *serverDouble) { d.guide = newGuide(false) })
	connects(flow.ServerResult)(t, s)
	assert.True(t, s.shows("Reads 48 repositories, administers 45"))
	assert.True(t, s.shows("Valid until 24 December 2026, Bitbucket says"))
	assert.Nil(t, s.button("Add the date"), "Bitbucket knows better")
	s.press(t, "Create a narrower one")
	s.until(t, func() bool { return s.screen().state.Step == flow.ServerGuiding && !s.screen().state.Guide.Asking })
	assert.NotEmpty(t, s.screen().state.Guide.For)
	assert.Equal(t, connector.TokenProject, s.screen().state.Guide.Kind)
	s = newStage(t, Look{}, xrayed(connector.FactTokenKind, "repository"))
	connects(flow.ServerResult)(t, s)
	assert.Nil(t, s.button("Create a narrower one"))
}

func TestADateThatIsNotKnownCanBeAddedWhereItIsMissed(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *stage{
		"result": func(t *testing.T) *stage {
			s := newStage(t, Look{}, xrayed(connector.FactExpires, "", connector.FactExpiresBy, ""))
			connects(flow.ServerResult)(t, s)
			return s
		},
		"list": func(t *testing.T) *stage {
			return newStage(t, Look{}, someSaved, func(d *serverDouble) { d.saved = d.saved[:1] })
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			s.press(t, "Add the date")
			field, _ := s.focused().(*entry)
			require.NotNil(t, field)
			test.Type(field, "whenever")
			s.press(t, "Save the date")
			assert.Same(t, field, s.focused(), "that cannot be read")
			field.SetText("24.12.2026")
			s.press(t, "Save the date")
			s.until(t, func() bool { return s.button("Change the date") != nil })
			assert.True(t, s.says("alid until 24 December 2026, you said"))
			written := s.double.wrote()
			assert.Equal(t, time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC), written[len(written)-1].TokenUntil)
		})
	}
}

func TestADateThatCannotBeSavedLeavesTheListInPlace(t *testing.T) {
	s := newStage(t, Look{}, someSaved, func(d *serverDouble) {
		d.saved = d.saved[:1]
		d.saving = connector.NewProblem(connector.CodeDiskFailed, "file", "a.json")
	})
	s.press(t, "Add the date")
	s.press(t, "1 year")
	s.press(t, "Save the date")
	s.until(t, func() bool { return s.screen().state.Problem != nil })
	assert.NotNil(t, s.button("Choose a repository"))
	s.press(t, "Close")
	assert.Nil(t, s.screen().state.Problem)
}

func TestEveryConnectionSaysThatTheBuildServiceMustReachIt(t *testing.T) {
	s := newStage(t, Look{}, xrayed())
	connects(flow.ServerResult)(t, s)
	assert.True(t, s.says("Your build service must reach this server"))
	s.press(t, "Note for the administrator")
	s.at(t, flow.ServerAdmin)
	assert.NotEmpty(t, s.screen().state.Report.Rungs, "the note tells what was checked")
	assert.Equal(t, stepCheck, s.screen().step())
	s.window.Back()
	s.at(t, flow.ServerResult)
	s = newStage(t, Look{}, someSaved)
	n := 0
	for _, text := range s.texts() {
		if text == "Your build service must reach this server" {
			n++
		}
	}
	assert.GreaterOrEqual(t, n, 3, "one for each")
}
