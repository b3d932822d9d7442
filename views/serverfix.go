package views

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// sheet shows a problem with what can be done about it here, and gives what the keyboard starts at. leads says
// that its first button is the primary one of the page.
func (s *serverScreen) sheet(p connector.Problem, leads bool) (fyne.CanvasObject, fyne.Focusable) {
	switch {
	case p.Evidence.Certificate != nil:
		return s.trustCard(p, leads)
	case p.Code == connector.CodeClientCertificateRequired, p.Code == connector.CodeClientCertificateUnusable:
		return s.ownCard(p, leads)
	case p.Code == connector.CodeRateLimited && !s.state.ResumeAt.IsZero():
		return s.pauseCard(p, leads)
	}
	buttons := s.buttons(p)
	var first fyne.Focusable
	if leads && len(buttons) > 0 {
		first = lead1(buttons)
	}
	return s.kit.problemSheet(p, buttons...), first
}

// buttons are what the app can do about a problem of a check: the one fix first, and where that takes two
// hands (making a token and pasting it), the second beside it.
func (s *serverScreen) buttons(p connector.Problem) []fyne.CanvasObject {
	switch p.Code {
	case connector.CodeAddressInsecure:
		return s.insecureButtons(p)
	case connector.CodeAddressIsCloud:
		return one(say("server.fix.cloud"), func() { s.kit.goTo(tabCloud) })
	case connector.CodeContextPathMissing:
		return s.use(p.Args["address"])
	case connector.CodeRedirectedElsewhere:
		return append(s.use(p.Args["target"]), s.adminNote())
	case connector.CodeAddressInvalid, connector.CodeAddressIsServer:
		return s.otherAddress()
	case connector.CodeNameNotFound, connector.CodeNotBitbucket, connector.CodeCertificateWrongHost:
		return append(s.otherAddress(), s.adminNote())
	case connector.CodeCertificateUntrusted, connector.CodeCertificateChanged:
		return s.trustButtons(p)
	case connector.CodeRootUnusable:
		return append(one(say("trust.root.other"), s.pickRoot), s.adminNote())
	case connector.CodeTLSFailed:
		return s.tlsButtons(p)
	case connector.CodeProxyFailed:
		return append(one(say("server.fix.proxy"), s.kit.settings), s.againButton(), s.adminNote())
	case connector.CodeCaptchaLocked:
		return []fyne.CanvasObject{s.open(say("server.fix.signin"), ""), s.againButton(), s.adminNote()}
	}
	return s.moreButtons(p)
}

// moreButtons are those about tokens, repositories and what passes by itself; all else is the administrator's.
func (s *serverScreen) moreButtons(p connector.Problem) []fyne.CanvasObject {
	switch p.Code {
	case connector.CodeTokenMissing, connector.CodeAnonymousAnswer:
		return append(s.tokenButtons(), s.adminNote())
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenExpiresSoon, connector.CodeTokenTooWide,
		connector.CodeTokenKindUnsupported:
		return s.guideButtons()
	case connector.CodeAdminMissing:
		return append(s.guideButtons(), s.adminNote())
	case connector.CodeRepositoriesNone, connector.CodeRepositoryNotFound, connector.CodeNotPermitted:
		return append(s.missingButtons(p), s.adminNote())
	case connector.CodeConnectionRefused, connector.CodeConnectionTimeout, connector.CodeConnectionReset,
		connector.CodeServerBusy, connector.CodeServerError, connector.CodeRateLimited, connector.CodePagingBroken,
		connector.CodeAnswerInvalid, connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow:
		return []fyne.CanvasObject{s.againButton(), s.adminNote()}
	case connector.CodeDiskFailed, connector.CodeProfileNewer,
		connector.CodeKeychainUnavailable, connector.CodeKeychainLocked, connector.CodeKeychainRefused:
		return []fyne.CanvasObject{s.againButton()} // of this computer
	}
	return []fyne.CanvasObject{s.adminNote()}
}

func one(label string, run func()) []fyne.CanvasObject { return []fyne.CanvasObject{quiet(label, run)} }

