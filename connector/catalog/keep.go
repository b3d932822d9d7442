package catalog

import (
	"errors"
	"io"
	"time"

	"mooring/connector"
)

// Meta is what a kept list says of itself.
type Meta struct {
	Account string // who read it: another account's list is not shown
	Read    time.Time
	Total   int
	// Large are workspaces that are listed in part, without Next.
	Large []connector.Large
}

// ErrUnreadable says that kept data is no list of this form, or damaged.
var ErrUnreadable = errors.New("this is no list of repositories that can be read")

// Write writes the whole list, to be read by Read. It may be called while the list is filled and searched.
func (c *Catalog) Write(to io.Writer, meta Meta) error { return errors.ErrUnsupported }

// Read makes a catalogue of what Write wrote; it keeps data. Every repository in it counts as read before the present
// reading (see Begin).
func Read(data []byte) (*Catalog, Meta, error) { return nil, Meta{}, ErrUnreadable }
