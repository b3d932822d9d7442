package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"mooring/connector"
)

// choices are the document of one connection: what was picked of its repositories.
type choices struct {
	ID string `json:"id"` // of the connection; the file name too
	connector.Choices
}

func (s *Store) choices() folder[choices] {
	return folder[choices]{
		store: s, kind: "choices", path: filepath.Join(s.dirs.Config, "choices"),
		id:   func(c *choices) *string { return &c.ID },
		name: func(c choices) string { return c.ID },
	}
}

// Choices gives what was picked of a connection; nothing where nothing was, or where it cannot be read any more. It
// answers disk-failed.
func (s *Store) Choices(ctx context.Context, id string) (connector.Choices, error) {
	if !validID(id) {
		return connector.Choices{}, nil
	}
	place := s.choices().slot(id)
	d, err := load(ctx, s, place)
	problem, isProblem := connector.AsProblem(err)
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return d.value.Choices, nil
	case isProblem && problem.Args["file"] != place.path: // it was moved aside, and its last copy is in its place
		return d.value.Choices, nil
	case !isProblem:
		err = failed(place.path, err)
	}
	return d.value.Choices, err
}

// ChangeChoices changes what was picked of a connection as it lies on the disk by now, and gives what it wrote. Of
// a connection that is not there (any more) nothing is kept. It answers profile-newer and disk-failed; nothing has changed then.
func (s *Store) ChangeChoices(
	ctx context.Context, id string, change func(*connector.Choices),
) (connector.Choices, error) {
	if !validID(id) {
		return connector.Choices{}, errors.New("the id is not 16 bytes in hex")
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return connector.Choices{}, err
	}
	defer unlock()
	d, err := s.choices().current(id)
	if err != nil {
		return connector.Choices{}, err
	}
	value := choices{ID: id, Choices: d.value.Choices}
	change(&value.Choices)
	if !s.connected(id) {
		return value.Choices, nil
	}
	_, err = s.choices().write([]choices{value}, []document[choices]{d})
	return value.Choices, err
}