// insecureButtons leave the decision to the person: encrypted first, unencrypted by name.
func (s *serverScreen) insecureButtons(p connector.Problem) []fyne.CanvasObject {
	if p.Severity != connector.Block { // allowed already
		return nil
	}
	host := p.Args["host"]
	if host == "" {
		host = flow.SuggestServerName(s.state.Current.Base)
	}
	buttons := []fyne.CanvasObject{}
	if rest, plain := strings.CutPrefix(s.state.Current.Base, "http://"); plain {
		buttons = append(buttons, quiet(say("server.fix.https"), func() { s.flow.UseAddress("https://" + rest) }))
	}
	return append(buttons, quiet(say("server.fix.insecure", "host", shortened(host, 40)), s.flow.AllowInsecure))
}

// use offers an address that Bitbucket was found at; without one there is only the form.
func (s *serverScreen) use(address string) []fyne.CanvasObject {
	if address == "" {
		return s.otherAddress()
	}
	return one(say("server.fix.use"), func() { s.flow.UseAddress(address) })
}

// otherAddress leads to the form, where the address is changed.
func (s *serverScreen) otherAddress() []fyne.CanvasObject {
	return one(say("server.fix.address"), func() { s.flow.Edit(flow.ServerFieldAddress) })
}

// open leads to a page of the server in the person's browser.
func (s *serverScreen) open(label, path string) fyne.CanvasObject {
	base := withScheme(strings.TrimRight(s.state.Place(), "/"))
	return quiet(label, func() { s.kit.openURL(base + path) })
}

// adminNote opens the note about what was found, for whoever looks after the server.
func (s *serverScreen) adminNote() *button { return quiet(say("server.fix.note"), s.flow.AskAdmin) }

func (s *serverScreen) againButton() *button {
	id := s.state.Current.ID
	return quiet(say("server.fix.again"), func() { s.flow.CheckAgain(id) })
}

// tokenButtons are for where a token is wanted: paste one, or make one.
func (s *serverScreen) tokenButtons() []fyne.CanvasObject {
	paste := quiet(say("server.fix.token"), func() { s.flow.Edit(flow.ServerFieldToken) })
	return []fyne.CanvasObject{paste, quiet(say("server.fix.guide"), s.openGuide)}
}

// guideButtons are for where another token is needed: make one, then paste it.
func (s *serverScreen) guideButtons() []fyne.CanvasObject {
	both := s.tokenButtons()
	both[0], both[1] = both[1], both[0]
	return both
}

// openGuide opens the page about making a token for the connection that is shown.
func (s *serverScreen) openGuide() {
	if item, saved := s.state.Item(s.state.Current.ID); saved {
		s.flow.GuideFor(item.Connection.ID)
		return
	}
	s.flow.Guide(s.state.Place())
}

// missingButtons lead to "Why can't I see it?", which needs a connection that is saved; before that there is
// only checking again.
func (s *serverScreen) missingButtons(p connector.Problem) []fyne.CanvasObject {
	item, saved := s.state.Item(s.state.Current.ID)
	if !saved {
		return []fyne.CanvasObject{s.againButton()}
	}
	return one(say("server.fix.missing"), func() { s.kit.missing(item.Connection, p.Args["repository"]) })
}

// tlsButtons offer the address without encryption where the server answered in plain text: the flow then asks
// before a token goes there.
func (s *serverScreen) tlsButtons(p connector.Problem) []fyne.CanvasObject {
	if p.Args["plain"] == "" {
		return append(s.otherAddress(), s.againButton(), s.adminNote())
	}
	return append(one(say("server.fix.plain"), func() { s.flow.UseAddress(plainly(s.state.Place())) }),
		s.otherAddress()[0], s.adminNote())
}

// plainly is an address with http instead of https.
func plainly(address string) string {
	if _, rest, found := strings.Cut(address, "://"); found {
		return "http://" + rest
	}
	return "http://" + address
}

// lead1 makes the first button the primary one and gives it for the focus.
func lead1(buttons []fyne.CanvasObject) fyne.Focusable {
	b, ok := buttons[0].(*button)
	if !ok {
		return nil
	}
	b.Importance = widget.HighImportance
	return b
}

// titled is a name short enough for the title of a page.
func titled(name string) string { return shortened(name, 48) }

// shortened keeps a long name to a number of characters: the beginning, "…", and the end.
func shortened(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	half := (most - 1) / 2
	return string(runes[:half]) + "…" + string(runes[len(runes)-half:])
}

// withScheme is an address a browser can open, also where it was typed without https.
func withScheme(address string) string {
	if u, err := url.Parse(address); err != nil || u.Host == "" {
		return "https://" + address
	}
	return address
}
