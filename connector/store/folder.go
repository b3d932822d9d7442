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
	// those found now, and those moved aside since the store was opened, with restored="yes" where the last good
	// copy is among the items.
	Problems []connector.Problem
}

// folder is a folder of documents of one kind, one file each, named by id.
type folder[T any] struct {
	store *Store
	kind  string
	path  string
	id    func(*T) *string
	name  func(T) string
	// unique says that no two may have the same name, ignoring case.
	unique bool
}

// validID tells whether an id is one that connector.NewID makes, and so may be a file name.
func validID(id string) bool {
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

func (f folder[T]) file(id string) string { return filepath.Join(f.path, id+".json") }

// slot is where the document of an id stands. The id inside must be the same: else a copied file would stand for
// another.
func (f folder[T]) slot(id string) slot[T] {
	return slot[T]{
		kind: f.kind, path: f.file(id), copy: filepath.Join(f.copies(), id+".json"),
		fits: func(d *document[T]) error {
			inside := f.id(&d.value)
			if *inside != id && !d.newer {
				return fmt.Errorf("%w: another id inside", errDamaged)
			}
			*inside = id
			return nil
		},
	}
}

func (f folder[T]) copies() string { return filepath.Join(f.store.dirs.Config, lastGood, f.kind) }

// scan reads every document, and gives a problem for each file that stands in its place but is of no use.
func (f folder[T]) scan(load func(slot[T]) (document[T], error)) ([]document[T], []connector.Problem, error) {
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
		d, err := load(f.slot(id))
		problem, isProblem := connector.AsProblem(err)
		switch {
		case err == nil:
			found = append(found, d)
		case errors.Is(err, fs.ErrNotExist): // deleted since the folder was read
		case !isProblem:
			problems = append(problems, unread(d.path, err))
		case problem.Args["file"] == d.path: // else it was moved aside, and the store remembers it
			problems = append(problems, problem)
		}
	}
	return found, problems, nil
}

// list gives what the folder holds.
func (f folder[T]) list(ctx context.Context) (Listing[T], error) {
	found, problems, err := f.scan(func(place slot[T]) (document[T], error) { return load(ctx, f.store, place) })
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

func (f folder[T]) newer(d document[T]) connector.Problem {
	return connector.NewProblem(connector.CodeProfileNewer, "name", f.name(d.value))
}
