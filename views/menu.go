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
	item := func(key string, shortcut fyne.KeyName, run func()) *fyne.MenuItem {
		i := fyne.NewMenuItem(say(key), run)
		if shortcut != "" {
			i.Shortcut = &desktop.CustomShortcut{KeyName: shortcut, Modifier: fyne.KeyModifierShortcutDefault}
		}
		return i
	}
	return fyne.NewMainMenu(
		fyne.NewMenu(say("app.name"),
			item("menu.settings", fyne.KeyComma, w.openSettings),
		),
		fyne.NewMenu(say("menu.go"),
			item("tab.cloud", fyne.Key1, func() { w.turnTo(tabCloud) }),
			item("tab.server", fyne.Key2, func() { w.turnTo(tabServer) }),
			item("tab.profiles", fyne.Key3, func() { w.turnTo(tabProfiles) }),
			fyne.NewMenuItemSeparator(),
			item("menu.find", fyne.KeyF, w.Find),
			item("menu.back", "", w.Back),
		),
	)
}
