package transport

import (
	"bufio"
	"errors"
	"net"
	"os"
	"time"
)

// The records of TLS that matter here (RFC 8446, 5.1 and 6): an alert, and what hides every other kind once
// keys are agreed on. A hidden alert is two bytes, one for its kind and sixteen that seal it.
const (
	recordHeader = 5
	recordAlert  = 21
	recordSealed = 23
	sealedAlert  = 2 + 1 + 16
)

// peekConn is a connection whose next bytes can be looked at without taking them.
type peekConn struct {
	net.Conn
	reader *bufio.Reader
}

// peekable wraps a connection, unless it is wrapped already.
func peekable(conn net.Conn) *peekConn {
	if p, ok := conn.(*peekConn); ok {
		return p
	}
	return &peekConn{Conn: conn, reader: bufio.NewReader(conn)}
}

// Read gives what was looked at first.
func (p *peekConn) Read(b []byte) (int, error) { return p.reader.Read(b) }

// listen waits until the other side hangs up, says more than one can look at, or the deadline passes. It
// tells whether the connection is still good, and whether it brought a TLS alert.
func (p *peekConn) listen() (good bool) {
	said, err := p.reader.Peek(p.reader.Size())
	return (err == nil || errors.Is(err, os.ErrDeadlineExceeded)) && !hasAlert(said)
}

// alerted waits for the first record after a handshake and tells whether it is an alert. Silence is none.
func (p *peekConn) alerted(wait time.Duration) bool {
	_ = p.SetReadDeadline(time.Now().Add(wait))
	defer func() { _ = p.SetReadDeadline(time.Time{}) }()
	said, err := p.reader.Peek(recordHeader)
	if err != nil {
		return !errors.Is(err, os.ErrDeadlineExceeded)
	}
	return isAlert(said)
}

// hasAlert walks through whole records.
func hasAlert(said []byte) bool {
	for len(said) >= recordHeader {
		if isAlert(said) {
			return true
		}
		said = said[min(len(said), recordHeader+sizeOf(said)):]
	}
	return false
}

func isAlert(record []byte) bool {
	return record[0] == recordAlert || record[0] == recordSealed && sizeOf(record) == sealedAlert
}

func sizeOf(record []byte) int { return int(record[3])<<8 | int(record[4]) }
