package views

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

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
		return s.use(p.Args["target"])
	case connector.CodeAddressInvalid, connector.CodeNameNotFound, connector.CodeNotBitbucket:
		return one(say("server.fix.address"), func() { s.flow.Edit(flow.ServerFieldAddress) })
	case connector.CodeTokenMissing, connector.CodeAnonymousAnswer, connector.CodeTokenKindUnsupported:
		return one(say("server.fix.token"), func() { s.flow.Edit(flow.ServerFieldToken) })
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenExpiresSoon, connector.CodeTokenTooWide:
		return []fyne.CanvasObject{
			s.open(say("server.fix.page"), "/plugins/servlet/access-tokens/manage"),
			quiet(say("server.fix.token"), func() { s.flow.Edit(flow.ServerFieldToken) }),
		}
	case connector.CodeCaptchaLocked:
		return []fyne.CanvasObject{s.open(say("server.fix.signin"), "")}
	case connector.CodeConnectionRefused, connector.CodeConnectionTimeout, connector.CodeConnectionReset,
		connector.CodeServerBusy, connector.CodeServerError, connector.CodeRateLimited,
		connector.CodeAnswerInvalid, connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow, connector.CodeProxyFailed:
		id := s.state.Current.ID
		return append(one(say("server.fix.again"), func() { s.flow.CheckAgain(id) }), s.adminNote(p))
	}
	return []fyne.CanvasObject{s.adminNote(p)}
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
		return one(say("server.fix.address"), func() { s.flow.Edit(flow.ServerFieldAddress) })
	}
	return one(say("server.fix.use"), func() { s.flow.UseAddress(address) })
}

// open leads to a page of the server in the person's browser.
func (s *serverScreen) open(label, path string) fyne.CanvasObject {
	base := strings.TrimRight(s.state.Current.Base, "/")
	if u, err := url.Parse(base); err != nil || u.Host == "" {
		base = "https://" + base
	}
	return quiet(label, func() { s.kit.openURL(base + path) })
}

// adminNote copies what was found as a note for whoever looks after the server.
func (s *serverScreen) adminNote(p connector.Problem) *button {
	var b *button
	b = quiet(say("server.fix.note"), func() {
		s.kit.copyText(say("server.admin.note", "problem", evidenceText(p)))
		b.SetText(say("kit.copied"))
		b.SetIcon(theme.ConfirmIcon())
	})
	return b
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
