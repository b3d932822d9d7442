package views

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// lamp shows a state by shape, word and colour together, so that none of them alone matters.
type lamp struct {
	widget.BaseWidget
	state connector.State
	word  string
}

// newLampSaying makes a lamp with another word; an empty one leaves the shape alone.
func newLampSaying(state connector.State, word string) *lamp {
	l := &lamp{state: state, word: word}
	l.ExtendBaseWidget(l)
	return l
}

// verdictLamp is a lamp for a whole ladder.
func verdictLamp(v connector.Verdict) *lamp {
	switch v {
	case connector.Ready:
		return newLampSaying(connector.Pass, say("lamp.ready"))
	case connector.Attention:
		return newLampSaying(connector.Warned, say("lamp.attention"))
	case connector.Blocked:
		return newLampSaying(connector.Fail, say("lamp.blocked"))
	}
	return newLampSaying(connector.Waiting, say("lamp.unknown"))
}

// set changes state and word.
func (l *lamp) set(state connector.State, word string) {
	if l.state == state && l.word == word {
		return
	}
	l.state, l.word = state, word
	l.Refresh()
}

// CreateRenderer draws shape and word.
func (l *lamp) CreateRenderer() fyne.WidgetRenderer {
	r := &lampRenderer{lamp: l, shape: &canvas.Image{FillMode: canvas.ImageFillContain}, word: canvas.NewText("", nil)}
	r.paint()
	return r
}

type lampRenderer struct {
	lamp  *lamp
	shape *canvas.Image
	word  *canvas.Text
}

func (r *lampRenderer) paint() {
	c := theme.Color(lampColor(r.lamp.state))
	r.shape.Resource = tinted("lamp-"+string(r.lamp.state)+".svg", c)
	r.word.Text = r.lamp.word
	r.word.Color = c
	r.word.TextSize = theme.TextSize()
	r.word.TextStyle.Bold = r.lamp.state == connector.Fail || r.lamp.state == connector.Warned
}

// Refresh follows state and theme.
func (r *lampRenderer) Refresh() {
	r.paint()
	r.shape.Refresh()
	r.word.Refresh()
	r.Layout(r.lamp.Size())
}

// MinSize is the shape and the word beside it.
func (r *lampRenderer) MinSize() fyne.Size {
	icon := theme.IconInlineSize()
	size := fyne.NewSquareSize(icon)
	if r.word.Text != "" {
		w := r.word.MinSize()
		size.Width += theme.Padding()*1.5 + w.Width
		size.Height = max(size.Height, w.Height)
	}
	return size.AddWidthHeight(theme.InnerPadding(), 0)
}

// Layout centres both on one line.
func (r *lampRenderer) Layout(size fyne.Size) {
	icon := theme.IconInlineSize()
	r.shape.Resize(fyne.NewSquareSize(icon))
	r.shape.Move(fyne.NewPos(theme.InnerPadding()/2, (size.Height-icon)/2))
	w := r.word.MinSize()
	r.word.Resize(w)
	r.word.Move(fyne.NewPos(theme.InnerPadding()/2+icon+theme.Padding()*1.5, (size.Height-w.Height)/2))
}

// Objects are the shape and the word.
func (r *lampRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.shape, r.word} }

// Destroy has nothing to let go.
func (r *lampRenderer) Destroy() {}

func lampColor(s connector.State) fyne.ThemeColorName {
	switch s {
	case connector.Pass:
		return theme.ColorNameSuccess
	case connector.Warned:
		return theme.ColorNameWarning
	case connector.Fail:
		return theme.ColorNameError
	case connector.Running:
		return theme.ColorNamePrimary
	}
	return theme.ColorNamePlaceHolder
}

// tinted reads one of the app's icons with its black in another colour. The toolkit's own recolouring
// changes fills only, and these are drawn with strokes.
func tinted(name string, c color.Color) fyne.Resource {
	res := icon(name)
	if res == nil {
		return nil
	}
	r, g, b, _ := c.RGBA()
	hex := fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	return fyne.NewStaticResource(hex[1:]+"-"+name, bytes.ReplaceAll(res.Content(), []byte("#000000"), []byte(hex)))
}
