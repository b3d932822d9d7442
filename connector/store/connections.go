package store

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"mooring/connector"
)

func (s *Store) connections() folder[connector.Connection] {
	return folder[connector.Connection]{
		store: s, kind: "connection", path: filepath.Join(s.dirs.Config, "connections"),
		id:   func(c *connector.Connection) *string { return &c.ID },
		name: func(c connector.Connection) string { return c.Name },
	}
}

// Connections lists the connections by name. What is wrong with some of them is told by
// ConnectionsReport. It answers disk-failed where the folder cannot be read.
func (s *Store) Connections(ctx context.Context) ([]connector.Connection, error) {
	list, err := s.ConnectionsReport(ctx)
	return list.Items, err
}

// ConnectionsReport lists the connections together with what is wrong with some of them, in the same
// codes as profiles.
func (s *Store) ConnectionsReport(ctx context.Context) (Listing[connector.Connection], error) {
	return s.connections().list(ctx)
}

// SaveConnection writes a connection, new or in the place of the one with its id. It answers
// profile-invalid for an id that connector.NewID did not make, profile-newer and disk-failed; after any of
// them nothing has changed.
func (s *Store) SaveConnection(ctx context.Context, connection connector.Connection) error {
	if !validID(connection.ID) {
		return connector.NewProblem(connector.CodeProfileInvalid, "name", connection.Name).
			Because(errors.New("the id is not 16 bytes in hex"))
	}
	connection.Base, connection.Web = withoutUser(connection.Base), withoutUser(connection.Web)
	for _, at := range []*time.Time{
		&connection.Created, &connection.Checked, &connection.TokenUntil, &connection.TokenExpires,
	} {
		*at = at.UTC()
	}
	return s.connections().save(ctx, connection)
}

// DeleteConnection removes a connection, its kept list and what was picked of it; that there is none is fine. Its secret is the vault's to wipe. It
// answers profile-newer and disk-failed.
func (s *Store) DeleteConnection(ctx context.Context, id string) error {
	if err := s.connections().remove(ctx, id); err != nil {
		return err
	}
	return s.forget(ctx, id)
}
