package connector

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/url"
	"strings"
	"time"
)

// Trust is what a person decided about the certificate of one server, beyond what this computer trusts. It
// serves that host and port and nothing else.
type Trust struct {
	// Host is host:port in one spelling; see HostPort.
	Host string `json:"host"`
	// Pin is the server's own certificate, trusted although nobody known vouches for it. Its dates and names
	// still count.
	Pin *Certificate `json:"pin,omitempty"`
	// Roots are certificate authorities, of a company say, that may vouch for this server.
	Roots []Root    `json:"roots,omitempty"`
	Since time.Time `json:"since"`
}

// Root is a certificate authority that a person imported.
type Root struct {
	Certificate
	PEM string `json:"pem"`
}

// HostPort gives host:port of an http(s) address in one spelling (lower case, port always there), the name
// under which trust is kept; empty for what is no such address.
func HostPort(address string) string {
	_, hostPort, _ := strings.Cut(Origin(address), "://")
	return hostPort
}

// ReadRoots reads certificate authorities from a file: PEM, one or several, or a single DER. It answers
// root-unusable with the reason no-certificate, not-ca (every one must be an authority) or expired.
func ReadRoots(file string, data []byte) ([]Root, error) {
	unusable := func(reason string) error { return NewProblem(CodeRootUnusable, "file", file, "reason", reason) }
	ders, err := certificatesIn(data)
	if err != nil || len(ders) == 0 {
		return nil, unusable("no-certificate")
	}
	var roots []Root
	for _, der := range ders {
		c, err := x509.ParseCertificate(der)
		switch {
		case err != nil:
			return nil, unusable("no-certificate")
		case !c.BasicConstraintsValid || !c.IsCA:
			return nil, unusable("not-ca")
		case time.Now().After(c.NotAfter):
			return nil, unusable("expired")
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
		roots = append(roots, Root{Certificate: DescribeCertificate(c), PEM: string(text)})
	}
	return roots, nil
}

// certificatesIn gives the DER of every certificate in a PEM document, or the data itself where it is DER.
func certificatesIn(data []byte) ([][]byte, error) {
	var ders [][]byte
	for rest := bytes.TrimSpace(data); ; {
		block, after := pem.Decode(rest)
		if block == nil {
			break
		}
		if block.Type == "CERTIFICATE" || block.Type == "TRUSTED CERTIFICATE" {
			ders = append(ders, block.Bytes)
		}
		rest = after
	}
	if len(ders) > 0 {
		return ders, nil
	}
	if _, err := x509.ParseCertificate(data); err != nil {
		return nil, err
	}
	return [][]byte{data}, nil
}

// IsCloudAddress tells whether an address belongs to Bitbucket Cloud, whose certificate nothing imported
// may vouch for.
func IsCloudAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && isCloudHost(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."))
}

// HostOf is the host alone of a host:port.
func HostOf(hostPort string) string {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return hostPort
	}
	return host
}
