package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"mooring/connector"
)

// single is a document of which there is one: the settings, what is trusted.
type single[T any] struct {
	store *Store
	kind  string
	file  string // its name in the config folder
}

func (o single[T]) read() (document[T], error) {
	return readDocument[T](o.kind, filepath.Join(o.store.dirs.Config, o.file))
}

// load reads the document; one that is not there has no raw text. It answers profile-damaged where it could
// not be read (it is moved aside, and the value is empty), and profile-newer beside as much as could be
// understood.
func (o single[T]) load(ctx context.Context) (document[T], error) {
	d, err := load(ctx, o.store, o.kind, o.read)
	_, isProblem := connector.AsProblem(err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return d, nil
	case isProblem:
		return document[T]{path: d.path}, err
	case err != nil:
		return document[T]{path: d.path}, damaged(d.path, err)
	case d.newer:
		return d, o.newer()
	}
	return d, nil
}

// change writes what next makes of the document as it stands. No other Mooring writes in between, so what
// it wrote before is not lost. It answers profile-newer and disk-failed; nothing has changed then.
func (o single[T]) change(ctx context.Context, next func(document[T]) T) error {
	unlock, err := o.store.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	d, err := loadLocked(o.store, o.kind, o.read)
	problem, isProblem := connector.AsProblem(err)
	switch {
	case errors.Is(err, fs.ErrNotExist), isProblem && problem.Args["file"] != d.path:
		d = document[T]{path: d.path} // there is nothing, or no longer
	case err != nil:
		return failed(d.path, err)
	case d.newer:
		return o.newer()
	}
	data, err := encode(o.kind, next(d), d.raw)
	if err != nil {
		return failed(d.path, err)
	}
	return o.store.replace(d.path, data)
}

func (o single[T]) newer() error {
	return connector.NewProblem(connector.CodeProfileNewer, "name", o.file)
}
