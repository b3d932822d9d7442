package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
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
		data, err := readAtMost(file, maxCertificate)
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

// readAtMost reads a file that is not longer than it may be.
func readAtMost(file string, most int64) ([]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, most+1))
	if err == nil && int64(len(data)) > most {
		err = errors.New("the file is too long")
	}
	return data, err
}

// readPassphrase reads what opens a client certificate from a file. A line end after it is not part of it.
func readPassphrase(ctx context.Context, file string) (connector.Secret, error) {
	if file == "" {
		return connector.Secret{}, nil
	}
	// A file may be a pipe that stays silent.
	type read struct {
		data []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		data, err := readAtMost(file, maxToken)
		done <- read{data, err}
	}()
	select {
	case <-ctx.Done():
		return connector.Secret{}, ctx.Err()
	case r := <-done:
		if r.err != nil {
			return connector.Secret{}, fmt.Errorf("reading the password of the client certificate: %w", r.err)
		}
		return connector.NewSecret(strings.TrimRight(plainText(r.data), "\r\n")), nil
	}
}
