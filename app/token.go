package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf16"

	"mooring/connector"
)

// maxToken is far longer than any token: what is longer was not meant to be one.
const maxToken = 64 << 10

// tokenSource is where a command line says its token is.
type tokenSource struct {
	named bool // --token-file was written, if only with an empty name
	file  string
	stdin bool
}

// sensible finds what flags alone cannot forbid.
func (s tokenSource) sensible(email string) error {
	switch {
	case s.named && s.stdin:
		return usagef("--token-file and --token-stdin at once: choose one")
	case s.named && s.file == "":
		return usagef("--token-file needs the name of a file")
	case email != "" && !s.named && !s.stdin:
		return usagef("--email needs a token: --token-file or --token-stdin")
	}
	return nil
}

// read takes the token from where it was said to be, and tells whether it was said at all. It gives up with
// ctx, since a terminal or a pipe may stay silent for ever.
func (s tokenSource) read(ctx context.Context, stdin io.Reader) (connector.Secret, bool, error) {
	if !s.named && !s.stdin {
		return connector.Secret{}, false, nil
	}
	var text []byte
	done := make(chan error, 1)
	go func() {
		var err error
		text, err = s.bytes(stdin)
		done <- err
	}()
	select {
	case <-ctx.Done():
		return connector.Secret{}, false, ctx.Err()
	case err := <-done:
		if err != nil {
			return connector.Secret{}, false, fmt.Errorf("reading the token: %w", err)
		}
	}
	return connector.NewSecret(strings.TrimSpace(plainText(text))), true, nil
}

func (s tokenSource) bytes(stdin io.Reader) ([]byte, error) {
	from := stdin
	if !s.stdin {
		file, err := os.Open(s.file)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, maxToken+1))
	if err == nil && len(text) > maxToken {
		err = errors.New("this is far too long for a token")
	}
	return text, err
}

// plainText takes off the byte order mark of Windows' editors, and reads what its PowerShell writes with
// ">": UTF-16.
func plainText(text []byte) string {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return strings.TrimPrefix(string(text), "\ufeff")
	}
	var units []uint16
	for rest := text[2:]; len(rest) >= 2; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return string(utf16.Decode(units))
}
