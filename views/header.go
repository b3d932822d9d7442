package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// header is the band with the app's mark, the tabs, and the gear.
func (w *Window) header() fyne.CanvasObject {
	mark := canvas.NewImageFromResource(icon("mark.png")) // small: it is read at every refresh
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSquareSize(34))
	name := widget.NewLabel(say("app.name"))
	name.SizeName = theme.SizeNameSubHeadingText
	name.TextStyle.Bold = true
	name.Hide() // until there is room
	tabs := container.NewHBox()
	for _, t := range w.tabs {
		tabs.Add(t)
	}
	right := container.NewHBox()
	if w.opts.Demo != nil {
		right.Add(newBadge(w.demoMark()))
	}
	gear := plain("", w.openSettings)
	gear.Icon = theme.SettingsIcon()
	right.Add(gear)
	band := newSurface(container.New(headerLine{}, mark, name, tabs, right))
	band.fill, band.pad, band.square = theme.ColorNameHeaderBackground, 1.5, true
	return band
}

func (w *Window) demoMark() string {
	if w.opts.Demo.Mark != "" {
		return w.opts.Demo.Mark
	}
	return say("demo.mark")
}

// headerLine sets mark, name and tabs next to each other, and the rest to the right. Where the window is narrow the name
// goes: it stands in the window's title, too.
type headerLine struct{}

// MinSize is what a narrow window needs.
func (headerLine) MinSize(o []fyne.CanvasObject) fyne.Size {
	mark, tabs, right := o[0].MinSize(), o[2].MinSize(), o[3].MinSize()
	return fyne.NewSize(mark.Width+tabs.Width+right.Width+2*theme.Padding(), max(mark.Height, tabs.Height, right.Height))
}

// Layout fills the line.
func (l headerLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	name, right := o[1], o[3]
	setShown(name, l.MinSize(o).Width+name.MinSize().Width+theme.Padding() <= size.Width)
	var x float32
	for _, part := range o[:3] {
		if !part.Visible() {
			continue
		}
		part.Move(fyne.NewPos(x, 0))
		part.Resize(fyne.NewSize(part.MinSize().Width, size.Height))
		x += part.MinSize().Width + theme.Padding()
	}
	right.Move(fyne.NewPos(size.Width-right.MinSize().Width, 0))
	right.Resize(fyne.NewSize(right.MinSize().Width, size.Height))
}
