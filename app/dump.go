//go:build dump

package app

import (
	"encoding/json"
	"net"

	"fyne.io/fyne/v2"

	"mooring/views"
)

// startDump tells whoever asks on the socket that MOORING_DUMP names what the window shows and where, so
// that a program can use the window as a person would. Only builds for end-to-end tests have this.
func startDump(env func(string) string, window *views.Window) (stop func()) {
	listener, err := net.Listen("unix", env("MOORING_DUMP"))
	if err != nil {
		return func() {}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			fyne.Do(func() {
				defer conn.Close()
				_ = json.NewEncoder(conn).Encode(window.Dump())
			})
		}
	}()
	return func() { _ = listener.Close() }
}
