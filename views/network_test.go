package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

// set opens the settings and waits for what is kept.
func (s *helpStage) set() {
	s.t.Helper()
	s.window.openSettings()
	s.soon(func() bool { return s.flows.Network.Now().State.Loaded })
}

// in types a text into the field with a hint.
func (s *helpStage) in(hint, text string) {
	s.t.Helper()
	var field *entry
	s.walk(func(o fyne.CanvasObject) {
		if e, ok := o.(*entry); ok && e.PlaceHolder == hint {
			field = e
		}
	})
	require.NotNil(s.t, field, "no field with the hint %q", hint)
	field.SetText(text)
}

func (s *helpStage) secretField() *entry {
	var field *entry
	s.walk(func(o fyne.CanvasObject) {
		if e, ok := o.(*entry); ok && e.secret {
			field = e
		}
	})
	return field
}

func (s *helpStage) keptProxy() connector.ProxyChoice {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	return s.network.proxy
}

func (s *helpStage) keptPassword() string {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	if s.network.password == nil {
		return ""
	}
	return s.network.password.Reveal()
}

func TestAProxyOfOnesOwnIsSavedWithItsPassword(t *testing.T) {
	s := newHelpStage(t)
	s.set()
	assert.Nil(t, s.secretField(), "nobody is asked for what is not needed")
	assert.NotContains(t, s.text(), "Not saved yet")
	s.press("My own")
	assert.Contains(t, s.text(), "Not saved yet")
	s.in("proxy.example.com:8080", "proxy.harbour.example")
	s.in("Only if the proxy asks for one", "mia")
	s.secretField().SetText("p4ss")
	s.in("localhost, .example.com, 10.0.0.0/8", "*.harbour.example")
	s.press("Save the proxy")
	s.soon(func() bool { return strings.Contains(s.text(), "| Saved |") })
	assert.Equal(t, connector.ProxyChoice{Mode: connector.ProxyManual, Address: "http://proxy.harbour.example:8080", User: "mia", Bypass: "*.harbour.example"}, s.keptProxy())
	assert.Equal(t, "p4ss", s.keptPassword())
	assert.Empty(t, s.secretField().Text, "it is kept, and not shown")
	assert.Contains(t, s.text(), "A password is kept in the keychain")
	assert.Contains(t, s.text(), "http://proxy.harbour.example:8080", "as it was understood")
	assert.NotContains(t, s.text(), "p4ss")
	s.draw("settings-proxy")
	s.win.Canvas().Focus(s.button("Save the proxy"))
	s.draw("settings-proxy-saved")

	s.in("localhost, .example.com, 10.0.0.0/8", "10.0.0.0/8")
	assert.Contains(t, s.text(), "Not saved yet")
	s.press("Save the proxy")
	s.soon(func() bool { return strings.Contains(s.text(), "| Saved |") })
	assert.Equal(t, "p4ss", s.keptPassword(), "an empty field leaves it")
}

func TestAPasswordIsNotSentToAnotherProxy(t *testing.T) {
	s := newHelpStage(t, func(s *helpStage) {
		kept := connector.NewSecret("p4ss")
		s.network.proxy = connector.ProxyChoice{Mode: connector.ProxyManual, Address: "http://old.example:8080", User: "mia"}
		s.network.password = &kept
	})
	s.set()
	assert.Contains(t, s.text(), "A password is kept")
	s.in("proxy.example.com:8080", "new.example")
	assert.Contains(t, s.text(), "belongs to another proxy")
	s.press("Save the proxy")
	s.soon(func() bool { return s.keptProxy().Address == "http://new.example:8080" })
	assert.Empty(t, s.keptPassword())
}

func TestAnAddressThatIsNoneIsNamedUnderItsField(t *testing.T) {
	s := newHelpStage(t)
	s.set()
	s.press("My own")
	s.in("proxy.example.com:8080", "ftp://nope")
	s.press("Save the proxy")
	assert.Contains(t, s.text(), "could not read “ftp://nope” as the address")
	field, _ := s.win.Canvas().Focused().(*entry)
	require.NotNil(t, field)
	assert.Equal(t, "ftp://nope", field.Text, "the cursor is there")
	assert.Zero(t, s.network.saves)
	s.draw("settings-proxy-wrong")
	s.typing("x")
	assert.NotContains(t, s.text(), "could not read", "it is being mended")
}

