package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

// inWindow shows an object and counts how often Esc reaches the window.
func inWindow(t *testing.T, o fyne.CanvasObject) (fyne.Window, *int) {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, o)
	w.Resize(fyne.NewSize(400, 300))
	escaped := 0
	w.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		if k.Name == fyne.KeyEscape {
			escaped++
		}
	})
	return w, &escaped
}

func TestReturnEnterAndSpacePressAFocusedButton(t *testing.T) {
	pressed := 0
	b := newButton("Go", func() { pressed++ })
	_, escaped := inWindow(t, b)
	for _, name := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
		b.TypedKey(key(name))
	}
	assert.Equal(t, 3, pressed)
	b.Disable()
	b.TypedKey(key(fyne.KeyReturn))
	assert.Equal(t, 3, pressed, "not when it is disabled")
	b.TypedKey(key(fyne.KeyEscape))
	assert.Equal(t, 1, *escaped)
}

func TestAFocusedButtonHasARing(t *testing.T) {
	b := newButton("Go", func() {})
	w, _ := inWindow(t, container.NewVBox(b))
	w.Canvas().Focus(b)
	assert.True(t, b.ring.Visible())
	w.Canvas().Unfocus()
	assert.False(t, b.ring.Visible())
}

func TestEnterInAFieldSubmitsAndEscReachesTheWindow(t *testing.T) {
	submitted := 0
	e := newEntry("", func() { submitted++ })
	s := newSecretEntry("", func() { submitted++ })
	_, escaped := inWindow(t, container.NewVBox(e, s))
	e.TypedKey(key(fyne.KeyReturn))
	s.TypedKey(key(fyne.KeyEnter))
	e.TypedKey(key(fyne.KeyEscape))
	s.TypedKey(key(fyne.KeyEscape))
	assert.Equal(t, 2, submitted)
	assert.Equal(t, 2, *escaped)
}

func TestAFieldLetsTheWindowsShortcutsThroughAndKeepsItsOwn(t *testing.T) {
	e := newEntry("", nil)
	w, _ := inWindow(t, e)
	went := 0
	two := &desktop.CustomShortcut{KeyName: fyne.Key2, Modifier: fyne.KeyModifierShortcutDefault}
	item := fyne.NewMenuItem("Go", func() { went++ })
	item.Shortcut = two
	w.SetMainMenu(fyne.NewMainMenu(fyne.NewMenu("Go", item)))
	e.TypedShortcut(two)
	assert.Equal(t, 1, went)
	e.SetText("hello")
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	assert.Equal(t, "hello", e.SelectedText())
}

func TestATokenCannotBeCopiedOutOfItsField(t *testing.T) {
	s := newSecretEntry("", nil)
	inWindow(t, s)
	s.SetText("t0ken")
	s.TypedShortcut(&fyne.ShortcutSelectAll{})
	clip := test.NewClipboard()
	s.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
	s.TypedShortcut(&fyne.ShortcutCut{Clipboard: clip})
	assert.Empty(t, clip.Content())
	assert.Equal(t, "t0ken", s.Text)
	clip.SetContent("pasted")
	s.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	assert.Equal(t, "pasted", s.Text)
}

func TestAListIsWalkedWithTheKeyboardAlone(t *testing.T) {
	var chosen []int
	l := newList(func() int { return 100 },
		func() fyne.CanvasObject { return widget.NewLabel("row") },
		func(int, fyne.CanvasObject) {},
		func(i int) { chosen = append(chosen, i) })
	w, escaped := inWindow(t, l)
	w.Canvas().Focus(l)
	press := func(names ...fyne.KeyName) {
		for _, n := range names {
			l.TypedKey(key(n))
		}
	}
	press(fyne.KeyReturn, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyHome, fyne.KeyDown, fyne.KeyReturn, fyne.KeyReturn)
	assert.Equal(t, []int{0, 99, 1, 1}, chosen, "the same row can be chosen twice")
	press(fyne.KeyPageDown, fyne.KeyReturn)
	step := chosen[4] - 1
	assert.Greater(t, step, 1)
	press(fyne.KeyPageUp, fyne.KeyReturn)
	assert.Equal(t, 1, chosen[5])
	press(fyne.KeyEscape)
	assert.Equal(t, 1, *escaped)
}

