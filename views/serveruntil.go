package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// untilField is where one types how long a token is valid. It reads a day in many spellings, says in words
// what it understood, and stays empty where nobody knows.
type untilField struct {
	kit   *kit
	field *entry
	said  *muted
	note  *hint
	box   *fyne.Container
	// grown tells the page that the field has become taller or less tall.
	grown func()
}

func newUntilField(k *kit, submit, grown func()) *untilField {
	u := &untilField{kit: k, field: newEntry(say("until.hint"), submit), said: mutedLabel(""), grown: grown}
	u.field.OnChanged = func(string) { u.changed() }
	u.field.left = func() { u.complain() }
	line := []fyne.CanvasObject{container.New(wide{13}, u.field)}
	for _, choice := range []struct {
		key  string
		days int
	}{{"until.30", 30}, {"until.90", 90}, {"until.365", 365}} {
		line = append(line, plain(say(choice.key), func() { u.set(dayAfter(u.kit.now(), choice.days)) }))
	}
	u.box, u.note = wanting(say("until.label"), row(line...))
	u.box.Objects = append(u.box.Objects[:1], u.said, u.box.Objects[1])
	u.changed()
	return u
}

// set writes a day into the field; the zero day empties it.
func (u *untilField) set(day time.Time) {
	if day.IsZero() {
		u.field.SetText("")
		return
	}
	u.field.SetText(day.Format(dayForm))
}

// day is what was understood; ok is false when something stands there that cannot be read.
func (u *untilField) day() (day time.Time, ok bool) {
	if u.field.Text == "" {
		return time.Time{}, true
	}
	day, _, ok = readDay(u.field.Text)
	return day, ok
}

// changed says what is understood so far. What is wrong is said once one leaves the field, not at every key.
func (u *untilField) changed() {
	day, ok := u.day()
	switch {
	case !ok:
		u.said.SetText(say("until.reading"))
	case day.IsZero():
		u.said.SetText(say("until.why"))
	default:
		u.said.SetText(dayAndDistance(u.kit.now(), day))
	}
	u.tell("")
}

// complain says below the field why it cannot be read, and tells whether it could.
func (u *untilField) complain() (fine bool) {
	_, either, fine := readDay(u.field.Text)
	switch {
	case fine || u.field.Text == "":
		u.tell("")
		return true
	case len(either) == 2:
		u.tell(say("until.either", "first", dayWords(either[0]), "second", dayWords(either[1]),
			"one", either[0].Format(dayForm), "two", either[1].Format(dayForm)))
	default:
		u.tell(say("until.unread", "example", dayAfter(u.kit.now(), 365).Format(dayForm)))
	}
	return false
}

func (u *untilField) tell(text string) {
	if u.note.text.Text == text {
		return
	}
	u.note.say(text)
	setVisible(u.said, text == "")
	u.grown()
}

// wide gives its one child a width in letters.
type wide struct{ letters float32 }

// MinSize is that width and the child's height.
func (w wide) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[0].MinSize()
	return fyne.NewSize(max(m.Width, w.letters*theme.TextSize()), m.Height)
}

// Layout fills it.
func (wide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.Position{})
	o[0].Resize(size)
}
