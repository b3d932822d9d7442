package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mooring/connector"
)

// Listing is what a folder of documents holds, and what is wrong with some of them.
type Listing[T any] struct {
	// Items are in the order of their names, whatever their case.
	Items []T
	// ReadOnly has the ids of items that a newer Mooring wrote: saving and deleting them is refused.
	ReadOnly map[string]bool
	// Problems has profile-newer for each of those, and profile-damaged for each file that could not be read:
	// those found now, and those moved aside since the store was opened.
	Problems []connector.Problem
}

// folder is a folder of documents of one kind, one file each, named by id.
type folder[T any] struct {
	store *Store
	kind  string
	path  string
	id    func(*T) *string
	name  func(T) string
}

// loader is load or loadLocked.
type loader[T any] func(read func() (document[T], error)) (document[T], error)

// validID tells whether an id is one that connector.NewID makes, and so may be a file name.
func validID(id string) bool {
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

func (f folder[T]) file(id string) string { return filepath.Join(f.path, id+".json") }

// read reads one document. The id inside must be the file's: else a copied file would stand for another.
func (f folder[T]) read(id string) (document[T], error) {
	d, err := readDocument[T](f.kind, f.file(id))
	if err != nil {
		return d, err
	}
	inside := f.id(&d.value)
	if *inside != id && !d.newer {
		return d, fmt.Errorf("%w: another id inside", errDamaged)
	}
	*inside = id
	return d, nil
}

// scan reads every document, and gives a problem for each file that stands in its place but is of no use.
func (f folder[T]) scan(load loader[T]) ([]document[T], []connector.Problem, error) {
	entries, err := os.ReadDir(f.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, failed(f.path, err)
	}
	var found []document[T]
	var problems []connector.Problem
	for _, entry := range entries {
		id, ours := strings.CutSuffix(entry.Name(), ".json")
		if !ours || !validID(id) {
			continue
		}
		d, err := load(func() (document[T], error) { return f.read(id) })
		problem, isProblem := connector.AsProblem(err)
		switch {
		case err == nil:
			found = append(found, d)
		case errors.Is(err, fs.ErrNotExist): // deleted since the folder was read
		case !isProblem:
			problems = append(problems, damaged(d.path, err))
		case problem.Args["file"] == d.path: // else it was moved aside, and the store remembers it
			problems = append(problems, problem)
		}
	}
	return found, problems, nil
}

// list gives what the folder holds.
func (f folder[T]) list(ctx context.Context) (Listing[T], error) {
	found, problems, err := f.scan(func(read func() (document[T], error)) (document[T], error) {
		return load(ctx, f.store, f.kind, read)
	})
	if err != nil {
		return Listing[T]{}, err
	}
	list := Listing[T]{ReadOnly: make(map[string]bool)}
	for _, d := range found {
		list.Items = append(list.Items, d.value)
		if d.newer {
			list.ReadOnly[*f.id(&d.value)] = true
			problems = append(problems, f.newer(d))
		}
	}
	slices.SortFunc(list.Items, func(a, b T) int {
		return strings.Compare(fold(f.name(a))+"\x00"+*f.id(&a), fold(f.name(b))+"\x00"+*f.id(&b))
	})
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	list.Problems = slices.Concat(problems, f.store.damaged[f.kind])
	return list, nil
}

// save writes a value, new or in the place of the one with its id. check looks at the others first.
func (f folder[T]) save(ctx context.Context, value T, check func(others []T) error) error {
	unlock, err := f.store.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	found, problems, err := f.scan(f.locked)
	if err != nil {
		return err
	}
	id := *f.id(&value)
	for _, p := range problems {
		if p.Args["file"] == f.file(id) { // it could neither be read nor moved: it must not be lost
			return failed(f.file(id), p)
		}
	}
	var old []byte
	var others []T
	for _, d := range found {
		switch {
		case *f.id(&d.value) != id:
			others = append(others, d.value)
		case d.newer:
			return f.newer(d)
		default:
			old = d.raw
		}
	}
	if err := check(others); err != nil {
		return err
	}
	data, err := encode(f.kind, value, old)
	if err != nil {
		return failed(f.file(id), err)
	}
	return f.store.replace(f.file(id), data)
}

// remove deletes a document; that there is none is fine. A damaged one is moved aside instead.
func (f folder[T]) remove(ctx context.Context, id string) error {
	if !validID(id) {
		return nil
	}
	unlock, err := f.store.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	d, err := f.locked(func() (document[T], error) { return f.read(id) })
	problem, isProblem := connector.AsProblem(err)
	switch {
	case errors.Is(err, fs.ErrNotExist), isProblem && problem.Args["file"] != d.path:
		return nil
	case err != nil:
		return failed(d.path, err)
	case d.newer:
		return f.newer(d)
	}
	if err := os.Remove(d.path); err != nil {
		return failed(d.path, err)
	}
	syncDir(f.path)
	return nil
}

func (f folder[T]) locked(read func() (document[T], error)) (document[T], error) {
	return loadLocked(f.store, f.kind, read)
}

func (f folder[T]) newer(d document[T]) connector.Problem {
	return connector.NewProblem(connector.CodeProfileNewer, "name", f.name(d.value))
}
