package transport

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"mooring/connector"
)

// Why a file cannot serve as the person's own certificate; the words stand in client-certificate-unusable.
var (
	errPassphrase = errors.New("passphrase")
	errNoKey      = errors.New("no-key")
	errExpired    = errors.New("expired")
	errUnreadable = errors.New("unreadable")
)

// ReadClientCertificate reads the person's own certificate and its key from a PFX file or a PEM document.
// The passphrase opens an encrypted one. It answers client-certificate-unusable with the reason passphrase,
// no-key (none, or another certificate's), expired or unreadable; file names it there.
func ReadClientCertificate(file string, data []byte, passphrase connector.Secret) (tls.Certificate, error) {
	read := readPFX
	if block, _ := pem.Decode(data); block != nil {
		read = readPEM
	}
	key, certs, err := read(data, passphrase.Reveal())
	if err == nil {
		var own tls.Certificate
		if own, err = pair(key, certs); err == nil {
			return own, nil
		}
	}
	return tls.Certificate{}, connector.NewProblem(connector.CodeClientCertificateUnusable, "file", file, "reason", err.Error())
}

// readPFX reads PKCS #12 (RFC 7292), in the ciphers of old and new.
func readPFX(data []byte, passphrase string) (any, []*x509.Certificate, error) {
	key, first, others, err := pkcs12.DecodeChain(data, passphrase)
	switch {
	case err == nil:
		return key, append([]*x509.Certificate{first}, others...), nil
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, nil, errPassphrase
	case strings.Contains(err.Error(), "private key missing"): // no value of its own
		return nil, nil, errNoKey
	}
	return nil, nil, errUnreadable
}

// readPEM reads every certificate and the first key of a document.
func readPEM(data []byte, passphrase string) (any, []*x509.Certificate, error) {
	var key any
	var certs []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, errUnreadable
			}
			certs = append(certs, c)
		case strings.HasSuffix(block.Type, "PRIVATE KEY") && key == nil:
			var err error
			if key, err = readKey(block, passphrase); err != nil {
				return nil, nil, err
			}
		}
	}
	return key, certs, nil
}

// readKey reads a key that is plain or encrypted, in the manner of PKCS #8 or of OpenSSL before it.
func readKey(block *pem.Block, passphrase string) (any, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY" && passphrase == "":
		return nil, errPassphrase
	case block.Type == "ENCRYPTED PRIVATE KEY":
		key, _, err := pkcs8.ParsePrivateKey(block.Bytes, []byte(passphrase))
		return key, opened(err)
	case block.Headers["DEK-Info"] != "":
		//lint:ignore SA1019 such files are what companies hand out
		der, err := x509.DecryptPEMBlock(block, []byte(passphrase))
		if err != nil && !errors.Is(err, x509.IncorrectPasswordError) {
			return nil, errUnreadable
		}
		key, parseErr := parseKey(der)
		if err != nil || parseErr != nil { // a wrong one is not always noticed before
			return nil, errPassphrase
		}
		return key, nil
	}
	return parseKey(block.Bytes)
}

// opened says why an encrypted key could not be read. The library has no values for its errors, only words:
// what it does not know it says so, and all else is what a wrong passphrase leads to.
func opened(err error) error {
	switch {
	case err == nil:
		return nil
	case strings.Contains(err.Error(), "supported"), strings.Contains(err.Error(), "parameters"):
		return errUnreadable
	}
	return errPassphrase
}

func parseKey(der []byte) (any, error) {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	return nil, errUnreadable
}

// pair puts the certificate the key belongs to in front of those that vouch for it.
func pair(key any, certs []*x509.Certificate) (tls.Certificate, error) {
	if len(certs) == 0 {
		return tls.Certificate{}, errUnreadable
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return tls.Certificate{}, errNoKey
	}
	own := tls.Certificate{PrivateKey: signer}
	for _, c := range certs {
		public, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
		if own.Leaf == nil && ok && public.Equal(signer.Public()) {
			own.Leaf = c
			own.Certificate = append([][]byte{c.Raw}, own.Certificate...)
			continue
		}
		own.Certificate = append(own.Certificate, c.Raw)
	}
	switch {
	case own.Leaf == nil:
		return tls.Certificate{}, errNoKey
	case time.Now().After(own.Leaf.NotAfter):
		return tls.Certificate{}, errExpired
	}
	return own, nil
}
