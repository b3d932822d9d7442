package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/flow"
)

func TestADayIsReadAsPeopleTypeIt(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-31": "2026-12-31", "2026-1-5": "2026-01-05", "2026/12/31": "2026-12-31", "2026.12.31": "2026-12-31",
		"31.12.2026": "2026-12-31", "3.4.2027": "2027-04-03", "03.04.2027": "2027-04-03", " 31. 12. 2026 ": "2026-12-31",
		"31/12/2026": "2026-12-31", "12/31/2026": "2026-12-31", "31-12-2026": "2026-12-31", "04/04/2027": "2027-04-04",
		"31 December 2026": "2026-12-31", "31 Dec 2026": "2026-12-31", "Dec 31, 2026": "2026-12-31", "29.2.2028": "2028-02-29",
		"03/04/2027": "", "": "", "soon": "", "2026-13-01": "", "2026-02-30": "", "29.2.2027": "", "31/31/2026": "", "1/2/27": "",
		"2026-12": "", "2026-12-31-1": "", "-1-2-2026": "", "99999-1-1": "", "0/0/0": "", "12.31.2026": "2026-12-31",
	} {
		day, _, ok := readDay(text)
		assert.Equal(t, want != "", ok, text)
		if ok {
			assert.Equal(t, want, day.Format(dayForm), text)
			assert.Equal(t, time.UTC, day.Location(), text)
		}
	}
	_, either, _ := readDay("03/04/2027")
	require.Len(t, either, 2)
	assert.Equal(t, "2027-04-03", either[0].Format(dayForm))
	assert.Equal(t, "2027-03-04", either[1].Format(dayForm))
}

func FuzzADayThatIsReadIsOneThatIsWrittenBack(f *testing.F) {
	for _, text := range []string{"2026-12-31", "31.12.2026", "03/04/2027", "Dec 31, 2026", "", "1//2", "9999.99.99"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, either, ok := readDay(text)
		if !ok {
			return
		}
		again, _, fine := readDay(day.Format(dayForm))
		if !fine || !again.Equal(day) || either != nil {
			t.Fatalf("%q was read as %v", text, day)
		}
	})
}

func TestWhatIsUnderstoodOfADayIsSaidInWords(t *testing.T) {
	s := newStage(t, Look{})
	until := s.screen().form.until
	for text, said := range map[string]string{
		"24.12.2026": "24 December 2026, in 32 days", "2026-11-23": "23 November 2026, tomorrow",
		"2026-11-22": "22 November 2026: that is today", "1/5/2020": "Year, month and day, in the way you like",
		"2020-05-01": "1 May 2020: that day has passed",
	} {
		until.field.SetText(text)
		assert.True(t, s.shows(said), said)
	}
}

func TestADayThatCannotBeReadIsSaidOnceOneLeavesTheFieldAndKeepsFromChecking(t *testing.T) {
	s := newStage(t, Look{})
	s.fillIn("https://bitbucket.harbour.example", "t")
	until := s.screen().form.until
	s.win.Canvas().Focus(until.field)
	test.Type(until.field, "next year")
	assert.False(t, until.note.line.Visible(), "not at every key")
	s.win.Canvas().FocusNext()
	assert.True(t, until.note.line.Visible())
	s.press(t, "Check and connect")
	assert.Same(t, until.field, s.focused())
	assert.Equal(t, flow.ServerFormStep, s.screen().state.Step)
	until.field.SetText("03/04/2027")
	s.press(t, "Check and connect")
	assert.True(t, s.shows("Is that 3 April 2027 or 4 March 2027? Please write 2027-04-03 or 2027-03-04."))
	until.field.SetText("")
	assert.False(t, until.note.line.Visible(), "gone as soon as one types")
	s.press(t, "Check and connect")
	s.at(t, flow.ServerResult)
}

func TestTheDayGoesAlongWithTheToken(t *testing.T) {
	s := newStage(t, Look{})
	s.fillIn("https://bitbucket.harbour.example", "t")
	s.press(t, "90 days")
	assert.Equal(t, "2027-02-20", s.screen().form.until.field.Text)
	s.press(t, "Check and connect")
	s.at(t, flow.ServerResult)
	written := s.double.wrote()
	require.NotEmpty(t, written)
	assert.Equal(t, "2027-02-20", written[0].TokenUntil.Format(dayForm))
	s.server.Add()
	s.drain()
	assert.Empty(t, s.screen().form.until.field.Text, "the next token has its own")
}

func TestTheDaysToChooseAreCountedFromToday(t *testing.T) {
	late := time.Date(2026, 11, 22, 23, 59, 0, 0, time.Local)
	assert.Equal(t, "2026-12-22", dayAfter(late, 30).Format(dayForm))
	assert.Equal(t, 30, daysBetween(late, dayAfter(late, 30)))
	assert.Equal(t, 0, daysBetween(late, dayAfter(late, 0)))
}
