package views

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func appcircle() usedService {
	return (&serviceBook{all: presets(), chosen: ChosenService{ID: "appcircle"}}).current()
}

func harbour() connector.Connection {
	return connector.Connection{
		Provider: connector.Server, Name: "Harbour", Base: "https://bitbucket.harbour.example:8443/git", Version: "9.4.1",
		Account: connector.Account{Name: "Ada Okafor"},
	}
}

func shownCertificate() *connector.Certificate {
	return &connector.Certificate{
		Subject: "bitbucket.harbour.example", Issuer: "Harbour Root CA", SHA256: strings.Repeat("ab", 32),
		NotBefore: time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC),
		Names: []string{"bitbucket.harbour.example", "10.1.2.3"},
	}
}

func reportOf(rungs ...connector.Rung) connector.Report {
	return connector.Report{Rungs: rungs, Done: true}
}

func TestTheNoteSaysWhatWasFoundWhatToChangeAndWhoMustReachWhom(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	localhost := connector.NewProblem(connector.CodeLinksLocalhost, "link", "http://localhost:7990", "address", "https://bitbucket.harbour.example:8443/git").
		Seen(connector.Evidence{Status: 200, Address: "https://bitbucket.harbour.example:8443/git/rest/api/1.0/repos?limit=1", Millis: 41})
	text := noteText(noteAbout{Connection: harbour(), Report: reportOf(
		connector.Rung{ID: connector.CheckNetwork, State: connector.Pass, Facts: map[string]string{"addresses": "10.1.2.3", "proxy": "proxy.example:8080"}},
		connector.Rung{ID: connector.CheckProduct, State: connector.Pass, Facts: map[string]string{"product": "Bitbucket"}},
		connector.Rung{ID: connector.CheckLinks, State: connector.Fail, Problems: []connector.Problem{localhost}, Facts: map[string]string{"ssh": "ssh.harbour.example:7999"}},
		connector.Rung{ID: connector.CheckAdmin, State: connector.Skip, NotCheckedAfter: connector.CheckLinks},
	)}, appcircle())
	for _, want := range []string{
		"Address: https://bitbucket.harbour.example:8443/git", "Version: 9.4.1", "Account: Ada Okafor", "Product: Bitbucket",
		"✗ Bitbucket gives out addresses that only work on itself", "http://localhost:7990", "Status: 200", "Milliseconds: 41",
		"Administration → Server settings → Base URL must be https://bitbucket.harbour.example:8443/git\n",
		"✓ Connection to the server", "IP address 10.1.2.3", "through the proxy proxy.example:8080", "– Right to set up webhooks: Not checked",
		"Appcircle must be able to open connections to bitbucket.harbour.example:",
		"port 8443 (HTTPS)", "port 7999 (SSH)", "Appcircle’s servers, as its documentation lists them on 2026-11-22:",
		"•  34.147.2.16\n", "77.92.124.1 to 77.92.124.30 (77.92.124.2/27)", "77.92.102.193 to 77.92.102.206 (77.92.102.192/28)",
		"https://docs.appcircle.example/allow-list", "except for webhooks",
	} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "usually 7999", "the clone addresses named the port")
	assert.NotContains(t, text, "{{")
	assert.NotContains(t, text, "note.")
}

func TestTheNoteDescribesACertificateTheWayAdministratorsCompareIt(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	p := connector.NewProblem(connector.CodeCertificateChanged, "host", "bitbucket.harbour.example")
	older := *shownCertificate()
	older.SHA256, older.Names = strings.Repeat("cd", 32), nil
	p = p.Seen(connector.Evidence{Certificate: shownCertificate(), Trusted: &older})
	text := noteText(noteAbout{Connection: harbour(), Report: reportOf(connector.Rung{ID: connector.CheckCertificate, State: connector.Fail, Problems: []connector.Problem{p}})}, appcircle())
	for _, want := range []string{
		"Issued to: bitbucket.harbour.example", "Issued by: Harbour Root CA", "Valid: 2025-11-01 to 2027-11-01",
		"For the names: bitbucket.harbour.example, 10.1.2.3", "For the names: none at all",
		"SHA-256: AB:AB:", "SHA-256: CD:CD:", "The certificate that was trusted before:",
	} {
		assert.Contains(t, text, want)
	}
}

