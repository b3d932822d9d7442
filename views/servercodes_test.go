package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// serverCodes are the two groups of the catalogue that a server can meet.
func serverCodes() []connector.Entry {
	all := connector.Catalogue()
	end := slices.IndexFunc(all, func(e connector.Entry) bool { return e.Code == connector.CodeScopeMissing })
	return all[:end]
}

// exampleOf is a problem as a check finds it, with a value for everything its sentences use.
func exampleOf(e connector.Entry) connector.Problem {
	values := map[string]string{
		"address": "https://bitbucket.harbour.example/git", "host": "bitbucket.harbour.example", "port": "7990", "seconds": "12",
		"proxy": "proxy.harbour.example:8080", "issuer": "Harbour Internal CA", "date": "2026-12-01", "names": "git.harbour.example",
		"file": "ada.pfx", "plain": "yes", "target": "https://login.harbour.example", "product": "Jira", "status": "500", "count": "300",
		"kind": "A project token", "account": "Ada Okafor", "resource": "the project SHOP", "repository": "SHOP/checkout",
		"version": "7.2.0", "minimum": "7.14", "link": "http://localhost:7990", "reason": "no-certificate",
	}
	p := connector.NewProblem(e.Code)
	for _, name := range strings.Fields(e.Args) {
		p = p.With(name, values[name])
	}
	shown := shortCertificate()
	seen := connector.Evidence{Status: 200, Address: "https://bitbucket.harbour.example/rest/api/1.0/application-properties", Millis: 38}
	switch e.Code {
	case connector.CodeCertificateChanged:
		return changedCertificate()
	case connector.CodeCertificateUntrusted, connector.CodeCertificateExpired, connector.CodeCertificateWrongHost:
		seen = connector.Evidence{Address: "https://bitbucket.harbour.example", Certificate: &shown}
	}
	return p.Seen(seen)
}

// meeting is a stage on which a check has met a problem.
func meeting(t *testing.T, e connector.Entry) *stage {
	t.Helper()
	s := newStage(t, Look{Scale: 1, Variant: "light"}, func(d *serverDouble) {
		if e.Code == connector.CodeRateLimited {
			limited(d)
			return
		}
		at := connector.CheckSignIn
		if e.Severity != connector.Block {
			at = connector.CheckToken
		}
		d.find(at, exampleOf(e))
	})
	connects(flow.ServerResult)(t, s)
	return s
}

// happened is everything a button may bring about.
type happened struct {
	seq                           uint64
	opened, copied, missed, asked int
	tab                           int
	settings                      bool
	step                          flow.ServerStep
}

func (s *stage) happened() happened {
	now := s.server.Now()
	return happened{
		seq: now.Seq, step: now.State.Step, opened: len(s.opened), copied: len(s.copied), missed: len(s.missed), asked: len(s.asked),
		tab: s.window.at, settings: s.window.setting,
	}
}

// labelsOn are the buttons of a problem's card, without the fold of what was seen.
func labelsOn(card fyne.CanvasObject) []string {
	var labels []string
	walk(card, func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Text != say("problem.evidence") && b.Text != "" {
			labels = append(labels, b.Text)
		}
	})
	return labels
}

// Every problem a server can have is shown with buttons that all do something, except where it only tells; one
// that blocks has exactly one primary button, and the keyboard a place to start. What a button does is tried
// for the first of each problem, and once for each of the others. With MOORING_PICTURES set each page is drawn.
func TestEveryProblemOfAServerHasButtonsThatWork(t *testing.T) {
	tried := map[string]bool{}
	for _, e := range serverCodes() {
		t.Run(string(e.Code), func(t *testing.T) {
			s := meeting(t, e)
			s.picture(t, "problem-"+string(e.Code))
			s.nothingCut(t)
			title, _, _ := Words(exampleOf(e))
			assert.True(t, s.shows(title), title)
			assert.Equal(t, 1, s.leads())
			assert.NotNil(t, s.focused(), "the keyboard has somewhere to start")
			if e.Severity == connector.Info {
				return
			}
			card, _ := s.screen().sheet(exampleOf(e), false)
			labels := labelsOn(card)
			require.NotEmpty(t, labels)
			s.does(t, labels[0])
			for _, label := range labels[1:] {
				if !tried[label] {
					tried[label] = true
					meeting(t, e).does(t, label)
				}
			}
		})
	}
}

// does presses a button and holds it to doing something.
func (s *stage) does(t *testing.T, label string) {
	t.Helper()
	b := s.button(label)
	require.NotNil(t, b, "%q is on the page", label)
	before := s.happened()
	test.Tap(b)
	s.drain()
	assert.NotEqual(t, before, s.happened(), "%q does something", label)
}
