package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

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
	n.text.SetText(text)
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

// showText brings a text of a flow into a field without telling the flow so. What is being typed is the
// same text, so the cursor stays where it is.
func showText(e *widget.Entry, text string) {
	if e.Text == text {
		return
	}
	changed := e.OnChanged
	e.OnChanged = nil
	e.SetText(text)
	e.CursorColumn = len([]rune(text))
	e.Refresh()
	e.OnChanged = changed
}
