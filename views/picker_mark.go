package views

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// mark is a small picture with a word.
type mark struct {
	widget.BaseWidget
	picture, text string
	wordless      bool // there is room for the picture alone
}

func newMark() *mark {
	m := &mark{}
	m.ExtendBaseWidget(m)
	return m
}

func (m *mark) set(picture, text string) {
	if m.picture != picture || m.text != text {
		m.picture, m.text = picture, text
		m.Refresh()
	}
}

// bare leaves the word out, or not.
func (m *mark) bare(on bool) {
	if m.wordless != on {
		m.wordless = on
		m.Refresh()
	}
}

// CreateRenderer draws both.
func (m *mark) CreateRenderer() fyne.WidgetRenderer {
	r := &markRenderer{mark: m, text: canvas.NewText("", nil)}
	r.paint()
	return r
}

// markRenderer keeps every picture it has drawn: rows show the same few in turn, and reading one costs.
type markRenderer struct {
	mark     *mark
	text     *canvas.Text
	ink      color.Color // of the pictures
	pictures map[string]*canvas.Image
	objects  []fyne.CanvasObject
}

func (r *markRenderer) paint() {
	c := theme.Color(theme.ColorNameForeground)
	r.text.Text, r.text.Color, r.text.TextSize = r.mark.text, c, theme.TextSize()
	if r.mark.wordless {
		r.text.Text = ""
	}
	if r.ink != c {
		r.ink, r.pictures = c, map[string]*canvas.Image{}
	}
	r.objects = append(r.objects[:0], r.text)
	if picture := r.picture(); picture != nil {
		r.objects = append(r.objects, picture)
	}
}

// picture is the one that is shown now, or nil.
func (r *markRenderer) picture() *canvas.Image {
	if r.mark.picture == "" {
		return nil
	}
	if known := r.pictures[r.mark.picture]; known != nil {
		return known
	}
	resource := tinted(r.mark.picture, r.ink)
	if resource == nil {
		return nil
	}
	made := canvas.NewImageFromResource(resource)
	made.FillMode = canvas.ImageFillContain
	r.pictures[r.mark.picture] = made
	return made
}

// MinSize is picture and word.
func (r *markRenderer) MinSize() fyne.Size {
	icon := markSize()
	word := r.text.MinSize()
	if r.text.Text == "" {
		return fyne.NewSize(icon, max(icon, word.Height))
	}
	return fyne.NewSize(icon+theme.Padding()*1.5+word.Width, max(icon, word.Height))
}

// markSize is how wide and tall the picture of a mark is.
func markSize() float32 { return theme.TextSize() * 1.15 }

// Layout puts both on one line.
func (r *markRenderer) Layout(size fyne.Size) {
	icon := markSize()
	if picture := r.picture(); picture != nil {
		picture.Resize(fyne.NewSquareSize(icon))
		picture.Move(fyne.NewPos(0, (size.Height-icon)/2))
	}
	if r.text.Text == "" {
		return
	}
	w := r.text.MinSize()
	r.text.Resize(w)
	r.text.Move(fyne.NewPos(icon+theme.Padding()*1.5, (size.Height-w.Height)/2))
}

// Refresh follows what is marked and the theme.
func (r *markRenderer) Refresh() {
	r.paint()
	r.Layout(r.mark.Size())
	canvas.Refresh(r.mark)
}

// Objects are picture and word.
func (r *markRenderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy has nothing to let go.
func (r *markRenderer) Destroy() {}
