//go:build !dump && !ci

package app

import "mooring/views"

// startDump does nothing: only builds for end-to-end tests tell what the window shows.
func startDump(func(string) string, *views.Window) (stop func()) { return func() {} }
