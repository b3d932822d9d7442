package views

import "fyne.io/fyne/v2/widget"

// newProgress is a bar that moves as long as something is awaited.
func newProgress() *widget.ProgressBarInfinite { return widget.NewProgressBarInfinite() }
