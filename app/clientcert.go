package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"sync"

	"mooring/connector"
	"mooring/connector/transport"
)

// maxCertificate is far longer than any certificate with its chain and key.
const maxCertificate = 4 << 20

// clientCertificate reads a person's own certificate when a server first asks for one. It answers
// client-certificate-unusable. An empty name is none.
func clientCertificate(file string, passphrase connector.Secret) func() (*tls.Certificate, error) {
	if file == "" {
		return nil
	}
	var once sync.Mutex
	var read *tls.Certificate
	return func() (*tls.Certificate, error) {
		once.Lock()
		defer once.Unlock()
		if read != nil {
			return read, nil
		}
		data, err := readFileAtMost(file, maxCertificate, "a certificate")
		if err != nil {
			return nil, connector.NewProblem(connector.CodeClientCertificateUnusable, "file", file, "reason", "missing").Because(err)
		}
		certificate, err := transport.ReadClientCertificate(file, data, passphrase)
		if err != nil {
			return nil, err
		}
		read = &certificate
		return read, nil
	}
}

// readPassphrase reads what opens a client certificate from a file. A line end after it is not part of it.
func readPassphrase(ctx context.Context, file string) (connector.Secret, error) {
	if file == "" {
		return connector.Secret{}, nil
	}
	data, err := unlessStopped(ctx, func() ([]byte, error) { return readFileAtMost(file, maxToken, "a password") })
	switch {
	case ctx.Err() != nil:
		return connector.Secret{}, ctx.Err()
	case err != nil:
		return connector.Secret{}, fmt.Errorf("reading the password of the client certificate: %w", err)
	}
	return connector.NewSecret(strings.TrimRight(plainText(data), "\r\n")), nil
}