func TestANoteWithoutAReportSaysOnlyWhoMustReachWhom(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	text := noteText(noteAbout{Connection: connector.Connection{Base: "http://git.local:7990"}}, (&serviceBook{}).current())
	assert.Contains(t, text, "port 7990 (HTTP, unencrypted)")
	assert.Contains(t, text, "usually 7999")
	assert.Contains(t, text, "The build service must be able to open connections to git.local:")
	assert.Contains(t, text, "The addresses of the build service’s servers stand in its documentation.")
	assert.NotContains(t, text, "What was checked")
	assert.NotContains(t, text, "Documented at")
}

// Every code an administrator of a server can do something about has its setting; what is left out is named
// here with its reason.
func TestTheNoteHasASettingForEveryCodeAnAdministratorCanChange(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	left := map[connector.Code]string{
		connector.CodeAddressInvalid: "typed wrongly", connector.CodeAddressIsCloud: "the other tab", connector.CodeAddressIsServer: "the other tab",
		connector.CodeHTTPSAvailable: "already mended",
		connector.CodeScopeMissing:   "Cloud", connector.CodeWorkspaceNeeded: "Cloud", connector.CodeTwoStepRequired: "Cloud", connector.CodeAPIRemoved: "Cloud",
		connector.CodeConsumerMissing: "Cloud", connector.CodeConsumerInvalid: "Cloud", connector.CodeBrowserNotOpened: "Cloud",
		connector.CodeCallbackPortBusy: "Cloud", connector.CodeConsentDenied: "Cloud", connector.CodeConsentTimeout: "Cloud",
		connector.CodeConsentForged: "Cloud", connector.CodeSessionEnded: "Cloud",
		connector.CodeKeychainUnavailable: "this computer", connector.CodeKeychainLocked: "this computer", connector.CodeKeychainRefused: "this computer",
		connector.CodeConnectionMissing: "this computer", connector.CodeProfileNameTaken: "this computer", connector.CodeProfileInvalid: "this computer", connector.CodeProfileNewer: "this computer",
		connector.CodeProfileDamaged: "this computer", connector.CodeDiskFailed: "this computer", connector.CodeWebhookExists: "already mended",
	}
	for _, e := range connector.Catalogue() {
		setting := settingFor(connector.NewProblem(e.Code), "https://git.example")
		if left[e.Code] != "" {
			assert.Empty(t, setting, "%s: %s", e.Code, left[e.Code])
			continue
		}
		assert.NotEmpty(t, setting, e.Code)
		assert.NotContains(t, setting, "<no value>", e.Code)
		assert.NotContains(t, setting, "{{", e.Code)
		assert.Regexp(t, `^[A-Zt“]`, setting, "%s begins a sentence", e.Code) // a name of a server may stand first
	}
}

func TestTheNoteHoldsNoSecretWhereverOneWasPasted(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	const token = "BBDC-MzA5NDU3Nzc2MTIzOkFiQ2RFZkdoSWpLbE1uT3BRclN0VXZXeFl6"
	pasted := "https://ada:" + token + "@git.example/scm/a/b.git"
	p := connector.NewProblem(connector.CodeLinksElsewhere, "link", pasted, "address", "https://git.example/?access_token="+token).
		Seen(connector.Evidence{
			Address: pasted, Said: "Authorization: Bearer " + token, Exception: token,
			Certificate: &connector.Certificate{Subject: token, Issuer: token, Names: []string{token}},
		})
	text := noteText(noteAbout{
		Connection: connector.Connection{Name: token, Base: pasted, Account: connector.Account{Name: token}, ClientCertificate: token, Version: token},
		Report:     reportOf(connector.Rung{ID: connector.CheckLinks, State: connector.Warned, Problems: []connector.Problem{p}, Facts: map[string]string{"addresses": token, "product": token, "ssh": token, "account": token}}),
		Place:      pasted,
	}, usedService{BuildService: connector.BuildService{Name: token, Source: pasted, Checked: token}, Ranges: appcircle().Ranges})
	assert.NotContains(t, text, "MzA5NDU3")
	assert.NotContains(t, text, "ada:")
	assert.Contains(t, text, "git.example")
	older := "NDc2Nzc5NDUzNzQ5OqB7mrcnUNgTD6GsnF0gM5ePMrXh"
	assert.NotContains(t, withoutSecrets("Bearer "+older), older, "older tokens have no beginning of their own")
	assert.NotContains(t, withoutSecrets("https://git.example/?os_password="+older), older)
}

