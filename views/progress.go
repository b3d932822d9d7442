package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// newProgress is a thin bar that moves as long as something is awaited.
func newProgress() fyne.CanvasObject {
	return container.New(thin{}, widget.NewProgressBarInfinite())
}

// thin makes its child a line of a few pixels, with some air around it.
type thin struct{}

// MinSize is the line and the air.
func (thin) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(40, 16) }

// Layout draws the line in the middle.
func (thin) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, (size.Height-6)/2))
	o[0].Resize(fyne.NewSize(size.Width, 6))
}
