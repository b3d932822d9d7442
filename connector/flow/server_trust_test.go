package flow_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// shows makes the ladder stop at a certificate, seen at an address.
func shows(code connector.Code, sum, address string) func(*serverRig) {
	return func(r *serverRig) {
		p := connector.NewProblem(code, "host", "git.example", "issuer", "Harbour CA")
		p = p.Seen(connector.Evidence{Address: address, Certificate: &connector.Certificate{Subject: "git.example", SHA256: sum}})
		r.findings[connector.CheckAddress] = connector.Finding{Facts: map[string]string{"address": "https://git.example:7990"}}
		r.findings[connector.CheckVersion] = connector.Finding{Problems: []connector.Problem{p}}
	}
}

const shownAt = "https://git.example:7990/rest/api/1.0/application-properties"

// untrusted is a rig whose first check stopped at a certificate nobody vouches for.
func untrusted(t *testing.T) *serverRig {
	t.Helper()
	r := newServerRig(t, shows(connector.CodeCertificateUntrusted, "ab01", shownAt))
	r.Check(flow.ServerTyped{Address: "git.example:7990", Token: connector.NewSecret("t0ken")})
	r.at(t, flow.ServerResult)
	return r
}

func TestATrustedCertificateIsPinnedForThisServerAndTheCheckGoesOn(t *testing.T) {
	r := untrusted(t)
	require.True(t, r.Now().State.Trustable())
	r.with(func(r *serverRig) { r.findings = nil })
	r.TrustCertificate()
	s := r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, []string{"git.example:7990 ab01"}, r.trusts.pinned())
	assert.Equal(t, []string{"t0ken", "t0ken"}, r.asks().tokens)
	assert.False(t, s.Working)
	assert.Nil(t, s.Shown())
}

func TestTheSameCertificateIsNotPinnedTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := untrusted(t)
		r.trusts.hold = make(chan struct{})
		r.TrustCertificate()
		synctest.Wait()
		s := r.Now().State
		assert.Equal(t, flow.ServerResult, s.Step)
		assert.True(t, s.Working)
		assert.NotNil(t, s.Shown(), "what was agreed to stays in sight while it is being saved")
		assert.False(t, s.Trustable())
		r.TrustCertificate()
		close(r.trusts.hold)
		synctest.Wait()
		s = r.Now().State
		assert.Equal(t, flow.ServerResult, s.Step)
		assert.False(t, s.Working)
		assert.Equal(t, 2, r.attempts())
		assert.Equal(t, 1, r.trusts.asked)
		assert.Len(t, r.trusts.pinned(), 1)
	})
}

func TestWhileADecisionIsSavedNothingElseOnThePageEndsIt(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { shows(connector.CodeCertificateChanged, "cd02", shownAt)(r) })
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
	r.trusts.hold = make(chan struct{}, 1)
	r.TrustCertificate()
	r.SetUntil(c.ID, time.Now())
	r.ImportRoot("ca.pem", nil)
	r.UseClientCertificate("/home/ada/ada.p12", connector.Secret{})
	r.trusts.hold <- struct{}{}
	r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && r.attempts() == 3 })
	assert.Len(t, r.trusts.pinned(), 1)
}

func TestGoingBackWhileADecisionIsSavedWaitsForNothing(t *testing.T) {
	r := untrusted(t)
	r.trusts.hold = make(chan struct{})
	r.TrustCertificate()
	r.Back()
	s := r.Now().State
	assert.Equal(t, flow.ServerFormStep, s.Step)
	assert.False(t, s.Working)
	r.Close()
	assert.Empty(t, r.trusts.pinned())
}

func TestADecisionThatCannotBeSavedIsToldAndNothingIsLost(t *testing.T) {
	r := untrusted(t)
	r.trusts.fail = errors.New("full")
	r.TrustCertificate()
	s := r.until(t, func(s flow.ServerState) bool { return s.Problem != nil })
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
	assert.Equal(t, flow.ServerResult, s.Step)
	assert.False(t, s.Working)
	assert.True(t, s.Trustable(), "it can be decided again")
	r.trusts.fail = nil
	r.with(func(r *serverRig) { r.findings = nil })
	r.TrustCertificate()
	r.until(t, func(s flow.ServerState) bool { return s.Kept && s.Problem == nil })
	assert.Equal(t, []string{"t0ken", "t0ken"}, r.asks().tokens)
}

