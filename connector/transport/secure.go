package transport

import (
	"context"
	"crypto/tls"
	"net"
)

// secured is a connection after its handshake.
type secured struct {
	conn *tls.Conn
	wire *peekConn
	// trust is what its certificate stands on.
	trust string
}

// secure shakes hands over a connection to the target, as net/http would: HTTP/2 where the server likes it.
// The connection is closed where that fails.
func (t *target) secure(ctx context.Context, conn net.Conn) (*secured, error) {
	a := attemptOf(ctx)
	a.reach(phaseSecuring)
	judge := &judge{target: t}
	s := &secured{wire: peekable(conn)}
	s.conn = tls.Client(s.wire, &tls.Config{
		ServerName:           t.origin.Hostname(),
		MinVersion:           tls.VersionTLS12,
		NextProtos:           []string{"h2", "http/1.1"},
		ClientSessionCache:   t.sessions,
		GetClientCertificate: t.clientCertificate(a),
		// The judge does all that crypto/tls would do, and it does so for resumed sessions too.
		InsecureSkipVerify: true, //nolint:gosec // see VerifyConnection
		VerifyConnection:   judge.verify,
	})
	if err := s.conn.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	s.trust = judge.trust
	a.reach(phaseWaiting)
	return s, nil
}

// clientCertificate answers a server that asks who we are, and notes that it did.
func (t *target) clientCertificate(a *attempt) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		a.asked.Store(true)
		if t.client.options.ClientCertificate == nil {
			return &tls.Certificate{}, nil
		}
		own, err := t.client.options.ClientCertificate()
		if err != nil || own == nil {
			return &tls.Certificate{}, err
		}
		a.shown.Store(true)
		return own, nil
	}
}

// proxyTLS is how a proxy is secured: with the trust of this computer alone, and showing nothing of ours.
func (c *Client) proxyTLS(host string) *tls.Config {
	return &tls.Config{RootCAs: c.options.Roots, ServerName: host, MinVersion: tls.VersionTLS12}
}
