//go:build !linux && !freebsd && !netbsd && !openbsd && !dragonfly && !darwin && !windows

package vault

// classify knows no keychain on this system.
func classify(error) error { return ErrUnavailable }
