package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// turnTo brings a tab to the front by its shortcut. Whoever asked for it so knows what is there, and
// a Return after it is no second one.
func (w *Window) turnTo(tab int) {
	w.GoTo(tab)
	if b, ok := w.win.Canvas().Focused().(*button); ok {
		b.settleIn(0)
	}
}

// menu holds what is reached by shortcut from everywhere. The shortcuts live here because a focused field
// would swallow those of the canvas.
func (w *Window) menu() *fyne.MainMenu {
	menus := fyne.NewMainMenu(
		fyne.NewMenu(say("app.name"),
			menuItem(command{"menu.settings", fyne.KeyComma, w.openSettings}),
		),
		fyne.NewMenu(say("menu.go"),
			menuItem(command{"tab.cloud", fyne.Key1, func() { w.turnTo(tabCloud) }}),
			menuItem(command{"tab.server", fyne.Key2, func() { w.turnTo(tabServer) }}),
			menuItem(command{"tab.profiles", fyne.Key3, func() { w.turnTo(tabProfiles) }}),
			fyne.NewMenuItemSeparator(),
			menuItem(command{"menu.find", fyne.KeyF, w.Find}),
			menuItem(command{"menu.back", "", w.Back}),
		),
	)
	if c, ok := w.commanding.(commander); ok {
		menus.Items = append(menus.Items, c.commands())
	}
	return menus
}

// command is an entry of the menu: what it is called, the key that does it together with Ctrl or Cmd, and what it does.
type command struct {
	label    string
	shortcut fyne.KeyName
	run      func()
}

func menuItem(c command) *fyne.MenuItem {
	i := fyne.NewMenuItem(say(c.label), c.run)
	if c.shortcut != "" {
		i.Shortcut = &desktop.CustomShortcut{KeyName: c.shortcut, Modifier: fyne.KeyModifierShortcutDefault}
	}
	return i
}

// commander is a screen with a menu of its own, there as long as it is in front.
type commander interface{ commands() *fyne.Menu }

// showCommands puts up the menu of the screen that is in front.
func (w *Window) showCommands() {
	var front screen
	if !w.setting {
		front = w.journeys[w.at].shown
	}
	if front == w.commanding {
		return
	}
	_, had := w.commanding.(commander)
	_, has := front.(commander)
	w.commanding = front
	if had || has {
		w.win.SetMainMenu(w.menu())
	}
}
