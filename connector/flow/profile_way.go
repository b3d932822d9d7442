package flow

import (
	"context"
	"sync"

	"mooring/connector"
)

// way is how an open form asks Bitbucket. The connection is opened once for everything, since each time may ask the
// keychain.
type way struct {
	form       context.Context // ends when the form is closed or opened for something else
	clients    Clients
	connection connector.Connection

	mu        sync.Mutex
	bitbucket Bitbucket
}

// afresh opens the connection anew the next time something is asked: its token may be another by now.
func (f *ProfileForm) afresh() *way {
	f.way = &way{form: f.way.form, clients: f.way.clients, connection: f.way.connection}
	return f.way
}

func (w *way) open(ctx context.Context) (Bitbucket, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bitbucket != nil {
		return w.bitbucket, nil
	}
	bitbucket, err := w.clients.Open(ctx, w.connection)
	if err != nil {
		return nil, err
	}
	w.bitbucket = bitbucket
	return bitbucket, nil
}

// during gives work that an answer began a context that ends with the form too: the form may have been closed between
// the answer and the work.
func (w *way) during(ctx context.Context) (context.Context, func()) {
	joined, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(w.form, cancel)
	return during{joined, w.form}, func() {
		stop()
		cancel()
	}
}

// during tells at once that the form has ended, as Feed.ApplyFrom needs it.
type during struct {
	context.Context
	form context.Context
}

// Err tells whether the work or the form has ended.
func (d during) Err() error {
	if err := d.form.Err(); err != nil {
		return err
	}
	return d.Context.Err()
}
