package views

import (
	"bytes"
	"image"
	_ "image/gif" // pictures of accounts come as any of the three
	_ "image/jpeg"
	_ "image/png"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// avatarPixels is the largest picture that is drawn: what is larger is no picture of an account.
const avatarPixels = 2048

// avatar is a round picture of an account, or its initials where there is none.
type avatar struct {
	widget.BaseWidget
	picture  image.Image
	initials string
	lines    float32 // how many lines of text it is tall
}

// newAvatar draws an account as tall as so many lines of text.
func newAvatar(account connector.Account, lines float32) *avatar {
	a := &avatar{picture: readPicture(account.Picture), initials: initials(account.Name), lines: lines}
	a.ExtendBaseWidget(a)
	return a
}

// readPicture decodes a picture; nil where it is none, or a strangely large one.
func readPicture(content []byte) image.Image {
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || config.Width > avatarPixels || config.Height > avatarPixels {
		return nil
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	return picture
}

// initials are the first letters of the first and the last word of a name.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return "?"
	}
	first := string([]rune(words[0])[:1])
	if len(words) > 1 {
		first += string([]rune(words[len(words)-1])[:1])
	}
	return strings.ToUpper(first)
}

// CreateRenderer draws a disc with initials, and the picture over it.
func (a *avatar) CreateRenderer() fyne.WidgetRenderer {
	r := &avatarRenderer{avatar: a, disc: canvas.NewCircle(nil), text: canvas.NewText(a.initials, nil)}
	r.text.Alignment = fyne.TextAlignCenter
	r.text.TextStyle.Bold = true
	if a.picture != nil {
		r.picture = canvas.NewImageFromImage(a.picture)
		r.picture.FillMode = canvas.ImageFillCover
	}
	r.paint()
	return r
}

type avatarRenderer struct {
	avatar  *avatar
	disc    *canvas.Circle
	text    *canvas.Text
	picture *canvas.Image
}

func (r *avatarRenderer) paint() {
	r.disc.FillColor = theme.Color(theme.ColorNamePrimary)
	r.text.Color = theme.Color(theme.ColorNameForegroundOnPrimary)
	r.text.TextSize = theme.TextSize() * r.avatar.lines * 0.55
}

func (r *avatarRenderer) side() float32 { return theme.TextSize() * r.avatar.lines * 1.4 }

// MinSize is a square that grows with the text.
func (r *avatarRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(r.side()).AddWidthHeight(theme.InnerPadding(), 0)
}

// Layout keeps the disc round whatever room there is.
func (r *avatarRenderer) Layout(size fyne.Size) {
	side := r.side()
	at := fyne.NewPos(theme.InnerPadding(), max(0, (size.Height-side)/2))
	r.disc.Move(at)
	r.disc.Resize(fyne.NewSquareSize(side))
	text := r.text.MinSize()
	r.text.Move(at.AddXY(0, (side-text.Height)/2))
	r.text.Resize(fyne.NewSize(side, text.Height))
	if r.picture != nil {
		r.picture.CornerRadius = side / 2
		r.picture.Move(at)
		r.picture.Resize(fyne.NewSquareSize(side))
	}
}

// Refresh follows the theme.
func (r *avatarRenderer) Refresh() {
	r.paint()
	r.Layout(r.avatar.Size())
	canvas.Refresh(r.avatar)
}

// Objects are the disc with the initials, or the picture.
func (r *avatarRenderer) Objects() []fyne.CanvasObject {
	if r.picture != nil {
		return []fyne.CanvasObject{r.picture}
	}
	return []fyne.CanvasObject{r.disc, r.text}
}

// Destroy has nothing to let go.
func (r *avatarRenderer) Destroy() {}
