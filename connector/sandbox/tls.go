package sandbox

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
)

// security is the TLS of the Data Center side: what it shows, which may change, and who vouches for it.
type security struct {
	authority authority
	fault     string
	config    *tls.Config
	met       connections

	mu    sync.Mutex
	shown *tls.Certificate
}

// usesTLS tells whether the Data Center side speaks https.
func (s *Sandbox) usesTLS() bool {
	return s.opts.TLS || s.opts.SelfSigned || s.broken("https-available") || slices.Contains(tlsFaults(), s.opts.Break)
}

// secure puts TLS in front of the Data Center side where it is to speak https, and writes the authority that
// vouches for it to a temporary file.
func (s *Sandbox) secure(p *port) error {
	if p.listener == nil || !s.usesTLS() {
		return nil
	}
	ca, err := newAuthority()
	if err != nil {
		return err
	}
	t := &security{authority: ca, fault: s.opts.Break}
	if err := t.renew(!s.opts.SelfSigned); err != nil {
		return err
	}
	t.config = &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return t.certificate(), nil },
	}
	switch s.opts.Break {
	case "tls-failed": // a server of another age: the alert says "protocol version"
		t.config.MinVersion, t.config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	case "client-certificate-required":
		t.config.ClientAuth, t.config.ClientCAs = tls.RequireAndVerifyClientCert, ca.pool()
	}
	s.secured, p.listener = t, tls.NewListener(p.listener, t.config)
	return s.writeCertificates(ca)
}

// writeCertificates gives the authority, and a certificate for clients that are asked for one, as files.
func (s *Sandbox) writeCertificates(ca authority) (err error) {
	if !s.opts.SelfSigned {
		if s.line.CAFile, err = writePEM("ca", ca.pem()); err != nil {
			return err
		}
	}
	if s.broken("client-certificate-required") {
		client, err := ca.issueClient()
		if err != nil {
			return err
		}
		if s.line.ClientCertFile, err = writePEM("client", client); err != nil {
			return err
		}
	}
	return nil
}

// renew makes the certificate that is shown from then on, signed by the authority or by itself.
func (t *security) renew(signed bool) error {
	made, err := t.authority.issue(t.fault, signed)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shown = &made
	return nil
}

func (t *security) certificate() *tls.Certificate {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown
}

// errPlain is asked-for certificates where there are none.
var errPlain = errors.New("the Data Center side speaks plain http")

// RenewCertificate lets the https side show a new certificate from then on, for the same names and by the
// same signer. Connections end and sessions are not resumed, as after a restart of the server; answers on their
// way still arrive.
func (s *Sandbox) RenewCertificate() error { return s.showAnother(!s.opts.SelfSigned) }

// SignCertificate is RenewCertificate with a certificate of the authority, also where it was self-signed.
func (s *Sandbox) SignCertificate() error { return s.showAnother(true) }

func (s *Sandbox) showAnother(signed bool) error {
	if s.secured == nil {
		return errPlain
	}
	if err := s.secured.renew(signed); err != nil {
		return err
	}
	s.secured.config.SetSessionTicketKeys([][32]byte{[32]byte([]byte(randomText(32)))})
	s.secured.met.end()
	return nil
}

// AuthorityPEM is the authority of the https side, which signs what it shows unless that is self-signed.
// Without https there is none.
func (s *Sandbox) AuthorityPEM() []byte {
	if s.secured == nil {
		return nil
	}
	return s.secured.authority.pem()
}

// CertificatePEM is the certificate the https side shows now, without its chain. Without https there is none.
func (s *Sandbox) CertificatePEM() []byte {
	if s.secured == nil {
		return nil
	}
	return certificatePEM(s.secured.certificate().Certificate[0])
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func (a authority) pem() []byte { return certificatePEM(a.certificate.Raw) }

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// writePEM puts text into a temporary file that only its owner may read, and gives its path.
func writePEM(kind string, text []byte) (string, error) {
	file, err := os.CreateTemp("", "mooring-sandbox-"+kind+"-*.pem")
	if err != nil {
		return "", fmt.Errorf("make a certificate file: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("write a certificate file: %w", err), os.Remove(file.Name()))
	}
	return file.Name(), nil
}
