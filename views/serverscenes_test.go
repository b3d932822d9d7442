package views

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

const longHost = "bitbucket-der-hafenlogistik-und-lagerverwaltung.sued.example" // 60 letters

func longCertificate() connector.Certificate {
	c := shortCertificate()
	c.Subject = "CN=" + longHost + ",O=Harbour"
	c.Issuer = "Hafenlogistik-und-Lagerverwaltungsgesellschaft Issuing Certificate Authority G4 (80)"
	c.Names = nil
	for i := range 12 {
		c.Names = append(c.Names, fmt.Sprintf("node-%02d.%s", i, longHost))
	}
	return c
}

func shortCertificate() connector.Certificate {
	return connector.Certificate{
		Subject: "bitbucket.harbour.example", Issuer: "Harbour Internal CA",
		NotBefore: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC),
		Names: []string{"bitbucket.harbour.example", "git.harbour.example"}, SHA256: strings.Repeat("9f8e7d6c5b4a3928", 4),
	}
}

// renewed is another certificate of the same server.
func renewed() connector.Certificate {
	c := shortCertificate()
	c.Issuer, c.SHA256 = "Somebody Else", strings.Repeat("00112233aabbccdd", 4)
	return c
}

func certified(code connector.Code, shown connector.Certificate, args ...string) connector.Problem {
	return connector.NewProblem(code, args...).Seen(connector.Evidence{Address: "https://bitbucket.harbour.example/", Certificate: &shown, Millis: 38})
}

func changedCertificate() connector.Problem {
	p := certified(connector.CodeCertificateChanged, renewed(), "host", "bitbucket.harbour.example")
	earlier := shortCertificate()
	p.Evidence.Trusted = &earlier
	return p
}

// limited is the answer of a server that asks for a pause, where it stops a check.
func limited(d *serverDouble) {
	d.find(connector.CheckSignIn, connector.NewProblem(connector.CodeRateLimited, "host", "bitbucket.harbour.example", "seconds", "12"))
	d.unfinished(connector.CheckSignIn)
}

func xrayed(facts ...string) func(*serverDouble) {
	return func(d *serverDouble) {
		all := map[string]string{
			connector.FactTokenKind: "personal", connector.FactTokenOwner: "ada", connector.FactReads: "48", connector.FactAdmins: "45",
			connector.FactWebhook: "yes", connector.FactExpires: "2026-12-24", connector.FactExpiresBy: "server",
		}
		for i := 0; i+1 < len(facts); i += 2 {
			all[facts[i]] = facts[i+1]
		}
		d.facts = map[connector.CheckID]map[string]string{
			connector.CheckToken: all, connector.CheckNetwork: {"proxy": "proxy.harbour.example:8080", "addresses": "192.0.2.7"},
		}
		d.find("")
	}
}

func newGuide(old bool) connector.TokenGuide {
	base := "https://bitbucket.harbour.example"
	g := connector.TokenGuide{Base: base, Version: "9.4.1", Recipes: []connector.TokenRecipe{
		{Kind: connector.TokenPersonal, Page: base + "/plugins/servlet/access-tokens/manage"},
		{Kind: connector.TokenProject, LicenceUnknown: true},
		{Kind: connector.TokenRepository, Page: base + "/plugins/servlet/access-tokens/projects/SHOP/repos/checkout/manage", LicenceUnknown: true},
	}}
	if old {
		g.Version = "7.14.0"
		for i := range g.Recipes {
			g.Recipes[i].OldName, g.Recipes[i].LicenceUnknown = true, false
			if i > 0 {
				g.Recipes[i].Missing = "version"
			}
		}
	}
	return g
}

// blockedBy plays a check that stops at a problem.
func blockedBy(at connector.CheckID, p connector.Problem) scene {
	return scene{prepare: []func(*serverDouble){func(d *serverDouble) { d.find(at, p) }}, play: connects(flow.ServerResult)}
}

// connects fills the form in and waits for a step.
func connects(end ...flow.ServerStep) func(*testing.T, *stage) {
	return func(t *testing.T, s *stage) {
		s.fillIn("https://bitbucket.harbour.example", "BBDC-token")
		s.press(t, say("server.form.submit"))
		s.at(t, end...)
	}
}

// guided opens the guide, and turns it to a kind.
func guided(kind connector.TokenKind, prepare ...func(*serverDouble)) scene {
	return scene{prepare: prepare, play: func(t *testing.T, s *stage) {
		s.fillIn("https://"+longHost, "")
		s.press(t, say("server.form.guide"))
		s.until(t, func() bool { return s.screen().state.Step == flow.ServerGuiding && !s.screen().state.Guide.Asking })
		s.server.GuideKind(kind)
		s.drain()
	}}
}

