package views

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// at a certificate a check has stopped.
func stoppedAt(t *testing.T, p connector.Problem) *stage {
	t.Helper()
	s := newStage(t, Look{}, func(d *serverDouble) { d.find(connector.CheckCertificate, p) })
	connects(flow.ServerResult)(t, s)
	return s
}

func untrusted() connector.Problem {
	return certified(connector.CodeCertificateUntrusted, shortCertificate(), "host", "bitbucket.harbour.example", "issuer", "Harbour Internal CA")
}

func TestACertificateNobodyVouchesForIsShownToBeCompared(t *testing.T) {
	s := stoppedAt(t, untrusted())
	for _, part := range []string{
		"Harbour Internal CA", "1 March 2026 to 1 March 2027", "bitbucket.harbour.example, git.harbour.example",
		"9F 8E 7D 6C 5B 4A 39 28", "by telephone",
	} {
		assert.True(t, s.says(part), part)
	}
	take, ok := s.focused().(*button)
	require.True(t, ok)
	take.TypedKey(key(fyne.KeyReturn))
	assert.Equal(t, []string{shortCertificate().Fingerprint()}, s.copied, "a hasty Return copies; it trusts nothing")
	pins, _ := s.double.decided()
	assert.Empty(t, pins)
	for _, text := range s.texts() {
		assert.NotContains(t, strings.ToLower(text), "ignore")
	}
}

func TestTrustingIsForThatHostAndChecksAgain(t *testing.T) {
	s := stoppedAt(t, untrusted())
	s.double.find("")
	s.press(t, "Trust this certificate for bitbucket.harbour.example only")
	s.until(t, func() bool { return s.screen().state.Kept })
	pins, _ := s.double.decided()
	assert.Equal(t, map[string]connector.Certificate{"bitbucket.harbour.example:443": shortCertificate()}, pins)
	assert.True(t, s.shows("bitbucket.harbour.example is connected"))
}

func TestAnotherCertificateThanBeforeIsMarkedAndFirstOfAllAskedAbout(t *testing.T) {
	s := stoppedAt(t, changedCertificate())
	assert.True(t, s.says("The one you trusted"))
	var marked []string
	walk(s.win.Content(), func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Label); ok && l.TextStyle.Bold && slices.Contains(values(renewed()), l.Text) {
			marked = append(marked, l.Text)
		}
	})
	blocks := strings.Split(strings.ReplaceAll(renewed().Fingerprint(), ":", " "), " ")
	assert.Equal(t, "Somebody Else", marked[0])
	assert.Equal(t, blocks, strings.Fields(strings.Join(marked[1:], " ")), "only what differs")
	lead := s.button("Note for the administrator")
	require.NotNil(t, lead)
	assert.Equal(t, widget.HighImportance, lead.Importance)
	s.press(t, "Trust the new one")
	var pins map[string]connector.Certificate
	s.until(t, func() bool { pins, _ = s.double.decided(); return len(pins) == 1 })
	assert.Equal(t, renewed(), pins["bitbucket.harbour.example:443"])
}

// values are the texts about a certificate as they are shown.
func values(c connector.Certificate) []string {
	var all []string
	for _, r := range certificateRows(c) {
		all = append(all, r.value)
	}
	for block := range slices.Chunk(strings.Split(c.Fingerprint(), ":"), 8) {
		all = append(all, strings.Join(block, " "))
	}
	return all
}

func TestTheKeyboardWalksOverTheTrustCardFromComparingToTheNote(t *testing.T) {
	s := stoppedAt(t, untrusted())
	var walked []string
	for range 4 {
		b, ok := s.focused().(*button)
		require.True(t, ok, "after %v", walked)
		assert.False(t, b.ring.Hidden, "one sees where one is")
		walked = append(walked, b.Text)
		s.win.Canvas().FocusNext()
	}
	assert.Equal(t, []string{
		"Copy the SHA-256", "Trust this certificate for bitbucket.harbour.example only", "Import the company’s root…", "Note for the administrator",
	}, walked)
}

func TestACertificateThatIsOutOfDateOrForOthersCannotBeTrusted(t *testing.T) {
	for code, marked := range map[connector.Code]string{
		connector.CodeCertificateExpired: "1 March 2026 to 1 March 2027", connector.CodeCertificateWrongHost: "bitbucket.harbour.example, git.harbour.example",
	} {
		s := stoppedAt(t, certified(code, shortCertificate(), "host", "bitbucket.harbour.example"))
		assert.NotNil(t, s.button("Note for the administrator"))
		for _, text := range s.texts() {
			assert.NotContains(t, text, "Trust")
			assert.NotContains(t, text, "Import")
		}
		found := false
		walk(s.win.Content(), func(o fyne.CanvasObject) {
			l, ok := o.(*widget.Label)
			found = found || ok && l.Text == marked && l.TextStyle.Bold
		})
		assert.True(t, found, "what is wrong is marked")
	}
}

func TestTheCompanysRootIsReadFromAFileAndVouchesForThatHost(t *testing.T) {
	s := stoppedAt(t, untrusted())
	s.double.find("")
	s.files = []pickable{{path: "/home/ada/root.pem", data: []byte(rootPEM(t))}}
	s.press(t, "Import the company’s root…")
	s.until(t, func() bool { return s.screen().state.Kept })
	_, roots := s.double.decided()
	require.Len(t, roots["bitbucket.harbour.example:443"], 1)
	assert.Contains(t, s.asked, ".der")
}