// notes opens the note of a server that calls itself localhost.
func (s *helpStage) notes() (*notePage, *bool) {
	left := false
	p := connector.NewProblem(connector.CodeLinksLocalhost, "link", "http://localhost:7990", "address", "https://bitbucket.harbour.example:8443/git")
	about := noteAbout{Connection: harbour(), Report: reportOf(connector.Rung{ID: connector.CheckLinks, State: connector.Fail, Problems: []connector.Problem{p}})}
	page := newNotePage(s.kit, about.source(), func() { left = true })
	s.lay(page.object)
	s.kit.focusOn(page.copying)
	return page, &left
}

func TestTheNoteIsCopiedSavedAndLeft(t *testing.T) {
	s := newHelpStage(t)
	page, left := s.notes()
	require.Same(t, page.copying, s.win.Canvas().Focused())
	s.key(fyne.KeyReturn)
	assert.Equal(t, []string{page.text.Text}, s.copied)
	assert.NotNil(t, s.button("Copied"))

	s.press("Save as a file…")
	s.soon(func() bool { return strings.Contains(s.text(), "Saved as mooring-note.txt") })
	assert.Equal(t, "mooring-note.txt", s.named)
	assert.Equal(t, page.text.Text, s.saved.text())
	assert.True(t, s.saved.closed)

	s.press("Back")
	assert.True(t, *left)
}

func TestANoteThatCannotBeWrittenSaysSoAndCanBeSavedElsewhere(t *testing.T) {
	s := newHelpStage(t)
	s.saved.broken = true
	s.notes()
	s.press("Save as a file…")
	s.soon(func() bool { return strings.Contains(s.text(), "It could not be saved") })
	s.draw("note-unsaved")
	s.saved.broken = false
	s.press("Save it elsewhere")
	s.soon(func() bool { return strings.Contains(s.text(), "Saved as mooring-note.txt") })
	assert.NotContains(t, s.text(), "It could not be saved")
}

func TestALongNoteIsCopiedAndPastedIntoTheMail(t *testing.T) {
	s := newHelpStage(t)
	page, _ := s.notes()
	s.press("Mail it…")
	require.Len(t, s.opened, 1)
	assert.LessOrEqual(t, len(s.opened[0]), mailLimit)
	assert.Equal(t, []string{page.text.Text}, s.copied, "it waits on the clipboard")
	assert.Contains(t, s.text(), "Paste it into the mail")
	subject, body := mailed(t, s.opened[0])
	assert.Equal(t, "Bitbucket (bitbucket.harbour.example) and our build service", subject)
	assert.Contains(t, body, "paste it here")
}

func TestAShortNoteStandsInTheMailLink(t *testing.T) {
	link, whole := mailLink("A & B + C?", "Grüße & 100 %\nzweite Zeile = x", "paste")
	assert.True(t, whole)
	assert.True(t, strings.HasPrefix(link, "mailto:?subject="))
	assert.NotContains(t, link, "+")
	assert.Contains(t, link, "A%20%26%20B%20%2B%20C%3F")
	subject, body := mailed(t, link)
	assert.Equal(t, "A & B + C?", subject)
	assert.Equal(t, "Grüße & 100 %\r\nzweite Zeile = x", body)
}

