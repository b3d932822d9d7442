package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
)

// checkDemo checks the demo's server as the button "Use the demo server" would.
func (d *demoStage) checkDemo() flow.ServerState {
	d.t.Helper()
	d.until(func() bool { return d.flows.Server.Now().State.Step != flow.ServerStarting })
	shown := d.demo.shown()
	d.flows.Server.Check(flow.ServerTyped{Name: "Demo", Address: shown.Address, Token: shown.Token})
	return d.result()
}

// result waits until the Server tab has an answer to show.
func (d *demoStage) result() flow.ServerState {
	d.t.Helper()
	d.until(func() bool {
		s := d.flows.Server.Now().State
		return s.Step == flow.ServerResult && !s.Working
	})
	return d.flows.Server.Now().State
}

func (d *demoStage) trustOnDisk() string {
	text, _ := os.ReadFile(filepath.Join(d.demo.home, "config", "trust.json"))
	return string(text)
}

func TestTheDemoOffersTrustAndKeepsItInItsHome(t *testing.T) {
	d := newDemoStageWith(t, sandboxFlags{repos: 48, fault: "certificate-untrusted"})
	s := d.checkDemo()
	require.True(t, s.Trustable(), "%v", in(s.Report))
	require.NotNil(t, s.Shown())
	assert.Contains(t, s.Shown().Names, "localhost")

	d.flows.Server.TrustCertificate()
	d.until(func() bool { return d.flows.Server.Now().State.Kept })
	s = d.result()
	assert.Equal(t, "pin", s.Report.Fact("trust"))
	assert.Contains(t, d.trustOnDisk(), `"host": "`+connector.HostPort(d.demo.shown().Address)+`"`)

	// It is listed in the settings, and taken back there.
	d.flows.Network.Start()
	d.until(func() bool { return len(d.flows.Network.Now().State.Trusts) == 1 })
	d.flows.Network.Distrust(d.flows.Network.Now().State.Trusts[0].Host)
	d.until(func() bool { s := d.flows.Network.Now().State; return s.Saved && len(s.Trusts) == 0 })
	d.flows.Server.CheckAgain(s.Current.ID)
	assert.True(t, d.result().Trustable(), "from the next connection on")
	d.close()
}

func TestTheDemoTakesTheCompanysRootAndNothingElse(t *testing.T) {
	d := newDemoStageWith(t, sandboxFlags{repos: 48, fault: "certificate-untrusted"})
	s := d.checkDemo()
	require.True(t, s.Trustable())
	d.flows.Server.ImportRoot("server.pem", d.demo.bitbucket.CertificatePEM())
	d.until(func() bool { return d.flows.Server.Now().State.Problem != nil })
	p := d.flows.Server.Now().State.Problem
	assert.Equal(t, connector.CodeRootUnusable, p.Code)
	assert.Equal(t, "not-ca", p.Args["reason"])
	assert.Empty(t, d.trustOnDisk())

	d.flows.Server.ImportRoot("root.pem", d.demo.bitbucket.AuthorityPEM())
	d.until(func() bool { return d.flows.Server.Now().State.Kept })
	assert.Equal(t, "root", d.result().Report.Fact("trust"))
	d.close()
}

func TestARenewedCertificateWithATrustedChainNeedsNoPinAnyMore(t *testing.T) {
	s := playing(t, sandbox.Options{SelfSigned: true})
	home := t.TempDir()
	h := houseAt(t, home)
	c := connected(t, h, s.Line(), nil)
	host := connector.HostPort(c.Base)
	p, _ := climbed(t, h, c).Worst()
	require.NotNil(t, p.Evidence.Certificate)
	require.NoError(t, h.trust.Pin(t.Context(), host, *p.Evidence.Certificate))
	assert.Equal(t, "pin", climbed(t, h, c).Fact("trust"))

	// Then the server gets a certificate of an authority this computer knows.
	require.NoError(t, s.SignCertificate())
	known, err := readRoots(fileWith(t, "ca.pem", s.AuthorityPEM()))
	require.NoError(t, err)
	b, _, err := h.asked(t.Context(), ask{provider: connector.Server, url: c.Base, roots: known})
	require.NoError(t, err)
	r := ladder.Climb(t.Context(), b.Checks(""), nil)
	assert.Empty(t, in(r).hard())
	assert.Equal(t, "system", r.Fact("trust"))
	h.close()
	_, trusted := houseAt(t, home).trust.Trust(host)
	assert.False(t, trusted)
}

func TestTheDemoAndTheSandboxServeTheVersionTheyAreTold(t *testing.T) {
	d := newDemoStageWith(t, sandboxFlags{repos: 48, version: "7.21.23"})
	d.checkDemo()
	d.until(func() bool { return d.flows.Server.Now().State.Kept })
	assert.Equal(t, "7.21.23", d.flows.Server.Now().State.Current.Version)
	d.close()
}

func TestALostRepositoryIsAskedAboutAndLeadsBackToTheList(t *testing.T) {
	d := newDemoStage(t)
	d.checkDemo()
	d.until(func() bool { return d.flows.Server.Now().State.Kept })
	d.flows.ServerMissing.Open(d.flows.Server.Now().State.Current, "")
	d.flows.ServerMissing.Ask("LADEN/baeckerei-app")
	d.until(func() bool { return d.flows.ServerMissing.Now().State.Step == flow.MissingDone })
	d.flows.ServerMissing.Choose()
	d.until(func() bool { return d.flows.ServerPicker.Now().State.Query == "LADEN/baeckerei-app" })
	d.close()
}