// trustScenes are the pages about certificates, tokens and pauses.
func trustScenes() map[string]scene {
	withGuide := func(old bool) func(*serverDouble) { return func(d *serverDouble) { d.guide = newGuide(old) } }
	long := longCertificate()
	return map[string]scene{
		"advanced": {play: func(t *testing.T, s *stage) {
			s.files = []pickable{{path: "/home/ada/a rather long folder/of certificates from the people who look after it/ada-okafor-2026.pfx"}}
			s.screen().form.until.field.SetText("03/04/2027")
			s.screen().form.until.complain()
			s.press(t, say("server.form.advanced"))
			s.press(t, say("own.choose"))
		}},
		"guide":            guided(connector.TokenPersonal, withGuide(false)),
		"guide-repository": guided(connector.TokenRepository, withGuide(false)),
		"guide-project":    guided(connector.TokenProject, withGuide(false)),
		"guide-old":        guided(connector.TokenPersonal, withGuide(true)),
		"guide-unreached": guided(connector.TokenPersonal, func(d *serverDouble) {
			d.guiding = connector.NewProblem(connector.CodeConnectionTimeout, "host", longHost, "seconds", "10")
		}),
		"guide-asking": {
			prepare: []func(*serverDouble){func(d *serverDouble) { d.unguided = make(chan struct{}) }},
			play: func(t *testing.T, s *stage) {
				s.fillIn("https://"+longHost, "")
				s.press(t, say("server.form.guide"))
				s.at(t, flow.ServerGuiding)
			},
		},
		"untrusted":      blockedBy(connector.CheckCertificate, certified(connector.CodeCertificateUntrusted, shortCertificate(), "host", "bitbucket.harbour.example", "issuer", "Harbour Internal CA")),
		"untrusted-long": blockedBy(connector.CheckCertificate, certified(connector.CodeCertificateUntrusted, long, "host", longHost, "issuer", long.Issuer)),
		"changed":        blockedBy(connector.CheckCertificate, changedCertificate()),
		"wrong-host":     blockedBy(connector.CheckCertificate, certified(connector.CodeCertificateWrongHost, long, "host", longHost, "names", strings.Join(long.Names, ", "))),
		"root": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.find(connector.CheckCertificate, certified(connector.CodeCertificateUntrusted, shortCertificate(), "host", "bitbucket.harbour.example"))
			}},
			play: func(t *testing.T, s *stage) {
				connects(flow.ServerResult)(t, s)
				s.files = []pickable{{path: "/home/ada/holiday.pem", data: []byte("no certificate")}}
				s.press(t, say("trust.root"))
				s.until(t, func() bool { return s.screen().state.Problem != nil })
			},
		},
		"own-wanted": blockedBy(connector.CheckCertificate, connector.NewProblem(connector.CodeClientCertificateRequired, "host", "bitbucket.harbour.example")),
		"own-unusable": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.find(connector.CheckCertificate, connector.NewProblem(connector.CodeClientCertificateUnusable, "file", "ada.pfx", "reason", "passphrase"))
			}},
			play: func(t *testing.T, s *stage) {
				s.screen().form.use("/home/ada/ada.pfx", connector.NewSecret("wrong"))
				connects(flow.ServerResult)(t, s)
			},
		},
		"pause":     {prepare: []func(*serverDouble){limited}, play: connects(flow.ServerResult)},
		"xray":      {prepare: []func(*serverDouble){xrayed()}, play: connects(flow.ServerResult)},
		"xray-less": {prepare: []func(*serverDouble){xrayed(connector.FactTokenKind, "", connector.FactExpires, "", connector.FactExpiresBy, "", connector.FactReads, "100+", connector.FactAdmins, "0", connector.FactWebhook, "no")}, play: connects(flow.ServerResult)},
		"xray-date": {prepare: []func(*serverDouble){xrayed(connector.FactExpires, "", connector.FactExpiresBy, "")}, play: func(t *testing.T, s *stage) {
			connects(flow.ServerResult)(t, s)
			s.press(t, say("xray.add"))
		}},
		"list-one": {prepare: []func(*serverDouble){someSaved, func(d *serverDouble) {
			d.saved = d.saved[:1]
			d.saved[0].TokenKind, d.saved[0].TokenUntil = connector.TokenProject, time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
		}}, play: func(*testing.T, *stage) {}},
		"admin": {
			prepare: []func(*serverDouble){func(d *serverDouble) {
				d.find(connector.CheckVersion, connector.NewProblem(connector.CodeVersionTooOld, "version", "7.2.0", "minimum", "7.14"))
			}},
			play: func(t *testing.T, s *stage) {
				connects(flow.ServerResult)(t, s)
				s.press(t, say("server.fix.note"))
				s.at(t, flow.ServerAdmin)
			},
		},
	}
}

// unfinished keeps a rung from coming to an end.
func (d *serverDouble) unfinished(at connector.CheckID) {
	for i, rung := range d.rungs {
		if rung.ID == at {
			run := rung.Run
			d.rungs[i].Run = func(ctx context.Context) connector.Finding {
				f := run(ctx)
				f.Unfinished = true
				return f
			}
		}
	}
}
