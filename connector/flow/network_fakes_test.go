package flow_test

import (
	"context"
	"sync"

	"mooring/connector"
)

// netDisk keeps a proxy and trusts in memory. With a hold every change waits for it, with a look every look.
type netDisk struct {
	mu       sync.Mutex
	proxy    connector.ProxyChoice
	password connector.Secret
	trusts   []connector.Trust
	unread   error // what reading answers
	unsaved  error // what the next change answers
	hold     chan struct{}
	look     chan struct{}
	saves    int
}

func awaits(ctx context.Context, hold chan struct{}) error {
	if hold == nil {
		return nil
	}
	select {
	case <-hold:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *netDisk) save(ctx context.Context, write func()) error {
	if err := awaits(ctx, d.hold); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.unsaved
	if d.unsaved = nil; err == nil || connector.IsProblem(err, connector.CodeKeychainUnavailable) {
		d.saves++
		write()
	}
	return err
}

func (d *netDisk) Proxy(ctx context.Context) (connector.ProxyChoice, bool, error) {
	if err := awaits(ctx, d.look); err != nil {
		return connector.ProxyChoice{}, false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.proxy, !d.password.Empty(), d.unread
}

func (d *netDisk) SetProxy(ctx context.Context, choice connector.ProxyChoice, password *connector.Secret) error {
	return d.save(ctx, func() {
		d.proxy = choice
		if password != nil {
			d.password = *password
		}
	})
}

func (d *netDisk) Trusts(context.Context) ([]connector.Trust, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.trusts, d.unread
}

func (d *netDisk) Pin(context.Context, string, connector.Certificate) error { return nil }

func (d *netDisk) AddRoots(context.Context, string, []connector.Root) error { return nil }

func (d *netDisk) Distrust(ctx context.Context, host string) error {
	return d.save(ctx, func() {
		var left []connector.Trust
		for _, t := range d.trusts {
			if t.Host != host {
				left = append(left, t)
			}
		}
		d.trusts = left
	})
}
