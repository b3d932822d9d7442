package views

import "mooring/connector"

// twoStepPage is where a person turns two-step verification on for their Atlassian account.
const twoStepPage = "https://id.atlassian.com/manage-profile/security/two-step-verification"

// mending is what can be done about a problem, the best first.
func (s *missingScreen) mending(p connector.Problem) []*button {
	if wantsSignIn(p) {
		return []*button{quiet(say("picker.signin"), s.signIn)}
	}
	note := quiet(s.say("reach.note"), func() { s.note(true) })
	switch p.Code {
	case connector.CodeAddressIsCloud:
		return []*button{quiet(say("server.fix.cloud"), func() { s.k.goTo(tabCloud) })}
	case connector.CodeAddressIsServer:
		return []*button{quiet(say("cloud.fix.server"), func() { s.k.toServer(p.Args["address"]) })}
	case connector.CodeAddressInvalid:
		return []*button{quiet(say("missing.change"), s.another)}
	case connector.CodeScopeMissing:
		return []*button{quiet(say("cloud.more"), s.authorizeMore)}
	case connector.CodeTwoStepRequired:
		return []*button{quiet(say("missing.twostep"), func() { s.k.openURL(twoStepPage) }), s.again()}
	}
	switch p.Args["why"] {
	case "unnamed", "server":
		return []*button{quiet(say("missing.change"), s.another)}
	case "token": // it is for another place: another one, or an account, is given on the tab's first page
		return []*button{quiet(say("server.fix.cloud"), func() { s.k.connect(tabCloud) })}
	}
	if unanswered(p) {
		return []*button{s.again(), note}
	}
	return []*button{note}
}

// again asks the same once more.
func (s *missingScreen) again() *button {
	return quiet(say("picker.retry"), func() { s.flow.Ask(s.state.Text) })
}

// signIn leaves for the place where the token is given again.
func (s *missingScreen) signIn() {
	connection := s.state.Connection
	s.flow.Close()
	if s.k.signIn != nil {
		s.k.signIn(connection)
	}
}

// authorizeMore leaves for the question what Bitbucket shall grant beside what it has.
func (s *missingScreen) authorizeMore() {
	connection := s.state.Connection
	s.flow.Close()
	if s.k.authorizeMore != nil {
		s.k.authorizeMore(connection)
	}
}