func TestButtonsGoOnInTheNextLineWhereTheyDoNotFit(t *testing.T) {
	test.NewTempApp(t)
	r := row(newButton("The first of them", nil), newButton("The second of them", nil))
	r.Resize(fyne.NewSize(1000, r.MinSize().Height))
	wide := r.MinSize().Height
	r.Resize(fyne.NewSize(200, 10))
	assert.Greater(t, r.MinSize().Height, 1.9*wide)
	assert.Greater(t, r.Objects[1].Position().Y, r.Objects[0].Position().Y)
}

func TestATextGetsTheHeightItNeedsAtItsWidth(t *testing.T) {
	test.NewTempApp(t)
	long := wrapLabel(strings.Repeat("word ", 100))
	below := widget.NewLabel("below")
	s := stack(long, below)
	for _, width := range []float32{600, 200, 400} {
		s.Resize(fyne.NewSize(width, 10))
		assert.InDelta(t, long.MinSize().Height, long.Size().Height, 0.5, "nothing is clipped")
		assert.GreaterOrEqual(t, below.Position().Y, long.Size().Height, "nothing overlaps")
	}
}

func TestTheLadderTellsEachRungInShapeAndWords(t *testing.T) {
	test.NewTempApp(t)
	v := newLadderView()
	v.Show(connector.Report{Rungs: []connector.Rung{
		{ID: connector.CheckAddress, State: connector.Pass, Millis: 3},
		{ID: connector.CheckVersion, State: connector.Fail, Millis: 12, Problems: []connector.Problem{connector.NewProblem(connector.CodeVersionTooOld)}},
		{ID: connector.CheckSignIn, State: connector.Skip, NotCheckedAfter: connector.CheckVersion},
		{ID: connector.CheckLinks, State: connector.Skip},
		{ID: connector.CheckAdmin, State: connector.Running},
	}})
	var got [][3]string
	for _, r := range v.rows {
		got = append(got, [3]string{string(r.lamp.state), r.state.String(), r.time.String()})
	}
	assert.Equal(t, [][3]string{
		{"pass", "OK", "3 ms"},
		{"fail", "Not OK", "12 ms"},
		{"skip", "Not checked", ""},
		{"skip", "Not needed here", ""},
		{"running", "Checking…", ""},
	}, got)
	assert.Len(t, v.rows[1].notes.Objects, 1)
	first := v.rows[0]
	v.Show(connector.Report{Rungs: []connector.Rung{
		{ID: connector.CheckAddress, State: connector.Warned},
		{ID: connector.CheckVersion},
		{ID: connector.CheckSignIn},
		{ID: connector.CheckLinks},
		{ID: connector.CheckAdmin},
	}})
	assert.Same(t, first, v.rows[0], "rows stay, so that nothing flickers")
	assert.Empty(t, v.rows[1].notes.Objects)
}

func TestEvidenceCanBeUnfoldedAndCopied(t *testing.T) {
	var copied string
	k := &kit{copyText: func(text string) { copied = text }}
	p := connector.NewProblem(connector.CodeServerError, "host", "git.example").
		Seen(connector.Evidence{Status: 502, Address: "https://git.example/rest", Millis: 7, Said: "Bad gateway"})
	card := k.problemCard(p)
	inWindow(t, card)
	find := func(label string) *button {
		var b *button
		walk(card, func(o fyne.CanvasObject) {
			if x, ok := o.(*button); ok && x.Text == label {
				b = x
			}
		})
		return b
	}
	assert.Nil(t, find("Copy"), "folded away at first")
	test.Tap(find(say("problem.evidence")))
	test.Tap(find("Copy"))
	for _, part := range []string{"server-error", "502", "https://git.example/rest", "Bad gateway"} {
		assert.Contains(t, copied, part)
	}
	assert.NotNil(t, find("Copied"))
}

// newList makes the plainest list there can be. choose is called with Return, Space or a tap.
func newList(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject), choose func(int)) *list {
	l := &list{}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.OnSelected = func(id widget.ListItemID) {
		l.at = id
		l.Unselect(id) // so that the same row can be chosen again
		if choose != nil {
			choose(id)
		}
	}
	l.OnHighlighted = func(id widget.ListItemID) { l.at = id }
	l.ExtendBaseWidget(l)
	return l
}
