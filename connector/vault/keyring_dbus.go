//go:build linux || freebsd || netbsd || openbsd || dragonfly

package vault

import (
	"errors"
	"strings"

	"github.com/godbus/dbus/v5"
)

// classify sorts what the Secret Service says (https://specifications.freedesktop.org/secret-service/).
// Every answer of the service or the bus is a dbus.Error; only go-keyring's own sentence about unlocking
// comes as plain text, and anything else means that the bus could not be reached.
func classify(err error) error {
	var said dbus.Error
	if errors.As(err, &said) {
		return failure{class: dbusClass(said.Name), detail: said.Name}
	}
	// go-keyring ignores that the unlock window was dismissed; it notices that nothing was unlocked.
	if strings.HasPrefix(err.Error(), "failed to unlock correct collection") {
		return failure{class: ErrLocked, detail: "not unlocked"}
	}
	if strings.HasPrefix(err.Error(), "dbus.Store") {
		return failure{class: errRefused, detail: "unexpected answer"}
	}
	return failure{class: ErrUnavailable, detail: "no session bus"}
}

// dbusClass sorts the name of a D-Bus error. A service without a default collection answers that the
// object is unknown: there is no keychain to put anything into.
func dbusClass(name string) error {
	switch strings.TrimPrefix(name, "org.freedesktop.") {
	case "Secret.Error.IsLocked":
		return ErrLocked
	case "DBus.Error.ServiceUnknown", "DBus.Error.NameHasNoOwner", "DBus.Error.NoServer",
		"DBus.Error.Disconnected", "DBus.Error.NoReply", "DBus.Error.UnknownMethod",
		"DBus.Error.UnknownObject", "DBus.Error.UnknownInterface", "Secret.Error.NoSuchObject":
		return ErrUnavailable
	}
	if strings.HasPrefix(name, "org.freedesktop.DBus.Error.Spawn.") {
		return ErrUnavailable
	}
	return errRefused
}
