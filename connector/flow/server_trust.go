package flow

import (
	"context"
	"errors"
	"strings"

	"mooring/connector"
)

// TrustCertificate trusts, for this one server, the certificate the last check stopped at, and checks again.
// It is what the person has just compared and agreed to, in the place of what they trusted before.
func (f *Server) TrustCertificate() {
	s := f.feed.Now().State
	if !s.Trustable() {
		return
	}
	certificate := *s.Shown()
	f.trust(s, func(ctx context.Context, host string) error { return f.needs.Trusts.Pin(ctx, host, certificate) })
}

// ImportRoot lets an authority in a file vouch for this one server, and checks again. file is its name, for
// sentences; data its content.
func (f *Server) ImportRoot(file string, data []byte) {
	s := f.feed.Now().State
	if s.Step != ServerResult || s.Working {
		return
	}
	f.trust(s, func(ctx context.Context, host string) error {
		roots, err := connector.ReadRoots(file, data)
		if err != nil {
			return err
		}
		return f.needs.Trusts.AddRoots(ctx, host, roots)
	})
}

// trust saves a decision and checks again, the way the check before did; where it cannot be saved, the
// result says why.
func (f *Server) trust(s ServerState, save func(ctx context.Context, host string) error) {
	f.halt()
	given := f.credential()
	f.feed.Apply(serverWorks{})
	f.task.Start(func(ctx context.Context) {
		host, err := s.trustHost()
		if err == nil {
			err = save(ctx, host)
		}
		if err != nil {
			f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeDiskFailed)})
			return
		}
		f.feed.ApplyFrom(ctx, serverBegan{connection: s.Current, again: s.Again})
		if s.Again {
			f.tryKept(ctx, s.Current)
			return
		}
		f.try(ctx, s.Current, given)
	})
}

// UseClientCertificate checks again, showing a certificate of the person's own. file is its full path; what
// opens it goes where the token of the connection is.
func (f *Server) UseClientCertificate(file string, passphrase connector.Secret) {
	s := f.feed.Now().State
	if s.Step != ServerResult || s.Working {
		return
	}
	f.halt()
	file = strings.TrimSpace(file)
	if s.Again || s.Kept {
		f.feed.Apply(serverWorks{})
		f.task.Start(func(ctx context.Context) { f.present(ctx, s.Current, file, passphrase) })
		return
	}
	f.mu.Lock()
	f.phrase = passphrase
	f.mu.Unlock()
	s.Current.ClientCertificate = file
	f.tryGiven(s.Current)
}

// present keeps another client certificate for a saved connection, first what opens it and then its name,
// and checks again. Where the name cannot be saved, what opened the file before is put back.
func (f *Server) present(ctx context.Context, connection connector.Connection, file string, passphrase connector.Secret) {
	before, err := f.needs.Vault.Get(ctx, connection.ID, connection.Origins())
	if errors.Is(err, connector.ErrNoSecret) {
		f.feed.ApplyFrom(ctx, f.lost(connection.ID))
		return
	}
	after := before
	after.Passphrase = passphrase
	if err == nil {
		err = f.needs.Vault.Put(ctx, connection.ID, after, connection.Keep)
	}
	if err != nil {
		f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeKeychainRefused)})
		return
	}
	connection.ClientCertificate = file
	whole := context.WithoutCancel(ctx) // half of it kept would be worse than all or nothing
	if err := f.needs.Connections.SaveConnection(whole, connection); err != nil {
		_ = f.needs.Vault.Put(whole, connection.ID, before, connection.Keep)
		f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeDiskFailed)})
		return
	}
	f.feed.Apply(serverWritten{connection})
	if f.feed.ApplyFrom(ctx, serverBegan{connection: connection, again: true}) {
		f.tryKept(ctx, connection)
	}
}

// Shown is the certificate the last check stopped at, or nil: what the problem in the way is about.
func (s ServerState) Shown() *connector.Certificate {
	if p, found := s.Report.Worst(); found && p.Severity == connector.Block {
		return p.Evidence.Certificate
	}
	return nil
}

// Trustable tells whether TrustCertificate would mend what stands in the way. It would not where a
// certificate is out of date or for other names: those count also for one that is trusted.
func (s ServerState) Trustable() bool {
	if s.Step != ServerResult || s.Working || s.Shown() == nil {
		return false
	}
	p, _ := s.Report.Worst()
	return p.Code == connector.CodeCertificateUntrusted || p.Code == connector.CodeCertificateChanged
}

// Place is the address as it was understood, or as it was typed where the ladder has not begun.
func (s ServerState) Place() string {
	for _, name := range []string{"base", "address"} {
		if found := s.Report.Fact(name); found != "" {
			return found
		}
	}
	return s.Current.Base
}

// trustHost is the host:port that a decision about certificates is for. The certificate may have been
// shown at another port than the one typed: where http answers with https on the same host name.
func (s ServerState) trustHost() (string, error) {
	read, err := connector.ReadAddress(s.Place())
	if err != nil {
		return "", err
	}
	place := read.Base
	if p, found := s.Report.Worst(); found && p.Evidence.Certificate != nil {
		seen := p.Evidence.Address
		if strings.HasPrefix(connector.Origin(seen), "https://") && hostName(seen) == hostName(place) {
			place = seen
		}
	}
	return connector.HostPort(place), nil
}
