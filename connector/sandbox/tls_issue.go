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
	"time"
)

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

// issue makes the server's certificate: a good one, or one with the fault that is to be met. It is signed by
// the authority, or else by itself.
func (a authority) issue(fault string, signed bool) (tls.Certificate, error) {
	template := &x509.Certificate{
		Subject:     pkix.Name{Organization: []string{"Nordlicht Apps"}, CommonName: "localhost"},
		NotAfter:    time.Now().AddDate(1, 0, 0),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	switch fault {
	case "certificate-expired":
		template.NotAfter = time.Now().AddDate(0, 0, -2)
	case "certificate-wrong-host":
		template.Subject.CommonName = "bitbucket.nordlicht.example"
		template.DNSNames, template.IPAddresses = []string{"bitbucket.nordlicht.example", "git.nordlicht.example"}, nil
	}
	return a.sign(template, signed)
}

// issueClient makes a certificate a person shows to servers, followed by its key, as PEM.
func (a authority) issueClient() ([]byte, error) {
	made, err := a.sign(&x509.Certificate{
		Subject:     pkix.Name{Organization: []string{"Nordlicht Apps"}, CommonName: "Jana Weber"},
		NotAfter:    time.Now().AddDate(1, 0, 0),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, true)
	if err != nil {
		return nil, err
	}
	key, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("write a key: %w", err)
	}
	return append(certificatePEM(made.Certificate[0]), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...), nil
}

// sign makes a key for a certificate and has the authority vouch for both, or nobody but the key itself.
func (a authority) sign(template *x509.Certificate, signed bool) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a key: %w", err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore = time.Now().AddDate(0, -11, 0)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	parent, by, chain := a.certificate, a.key, [][]byte{a.certificate.Raw}
	if !signed {
		parent, by, chain = template, key, nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a certificate: %w", err)
	}
	return tls.Certificate{Certificate: append([][]byte{der}, chain...), PrivateKey: key}, nil
}
