package app

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/store"
)

// trustBook is what people decided about certificates of single servers: a list in memory for whoever is
// about to shake hands, and the same list on disk.
type trustBook struct {
	store *store.Store
	log   *slog.Logger

	working  sync.WaitGroup // what is written on the side
	changing sync.Mutex     // held while the file is read or written, so that memory follows it in order

	mu   sync.Mutex
	list map[string]connector.Trust // by host:port
}

func newTrustBook(s *store.Store, log *slog.Logger) *trustBook { return &trustBook{store: s, log: log} }

// load takes over what is kept. What a newer Mooring wrote counts as far as it was understood.
func (b *trustBook) load(ctx context.Context) error {
	b.changing.Lock()
	defer b.changing.Unlock()
	list, err := b.store.LoadTrust(ctx)
	b.take(list)
	return err
}

func (b *trustBook) take(list []connector.Trust) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = make(map[string]connector.Trust, len(list))
	for _, t := range list {
		if t.Pin != nil || len(t.Roots) > 0 {
			b.list[strings.ToLower(t.Host)] = t // somebody may have typed it into the file
		}
	}
}

// Trust tells what was decided about host:port, without waiting for anything. Nothing kept here vouches for
// Bitbucket Cloud, whatever the file says.
func (b *trustBook) Trust(host string) (connector.Trust, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.list[host]
	return t, ok && !ofCloud(host)
}

// Renewed drops the pin of a host that now shows a certificate somebody known vouches for: from the next
// connection on, nobody needs to have trusted it by hand. The file follows on the side.
func (b *trustBook) Renewed(host string) {
	pin, had := b.unpin(host)
	if !had {
		return
	}
	b.working.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err := b.change(ctx, host, func(t *connector.Trust) {
			// Another certificate may have been pinned meanwhile: that is another decision.
			if t.Pin != nil && t.Pin.SHA256 == pin.SHA256 {
				t.Pin = nil
			}
		})
		if err != nil {
			b.log.Warn("a pin that is no longer needed was not dropped", "host", host, "error", err)
			return
		}
		b.log.Info("a pin is no longer needed and was dropped", "host", host, "sha256", pin.SHA256)
	})
}

// unpin drops a pin in memory, and tells which it was.
func (b *trustBook) unpin(host string) (connector.Certificate, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.list[host]
	if !ok || t.Pin == nil {
		return connector.Certificate{}, false
	}
	pin := *t.Pin
	t.Pin = nil
	b.list[host] = t
	return pin, true
}

// close waits for what is written on the side.
func (b *trustBook) close() { b.working.Wait() }

// Trusts makes a trustBook a flow.Trusts. It reads the file again: another Mooring may have changed it.
func (b *trustBook) Trusts(ctx context.Context) ([]connector.Trust, error) {
	b.changing.Lock()
	defer b.changing.Unlock()
	list, err := b.store.LoadTrust(ctx)
	b.take(list)
	if connector.IsProblem(err, connector.CodeProfileNewer) {
		err = nil // they can be looked at; who changes one is told
	}
	return list, err
}

// Pin trusts one certificate for one host. It answers root-unusable for Bitbucket Cloud.
func (b *trustBook) Pin(ctx context.Context, host string, certificate connector.Certificate) error {
	if ofCloud(host) {
		return notForCloud("")
	}
	return b.change(ctx, host, func(t *connector.Trust) { t.Pin, t.Since = &certificate, time.Now() })
}

// AddRoots lets authorities vouch for one host. It answers root-unusable for what is no authority, and for
// Bitbucket Cloud.
func (b *trustBook) AddRoots(ctx context.Context, host string, roots []connector.Root) error {
	if ofCloud(host) {
		return notForCloud(firstSubject(roots))
	}
	var sure []connector.Root
	for _, r := range roots {
		// What is shown later is what the certificate itself says.
		read, err := connector.ReadRoots(r.Subject, []byte(r.PEM))
		if err != nil {
			return err
		}
		sure = append(sure, read...)
	}
	return b.change(ctx, host, func(t *connector.Trust) {
		t.Since = time.Now()
		for _, r := range sure {
			if !slices.ContainsFunc(t.Roots, func(old connector.Root) bool { return old.SHA256 == r.SHA256 }) {
				t.Roots = append(t.Roots, r)
			}
		}
	})
}

// Distrust takes everything about a host back.
func (b *trustBook) Distrust(ctx context.Context, host string) error {
	return b.change(ctx, host, func(t *connector.Trust) { t.Pin, t.Roots = nil, nil })
}

// change changes what is decided about one host, on disk first: what could not be written is not trusted
// either.
func (b *trustBook) change(ctx context.Context, host string, change func(*connector.Trust)) error {
	if host == "" {
		return connector.NewProblem(connector.CodeAddressInvalid, "address", "")
	}
	b.changing.Lock()
	defer b.changing.Unlock()
	var after []connector.Trust
	err := b.store.ChangeTrust(ctx, func(all []connector.Trust) []connector.Trust {
		i := slices.IndexFunc(all, func(t connector.Trust) bool { return strings.EqualFold(t.Host, host) })
		if i < 0 {
			i, all = len(all), append(all, connector.Trust{Host: host})
		}
		change(&all[i])
		after = all
		return all
	})
	if err == nil {
		b.take(after)
	}
	return err
}

func ofCloud(host string) bool { return connector.IsCloudAddress("https://" + host) }

func notForCloud(file string) error {
	return connector.NewProblem(connector.CodeRootUnusable, "file", file, "reason", "cloud")
}

func firstSubject(roots []connector.Root) string {
	if len(roots) == 0 {
		return ""
	}
	return roots[0].Subject
}
