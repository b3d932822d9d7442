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
	// go-keyring ignores that the unlock window was dismissed; it notices that nothing was unlocked. It
	// says the same where there is nothing to unlock.
	if strings.HasPrefix(err.Error(), "failed to unlock correct collection") {
		if noCollection() {
			return failure{class: ErrUnavailable, detail: "no default collection"}
		}
		return failure{class: ErrLocked, detail: "not unlocked"}
	}
	if strings.HasPrefix(err.Error(), "dbus.Store") {
		return failure{class: errRefused, detail: "unexpected answer"}
	}
	return failure{class: ErrUnavailable, detail: "no session bus"}
}

// noCollection tells whether the Secret Service runs but has no default collection, as for somebody who
// never had one made. It asks on the connection that go-keyring has opened.
func noCollection() bool {
	bus, err := dbus.SessionBus()
	if err != nil {
		return false
	}
	var path dbus.ObjectPath
	err = bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&path)
	return err == nil && path == "/"
}

// dbusClass sorts the name of a D-Bus error. An unknown object or method means that whatever answers is
// no Secret Service with a place to put anything into.
func dbusClass(name string) error {
	switch strings.TrimPrefix(name, "org.freedesktop.") {
	case "Secret.Error.IsLocked":
		return ErrLocked
	case "DBus.Error.ServiceUnknown", "DBus.Error.NameHasNoOwner", "DBus.Error.NoServer",
		"DBus.Error.Disconnected", "DBus.Error.NoReply", "DBus.Error.TimedOut", "DBus.Error.UnknownMethod",
		"DBus.Error.UnknownObject", "DBus.Error.UnknownInterface", "Secret.Error.NoSuchObject":
		return ErrUnavailable
	}
	if strings.HasPrefix(name, "org.freedesktop.DBus.Error.Spawn.") {
		return ErrUnavailable
	}
	return errRefused
}
