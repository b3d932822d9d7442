package views

import (
	"cmp"
	"strings"

	"mooring/connector"
	"mooring/connector/flow"
)

// cloudWeb is where people look at Bitbucket Cloud, unless the window talks to another address.
const cloudWeb = "https://bitbucket.org"

// remedies are what the app can do about the problem of a state: what mends it first, other ways on after it.
// What stands on the network between here and Bitbucket comes first; the rest is about signing in.
func (c *cloudScreen) remedies(s flow.CloudState) []action {
	switch s.Problem.Code {
	case connector.CodeCertificateUntrusted, connector.CodeCertificateExpired, connector.CodeCertificateWrongHost,
		connector.CodeCertificateChanged, connector.CodeClientCertificateRequired, connector.CodeClientCertificateUnusable,
		connector.CodeTLSFailed:
		return []action{c.askAdmin(), c.again(s)}
	case connector.CodeProxyFailed:
		return []action{{say("cloud.fix.network"), c.kit.settings}, c.again(s), c.askAdmin()}
	case connector.CodeLoginPage, connector.CodeRedirectedElsewhere, connector.CodeNotBitbucket:
		return []action{{say("cloud.fix.look"), func() { c.kit.openURL(c.web(s)) }}, c.again(s), c.askAdmin()}
	case connector.CodeNameNotFound, connector.CodeConnectionRefused, connector.CodeConnectionTimeout, connector.CodeConnectionReset:
		return []action{c.again(s), {say("cloud.fix.network"), c.kit.settings}, c.askAdmin()}
	case connector.CodeAnswerInvalid, connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow, connector.CodePagingBroken:
		return []action{c.again(s), c.askAdmin()}
	case connector.CodeServerBusy, connector.CodeServerError:
		return []action{c.again(s)}
	case connector.CodeRateLimited:
		if c.pauses(s) {
			return []action{{say("pause.go"), c.flow.Retry}}
		}
		return []action{c.again(s)}
	}
	return c.remediesOfConsent(s)
}

// remediesOfConsent are those about asking in the browser.
func (c *cloudScreen) remediesOfConsent(s flow.CloudState) []action {
	byToken := action{say("cloud.welcome.token"), c.flow.UseToken}
	switch s.Problem.Code {
	case connector.CodeCallbackPortBusy:
		return []action{c.again(s), byToken}
	case connector.CodeConsumerMissing, connector.CodeConsumerInvalid:
		if c.kit.consumerFixed { // nothing that is set up here would change it
			return []action{byToken}
		}
		return []action{{say("cloud.fix.consumer"), c.flow.UseConsumer}, byToken}
	case connector.CodeConsentTimeout:
		ask := action{say("cloud.fix.open.page"), c.flow.Mend}
		if c.ownConsumerHere(s) {
			return []action{ask, {say("cloud.late.consumer"), c.flow.UseConsumer}, byToken}
		}
		return []action{ask, byToken}
	}
	return c.remediesOfRights(s)
}

// remediesOfRights are those about tokens and what they may; all else is the flow's one fix.
func (c *cloudScreen) remediesOfRights(s flow.CloudState) []action {
	switch s.Problem.Code {
	case connector.CodeTokenKindUnsupported:
		return []action{c.rightPlace(s.Problem.Args["kind"])}
	case connector.CodeRepositoriesNone, connector.CodeNotPermitted, connector.CodeRepositoryNotFound:
		return c.unseen(s)
	case connector.CodeAdminMissing:
		return []action{c.askAdmin()}
	case connector.CodeTokenTooWide:
		return []action{{say("cloud.fix.narrower"), c.flow.UseAccessToken}}
	case connector.CodeWorkspaceNeeded:
		return []action{{say("cloud.fix.place"), c.toForm(s)}}
	case connector.CodeTokenMissing:
		label := "cloud.fix.replace"
		if s.Step == flow.CloudFailed {
			label = "cloud.fix.form"
		}
		return []action{{say(label), c.toForm(s)}}
	case connector.CodeTwoStepRequired:
		return []action{{say("cloud.fix.security"), c.flow.Mend}, c.again(s)}
	case connector.CodeTokenExpiresSoon:
		return []action{{say("cloud.fix.replace"), c.toForm(s)}}
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired:
		if s.Fix == flow.CloudFixAsk {
			return []action{{say("cloud.fix.connect"), c.flow.Mend}}
		}
	}
	if s.Fix == flow.CloudFixNone {
		return nil
	}
	return []action{{say("cloud.fix." + string(s.Fix)), c.flow.Mend}}
}

