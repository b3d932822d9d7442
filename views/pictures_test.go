package views

import (
	"context"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

const longName = "Bitbucket-der-Donaudampfschifffahrtsgesellschaft-fuer-mobile-Anwendungen-und-Hafenlogistik-Sued"

// looks are those every page is laid out in. What differs in its colours only is laid out alike, and only drawn.
func looks() map[string]Look {
	all := map[string]Look{
		"light":    {Scale: 1, Variant: "light"},
		"dark-150": {Scale: 1.5, Variant: "dark"},
	}
	if os.Getenv("MOORING_PICTURES") != "" {
		all["light-150"] = Look{Scale: 1.5, Variant: "light"}
	}
	return all
}

// Every page of the Server tab is laid out in every look: it fits, no text is cut or lies on another, and no more
// than one button is the primary one.
// With MOORING_PICTURES set to a folder the pages are drawn there, for looking at.
func TestEveryPageOfTheServerTabFits(t *testing.T) {
	for look, l := range looks() {
		for name, scene := range scenes() {
			t.Run(name+" "+look, func(t *testing.T) {
				s := newStage(t, l, scene.prepare...)
				scene.play(t, s)
				s.picture(t, "server-"+name+"-"+look)
				size := s.win.Content().MinSize()
				assert.LessOrEqual(t, size.Width, float32(1024), "fits the width")
				assert.LessOrEqual(t, size.Height, float32(768), "fits the height")
				s.nothingCut(t)
				assert.LessOrEqual(t, s.leads(), 1)
			})
		}
	}
}

type scene struct {
	prepare []func(*serverDouble)
	play    func(*testing.T, *stage)
}

func scenes() map[string]scene {
	connect := connects
	all := map[string]scene{
		"form":    {play: func(*testing.T, *stage) {}},
		"missing": {play: func(t *testing.T, s *stage) { s.press(t, say("server.form.submit")) }},
		"note": {play: func(t *testing.T, s *stage) {
			s.press(t, say("server.form.note"))
			s.at(t, flow.ServerNote)
		}},
		"ready": {play: connect(flow.ServerResult)},
		"attention": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.find(connector.CheckAdmin, connector.NewProblem(connector.CodeAdminMissing, "account", "Ada Okafor", "repository", "SHOP/checkout"))
			}},
			play: connect(flow.ServerResult),
		},
		"blocked": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.find(connector.CheckSignIn, connector.NewProblem(connector.CodeTokenRejected, "host", "bitbucket.harbour.example").
					Seen(connector.Evidence{Status: 401, Exception: "com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException", Address: "https://bitbucket.harbour.example/rest/api/1.0/repos?limit=1", Millis: 41}))
			}},
			play: connect(flow.ServerResult),
		},
		"insecure": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.find(connector.CheckAddress, connector.NewProblem(connector.CodeAddressInsecure, "host", strings.Repeat("very-long-", 8)+"host.example"))
			}},
			play: connect(flow.ServerResult),
		},
		"checking": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.rungs[5].Run = func(ctx context.Context) connector.Finding {
					<-ctx.Done()
					return connector.Finding{}
				}
			}},
			play: func(t *testing.T, s *stage) {
				connect(flow.ServerChecking)(t, s)
				s.until(t, func() bool {
					r := s.screen().state.Report.Rungs
					return len(r) > 5 && r[5].State == connector.Running
				})
			},
		},
		"saving":  {prepare: []func(*serverDouble){func(d *serverDouble) { d.hold = make(chan struct{}) }}, play: connect(flow.ServerSaving)},
		"keeping": {prepare: []func(*serverDouble){func(d *serverDouble) { d.putError = connector.NewProblem(connector.CodeKeychainUnavailable) }}, play: connect(flow.ServerKeeping)},
		"list":    {prepare: []func(*serverDouble){someSaved}, play: func(*testing.T, *stage) {}},
		"replace": {prepare: []func(*serverDouble){someSaved}, play: func(t *testing.T, s *stage) {
			s.server.ReplaceToken("b")
			s.at(t, flow.ServerFormStep)
		}},
		"rename": {prepare: []func(*serverDouble){someSaved}, play: func(t *testing.T, s *stage) {
			s.server.AskRename("b")
			s.at(t, flow.ServerRenaming)
		}},
		"leave": {prepare: []func(*serverDouble){someSaved}, play: func(t *testing.T, s *stage) {
			s.server.AskDisconnect("b")
			s.at(t, flow.ServerLeaving)
		}},
		"settings": {play: func(_ *testing.T, s *stage) { s.window.openSettings() }},
	}
	maps.Copy(all, trustScenes())
	return all
}

func someSaved(d *serverDouble) {
	made := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	d.saved = []connector.Connection{
		{
			ID: "a", Provider: connector.Server, Name: "Harbour", Base: "https://bitbucket.harbour.example", Created: made,
			Checked: made, Verdict: connector.Ready, Version: "9.4.1", Account: connector.Account{Name: "Ada Okafor"}, Keep: connector.KeepKeychain,
		},
		{
			ID: "b", Provider: connector.Server, Name: longName, Base: "https://" + strings.ToLower(longName) + ".example/bitbucket", Created: made,
			Checked: made.Add(time.Hour), Verdict: connector.Attention, Version: "8.19.12", Account: connector.Account{Name: "Şükrü Ärzteversorgung-Vandenbroucke"}, Keep: connector.KeepKeychain,
		},
		{
			ID: "c", Provider: connector.Server, Name: "Laptop", Base: "http://127.0.0.1:7990", Created: made,
			Checked: made, Verdict: connector.Ready, Keep: connector.KeepSession, Account: connector.Account{Name: "admin"},
		},
	}
}

// nothingCut holds every text to the room it needs, but for those that end in "…" by intent.
func (s *stage) nothingCut(t *testing.T) {
	t.Helper()
	walk(s.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			if o.Wrapping == fyne.TextWrapWord {
				assert.GreaterOrEqual(t, o.Size().Height+0.5, o.MinSize().Height, o.Text)
			}
		case *button:
			assert.GreaterOrEqual(t, o.Size().Width+0.5, o.MinSize().Width, o.Text)
			assert.GreaterOrEqual(t, o.Size().Height+0.5, o.MinSize().Height, o.Text)
		case *muted:
			assert.GreaterOrEqual(t, o.Size().Height+0.5, o.MinSize().Height, o.String())
		}
	})
}
