package flow

import (
	"context"
	"strings"

	"mooring/connector"
)

// TrustCertificate trusts, for this one server, the certificate the last check stopped at, and checks again.
// It is what the person has just compared and agreed to.
func (f *Server) TrustCertificate() {
	s := f.feed.Now().State
	shown := s.Shown()
	if shown == nil {
		return
	}
	host, certificate := connector.HostPort(s.Place()), *shown
	f.trust(func(ctx context.Context) error { return f.needs.Trusts.Pin(ctx, host, certificate) })
}

// ImportRoot lets an authority in a file vouch for this one server, and checks again. file is its name, for
// sentences; data its content.
func (f *Server) ImportRoot(file string, data []byte) {
	host := connector.HostPort(f.feed.Now().State.Place())
	f.trust(func(ctx context.Context) error {
		roots, err := connector.ReadRoots(file, data)
		if err != nil {
			return err
		}
		return f.needs.Trusts.AddRoots(ctx, host, roots)
	})
}

// UseClientCertificate checks again, showing a certificate of the person's own. file is its full path.
func (f *Server) UseClientCertificate(file string, passphrase connector.Secret) {
	s := f.feed.Now().State
	s.Current.ClientCertificate = strings.TrimSpace(file)
	f.mu.Lock()
	f.phrase = passphrase
	f.mu.Unlock()
	f.tryGiven(s.Current)
}

// trust saves a decision and checks again; where it cannot be saved, the result says why.
func (f *Server) trust(save func(context.Context) error) {
	f.task.Stop()
	f.feed.Apply(serverWorks{})
	f.task.Start(func(ctx context.Context) {
		if err := save(ctx); err != nil {
			f.feed.ApplyFrom(ctx, serverStuck{problemOf(err, connector.CodeDiskFailed)})
			return
		}
		f.feed.ApplyFrom(ctx, serverTrusted{})
		if ctx.Err() == nil {
			f.recheck(ctx)
		}
	})
}

// Shown is the certificate the last check stopped at, or nil.
func (s ServerState) Shown() *connector.Certificate {
	for _, rung := range s.Report.Rungs {
		for _, p := range rung.Problems {
			if p.Severity == connector.Block && p.Evidence.Certificate != nil {
				return p.Evidence.Certificate
			}
		}
	}
	return nil
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
