package sandbox

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

// Faults lists the problem codes that can be played, sorted. One that only one product knows leaves the
// other healthy.
func Faults() []string {
	return sorted(CloudFaults(), ServerFaults())
}

// CloudFaults lists those somebody who connects to the Cloud side may meet. It plays webhook-exists and
// webhook-undelivered too, which are met later and listed with Data Center's.
func CloudFaults() []string { return sorted(connectionFaults(), tlsFaults(), cloudFaults()) }

// ServerFaults lists those the Data Center side plays.
func ServerFaults() []string { return sorted(connectionFaults(), tlsFaults(), serverFaults()) }

func sorted(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// connectionFaults hit both APIs; the page where people consent stays reachable.
func connectionFaults() []string {
	return []string{"connection-refused", "connection-timeout", "connection-reset"}
}

// tlsFaults hit the Data Center side and the Cloud API, which then speak https.
func tlsFaults() []string {
	return []string{
		"certificate-untrusted", "certificate-expired", "certificate-wrong-host",
		"client-certificate-required", "tls-failed",
	}
}

// broken tells whether this fault is being played.
func (s *Sandbox) broken(code string) bool { return s.opts.Break == code }

// breakConnection plays the faults that give no HTTP answer at all, and tells whether it did.
func (s *Sandbox) breakConnection(w http.ResponseWriter, r *http.Request) bool {
	switch s.opts.Break {
	case "connection-timeout":
		<-r.Context().Done()
		reset(w)
		return true
	case "connection-reset":
		reset(w)
		return true
	}
	return false
}

// reset closes the connection the hard way, so that the other end reads "connection reset".
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// endless answers 200 JSON that begins with head and then repeats chunk until the client has had enough.
func endless(w http.ResponseWriter, r *http.Request, head, chunk string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_, err := io.WriteString(w, head)
	for err == nil && r.Context().Err() == nil {
		_, err = io.WriteString(w, chunk)
	}
}

// trickle answers 200 JSON that begins with head and then gives one blank every 100 ms, never ending.
func trickle(w http.ResponseWriter, r *http.Request, head string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	flush := http.NewResponseController(w).Flush
	_, err := io.WriteString(w, head)
	for err == nil && errors.Join(flush(), r.Context().Err()) == nil && pause(r.Context(), 100*time.Millisecond) {
		_, err = io.WriteString(w, " ")
	}
}

// closedPort finds a port that refuses. It is held as the near end of a connection, since a port that was
// merely freed could be listened on by another program a moment later.
func closedPort() (address string, held io.Closer, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // answers at once
	if err != nil {
		return "", nil, err
	}
	conn, err := net.DialTimeout("tcp", listener.Addr().String(), 10*time.Second) //nolint:noctx // as above
	if err != nil {
		return "", nil, errors.Join(err, listener.Close())
	}
	return conn.LocalAddr().String(), closers{conn, listener}, nil
}

// closers is several things closed as one.
type closers []io.Closer

// Close closes all and joins what went wrong.
func (c closers) Close() error {
	var err error
	for _, one := range c {
		err = errors.Join(err, one.Close())
	}
	return err
}