func mailed(t *testing.T, link string) (subject, body string) {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	q, err := url.ParseQuery(u.RawQuery)
	require.NoError(t, err)
	return q.Get("subject"), q.Get("body")
}

func TestTheNoteCanBeSelectedAndNotChanged(t *testing.T) {
	s := newHelpStage(t)
	page, _ := s.notes()
	s.win.Canvas().Focus(page.text)
	before := page.text.Text
	page.text.TypedRune('x')
	page.text.TypedKey(key(fyne.KeyDelete))
	clip := test.NewClipboard()
	clip.SetContent("pasted")
	page.text.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	assert.Equal(t, before, page.text.Text)
	page.text.TypedShortcut(&fyne.ShortcutSelectAll{})
	assert.Equal(t, before, page.text.SelectedText())
	assert.False(t, page.text.AcceptsTab(), "Tab goes on to the next field")
}

func TestTheBuildServiceIsChosenAndItsAddressesAreRemembered(t *testing.T) {
	s := newHelpStage(t)
	page, _ := s.notes()
	assert.Contains(t, page.text.Text, "Appcircle’s servers")
	assert.NotContains(t, s.text(), "Addresses of its servers", "only a service nobody knows needs them")
	s.press("Another service")
	assert.NotContains(t, page.text.Text, "Appcircle")
	s.win.Canvas().Focus(page.service.field)
	s.typing("203.0.113.0/30, builds.example")
	assert.Contains(t, page.text.Text, "203.0.113.1 to 203.0.113.2 (203.0.113.0/30)", "it stands there while one types")
	assert.Contains(t, s.text(), "neither an IP address nor a network: builds.example")
	s.draw("note-custom")
	s.win.Canvas().Focus(page.copying)
	assert.Equal(t, ChosenService{ID: "custom", Addresses: "203.0.113.0/30, builds.example"}, s.kept[len(s.kept)-1])
	s.press("Appcircle")
	assert.Equal(t, ChosenService{ID: "appcircle", Addresses: "203.0.113.0/30, builds.example"}, s.kept[len(s.kept)-1], "what was typed is not lost")
	assert.Contains(t, page.text.Text, "34.147.2.16")
	s.draw("note")
}

func TestTheNoticeOpensTheListAndLeadsToTheNote(t *testing.T) {
	s := newHelpStage(t)
	asked := false
	s.lay(upright(s.kit.reachNotice("bitbucket.harbour.example", func() { asked = true })))
	assert.Contains(t, s.text(), "Your build service must reach this server")
	assert.Contains(t, s.text(), "cannot test that from here")
	assert.NotContains(t, s.text(), "34.147.2.16")
	s.press("Addresses to let in")
	assert.Contains(t, s.text(), "34.147.2.16")
	s.press("Note for the administrator")
	assert.True(t, asked)
	s.draw("reach")
}

func TestEscClosesTheDialogBeforeItLeavesThePage(t *testing.T) {
	s := newHelpStage(t)
	page, left := s.notes()
	s.kit.saveFile = s.kit.askPlace
	s.press("Save as a file…")
	require.NotNil(t, s.win.Canvas().Overlays().Top(), "the toolkit asks where")
	s.window.Back()
	assert.Nil(t, s.win.Canvas().Overlays().Top())
	assert.False(t, *left)
	assert.Contains(t, s.text(), page.text.Text[:20])
	assert.Empty(t, s.saved.text())
}

func TestTheNoteIsWalkedWithTheKeyboardFromTopToBottom(t *testing.T) {
	s := newHelpStage(t)
	page, _ := s.notes()
	s.win.Canvas().Focus(page.service.buttons[0])
	var walked []string
	for range 6 {
		switch f := s.win.Canvas().Focused().(type) {
		case *button:
			walked = append(walked, f.Text)
		case *area:
			walked = append(walked, "text")
		}
		s.win.Canvas().FocusNext()
	}
	assert.Equal(t, []string{"Appcircle", "Another service", "text", "Copy the note", "Save as a file…", "Mail it…"}, walked)
}
