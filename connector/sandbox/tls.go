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

// security is the TLS of a side: what it shows, which may change, and who vouches for it.
type security struct {
	signed    bool // by the authority, else by itself
	authority authority
	fault     string
	config    *tls.Config
	met       connections

	mu    sync.Mutex
	shown *tls.Certificate
}

// usesTLS tells whether a side speaks https. The pages people consent on never do: no browser would know who
// vouches for them.
func (s *Sandbox) usesTLS(side string) bool {
	faulty := slices.Contains(tlsFaults(), s.opts.Break)
	switch side {
	case SideServer:
		return faulty || s.opts.TLS || s.opts.SelfSigned || s.broken("https-available")
	case SideCloudAPI:
		return faulty || s.opts.CloudTLS
	}
	return false
}

// certify makes the authority that vouches for the sides which speak https, and writes it to a temporary file.
func (s *Sandbox) certify() error {
	if !s.usesTLS(SideServer) && !s.usesTLS(SideCloudAPI) {
		return nil
	}
	ca, err := newAuthority()
	if err != nil {
		return err
	}
	s.authority = &ca
	return s.writeCertificates(ca)
}

// secure puts TLS in front of a side where it is to speak https.
func (s *Sandbox) secure(p *port) error {
	if p.listener == nil || !s.usesTLS(p.side) {
		return nil
	}
	ca := *s.authority
	t := &security{authority: ca, fault: s.opts.Break, signed: p.side != SideServer || !s.opts.SelfSigned}
	if err := t.renew(); err != nil {
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
	if p.side == SideServer {
		s.secured = t
	} else {
		s.cloudSecured = t
	}
	p.security, p.listener = t, tls.NewListener(p.listener, t.config)
	return nil
}

// writeCertificates gives the authority, and a certificate for clients that are asked for one, as files.
func (s *Sandbox) writeCertificates(ca authority) (err error) {
	if !s.opts.SelfSigned || s.opts.CloudTLS {
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

// renew makes the certificate that is shown from then on.
func (t *security) renew() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	made, err := t.authority.issue(t.fault, t.signed)
	if err != nil {
		return err
	}
	t.shown = &made
	return nil
}

// sign lets the authority vouch for what is shown from the next renewal on.
func (t *security) sign() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.signed = true
}

func (t *security) certificate() *tls.Certificate {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown
}

// errPlain is asked-for certificates where there are none.
var errPlain = errors.New("no side speaks https")

// RenewCertificate lets the sides that speak https show new certificates from then on, for the same names and
// by the same signer. Connections end and sessions are not resumed, as after a restart of the server; answers on
// their way still arrive.
func (s *Sandbox) RenewCertificate() error {
	sides := s.securities()
	if len(sides) == 0 {
		return errPlain
	}
	for _, t := range sides {
		if err := t.renew(); err != nil {
			return err
		}
		t.config.SetSessionTicketKeys([][32]byte{[32]byte([]byte(randomText(32)))})
		t.met.end()
	}
	return nil
}

// SignCertificate is RenewCertificate with certificates of the authority, also where they were self-signed.
func (s *Sandbox) SignCertificate() error {
	for _, t := range s.securities() {
		t.sign()
	}
	return s.RenewCertificate()
}

// securities are those of the sides that speak https, Data Center's first.
func (s *Sandbox) securities() []*security {
	return slices.DeleteFunc([]*security{s.secured, s.cloudSecured}, func(t *security) bool { return t == nil })
}

// AuthorityPEM is the authority of the sides that speak https, which signs what they show unless that is
// self-signed. Without https there is none.
func (s *Sandbox) AuthorityPEM() []byte {
	if s.authority == nil {
		return nil
	}
	return s.authority.pem()
}

// CertificatePEM is the certificate that the Data Center side shows now, or else the Cloud API, without its
// chain. Without https there is none.
func (s *Sandbox) CertificatePEM() []byte {
	for _, t := range s.securities() {
		return certificatePEM(t.certificate().Certificate[0])
	}
	return nil
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
