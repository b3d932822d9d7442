package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
)

// trouble says why the token could not be tried or kept. What mends it stands beside it; trying is the page's
// primary button.
func (s *tokenChangeScreen) trouble(p connector.Problem) fyne.CanvasObject {
	f := s.form
	f.forget(p, s.rounds)
	buttons := s.remedies(p)
	if b, ok := buttons[0].(fyne.Focusable); ok {
		s.top = b
	}
	if isTyped(p.Code) {
		s.top = f.fields.start()
	}
	return s.k.problemSheet(s.ofProduct(p), buttons...)
}

// isTyped tells whether a problem lies in what was typed, so that one goes on at its field.
func isTyped(code connector.Code) bool {
	switch code {
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing, connector.CodeTokenKindUnsupported,
		connector.CodeAnonymousAnswer, connector.CodeScopeMissing:
		return true
	}
	return false
}

// forget empties the field of a token that Bitbucket did not take, once.
func (f *tokenChangeForm) forget(p connector.Problem, round int) {
	if isTyped(p.Code) && p.Code != connector.CodeTokenMissing && f.refused != round {
		f.refused = round
		f.fields.token.SetText("")
	}
}

// remedies are what can be done about a problem from here.
func (s *tokenChangeScreen) remedies(p connector.Problem) []fyne.CanvasObject {
	again := quiet(say("tokens.again"), s.submit)
	connection := quiet(say("profiles.connection.open"), s.connect)
	another := quiet(say("tokens.another"), s.form.fields.another)
	page := quiet(say("tokens.page"), s.flow.OpenPage)
	switch {
	case p.Code == connector.CodeBrowserNotOpened:
		return []fyne.CanvasObject{s.copyPage(p)}
	case isTyped(p.Code):
		return []fyne.CanvasObject{another, page}
	case p.Code == connector.CodeNotPermitted || p.Code == connector.CodeRepositoriesNone || p.Code == connector.CodeRepositoryNotFound:
		return []fyne.CanvasObject{another, again}
	case p.Code == connector.CodeProxyFailed && s.k.settings != nil:
		return []fyne.CanvasObject{quiet(say("cloud.fix.network"), s.k.settings), again}
	case p.Code == connector.CodeCaptchaLocked || p.Code == connector.CodeTwoStepRequired || p.Code == connector.CodeLoginPage:
		web := s.state.Connection.Web
		return []fyne.CanvasObject{quiet(say("profiles.open"), func() { s.k.openURL(web) }), again}
	}
	return []fyne.CanvasObject{again, connection}
}

// keepTrouble says why the tried token could not be kept.
func (s *tokenChangeScreen) keepTrouble(p connector.Problem) fyne.CanvasObject {
	return s.k.problemSheet(s.ofProduct(p), quiet(say("tokens.again"), s.flow.Keep))
}

// keptTrouble says what went wrong after the new token was taken: it is in use all the same.
func (s *tokenChangeScreen) keptTrouble(p connector.Problem) fyne.CanvasObject {
	if p.Code == connector.CodeBrowserNotOpened {
		return s.k.problemSheet(p, s.copyPage(p))
	}
	return s.k.problemSheet(s.ofProduct(p), quiet(say("profiles.connection.open"), s.connect))
}

// copyPage gives the address of the page that no browser opened.
func (s *tokenChangeScreen) copyPage(p connector.Problem) fyne.CanvasObject {
	b := s.k.copyButton(func() string { return p.Args["link"] })
	b.SetText(say("hook.fix.link"))
	return b
}

// connect leads to the connection.
func (s *tokenChangeScreen) connect() {
	c := s.state.Connection
	s.flow.Close()
	if s.k.signIn != nil {
		s.k.signIn(c)
	}
}
