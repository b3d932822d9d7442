package transport

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"mooring/connector"
)

// What a certificate can stand on.
const (
	trustSystem = "system" // an authority this computer trusts, or one given in Options.Roots
	trustRoot   = "root"   // an authority the person imported for this server
	trustPin    = "pin"    // the person's word for this very certificate
)

// changed says that a server shows another certificate than the one trusted for it.
type changed struct {
	trusted connector.Certificate
}

func (changed) Error() string { return "not the certificate that was trusted" }

// judge decides about the certificate of one connection to a target.
type judge struct {
	target *target
	trust  string // what it stands on, once it was accepted
}

// trust is what the person decided about the target. For Bitbucket Cloud nothing can be decided.
func (t *target) trust() (connector.Trust, bool) {
	book := t.client.options.Trust
	if book == nil || connector.IsCloudAddress(t.origin.String()) {
		return connector.Trust{}, false
	}
	return book.Trust(t.hostPort)
}

// verify is the tls.Config.VerifyConnection of a target.
func (j *judge) verify(state tls.ConnectionState) error {
	certs := state.PeerCertificates
	if len(certs) == 0 {
		return errors.New("the server showed no certificate")
	}
	kind, err := j.decide(certs)
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: certs, Err: err}
	}
	j.trust = kind
	return nil
}

// decide says what the certificates stand on, or what is wrong with them.
func (j *judge) decide(certs []*x509.Certificate) (string, error) {
	t, leaf := j.target, certs[0]
	trust, _ := t.trust()
	err := t.chain(certs, t.client.options.Roots, x509.ExtKeyUsageServerAuth)
	if err == nil {
		if trust.Pin != nil {
			t.client.options.Trust.Renewed(t.hostPort)
		}
		return trustSystem, nil
	}
	// Dates and names count whoever vouches. Here the certificate vouches for itself and only those are left to
	// judge; the system's own verifier may have stopped at something else first. What it may be used for is the
	// business of whoever signs: a person who trusts it must not be asked the same again.
	itself := x509.NewCertPool()
	itself.AddCert(leaf)
	if own := t.chain(certs, itself, x509.ExtKeyUsageAny); own != nil {
		return "", own
	}
	if roots, ok := imported(trust.Roots); ok && t.chain(certs, roots, x509.ExtKeyUsageServerAuth) == nil {
		t.lean(trust)
		return trustRoot, nil
	}
	if trust.Pin == nil {
		return "", err
	}
	if !strings.EqualFold(trust.Pin.SHA256, connector.DescribeCertificate(leaf).SHA256) {
		return "", changed{trusted: *trust.Pin}
	}
	t.lean(trust)
	return trustPin, nil
}

// chain verifies certificates as crypto/tls does, with the server's name. Nil roots are the system's.
func (t *target) chain(certs []*x509.Certificate, roots *x509.CertPool, use x509.ExtKeyUsage) error {
	between := x509.NewCertPool()
	for _, c := range certs[1:] {
		between.AddCert(c)
	}
	_, err := certs[0].Verify(x509.VerifyOptions{
		DNSName: t.origin.Hostname(), Roots: roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{use},
	})
	return err
}

// imported gives the authorities among what the person imported; what is none may vouch for nobody.
func imported(roots []connector.Root) (*x509.CertPool, bool) {
	pool, some := x509.NewCertPool(), false
	for _, root := range roots {
		block, _ := pem.Decode([]byte(root.PEM))
		if block == nil {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil || !c.BasicConstraintsValid || !c.IsCA {
			continue
		}
		pool.AddCert(c)
		some = true
	}
	return pool, some
}
