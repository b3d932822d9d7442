package flow_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/flow"
)

func wantsCertificate(r *serverRig) {
	serverFinds(connector.CheckVersion, connector.CodeClientCertificateRequired, "host", "git.example")(r)
}

// withCertificate is a saved connection that shows a client certificate.
func withCertificate(t *testing.T) (*serverRig, connector.Connection) {
	t.Helper()
	r := newServerRig(t)
	r.Check(flow.ServerTyped{
		Name: "Harbour", Address: "git.example/bitbucket", Token: connector.NewSecret("t0ken"),
		Certificate: " /home/ada/ada.p12 ", Passphrase: connector.NewSecret("phrase"),
	})
	return r, r.at(t, flow.ServerResult).Current
}

func TestAChosenClientCertificateIsShownAndKept(t *testing.T) {
	r := newServerRig(t, wantsCertificate)
	r.Check(flow.ServerTyped{Address: "git.example", Token: connector.NewSecret("t0ken")})
	r.at(t, flow.ServerResult)
	r.with(func(r *serverRig) { r.findings = nil })
	r.UseClientCertificate(" /home/ada/ada.p12 ", connector.NewSecret("phrase"))
	s := r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, "/home/ada/ada.p12", r.asks().tried[1].ClientCertificate)
	assert.Equal(t, "phrase", r.asks().shown[1].Reveal())
	assert.Equal(t, "t0ken", r.asks().tokens[1])
	r.with(func(r *serverRig) {
		assert.Equal(t, "phrase", r.vault[s.Current.ID].Passphrase.Reveal())
		assert.Equal(t, "/home/ada/ada.p12", r.disk[s.Current.ID].ClientCertificate)
	})
}

func TestASavedConnectionKeepsAnotherClientCertificateWithWhatOpensIt(t *testing.T) {
	r, c := connectedServer(t)
	r.with(wantsCertificate)
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
	r.with(func(r *serverRig) { r.findings = nil })
	r.UseClientCertificate("/home/ada/new.pem", connector.NewSecret("phrase"))
	s := r.until(t, func(s flow.ServerState) bool {
		return s.Again && s.Step == flow.ServerResult && s.Verdict() == connector.Ready
	})
	assert.Equal(t, "/home/ada/new.pem", r.asks().opened[1].ClientCertificate)
	assert.Len(t, r.asks().tokens, 1, "the kept token is used")
	assert.Equal(t, "/home/ada/new.pem", s.Items[0].Connection.ClientCertificate)
	r.with(func(r *serverRig) {
		assert.Equal(t, "phrase", r.vault[c.ID].Passphrase.Reveal())
		assert.Equal(t, "t0ken", r.vault[c.ID].Token.Reveal())
		assert.Equal(t, "/home/ada/new.pem", r.disk[c.ID].ClientCertificate)
	})
}

func TestAClientCertificateThatCannotBeKeptChangesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		code  connector.Code
		spoil func(*serverRig)
	}{
		"the keychain says no": {connector.CodeKeychainLocked, func(r *serverRig) { r.putError = connector.NewProblem(connector.CodeKeychainLocked) }},
		"it cannot be read":    {connector.CodeKeychainRefused, func(r *serverRig) { r.getError = errors.New("odd") }},
		"the disk is full":     {connector.CodeDiskFailed, func(r *serverRig) { r.diskError = errors.New("full") }},
	} {
		t.Run(name, func(t *testing.T) {
			r, c := withCertificate(t)
			r.with(wantsCertificate)
			r.CheckAgain(c.ID)
			r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
			r.with(test.spoil)
			r.UseClientCertificate("/home/ada/new.pem", connector.NewSecret("other"))
			s := r.until(t, func(s flow.ServerState) bool { return s.Problem != nil })
			assert.Equal(t, test.code, s.Problem.Code)
			assert.Equal(t, flow.ServerResult, s.Step)
			assert.False(t, s.Working)
			r.with(func(r *serverRig) {
				assert.Equal(t, "phrase", r.vault[c.ID].Passphrase.Reveal(), "what opens the file that is still shown")
				assert.Equal(t, "/home/ada/ada.p12", r.disk[c.ID].ClientCertificate)
			})
		})
	}
}