// again does once more what did not work.
func (c *cloudScreen) again(s flow.CloudState) action {
	run := c.flow.Retry
	if s.Fix == flow.CloudFixRetry {
		run = c.flow.Mend
	}
	return action{say("cloud.fix.retry"), run}
}

// rightPlace leads to where a token of another kind belongs.
func (c *cloudScreen) rightPlace(kind string) action {
	switch kind {
	case "access-token":
		return action{say("cloud.fix.form.access"), c.flow.UseAccessToken}
	case "server":
		return action{say("cloud.fix.server"), func() { c.kit.toServer("") }}
	case "app-password":
		return action{say("cloud.fix.form.make"), c.flow.UseToken}
	}
	return action{say("cloud.fix.form.api"), c.flow.UseToken}
}

// unseen finds out why a repository cannot be seen, and asks for more. Before anything is connected there is only
// looking again.
func (c *cloudScreen) unseen(s flow.CloudState) []action {
	connection, connected := s.Connection()
	switch {
	case s.Fix == flow.CloudFixForm && s.Step == flow.CloudFailed: // a place that may be mistyped
		return []action{{say("cloud.fix.form"), c.flow.Mend}}
	case (!connected || s.SignedOut || s.Step == flow.CloudFailed) && s.Problem.Code == connector.CodeNotPermitted:
		return []action{c.again(s), c.askAdmin()}
	case !connected || s.SignedOut || s.Step == flow.CloudFailed:
		return []action{c.again(s)}
	}
	more := action{say("cloud.more"), c.flow.AskMore}
	if !c.kit.canAskMissing(connection) {
		return []action{more}
	}
	about := s.Problem.Args["repository"]
	return []action{{say("cloud.fix.more"), func() { c.kit.missing(connection, about) }}, more}
}

// toForm opens the form for a token of the kind in use: with a new one for the connection on screen, if that is
// what the problem is about.
func (c *cloudScreen) toForm(s flow.CloudState) func() {
	if connection, ok := s.Connection(); ok && s.Step != flow.CloudFailed {
		return func() { c.flow.ReplaceToken(connection.ID) }
	}
	if c.kindOf(s) == connector.AccessToken {
		return c.flow.UseAccessToken
	}
	return c.flow.UseToken
}

// kindOf is the kind of credential that a problem is about.
func (c *cloudScreen) kindOf(s flow.CloudState) connector.CredentialKind {
	connection, _ := s.Connection()
	return cmp.Or(s.Using, connection.Kind)
}

// ownConsumerHere tells whether the consumer in use is the person's own, so that it can be mended in the set-up.
func (c *cloudScreen) ownConsumerHere(s flow.CloudState) bool {
	return s.Consumer.Own && !c.kit.consumerFixed
}

// web is where people look at the Bitbucket that is talked to.
func (c *cloudScreen) web(s flow.CloudState) string {
	connection, _ := s.Connection()
	web := cmp.Or(connection.Web, s.Address, cloudWeb)
	if !strings.Contains(web, "://") {
		return "https://" + web
	}
	return web
}

// askAdmin opens the note for whoever looks after the network, or Bitbucket.
func (c *cloudScreen) askAdmin() action { return action{say("cloud.fix.note"), c.openNote} }

func (c *cloudScreen) openNote() {
	object, first := c.kit.showNote(c.networkNote(c.now), c.closeNote)
	c.noting = true
	c.page = cloudPage{object: object, first: first, back: func() bool { c.closeNote(); return true }}
	c.body.set(object)
	c.turn()
}

// closeNote goes back to the page the note lies over, as it stands now.
func (c *cloudScreen) closeNote() {
	c.noting = false
	c.page = cloudPage{}
	c.render(c.now)
}
