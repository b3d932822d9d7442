package app

import (
	"bytes"
	"context"
	"encoding/binary"
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
	text, err := unlessStopped(ctx, func() ([]byte, error) {
		if s.stdin {
			return readAtMost(stdin, maxToken, "a token")
		}
		return readFileAtMost(s.file, maxToken, "a token")
	})
	switch {
	case ctx.Err() != nil:
		return connector.Secret{}, false, ctx.Err()
	case err != nil:
		return connector.Secret{}, false, fmt.Errorf("reading the token: %w", err)
	}
	return connector.NewSecret(strings.TrimSpace(plainText(text))), true, nil
}

// unlessStopped reads as long as ctx lasts. What still reads then is left behind: nothing else ends it.
func unlessStopped(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		return r.data, r.err
	}
}

// readFileAtMost reads a file that is not longer than what it should hold may be.
func readFileAtMost(file string, most int64, what string) ([]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return readAtMost(opened, most, what)
}

func readAtMost(from io.Reader, most int64, what string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("this is far too long for %s", what)
	}
	return data, err
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
