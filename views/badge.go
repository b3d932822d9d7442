package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// badge is a word on a coloured pill: the DEMO mark.
type badge struct {
	widget.BaseWidget
	text string
}

func newBadge(text string) *badge {
	b := &badge{text: text}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer draws pill and word.
func (b *badge) CreateRenderer() fyne.WidgetRenderer {
	r := &badgeRenderer{badge: b, pill: canvas.NewRectangle(nil), text: canvas.NewText(b.text, nil)}
	r.text.TextStyle.Bold = true
	r.text.Alignment = fyne.TextAlignCenter
	r.paint()
	return r
}

type badgeRenderer struct {
	badge *badge
	pill  *canvas.Rectangle
	text  *canvas.Text
}

func (r *badgeRenderer) paint() {
	r.pill.FillColor = theme.Color(theme.ColorNameWarning)
	r.text.Color = theme.Color(theme.ColorNameForegroundOnWarning)
	r.text.TextSize = theme.CaptionTextSize()
	r.text.Text = r.badge.text
}

// MinSize is the word and some air.
func (r *badgeRenderer) MinSize() fyne.Size {
	return r.text.MinSize().AddWidthHeight(5*theme.Padding(), 2*theme.Padding())
}

// Layout centres the pill on its line.
func (r *badgeRenderer) Layout(size fyne.Size) {
	h := r.MinSize().Height
	r.pill.CornerRadius = h / 2
	r.pill.Resize(fyne.NewSize(size.Width, h))
	r.pill.Move(fyne.NewPos(0, (size.Height-h)/2))
	r.text.Resize(fyne.NewSize(size.Width, r.text.MinSize().Height))
	r.text.Move(fyne.NewPos(0, (size.Height-r.text.MinSize().Height)/2))
}

// Refresh follows the theme.
func (r *badgeRenderer) Refresh() {
	r.paint()
	r.Layout(r.badge.Size())
	canvas.Refresh(r.badge)
}

// Objects are pill and word.
func (r *badgeRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.pill, r.text} }

// Destroy has nothing to let go.
func (r *badgeRenderer) Destroy() {}
