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
	// current says that an older version must never take its place.
	current bool
}

func (o single[T]) slot() slot[T] {
	config := o.store.dirs.Config
	return slot[T]{kind: o.kind, path: filepath.Join(config, o.file), copy: filepath.Join(config, lastGood, o.file)}
}

// load reads the document; one that is not there has no raw text. It answers profile-damaged where it could
// not be read (it is moved aside; the value is the last good copy's, or empty where there is none), and
// profile-newer beside as much as could be understood.
func (o single[T]) load(ctx context.Context) (document[T], error) {
	d, err := load(ctx, o.store, o.slot())
	_, isProblem := connector.AsProblem(err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return document[T]{path: d.path}, nil
	case isProblem:
		return document[T]{path: d.path}, err
	case err != nil:
		return document[T]{path: d.path}, unread(d.path, err)
	case d.newer:
		return d, o.newer()
	case d.restored != nil:
		return d, *d.restored
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
	place := o.slot()
	d, err := loadLocked(o.store, place)
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
	return o.store.writeAll([]writing{{
		path: place.path, copy: place.copy, data: data, before: d.original, current: o.current,
	}})
}

func (o single[T]) newer() error {
	return connector.NewProblem(connector.CodeProfileNewer, "name", o.file)
}