func TestAProxyThatCannotBeSavedSaysSo(t *testing.T) {
	s := newHelpStage(t, func(s *helpStage) {
		s.network.fails = connector.NewProblem(connector.CodeDiskFailed, "file", "settings.json")
	})
	s.set()
	s.press("None")
	s.press("Save the proxy")
	s.soon(func() bool { return strings.Contains(s.text(), "It could not be saved") })
	assert.NotContains(t, s.text(), "| Saved |")
	s.network.mu.Lock()
	s.network.fails = nil
	s.network.mu.Unlock()
	s.press("Save the proxy")
	s.soon(func() bool {
		return s.keptProxy().Mode == connector.ProxyNone && strings.Contains(s.text(), "| Saved |")
	})
	assert.NotContains(t, s.text(), "It could not be saved")
}

func trusted() []connector.Trust {
	since := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	root := *shownCertificate()
	root.Subject, root.Issuer, root.CA = "Harbour Root CA", "Harbour Root CA", true
	long := *shownCertificate()
	long.Subject = strings.Repeat("very-long-", 9) + "host.example"
	return []connector.Trust{
		{Host: "bitbucket.harbour.example:443", Pin: shownCertificate(), Since: since},
		{Host: strings.Repeat("very-long-", 9) + "host.example:8443", Pin: &long, Roots: []connector.Root{{Certificate: root}}, Since: since},
	}
}

func TestWhatIsTrustedIsListedAndTakenBackAfterAQuestion(t *testing.T) {
	s := newHelpStage(t, func(s *helpStage) { s.network.trusts = trusted() })
	s.set()
	text := s.text()
	for _, want := range []string{
		"bitbucket.harbour.example:443", "Harbour Root CA", "1 November 2027", "AB:AB:AB:AB … AB:AB:AB:AB", "Trusted since 20 November 2026",
		"Vouched for by Harbour Root CA, which you imported",
	} {
		assert.Contains(t, text, want)
	}
	s.draw("settings-trust")
	s.win.Canvas().Focus(s.button("No longer trust")) // the last one
	s.draw("settings-trust-long")
	s.pressFirst("No longer trust")
	assert.Contains(t, s.text(), "Mooring cannot connect to bitbucket.harbour.example until you trust")
	keep, _ := s.win.Canvas().Focused().(*button)
	require.NotNil(t, keep)
	assert.Equal(t, "Keep trusting it", keep.Text, "a hasty Return keeps it")
	s.draw("settings-trust-sure")
	s.press("Keep trusting it")
	assert.NotContains(t, s.text(), "Mooring cannot connect to")
	again, _ := s.win.Canvas().Focused().(*button)
	require.NotNil(t, again)
	assert.Equal(t, "No longer trust", again.Text, "the keyboard goes on where it was")

	s.pressFirst("No longer trust")
	s.pressFirst("No longer trust")
	s.soon(func() bool { return !strings.Contains(s.text(), "bitbucket.harbour.example:443") })
	assert.NotContains(t, s.text(), "| Saved |", "that stands at the proxy")
	s.pressFirst("No longer trust")
	s.pressFirst("No longer trust")
	s.soon(func() bool { return strings.Contains(s.text(), "None so far") })
	s.draw("settings-trust-none")
}

// pressFirst taps the first of several buttons with the same words.
func (s *helpStage) pressFirst(text string) {
	s.t.Helper()
	var all []*button
	s.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*button); ok && b.Text == text {
			all = append(all, b)
		}
	})
	require.NotEmpty(s.t, all, "no button says %q", text)
	all[0].OnTapped()
	s.queue.drain()
}

func TestTheSettingsShowWhatWasDecidedMeanwhile(t *testing.T) {
	s := newHelpStage(t)
	s.set()
	s.soon(func() bool { return strings.Contains(s.text(), "None so far") })
	s.window.Back()
	s.network.mu.Lock()
	s.network.trusts = slices.Clone(trusted())
	s.network.mu.Unlock()
	s.window.openSettings()
	s.soon(func() bool { return strings.Contains(s.text(), "bitbucket.harbour.example:443") })
}
