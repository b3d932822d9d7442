package views

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// action is something a button does about a problem.
type action struct {
	label string
	run   func()
}

// problemCard shows a problem as a person should meet it: what is wrong, what that means, the one thing
// to do, buttons where the app can do it, and the evidence for an administrator, folded away. The first
// action is the one that mends; it is the screen's primary button.
func (k *kit) problemCard(p connector.Problem, actions ...action) fyne.CanvasObject {
	buttons := make([]fyne.CanvasObject, 0, len(actions))
	for i, a := range actions {
		if i == 0 {
			buttons = append(buttons, primary(a.label, a.run))
		} else {
			buttons = append(buttons, quiet(a.label, a.run))
		}
	}
	return k.problemSheet(p, buttons...)
}

// problemSheet is problemCard with buttons made by the caller, where the primary one stands elsewhere.
func (k *kit) problemSheet(p connector.Problem, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	return k.problemSheetWith(p, nil, buttons...)
}

// problemSheetWith has more to show between what to do and the buttons.
func (k *kit) problemSheetWith(p connector.Problem, more []fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	_, _, fix := Words(p)
	return k.problemSheetSaying(p, fix, more, buttons...)
}

// problemSheetSaying has another sentence about what to do than the problem's own.
func (k *kit) problemSheetSaying(p connector.Problem, fix string, more []fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	title, detail, _ := Words(p)
	return k.problemSheetWords(p, title, detail, fix, more, buttons...)
}

// problemSheetWords has sentences of its own altogether, where the page knows more than the problem.
func (k *kit) problemSheetWords(p connector.Problem, title, detail, fix string, more []fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	parts := []fyne.CanvasObject{container.New(headLine{}, lampFor(p.Severity), subheading(title))}
	if detail != "" {
		parts = append(parts, wrapLabel(detail))
	}
	if fix != "" {
		l := wrapLabel(fix)
		l.TextStyle.Bold = true
		parts = append(parts, l)
	}
	parts = append(parts, more...)
	if len(buttons) > 0 {
		parts = append(parts, inset(row(buttons...)))
	}
	parts = append(parts, k.evidence(p))
	s := newSurface(stackGap(0.5, parts...))
	s.edge = lampColor(stateFor(p.Severity))
	return s
}

// headLine sets a lamp before a title that may wrap: the lamp stays with the first line.
type headLine struct{}

// MinSize is both beside each other.
func (headLine) MinSize(o []fyne.CanvasObject) fyne.Size {
	l, t := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(l.Width+t.Width, max(l.Height, t.Height))
}

// Layout gives the title what the lamp leaves.
func (headLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l := o[0].MinSize()
	line := fyne.MeasureText("M", theme.Size(theme.SizeNameSubHeadingText), fyne.TextStyle{Bold: true}).Height
	o[0].Resize(l)
	o[0].Move(fyne.NewPos(theme.InnerPadding()/2, theme.InnerPadding()+(line-l.Height)/2))
	x := l.Width + theme.InnerPadding()/2
	o[1].Move(fyne.NewPos(x, 0))
	settle(o[1], max(0, size.Width-x))
}

func stateFor(s connector.Severity) connector.State {
	switch s {
	case connector.Block:
		return connector.Fail
	case connector.Warn:
		return connector.Warned
	}
	return connector.Pass
}

func lampFor(s connector.Severity) *lamp { return newLampSaying(stateFor(s), "") }

// evidence is a fold with what was seen, to copy for an administrator.
func (k *kit) evidence(p connector.Problem) fyne.CanvasObject {
	text := widget.NewLabel(evidenceText(p))
	text.Wrapping = fyne.TextWrapWord
	text.TextStyle.Monospace = true
	body := stackGap(1, text, inset(row(k.copyButton(func() string { return evidenceText(p) }))))
	return folded(say("problem.evidence"), body)
}

// evidenceText is a problem as plain lines: its words, its code and what was seen.
func evidenceText(p connector.Problem) string {
	title, detail, fix := Words(p)
	lines := []string{title, detail, fix, ""}
	add := func(key, value string) {
		if value != "" && value != "0" {
			lines = append(lines, say(key)+": "+value)
		}
	}
	add("evidence.code", string(p.Code))
	add("evidence.address", p.Evidence.Address)
	add("evidence.status", strconv.Itoa(p.Evidence.Status))
	add("evidence.exception", p.Evidence.Exception)
	add("evidence.said", p.Evidence.Said)
	add("evidence.ms", strconv.FormatInt(p.Evidence.Millis, 10))
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// busy says what is awaited and lets the person stop waiting. cancel may be nil where there is nothing
// to stop.
func busy(text string, cancel func()) fyne.CanvasObject {
	parts := []fyne.CanvasObject{wrapLabel(text), inset(newProgress())}
	if cancel != nil {
		parts = append(parts, inset(row(quiet(say("kit.cancel"), cancel))))
	}
	return card(parts...)
}
