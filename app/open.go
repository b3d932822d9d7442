//go:build !ci

package app

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"mooring/connector/store"
	"mooring/views"
)

// windowCommand opens the window and runs until it is closed.
func windowCommand(ctx context.Context, p Process, about manifest) error {
	f, err := readWindowFlags(p.Args)
	if err != nil {
		return err
	}
	if migrated && !about.Migrations["fyneDo"] {
		return errors.New("FyneApp.toml does not say fyneDo, but the build does")
	}
	if err := displayIn(runtime.GOOS, p.Env); err != nil {
		return err
	}
	quietBrowser()
	var options []houseOption
	var shown *views.Demo
	if f.demo {
		d, err := startDemo(p, f.sandboxFlags)
		if err != nil {
			return err
		}
		defer d.close()
		if options, err = d.options(p.Stderr); err != nil {
			return err
		}
		p.Env = d.env(p.Env)
		shown = d.shown()
	}
	h, err := openHouse(ctx, p, about, requestTimeout, options...)
	if err != nil {
		return err
	}
	defer h.close()
	return h.run(ctx, p, about, shown)
}

// run shows the window until the person, or a signal, ends it.
func (h *house) run(ctx context.Context, p Process, about manifest, demo *views.Demo) error {
	app.SetMetadata(fyne.AppMetadata{
		ID: about.ID, Name: about.Name, Version: about.Version, Build: about.Build, Icon: views.Icon(), Release: true,
		// A build without the tag has the toolkit report every touch from a wrong goroutine.
		Migrations: map[string]bool{"fyneDo": migrated},
	})
	a := app.NewWithID(about.ID)
	if err := views.LoadTranslations(""); err != nil {
		return fmt.Errorf("reading the translations: %w", err)
	}
	a.SetIcon(views.Icon())
	a.Settings().SetTheme(views.NewTheme(lookOf(h.settings)))
	win := a.NewWindow(about.Name)
	stage := newStage(h, win, fyne.Do, demo, about.Version)
	win.Resize(windowSize(h.settings))
	win.CenterOnScreen()
	win.SetMaster()
	started := false
	a.Lifecycle().SetOnStarted(func() {
		started = true
		stage.start()
		time.AfterFunc(tidied, debug.FreeOSMemory)
	})
	var size fyne.Size
	win.SetOnClosed(func() { size = win.Canvas().Size() })
	// Whoever comes back may have changed profiles in another Mooring, or in a terminal.
	a.Lifecycle().SetOnEnteredForeground(func() {
		if started {
			stage.flows.Profiles.Reload()
		}
	})
	stopDump := startDump(p.Env, stage.window)
	defer stopDump()
	stop := context.AfterFunc(ctx, func() { fyne.Do(a.Quit) })
	defer stop()
	err := show(win, &started)
	stage.close()
	if err != nil {
		return err
	}
	if size.Width > 0 {
		h.keepSettings(func(s *store.Settings) { s.Width, s.Height = size.Width, size.Height })
	}
	return nil
}

// tidied is how long after its start the window gives back the memory that only starting needed.
const tidied = time.Second

// show runs the window until it is closed. The toolkit panics where there is no display or no OpenGL to
// draw with; somebody who only started a program should not meet a stack trace for that.
func show(win fyne.Window, started *bool) (err error) {
	defer func() {
		if *started {
			return // a fault of ours then, which must not be hidden
		}
		if reason := recover(); reason != nil {
			err = fmt.Errorf("the window could not be opened: %v", reason)
		}
	}()
	win.ShowAndRun()
	return nil
}

// windowSize is the size the window was left with.
func windowSize(s store.Settings) fyne.Size {
	if s.Width >= 400 && s.Height >= 300 {
		return fyne.NewSize(s.Width, s.Height)
	}
	return fyne.NewSize(1024, 740)
}
