//go:build ci

package app

import (
	"context"
	"errors"
)

// windowCommand says why there is no window: this build has no graphics in it.
func windowCommand(_ context.Context, p Process, _ manifest) error {
	if _, err := readWindowFlags(p.Args); err != nil {
		return err
	}
	return errors.New("this is Mooring for the terminal, made without a window; start mooring for the window, or see --help")
}
