package connector

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"time"
)

// Certificate is what a person recognises a certificate by, and what of it is kept when they trust it.
type Certificate struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	// Names are the host names and IP addresses it is for; a certificate without any is for no server.
	Names []string `json:"names,omitempty"`
	// SHA256 is of the whole certificate, in small hex letters.
	SHA256 string `json:"sha256"`
	// CA says that it may sign other certificates.
	CA bool `json:"ca,omitempty"`
}

// DescribeCertificate reads what there is to show.
func DescribeCertificate(c *x509.Certificate) Certificate {
	sum := sha256.Sum256(c.Raw)
	d := Certificate{
		Subject: nameOr(c.Subject.CommonName, c.Subject.String()), Issuer: nameOr(c.Issuer.CommonName, c.Issuer.String()),
		NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(), SHA256: hex.EncodeToString(sum[:]), CA: c.BasicConstraintsValid && c.IsCA,
	}
	d.Names = append(d.Names, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		d.Names = append(d.Names, ip.String())
	}
	// Certificates of today's authorities may have no subject at all.
	d.Subject = nameOr(d.Subject, strings.Join(d.Names, ", "))
	return d
}

// Fingerprint is the SHA-256 as administrators write it: pairs of capital hex digits with colons between.
func (c Certificate) Fingerprint() string {
	var pairs []string
	for sum := strings.ToUpper(c.SHA256); len(sum) >= 2; sum = sum[2:] {
		pairs = append(pairs, sum[:2])
	}
	return strings.Join(pairs, ":")
}

func nameOr(common, whole string) string {
	if common != "" {
		return common
	}
	return whole
}
