package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// readable is the widest a page of text gets, at a text size of 14.
const readable = 760

// subheadingSize is the size of a card's title.
const subheadingSize = theme.SizeNameSubHeadingText

// heading is the title of a page: one line of large type, wrapping where it must.
func heading(text string) *widget.Label { return bold(text, theme.SizeNameHeadingText) }

// subheading is the title of a card.
func subheading(text string) *widget.Label { return bold(text, subheadingSize) }

func bold(text string, size fyne.ThemeSizeName) *widget.Label {
	l := wrapLabel(text)
	l.SizeName = size
	l.TextStyle.Bold = true
	return l
}

// wrapLabel is a text of any length.
func wrapLabel(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// oneLine is a text that ends in "…" where there is no room: for names in rows.
func oneLine(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// primary is the one button of a screen that leads on.
func primary(text string, run func()) *button {
	b := newButton(text, run)
	b.Importance = widget.HighImportance
	return b
}

// quiet is every other button.
func quiet(text string, run func()) *button { return newButton(text, run) }

// plain is a button without a face: for what is rarely wanted.
func plain(text string, run func()) *button {
	b := newButton(text, run)
	b.Importance = widget.LowImportance
	return b
}

// copyButton puts a text on the clipboard and says so.
func (k *kit) copyButton(text func() string) *button {
	var b *button
	b = newButton(say("kit.copy"), func() {
		k.copyText(text())
		b.SetText(say("kit.copied"))
		b.SetIcon(theme.ConfirmIcon())
	})
	b.Icon = theme.ContentCopyIcon()
	return b
}

// link opens an address in the person's browser.
func (k *kit) link(text, address string) *button {
	b := newButton(text, func() { k.openURL(address) })
	b.Icon = theme.MailForwardIcon()
	b.Importance = widget.LowImportance
	return b
}

// card is a quiet surface that holds things that belong together.
func card(objects ...fyne.CanvasObject) *surface { return newSurface(stack(objects...)) }

// surface draws a rounded sheet behind its content.
type surface struct {
	widget.BaseWidget
	content fyne.CanvasObject
	fill    fyne.ThemeColorName
	edge    fyne.ThemeColorName
	pad     float32 // in multiples of the theme's padding
	square  bool    // a band from edge to edge instead of a sheet
}

func newSurface(content fyne.CanvasObject) *surface {
	s := &surface{content: content, fill: theme.ColorNameOverlayBackground, edge: theme.ColorNameSeparator, pad: 3}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws the sheet.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	sheet := canvas.NewRectangle(nil)
	r := &surfaceRenderer{surface: s, sheet: sheet}
	r.paint()
	return r
}

type surfaceRenderer struct {
	surface *surface
	sheet   *canvas.Rectangle
}

func (r *surfaceRenderer) paint() {
	th := r.surface.Theme()
	v := fyne.CurrentApp().Settings().ThemeVariant()
	r.sheet.FillColor = th.Color(r.surface.fill, v)
	r.sheet.StrokeColor = th.Color(r.surface.edge, v)
	r.sheet.StrokeWidth = 1
	r.sheet.CornerRadius = th.Size(theme.SizeNameCardRadius)
	if r.surface.square {
		r.sheet.CornerRadius, r.sheet.StrokeWidth = 0, 0
	}
}

// Refresh repaints after a change of theme.
func (r *surfaceRenderer) Refresh() {
	r.paint()
	r.sheet.Refresh()
	r.surface.content.Refresh()
	r.Layout(r.surface.Size())
}

// MinSize is the content and the padding around it.
func (r *surfaceRenderer) MinSize() fyne.Size {
	pad := 2 * r.surface.pad * theme.Padding()
	return r.surface.content.MinSize().AddWidthHeight(pad, pad)
}

// Layout lays the content out first, since its height follows from its width.
func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.sheet.Resize(size)
	pad := r.surface.pad * theme.Padding()
	r.surface.content.Move(fyne.NewPos(pad, pad))
	r.surface.content.Resize(fyne.NewSize(size.Width-2*pad, size.Height-2*pad))
}

// Objects are the sheet and the content.
func (r *surfaceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.sheet, r.surface.content}
}

// Destroy has nothing to let go.
func (r *surfaceRenderer) Destroy() {}

// page is the scaffold of a screen that is read from top to bottom: a title, a sentence, the body, and
// the buttons; it scrolls where the window is small and stays narrow where it is wide. The buttons are always
// in sight.
func page(title, lead string, body fyne.CanvasObject, actions ...fyne.CanvasObject) fyne.CanvasObject {
	if len(actions) == 0 {
		return readingPage(title, lead, body)
	}
	return withFoot(readingPage(title, lead, body), inset(row(actions...)))
}

// readingPage is a page without buttons.
func readingPage(title, lead string, body fyne.CanvasObject) *fyne.Container {
	head := []fyne.CanvasObject{heading(title)}
	if lead != "" {
		head = append(head, mutedLabel(lead))
	}
	parts := []fyne.CanvasObject{stackGap(0, head...)}
	if body != nil {
		parts = append(parts, body)
	}
	return upright(container.New(reading{readable}, stackGap(3, parts...)))
}

// labelled is a field with its name above it.
func labelled(name string, field fyne.CanvasObject) fyne.CanvasObject {
	l := wrapLabel(name)
	l.TextStyle.Bold = true
	return stackGap(-1, l, inset(field))
}

// inset moves an object in by as much as texts have around them, so that both stand on one line.
func inset(object fyne.CanvasObject) fyne.CanvasObject {
	return container.New(insetLayout{}, object)
}

type insetLayout struct{}

func (insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*theme.InnerPadding(), 0)
}

func (insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(theme.InnerPadding(), 0))
	settle(objects[0], size.Width-2*theme.InnerPadding())
}

// holder shows one object at a time.
type holder struct{ *fyne.Container }

func newHolder() holder { return holder{container.NewStack()} }

// leave takes the keyboard off something that goes out of sight: it must press nothing that nobody sees.
func (h holder) leave(old fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(h.Container)
	if c != nil && c.Focused() != nil && inside(old, c.Focused()) {
		c.Unfocus()
	}
}

// set replaces what is shown.
func (h holder) set(object fyne.CanvasObject) {
	if len(h.Objects) == 1 && h.Objects[0] == object {
		return
	}
	for _, old := range h.Objects {
		still(old)
		h.leave(old)
	}
	h.Objects = []fyne.CanvasObject{object}
	stir(object)
	h.Refresh()
}
