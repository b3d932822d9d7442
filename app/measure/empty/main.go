//go:build !ci

// Command empty opens a window of the toolkit with one line in it: what Mooring's own window is measured against.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	win := app.NewWithID("dev.mooring.Empty").NewWindow("Empty")
	win.SetContent(widget.NewLabel("Nothing is here."))
	win.Resize(fyne.NewSize(1024, 740))
	win.CenterOnScreen()
	win.ShowAndRun()
}
