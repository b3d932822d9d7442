package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"time"
)

// secure puts TLS in front of the Data Center side when the fault to play is one of TLS, and writes the
// authority that signed its certificate to a temporary file.
func (s *Sandbox) secure(listener net.Listener) (net.Listener, error) {
	if listener == nil || !slices.Contains(tlsFaults(), s.opts.Break) {
		return listener, nil
	}
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	if s.line.CAFile, err = ca.write(); err != nil {
		return nil, err
	}
	certificate, err := ca.issue(s.opts.Break)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	switch s.opts.Break {
	case "tls-failed": // a server of another age: the alert says "protocol version"
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	case "client-certificate-required":
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs = ca.pool()
	}
	return tls.NewListener(listener, config), nil
}

// authority signs the certificates of one sandbox.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority() (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, fmt.Errorf("make a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{Organization: []string{"Nordlicht Apps"}, CommonName: "Nordlicht Internal Root"},
		NotBefore:             time.Now().AddDate(-1, 0, 0),
		NotAfter:              time.Now().AddDate(9, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return authority{}, fmt.Errorf("make an authority: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, fmt.Errorf("read the authority back: %w", err)
	}
	return authority{certificate: certificate, key: key}, nil
}

// issue makes the server's certificate: a good one, or one with the fault that is to be met.
func (a authority) issue(fault string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{Organization: []string{"Nordlicht Apps"}, CommonName: "localhost"},
		NotBefore:    time.Now().AddDate(0, -11, 0),
		NotAfter:     time.Now().AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	switch fault {
	case "certificate-expired":
		template.NotAfter = time.Now().AddDate(0, 0, -2)
	case "certificate-wrong-host":
		template.Subject.CommonName = "bitbucket.nordlicht.example"
		template.DNSNames, template.IPAddresses = []string{"bitbucket.nordlicht.example", "git.nordlicht.example"}, nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.certificate.Raw}, PrivateKey: key}, nil
}

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// write puts the authority into a temporary PEM file and gives its path.
func (a authority) write() (string, error) {
	file, err := os.CreateTemp("", "mooring-sandbox-ca-*.pem")
	if err != nil {
		return "", fmt.Errorf("make a file for the authority: %w", err)
	}
	err = pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return "", fmt.Errorf("write the authority: %w", err)
	}
	return file.Name(), nil
}
