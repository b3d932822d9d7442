package views

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
	"mooring/connector/flow"
)

// problem is what is wrong, with what mends it from here: what went wrong last, or what the profile remembers. That
// a token which only reads sees no webhooks is as it should be where one stands.
func (s *webhookScreen) problem() (*connector.Problem, []action) {
	st := s.state
	p := st.Problem
	if p == nil {
		p = remembered(st)
	}
	looked := s.worked == flow.HookLooking || s.worked == flow.HookResting
	if p == nil || st.Unseen && looked && isRight(p.Code) && st.Profile.Webhook.Stands() {
		return nil, nil
	}
	mends := s.mend(*p)
	if len(mends) == 0 || !st.Connected {
		return p, nil
	}
	return p, mends
}

// remembered is what went wrong with the webhook some other day, and was not mended since.
func remembered(st flow.WebhookState) *connector.Problem {
	w := st.Profile.Webhook
	if w.Problem == "" || st.Received != nil || st.Delivery != nil || st.Removed || st.Work != flow.HookResting {
		return nil
	}
	status, said := "", w.Said
	if before, after, _ := strings.Cut(said, ": "); w.Problem == connector.CodeWebhookUndelivered && isNumber(before) {
		status, said = before, after
	}
	p := connector.NewProblem(w.Problem, "status", status, "said", said, "account", st.Connection.Account.Name,
		"repository", st.Profile.Key+"/"+st.Profile.Slug, "address", w.Address)
	return &p
}

func isNumber(text string) bool {
	_, err := strconv.Atoi(text)
	return err == nil
}

// isRight tells whether a problem is that a right or permission is missing.
func isRight(code connector.Code) bool {
	switch code {
	case connector.CodeAdminMissing, connector.CodeNotPermitted, connector.CodeScopeMissing:
		return true
	}
	return false
}

// problemCard says what is wrong; what mends it is the page's primary button.
func (s *webhookScreen) problemCard(p connector.Problem, mends []action) fyne.CanvasObject {
	if s.state.Profile.Repository.Provider == connector.Cloud {
		p = OfCloud(p)
	}
	face := primary
	var buttons []fyne.CanvasObject
	for _, a := range mends {
		b := face(a.label, a.run)
		s.locked = append(s.locked, b)
		if s.top == nil {
			s.top = b
		}
		buttons, face = append(buttons, b), quiet
	}
	title, detail, fix := Words(p)
	if p.Code == connector.CodeAdminMissing {
		detail, fix = adminWords(p), say("hook.fix.admin")
	}
	if p.Code == connector.CodeScopeMissing && s.handedOver() {
		fix = say("hook.fix.admin")
	}
	return s.k.problemSheetWords(p, title, detail, fix, nil, buttons...)
}

// handedOver tells whether the connection was changed to a token that only reads, which is to stay.
func (s *webhookScreen) handedOver() bool { return !s.state.Profile.Webhook.AdminFree.IsZero() }

// adminWords tells what a right is missing for, here where a webhook is to be made.
func adminWords(p connector.Problem) string {
	if p.Args["account"] == "" || p.Args["repository"] == "" {
		return say("hook.fix.admin.anyone")
	}
	return say("hook.fix.admin.detail", "account", p.Args["account"], "repository", p.Args["repository"])
}

// mend is what can be done about a problem from here; the first is what mends it.
func (s *webhookScreen) mend(p connector.Problem) []action {
	byHand := action{say("hook.hand"), func() { s.do(s.flow.ByHand) }}
	admin := action{say("hook.admin"), func() { s.do(s.flow.AskAdmin) }}
	again := action{say("hook.again"), s.redo}
	switch p.Code {
	case connector.CodeAdminMissing, connector.CodeNotPermitted:
		return []action{admin, byHand}
	case connector.CodeScopeMissing:
		if s.handedOver() { // it lacks the right on purpose
			return []action{admin, byHand}
		}
		return append(s.moreRights(), byHand)
	case connector.CodeWebhookRefused:
		if gone := p.Args["gone"]; gone != "" && gone != "yet" {
			return []action{{say("hook.repair.missing"), func() { s.do(s.flow.Repair) }}}
		}
		return []action{byHand, again}
	case connector.CodeWebhookUndelivered:
		return s.tests()
	case connector.CodeProfileInvalid, connector.CodeProfileNewer:
		return []action{s.leading()}
	case connector.CodeBrowserNotOpened:
		return []action{{say("hook.fix.link"), func() { s.k.copyText(s.state.Page) }}, byHand}
	case connector.CodeAddressInvalid:
		return []action{{say("hook.fix.address"), s.toAddress}}
	case connector.CodeRepositoryNotFound, connector.CodeRepositoriesNone:
		return s.unseen(again)
	}
	return s.mendConnection(p, again)
}

