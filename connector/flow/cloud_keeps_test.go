package flow_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
)

type cloudDisk struct {
	mu    sync.Mutex
	saved []connector.Connection
	err   error
}

func (f *cloudDisk) Connections(context.Context) ([]connector.Connection, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]connector.Connection(nil), f.saved...), f.err
}

func (f *cloudDisk) SaveConnection(_ context.Context, c connector.Connection) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	f.drop(c.ID)
	f.saved = append(f.saved, c)
	return nil
}

func (f *cloudDisk) DeleteConnection(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(id)
	return f.err
}

func (f *cloudDisk) drop(id string) {
	kept := f.saved[:0]
	for _, c := range f.saved {
		if c.ID != id {
			kept = append(kept, c)
		}
	}
	f.saved = kept
}

func (f *cloudDisk) all() []connector.Connection {
	out, _ := f.Connections(context.Background())
	return out
}

type cloudVault struct {
	mu    sync.Mutex
	kept  map[string]connector.Credential
	keeps []connector.Keep
	asked []string      // whose secret was asked for
	err   error         // of Put for the keychain, and of Get
	locks chan struct{} // when there, Put waits for it or for the end of its context
}

func (f *cloudVault) Put(ctx context.Context, id string, credential connector.Credential, keep connector.Keep) error {
	if f.locks != nil && keep == connector.KeepKeychain {
		select {
		case <-f.locks:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil && keep == connector.KeepKeychain {
		return f.err
	}
	f.kept[id] = credential
	f.keeps = append(f.keeps, keep)
	return nil
}

func (f *cloudVault) Get(_ context.Context, id string, _ []string) (connector.Credential, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, id)
	if f.err != nil {
		return connector.Credential{}, f.err
	}
	credential, ok := f.kept[id]
	if !ok {
		return connector.Credential{}, connector.ErrNoSecret
	}
	return credential, nil
}

func (f *cloudVault) Delete(_ context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.kept, id)
	return nil
}

func (f *cloudVault) set(change func(*cloudVault)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// until waits until the keychain has come to something.
func (f *cloudVault) until(t *testing.T, holds func(*cloudVault) bool) {
	t.Helper()
	require.Eventually(t, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return holds(f)
	}, time.Minute, time.Millisecond)
}

// of is what is kept for a connection by now.
func (f *cloudVault) of(id string) connector.Credential {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kept[id]
}

// asks are whose secrets were asked for so far.
func (f *cloudVault) asks() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

func (f *cloudVault) size() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.kept)
}

type cloudBrowser struct {
	opened chan string
	err    error
}

func (f *cloudBrowser) Open(address string) error {
	f.opened <- address
	return f.err
}

type cloudApp struct {
	mu        sync.Mutex
	key       string
	builtIn   string // what serves without one of one's own
	unchecked bool
	err       error
}

func (f *cloudApp) set(change func(*cloudApp)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *cloudApp) Consumer() (string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.key, f.key != ""
}

func (f *cloudApp) RemoveConsumer(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.key = f.builtIn
	}
	return f.err
}

func (f *cloudApp) Own() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.key != f.builtIn
}

func (f *cloudApp) Checked() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.unchecked
}

func (f *cloudApp) SetConsumer(_ context.Context, key string, _ connector.Secret) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.key = key
	}
	return f.err
}

func (f *cloudApp) Callback() string { return cloudCallback }
