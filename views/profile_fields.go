package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// formTable sets fields beside their names, one column for all tables of a page. A field that is hidden takes its
// name with it. Where the page is narrow the names stand above.
type formTable struct{ names *formNames }

// formNames are the names of the fields of one page: each of its tables leaves room for the widest of them.
type formNames struct{ all []*widget.Label }

// name is the name of a field; an empty one holds the place of none.
func (n *formNames) name(text string) *widget.Label {
	l := widget.NewLabel(text)
	n.all = append(n.all, l)
	return l
}

func (n *formNames) width() float32 {
	var w float32
	for _, l := range n.all {
		w = max(w, l.MinSize().Width)
	}
	return w
}

// newFormTable makes a table out of pairs: name, field.
func newFormTable(names *formNames, pairs ...fyne.CanvasObject) *fyne.Container {
	return container.New(formTable{names}, pairs...)
}

func (formTable) gap() float32 { return 2 * theme.Padding() }

// MinSize asks for the narrow shape's width and the height of the last layout.
func (f formTable) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(f.names.width(), 0)
	for i := 0; i+1 < len(o); i += 2 {
		if !o[i+1].Visible() {
			continue
		}
		if size.Height > 0 {
			size.Height += f.gap()
		}
		label, field := o[i].MinSize().Height, o[i+1].MinSize()
		size.Width = max(size.Width, field.Width)
		if label = f.nameHeight(o[i], label); o[i].Position().Y != o[i+1].Position().Y {
			size.Height += label - theme.InnerPadding()
		}
		size.Height += max(label, field.Height)
	}
	return size
}

// nameHeight is none for a field without a name.
func (formTable) nameHeight(name fyne.CanvasObject, tall float32) float32 {
	if l, ok := name.(*widget.Label); ok && l.Text == "" {
		return 0
	}
	return tall
}

// Layout fills the columns.
func (f formTable) Layout(o []fyne.CanvasObject, size fyne.Size) {
	names := f.names.width()
	above := size.Width-names < theme.TextSize()*16
	var y float32
	for i := 0; i+1 < len(o); i += 2 {
		name, field := o[i], o[i+1]
		setVisible(name, field.Visible())
		if !field.Visible() {
			continue
		}
		tall := name.MinSize().Height
		name.Move(fyne.NewPos(0, y))
		name.Resize(fyne.NewSize(names, tall))
		tall = f.nameHeight(name, tall)
		if above {
			y += max(0, tall-theme.InnerPadding())
			name.Move(fyne.NewPos(0, y-max(0, tall-theme.InnerPadding())))
			field.Move(fyne.NewPos(0, y))
			y += settle(field, size.Width) + f.gap()
			continue
		}
		field.Move(fyne.NewPos(names, y))
		y += max(tall, settle(field, size.Width-names)) + f.gap()
	}
}

// fieldNote is a sentence below a field; it takes no room while there is nothing to say.
type fieldNote struct {
	line *fyne.Container
	lamp *lamp
	text *widget.Label
}

func newFieldNote() *fieldNote {
	n := &fieldNote{lamp: newLampSaying(connector.Fail, ""), text: wrapLabel("")}
	n.line = container.New(noteLayout{}, n.lamp, n.text)
	n.line.Hide()
	return n
}

// show says that something keeps one from going on.
func (n *fieldNote) show(text string) { n.set(connector.Fail, text) }

// mention says something worth knowing.
func (n *fieldNote) mention(text string) { n.set(connector.Warned, text) }

func (n *fieldNote) set(state connector.State, text string) {
	n.lamp.set(state, "")
	if n.text.Text != text {
		n.text.SetText(text)
	}
	if text == "" {
		n.line.Hide()
		return
	}
	n.line.Show()
	n.line.Refresh()
}

// noteLayout puts a lamp before a text that wraps.
type noteLayout struct{}

// MinSize is lamp and text.
func (noteLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	lamp, text := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(lamp.Width+text.Width, max(lamp.Height, text.Height))
}

// Layout keeps the lamp at the first line.
func (noteLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	lamp := o[0].MinSize()
	line := widget.NewLabel("").MinSize().Height
	o[0].Resize(fyne.NewSize(lamp.Width, line))
	o[0].Move(fyne.Position{})
	o[1].Move(fyne.NewPos(lamp.Width, 0))
	settle(o[1], size.Width-lamp.Width)
}

// pick is a choice whose words may change with what is chosen elsewhere.
type pick struct {
	holder
	chosen func(at int)
	words  []string
	at     int
	row    *choice
}

func newPick(chosen func(at int)) *pick { return &pick{holder: newHolder(), chosen: chosen} }

// show brings words and choice into line with a flow.
func (p *pick) show(words []string, at int) {
	same := slices.Equal(words, p.words)
	if same && at == p.at {
		return
	}
	p.at = at
	if same {
		p.row.set(at)
		return
	}
	p.words, p.row = words, newChoice(words, at, p.chosen)
	p.set(p.row.row)
}

// lead is the button of what is chosen, where the keyboard best starts.
func (p *pick) lead() fyne.Focusable {
	if p.row == nil || len(p.row.buttons) == 0 {
		return nil
	}
	return p.row.buttons[max(p.at, 0)]
}

// showText brings a text of a flow into a field without telling the flow so. What is being typed is the
// same text, so the cursor stays where it is.
func showText(e *widget.Entry, text string) {
	if e.Text == text {
		return
	}
	changed := e.OnChanged
	e.OnChanged = nil
	e.SetText(text)
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd}) // nothing of the text before stays marked, or typing would put it away
	e.CursorColumn = len([]rune(text))
	e.Refresh()
	e.OnChanged = changed
}

// scrollUp scrolls a list to its beginning, also one that has never been seen: the toolkit's own must have been.
func scrollUp(c *chooser) {
	c.MinSize()
	c.ScrollToTop()
}

// handOn gives the keyboard to what comes next when the button that has it has gone out of sight: a key must press
// nothing that nobody sees.
func (k *kit) handOn(gone *button, next fyne.Focusable) {
	if k.window != nil && !gone.Visible() && k.window.Canvas().Focused() == fyne.Focusable(gone) {
		k.focusOn(next)
	}
}