// tests sends one more event to the service.
func (s *webhookScreen) tests() []action {
	switch {
	case s.state.CanTest:
		return []action{{say("hook.test.again"), func() { s.do(s.flow.Test) }}}
	case s.state.CanPush:
		return []action{{say("hook.push"), func() { s.do(s.flow.Push) }}}
	}
	return []action{{say("hook.look"), func() { s.do(s.flow.Look) }}}
}

// moreRights asks for what the credential was not granted: a session can be granted more, a token cannot.
func (s *webhookScreen) moreRights() []action {
	c := s.state.Connection
	if c.Kind == connector.Session && s.k.authorizeMore != nil {
		return []action{{say("hook.fix.more"), func() { s.k.authorizeMore(c) }}}
	}
	return s.otherToken()
}

// otherToken gives the connection another token.
func (s *webhookScreen) otherToken() []action {
	c := s.state.Connection
	if s.k.changeToken == nil {
		return []action{{say("profiles.connection.open"), s.connect}}
	}
	return []action{{say("hook.fix.token"), func() { s.k.changeToken(c, flow.ChangeReplace) }}}
}

// toAddress goes to where the address is typed.
func (s *webhookScreen) toAddress() {
	if s.goes == nil {
		s.do(s.flow.ByHand)
		return
	}
	s.goes.fold.open(true)
	s.put(s.goes.field)
}

// unseen finds out why the repository is not there.
func (s *webhookScreen) unseen(again action) []action {
	st := s.state
	if s.k.canAskMissing(st.Connection) {
		about := st.Profile.Key + "/" + st.Profile.Slug
		return []action{{say("hook.fix.why"), func() { s.k.missing(st.Connection, about) }}, again}
	}
	return []action{again}
}

// mendConnection is about what stands between here and Bitbucket, or on this computer.
func (s *webhookScreen) mendConnection(p connector.Problem, again action) []action {
	connection := action{say("profiles.connection.open"), s.connect}
	switch p.Code {
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing, connector.CodeTokenKindUnsupported,
		connector.CodeAnonymousAnswer, connector.CodeTokenExpiresSoon:
		if s.state.Connection.Kind == connector.Session {
			return []action{connection}
		}
		return append(s.otherToken(), again)
	case connector.CodeSessionEnded:
		return []action{connection}
	case connector.CodeProxyFailed:
		if s.k.settings != nil {
			return []action{{say("cloud.fix.network"), s.k.settings}, again}
		}
	case connector.CodeCaptchaLocked, connector.CodeTwoStepRequired, connector.CodeLoginPage:
		return []action{{say("profiles.open"), func() { s.k.openURL(s.web()) }}, again}
	}
	if strings.HasPrefix(string(p.Code), "certificate-") || strings.HasPrefix(string(p.Code), "client-certificate-") {
		return []action{connection, again}
	}
	return []action{again, connection}
}

// web is where people look at the Bitbucket of the profile.
func (s *webhookScreen) web() string {
	c := s.state.Connection
	if c.Web != "" {
		return c.Web
	}
	return s.state.Profile.Web
}

// redo does once more what was asked for last.
func (s *webhookScreen) redo() {
	if s.again == nil {
		s.again = s.flow.Look
	}
	s.again()
}

// news is something that went well and is worth a sentence.
func (s *webhookScreen) news(p connector.Problem) fyne.CanvasObject {
	if p.Code != connector.CodeWebhookExists { // the keychain kept nothing
		return warning(say("hook.session"), say("hook.session.detail", "service", s.service()))
	}
	title, detail, _ := Words(p)
	parts := []fyne.CanvasObject{lampTitle(connector.Pass, title), wrapLabel(detail)}
	if s.state.Profile.Webhook.Secret == connector.SecretUnknown {
		parts = append(parts, wrapLabel(say("hook.exists.secret", "service", s.service())))
		b := s.button(quiet, say("hook.secret.new"), s.flow.ReplaceSecret)
		b.Icon = theme.ViewRefreshIcon()
		parts = append(parts, inset(row(b)))
	}
	return card(stackGap(0, parts...))
}
