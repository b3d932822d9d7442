package views

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// stepBar shows how far one is: Connect, Check, Choose, Done. The current step has a filled disc and
// bold type, steps behind a check mark, steps ahead an empty ring: never colour alone.
type stepBar struct {
	widget.BaseWidget
	at int
}

func newStepBar() *stepBar {
	s := &stepBar{}
	s.ExtendBaseWidget(s)
	return s
}

// set marks a step as the current one.
func (s *stepBar) set(at int) {
	if s.at != at {
		s.at = at
		s.Refresh()
	}
}

// CreateRenderer draws four marks with their names and the lines between them.
func (s *stepBar) CreateRenderer() fyne.WidgetRenderer {
	r := &stepRenderer{bar: s}
	for _, name := range []string{"step.connect", "step.check", "step.choose", "step.done"} {
		p := stepParts{
			ring:   canvas.NewCircle(nil),
			check:  &canvas.Image{FillMode: canvas.ImageFillContain},
			number: canvas.NewText("", nil),
			name:   canvas.NewText(say(name), nil),
			line:   canvas.NewLine(nil),
		}
		p.number.Alignment = fyne.TextAlignCenter
		r.parts = append(r.parts, p)
	}
	r.paint()
	return r
}

type stepParts struct {
	ring   *canvas.Circle
	check  *canvas.Image // instead of the number, on steps that are behind
	number *canvas.Text
	name   *canvas.Text
	line   *canvas.Line // to the step before
}

type stepRenderer struct {
	bar   *stepBar
	parts []stepParts
}

func (r *stepRenderer) paint() {
	accent, on := theme.Color(theme.ColorNamePrimary), theme.Color(theme.ColorNameForegroundOnPrimary)
	quiet, back := theme.Color(theme.ColorNamePlaceHolder), theme.Color(theme.ColorNameBackground)
	for i, p := range r.parts {
		p.number.Text = strconv.Itoa(i + 1)
		p.number.Hidden, p.check.Hidden = i < r.bar.at, i >= r.bar.at
		p.number.TextSize = theme.CaptionTextSize()
		p.name.TextSize = theme.TextSize()
		p.ring.StrokeWidth = 1.5
		p.line.StrokeWidth = 1.5
		p.line.StrokeColor = theme.Color(theme.ColorNameSeparator)
		p.name.TextStyle.Bold, p.number.TextStyle.Bold = i == r.bar.at, i == r.bar.at
		switch {
		case i == r.bar.at:
			p.ring.FillColor, p.ring.StrokeColor = accent, accent
			p.number.Color, p.name.Color = on, theme.Color(theme.ColorNameForeground)
		case i < r.bar.at:
			p.check.Resource = tinted("check.svg", accent)
			p.check.Refresh()
			p.ring.FillColor, p.ring.StrokeColor = back, accent
			p.name.Color = quiet
		default:
			p.ring.FillColor, p.ring.StrokeColor = back, quiet
			p.number.Color, p.name.Color = quiet, quiet
		}
	}
}

func (r *stepRenderer) disc() float32 { return theme.TextSize() * 1.7 }

// Layout spreads the steps evenly, with lines in the gaps.
func (r *stepRenderer) Layout(size fyne.Size) {
	disc, pad := r.disc(), 2*theme.Padding()
	var used float32
	for _, p := range r.parts {
		used += disc + pad + p.name.MinSize().Width
	}
	gap := min(6*theme.TextSize(), max(0, (size.Width-used)/float32(len(r.parts)-1)))
	x := max(0, (size.Width-used-gap*float32(len(r.parts)-1))/2)
	mid := size.Height / 2
	for i, p := range r.parts {
		if i > 0 {
			p.line.Position1 = fyne.NewPos(x-gap+pad, mid)
			p.line.Position2 = fyne.NewPos(max(x-gap+pad, x-pad), mid)
		}
		p.line.Hidden = i == 0
		p.ring.Move(fyne.NewPos(x, mid-disc/2))
		p.ring.Resize(fyne.NewSquareSize(disc))
		p.check.Move(fyne.NewPos(x+disc*0.2, mid-disc*0.3))
		p.check.Resize(fyne.NewSquareSize(disc * 0.6))
		n := p.number.MinSize()
		p.number.Resize(fyne.NewSize(disc, n.Height))
		p.number.Move(fyne.NewPos(x, mid-n.Height/2))
		w := p.name.MinSize()
		p.name.Resize(w)
		p.name.Move(fyne.NewPos(x+disc+pad, mid-w.Height/2))
		x += disc + pad + w.Width + gap
	}
}

// MinSize holds all four names.
func (r *stepRenderer) MinSize() fyne.Size {
	var width float32
	for _, p := range r.parts {
		width += r.disc() + 4*theme.Padding() + p.name.MinSize().Width
	}
	return fyne.NewSize(width, r.disc()+4*theme.Padding())
}

// Refresh follows the step and the theme.
func (r *stepRenderer) Refresh() {
	r.paint()
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}

// Objects are all lines, discs, numbers and names.
func (r *stepRenderer) Objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, p := range r.parts {
		all = append(all, p.line, p.ring, p.check, p.number, p.name)
	}
	return all
}

// Destroy has nothing to let go.
func (r *stepRenderer) Destroy() {}
