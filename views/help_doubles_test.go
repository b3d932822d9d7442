package views

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"mooring/connector"
)

// sheetOfPaper is a file that is written to in memory.
type sheetOfPaper struct {
	mu     sync.Mutex
	buf    bytes.Buffer
	name   string
	broken bool
	closed bool
}

func (p *sheetOfPaper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken {
		return 0, errors.New("no space left on device")
	}
	return p.buf.Write(b)
}

func (p *sheetOfPaper) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return nil
}

func (p *sheetOfPaper) URI() fyne.URI {
	return storage.NewFileURI(filepath.Join(os.TempDir(), "nowhere-to-be-found", p.name))
}

func (p *sheetOfPaper) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.String()
}

// networkDouble keeps the proxy and the trust in memory.
type networkDouble struct {
	mu       sync.Mutex
	proxy    connector.ProxyChoice
	password *connector.Secret
	trusts   []connector.Trust
	fails    error
	saves    int
}

func (d *networkDouble) Proxy(context.Context) (connector.ProxyChoice, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.proxy, d.password != nil, nil
}

func (d *networkDouble) SetProxy(_ context.Context, c connector.ProxyChoice, password *connector.Secret) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails != nil {
		return d.fails
	}
	d.saves++
	d.proxy = c
	switch {
	case password == nil:
	case password.Empty():
		d.password = nil
	default:
		d.password = password
	}
	return nil
}

func (d *networkDouble) Trusts(context.Context) ([]connector.Trust, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.trusts), nil
}

func (d *networkDouble) Pin(context.Context, string, connector.Certificate) error { return nil }

func (d *networkDouble) AddRoots(context.Context, string, []connector.Root) error { return nil }

func (d *networkDouble) Distrust(_ context.Context, host string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trusts = slices.DeleteFunc(d.trusts, func(t connector.Trust) bool { return t.Host == host })
	return nil
}