func TestAClientCertificateForALostTokenAsksForTheToken(t *testing.T) {
	r, c := connectedServer(t)
	r.with(wantsCertificate)
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Again && s.Step == flow.ServerResult })
	r.with(func(r *serverRig) { delete(r.vault, c.ID) })
	r.UseClientCertificate("/home/ada/new.pem", connector.Secret{})
	assert.True(t, r.at(t, flow.ServerFormStep).Form.SignIn)
}

func TestANewTokenKeepsTheClientCertificateAndWhatOpensIt(t *testing.T) {
	r, c := withCertificate(t)
	r.ReplaceToken(c.ID)
	assert.Equal(t, "/home/ada/ada.p12", r.Now().State.Form.Certificate)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new")})
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, "phrase", r.asks().shown[1].Reveal(), "the check shows it too")
	r.with(func(r *serverRig) {
		assert.Equal(t, "new", r.vault[c.ID].Token.Reveal())
		assert.Equal(t, "phrase", r.vault[c.ID].Passphrase.Reveal())
		assert.Equal(t, "/home/ada/ada.p12", r.disk[c.ID].ClientCertificate)
	})
}

func TestWhatOpensTheClientCertificateIsKeptAlsoWhenTheKeychainIsAskedTwice(t *testing.T) {
	r, c := withCertificate(t)
	r.with(func(r *serverRig) { r.putError = connector.NewProblem(connector.CodeKeychainLocked) })
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new")})
	r.at(t, flow.ServerKeeping)
	r.with(func(r *serverRig) { r.putError = nil })
	r.KeepAgain()
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	r.with(func(r *serverRig) { assert.Equal(t, "phrase", r.vault[c.ID].Passphrase.Reveal()) })
}

func TestAnotherClientCertificateComesWithItsOwnPassphrase(t *testing.T) {
	for name, passphrase := range map[string]string{"with one": "other", "with none": ""} {
		t.Run(name, func(t *testing.T) {
			r, c := withCertificate(t)
			r.ReplaceToken(c.ID)
			r.Check(flow.ServerTyped{Token: connector.NewSecret("new"), Certificate: "/home/ada/new.pem", Passphrase: connector.NewSecret(passphrase)})
			r.until(t, func(s flow.ServerState) bool { return s.Kept })
			r.with(func(r *serverRig) {
				assert.Equal(t, passphrase, r.vault[c.ID].Passphrase.Reveal())
				assert.Equal(t, "/home/ada/new.pem", r.disk[c.ID].ClientCertificate)
			})
		})
	}
}

func TestTheSameFileMayHaveAnotherPassphrase(t *testing.T) {
	r, c := withCertificate(t)
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new"), Certificate: "/home/ada/ada.p12", Passphrase: connector.NewSecret("other")})
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	r.with(func(r *serverRig) { assert.Equal(t, "other", r.vault[c.ID].Passphrase.Reveal()) })
}

func TestALockedKeychainIsToldBeforeAFileCannotBeOpened(t *testing.T) {
	r, c := withCertificate(t)
	r.with(func(r *serverRig) { r.getError = connector.NewProblem(connector.CodeKeychainLocked) })
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("new")})
	s := r.until(t, func(s flow.ServerState) bool { return s.Step == flow.ServerResult && s.Problem != nil })
	assert.Equal(t, connector.CodeKeychainLocked, s.Problem.Code)
	assert.Len(t, r.asks().tried, 1, "the server was not asked")
	r.with(func(r *serverRig) { r.getError = nil })
	r.CheckAgain(c.ID)
	r.until(t, func(s flow.ServerState) bool { return s.Kept })
	assert.Equal(t, "phrase", r.asks().shown[1].Reveal())
}

func TestATokenTypedForOneServerIsNeverStoredForAnother(t *testing.T) {
	r, c := connectedServer(t)
	r.with(func(r *serverRig) { r.stall = connector.CheckAdmin })
	r.ReplaceToken(c.ID)
	r.Check(flow.ServerTyped{Token: connector.NewSecret("for-git")})
	<-r.stalled
	r.with(func(r *serverRig) { r.stall = "" })
	r.Begin("https://other.example")
	r.Check(flow.ServerTyped{Address: "https://other.example", Token: connector.NewSecret("for-other")})
	r.until(t, func(s flow.ServerState) bool { return s.Kept && s.Current.ID != c.ID })
	r.Close()
	r.with(func(r *serverRig) { assert.Equal(t, "t0ken", r.vault[c.ID].Token.Reveal()) })
	assert.Equal(t, []string{"t0ken", "for-git", "for-other"}, r.asks().tokens)
}
