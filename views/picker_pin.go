package views

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pinSign stands at the head of a row: a filled pin where the repository is pinned; the outline of one where it is not
// and one could pin it, because its row is selected or the mouse is there. A tap does it.
type pinSign struct {
	widget.BaseWidget
	on, offered, hovered bool
	full                 string // the picture of one that is on
	act                  func()
}

func newPinSign() *pinSign {
	p := &pinSign{full: "pin-full.svg"}
	p.ExtendBaseWidget(p)
	return p
}

// set says whether the repository is pinned, and whether to offer it otherwise.
func (p *pinSign) set(on, offered bool) {
	if p.on != on || p.offered != offered {
		p.on, p.offered = on, offered
		p.Refresh()
	}
}

// Tapped pins or unpins.
func (p *pinSign) Tapped(*fyne.PointEvent) {
	if p.act != nil {
		p.act()
	}
}

// MouseIn offers to pin.
func (p *pinSign) MouseIn(*desktop.MouseEvent) { p.hover(true) }

// MouseMoved changes nothing.
func (p *pinSign) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the offer back.
func (p *pinSign) MouseOut() { p.hover(false) }

func (p *pinSign) hover(on bool) {
	p.hovered = on
	p.Refresh()
}

// sign names the picture that is shown.
func (p *pinSign) sign() string {
	switch {
	case p.on:
		return p.full
	case p.act != nil && (p.offered || p.hovered):
		return "pin.svg"
	}
	return ""
}

// CreateRenderer draws the pin.
func (p *pinSign) CreateRenderer() fyne.WidgetRenderer {
	r := &pinRenderer{pin: p}
	r.paint()
	return r
}

type pinRenderer struct {
	pin      *pinSign
	ink      color.Color
	pictures map[string]*canvas.Image
	objects  []fyne.CanvasObject
}

func (r *pinRenderer) paint() {
	if c := theme.Color(theme.ColorNamePrimary); r.ink != c {
		r.ink, r.pictures = c, map[string]*canvas.Image{}
	}
	r.objects = r.objects[:0]
	sign := r.pin.sign()
	if sign == "" {
		return
	}
	if r.pictures[sign] == nil {
		made := canvas.NewImageFromResource(tinted(sign, r.ink))
		made.FillMode = canvas.ImageFillContain
		r.pictures[sign] = made
	}
	r.objects = append(r.objects, r.pictures[sign])
}

// MinSize is the picture.
func (r *pinRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(markSize()) }

// Layout puts the picture in the middle.
func (r *pinRenderer) Layout(size fyne.Size) {
	side := markSize()
	for _, o := range r.objects {
		o.Resize(fyne.NewSquareSize(side))
		o.Move(fyne.NewPos((size.Width-side)/2, (size.Height-side)/2))
	}
}

// Refresh follows state and theme.
func (r *pinRenderer) Refresh() {
	r.paint()
	r.Layout(r.pin.Size())
	canvas.Refresh(r.pin)
}

// Objects are the picture, if any.
func (r *pinRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy has nothing to let go.
func (r *pinRenderer) Destroy() {}