func TestAFileThatHoldsNoAuthorityIsSaidSoAndAnotherCanBeChosen(t *testing.T) {
	for name, file := range map[string]pickable{
		"no certificate": {path: "/home/ada/holiday.pem", data: []byte("sand")},
		"unreadable":     {path: "/home/ada/holiday.pem", err: errors.New("it is gone")},
	} {
		t.Run(name, func(t *testing.T) {
			s := stoppedAt(t, untrusted())
			s.files = []pickable{file, {path: "/home/ada/root.pem", data: []byte(rootPEM(t))}}
			s.press(t, "Import the company’s root…")
			s.until(t, func() bool { return s.screen().state.Problem != nil })
			assert.True(t, s.shows("This file holds no authority to trust"))
			assert.True(t, s.says("holiday.pem"))
			assert.NotNil(t, s.button("Trust this certificate for bitbucket.harbour.example only"), "the certificate is still there")
			s.double.find("")
			s.press(t, "Choose another file…")
			s.until(t, func() bool { return s.screen().state.Kept })
		})
	}
}

func TestAServerThatWantsACertificateGetsTheOneThatIsChosen(t *testing.T) {
	s := stoppedAt(t, connector.NewProblem(connector.CodeClientCertificateRequired, "host", "bitbucket.harbour.example"))
	s.press(t, "Use this certificate")
	assert.Contains(t, s.asked, ".pfx", "without a file it asks for one")
	s.files = []pickable{{path: "/home/ada/ada.pfx"}}
	s.press(t, "Choose…")
	phrase := s.screen().own.phrase
	assert.Same(t, phrase, s.focused())
	assert.True(t, phrase.Password)
	test.Type(phrase, "open sesame")
	s.double.find("")
	phrase.TypedKey(key(fyne.KeyReturn))
	s.until(t, func() bool { return s.screen().state.Kept })
	tried, given := s.double.last()
	assert.Equal(t, "/home/ada/ada.pfx", tried.ClientCertificate)
	assert.Equal(t, "open sesame", given.Passphrase.Reveal())
	for _, text := range s.texts() {
		assert.NotContains(t, text, "open sesame")
	}
	assert.Empty(t, s.screen().form.own.phrase.Text, "what was kept is forgotten by the form")
	assert.Empty(t, phrase.Text)
}

func TestAPasswordThatWasTypedAndNotUsedDoesNotStay(t *testing.T) {
	s := stoppedAt(t, connector.NewProblem(connector.CodeClientCertificateRequired, "host", "bitbucket.harbour.example"))
	s.files = []pickable{{path: "/home/ada/ada.pfx"}}
	s.press(t, "Choose…")
	phrase := s.screen().own.phrase
	test.Type(phrase, "open sesame")
	s.window.Back()
	s.drain()
	assert.Empty(t, phrase.Text)
}

func TestTheFormTakesAClientCertificateToo(t *testing.T) {
	s := newStage(t, Look{})
	s.fillIn("https://bitbucket.harbour.example", "t")
	form := s.screen().form
	assert.False(t, form.own.box.Visible(), "most people never need it")
	s.files = []pickable{{path: "/home/ada/ada.p12"}, {path: "/home/ada/other.p12"}}
	s.press(t, "Advanced")
	s.press(t, "Choose…")
	form.own.phrase.SetText("open sesame")
	s.press(t, "Remove")
	assert.Empty(t, form.own.phrase.Text, "a password belongs to its file")
	s.press(t, "Choose…")
	form.own.phrase.SetText("sesame")
	s.press(t, "Check and connect")
	s.at(t, flow.ServerResult)
	tried, given := s.double.last()
	assert.Equal(t, "/home/ada/other.p12", tried.ClientCertificate)
	assert.Equal(t, "sesame", given.Passphrase.Reveal())
}

func TestAConnectionThatGetsANewTokenKeepsItsCertificate(t *testing.T) {
	s := newStage(t, Look{}, someSaved, func(d *serverDouble) { d.saved[0].ClientCertificate = "/home/ada/ada.pfx" })
	s.server.ReplaceToken("a")
	s.at(t, flow.ServerFormStep)
	form := s.screen().form
	assert.True(t, form.own.box.Visible())
	assert.Equal(t, "/home/ada/ada.pfx", form.own.file)
	assert.Nil(t, s.button("Remove"), "it is what the server asked for")
	s.files = []pickable{{path: "/home/ada/new.pfx"}}
	s.press(t, "Choose…")
	s.press(t, "Remove")
	assert.Equal(t, "/home/ada/ada.pfx", form.own.file, "back to the one in use")
}

func TestALongPathIsShownWithItsNameWhole(t *testing.T) {
	long := "/home/ada/" + strings.Repeat("folder/", 20) + "ada.pfx"
	assert.Equal(t, "/home/ada/folder/f…/ada.pfx", shortPath(long, 27))
	assert.Equal(t, "/a/b.pfx", shortPath("/a/b.pfx", 30))
	assert.Equal(t, 40, len([]rune(shortPath(long, 40))))
	assert.LessOrEqual(t, len([]rune(shortPath("/a/"+strings.Repeat("x", 80), 40))), 40)
	assert.Contains(t, shortPath(`C:\Users\ada\`+strings.Repeat(`folder\`, 20)+"ada.pfx", 40), "ada.pfx")
}

func TestAServerThatSpeaksInPlainTextIsAskedAboutBeforeATokenGoesThere(t *testing.T) {
	s := stoppedAt(t, connector.NewProblem(connector.CodeTLSFailed, "host", "bitbucket.harbour.example", "plain", "yes"))
	s.double.find(connector.CheckAddress, connector.NewProblem(connector.CodeAddressInsecure, "host", "bitbucket.harbour.example"))
	s.press(t, "Try without encryption")
	s.at(t, flow.ServerResult)
	tried, _ := s.double.last()
	assert.Equal(t, "http://bitbucket.harbour.example", tried.Base)
	assert.False(t, tried.Insecure)
	s.until(t, func() bool { return s.button("Send unencrypted to bitbucket.harbour.example") != nil })
}
