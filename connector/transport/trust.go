package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"mooring/connector"
)

// Roots gives the system's certificate authorities and those in PEM documents on top. A document without a
// single certificate is an error.
func Roots(documents ...[]byte) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read the system's certificate authorities: %w", err)
	}
	for _, d := range documents {
		if !pool.AppendCertsFromPEM(d) {
			return nil, errors.New("no certificate in the file")
		}
	}
	return pool, nil
}

// ofTLS names what went wrong between connecting and asking.
func (c *Client) ofTLS(a *attempt, host string, err error) (connector.Problem, bool) {
	if p, ok := ofCertificate(host, err); ok {
		return p, true
	}
	if a.begun() || isTimeout(err) {
		return connector.Problem{}, false
	}
	said := alert(err)
	if wantsCertificate(a, err, said) {
		file := ""
		if a.shown.Load() {
			file = c.options.ClientCertificateFile
		}
		p := connector.NewProblem(connector.CodeClientCertificateRequired, "host", host, "file", file)
		return p.Seen(connector.Evidence{Said: said}), true
	}
	var op *net.OpError
	var record tls.RecordHeaderError
	plain := isPlain(err)
	if plain || said != "" || errors.As(err, &record) || a.phase() == phaseSecuring && !errors.As(err, &op) {
		p := connector.NewProblem(connector.CodeTLSFailed, "host", host, "plain", "")
		if plain {
			p = p.With("plain", "yes")
		}
		return p.Seen(connector.Evidence{Said: said}), true
	}
	return connector.Problem{}, false
}

// wantsCertificate tells a server that ends things for want of a client certificate: it says so, or it asked
// for one before it refused or hung up.
func wantsCertificate(a *attempt, err error, said string) bool {
	var op *net.OpError
	dropped := isHangUp(err) || errors.As(err, &op)
	return said == "tls: certificate required" || a.asked.Load() && (said != "" || dropped)
}

// alert gives the words of a TLS alert, sent or received. crypto/tls has no exported type for it.
func alert(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error") {
		return op.Err.Error()
	}
	return ""
}

// ofCertificate reads what verifying the server's certificate said.
func ofCertificate(host string, err error) (connector.Problem, bool) {
	var verify *tls.CertificateVerificationError
	if !errors.As(err, &verify) {
		return connector.Problem{}, false
	}
	var seen connector.Evidence
	if len(verify.UnverifiedCertificates) > 0 {
		shown := connector.DescribeCertificate(verify.UnverifiedCertificates[0])
		seen.Certificate = &shown
	}
	var wrongHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	var other changed
	p := connector.NewProblem(connector.CodeCertificateUntrusted, "host", host, "issuer", "")
	switch {
	case errors.As(err, &wrongHost):
		p = connector.NewProblem(connector.CodeCertificateWrongHost, "host", host, "names", namesOf(wrongHost.Certificate))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		p = connector.NewProblem(connector.CodeCertificateExpired, "host", host, "date", validity(invalid.Cert))
	case errors.As(err, &other):
		p = connector.NewProblem(connector.CodeCertificateChanged, "host", host)
		seen.Trusted = &other.trusted
	case seen.Certificate != nil:
		p = p.With("issuer", seen.Certificate.Issuer)
	}
	return p.Seen(seen), true
}

// namesOf lists the names a certificate is for; none means it has no subject alternative names at all.
func namesOf(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	return strings.Join(connector.DescribeCertificate(cert).Names, ", ")
}

// validity is the day that makes a certificate invalid now: its end, or its beginning.
func validity(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	day := cert.NotAfter
	if time.Now().Before(cert.NotBefore) {
		day = cert.NotBefore
	}
	return day.UTC().Format(time.DateOnly)
}