func TestASavedServerIsTrustedWithItsKeptToken(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { shows(connector.CodeCertificateChanged, "cd02", shownAt)(r) })
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
	r.with(func(r *serverRig) { r.findings = nil })
	r.TrustCertificate()
	s := r.until(t, func(s flow.ServerState) bool {
		return s.Again && s.Step == flow.ServerResult && s.Verdict() == connector.Ready
	})
	assert.Equal(t, []string{"git.example:7990 cd02"}, r.trusts.pinned(), "it takes the place of the one before")
	assert.Len(t, r.asks().tokens, 1, "nothing was typed again")
	assert.Len(t, r.asks().opened, 2)
	assert.Equal(t, connector.Ready, s.Items[0].Connection.Verdict)
}

func TestOutOfDateOrForOtherNamesIsShownButNotTrusted(t *testing.T) {
	for _, code := range []connector.Code{connector.CodeCertificateExpired, connector.CodeCertificateWrongHost} {
		r := newServerRig(t, shows(code, "ab01", shownAt))
		r.Check(flow.ServerTyped{Address: "git.example:7990", Token: connector.NewSecret("t")})
		s := r.at(t, flow.ServerResult)
		assert.NotNil(t, s.Shown(), code)
		assert.False(t, s.Trustable(), code)
		r.TrustCertificate()
		assert.False(t, r.Now().State.Working, code)
	}
}

func TestOnlyTheCertificateThatStandsInTheWayIsShown(t *testing.T) {
	r := newServerRig(t, shows(connector.CodeCertificateUntrusted, "ab01", shownAt), func(r *serverRig) {
		refused := connector.NewProblem(connector.CodeConnectionReset)
		r.findings[connector.CheckAddress] = connector.Finding{Problems: []connector.Problem{refused}}
	})
	r.Check(flow.ServerTyped{Address: "git.example:7990", Token: connector.NewSecret("t")})
	assert.Nil(t, r.at(t, flow.ServerResult).Shown())
	r.TrustCertificate()
	assert.Equal(t, flow.ServerResult, r.Now().State.Step)
	assert.Len(t, r.asks().tried, 1)

	p := connector.NewProblem(connector.CodeCertificateUntrusted).Rated(connector.Warn)
	p = p.Seen(connector.Evidence{Certificate: &connector.Certificate{SHA256: "ab01"}})
	s := flow.ServerState{Report: connector.Report{Rungs: []connector.Rung{{Problems: []connector.Problem{p}}}}}
	assert.Nil(t, s.Shown(), "nothing stands in the way")
}

func TestThePinIsForThePortWhereTheCertificateWasShown(t *testing.T) {
	for address, host := range map[string]string{
		"https://git.example/rest":      "git.example:443",
		"https://GIT.example:8443/rest": "git.example:8443",
		"https://stranger.example/rest": "git.example:7990",
		"":                              "git.example:7990",
	} {
		r := newServerRig(t, shows(connector.CodeCertificateUntrusted, "ab01", address))
		r.Check(flow.ServerTyped{Address: "git.example:7990", Token: connector.NewSecret("t")})
		r.at(t, flow.ServerResult)
		r.with(func(r *serverRig) { r.findings = nil })
		r.TrustCertificate()
		r.until(t, func(s flow.ServerState) bool { return s.Kept })
		assert.Equal(t, []string{host + " ab01"}, r.trusts.pinned(), address)
	}
}

// authority is the certificate of a company's own authority, or of something that is none.
func authority(t *testing.T, isCA bool) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Harbour CA"}, BasicConstraintsValid: true, IsCA: isCA,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestAnImportedAuthorityVouchesForThisServer(t *testing.T) {
	r := untrusted(t)
	r.with(func(r *serverRig) { r.findings = nil })
	r.ImportRoot("ca.pem", authority(t, true))
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, []string{"git.example:7990 Harbour CA"}, r.trusts.rooted())
	assert.Empty(t, r.trusts.pinned())
}

func TestAFileThatHoldsNoAuthorityIsTold(t *testing.T) {
	r := untrusted(t)
	for reason, data := range map[string][]byte{"no-certificate": nil, "not-ca": authority(t, false)} {
		r.ImportRoot("ca.pem", data)
		s := r.until(t, func(s flow.ServerState) bool { return s.Problem != nil && s.Problem.Args["reason"] == reason })
		assert.Equal(t, connector.CodeRootUnusable, s.Problem.Code)
		assert.Equal(t, "ca.pem", s.Problem.Args["file"])
		assert.True(t, s.Trustable(), "the certificate is still there to be decided about")
	}
	assert.Empty(t, r.trusts.rooted())
	assert.Len(t, r.asks().tried, 1, "nothing was asked for nothing")
}
