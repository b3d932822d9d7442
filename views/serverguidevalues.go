package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// tokenName is what a token made with the guide is called in Bitbucket.
const tokenName = "Mooring"

// guideValues is the card with what is filled in where a token is made, each with a button that copies it.
type guideValues struct {
	kit     *kit
	form    *serverForm
	box     *surface
	table   *fyne.Container
	project []fyne.CanvasObject // the line that a token of one repository lacks
	others  []fyne.CanvasObject
	lasts   int // days
	day     *widget.Label
	copied  *button
	used    *button
}

func newGuideValues(s *serverScreen) *guideValues {
	v := &guideValues{kit: s.kit, form: s.form, lasts: 365}
	v.project = v.line("guide.value.project", say("guide.read.project"))
	v.others = append(v.line("guide.value.name", tokenName), v.line("guide.value.repository", say("guide.read.repository"))...)
	v.day = valueLabel("")
	v.copied = s.kit.copyButton(func() string { return dayAfter(s.kit.now(), v.lasts).Format(dayForm) })
	v.others = append(v.others, factLabel(say("guide.value.until")), valueLine(v.day, v.copied))
	v.table = newFields()
	v.used = quiet(say("guide.used"), v.use)
	lasting := newChoice([]string{say("until.90"), say("until.365")}, 1, func(i int) { v.last([]int{90, 365}[i]) })
	v.box = card(subheading(say("guide.values")), v.table, inset(row(append(lasting.row.Objects, v.used)...)), mutedLabel(say("guide.admin")))
	v.last(v.lasts)
	return v
}

// turn shows what a token of another kind needs.
func (v *guideValues) turn(kind connector.TokenKind) {
	v.table.Objects = v.others
	if kind != connector.TokenRepository {
		v.table.Objects = slices.Concat(v.others[:2], v.project, v.others[2:])
	}
}

// last suggests a day so far from today.
func (v *guideValues) last(days int) {
	v.lasts = days
	v.day.SetText(dayWords(dayAfter(v.kit.now(), days)))
	v.copied.Text, v.copied.Icon = say("kit.copy"), theme.ContentCopyIcon()
	v.copied.Refresh()
	v.used.Text, v.used.Icon = say("guide.used"), nil
	v.used.Refresh()
}

// use writes the day into the form, under "Valid until".
func (v *guideValues) use() {
	v.form.made.until = dayAfter(v.kit.now(), v.lasts)
	v.used.SetText(say("guide.used.done"))
	v.used.SetIcon(theme.ConfirmIcon())
}

// line is what something is called there, what goes in, and the button that copies that.
func (v *guideValues) line(key, value string) []fyne.CanvasObject {
	return []fyne.CanvasObject{factLabel(say(key)), valueLine(valueLabel(value), v.kit.copyButton(func() string { return value }))}
}

func valueLabel(text string) *widget.Label {
	l := oneLine(text)
	l.TextStyle.Bold = true
	return l
}

func valueLine(value *widget.Label, copied *button) fyne.CanvasObject {
	return container.NewBorder(nil, nil, nil, inset(copied), value)
}
