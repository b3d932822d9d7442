package flow

import (
	"cmp"

	"mooring/connector"
)

// CloudFix is the one thing to do about a problem: the button beside it.
type CloudFix string

// The fixes the Cloud tab can do. CloudFixNone is for what only waiting or somebody else can mend.
const (
	CloudFixNone     CloudFix = ""
	CloudFixRetry    CloudFix = "retry"    // do again what failed
	CloudFixAsk      CloudFix = "ask"      // ask for consent (again)
	CloudFixToken    CloudFix = "token"    // Atlassian's page, and the form for what comes from there
	CloudFixConsumer CloudFix = "consumer" // the set-up of the OAuth consumer
	CloudFixServer   CloudFix = "server"   // the other tab, with what was typed
	CloudFixSession  CloudFix = "session"  // keep for this session only
	CloudFixSecurity CloudFix = "security" // Atlassian's page for two-step verification
	CloudFixMore     CloudFix = "more"     // ask what is missing
	CloudFixOpen     CloudFix = "open"     // open the waiting link again
	CloudFixForm     CloudFix = "form"     // the form, to correct what was typed
)

// fixFor picks the button for a problem, as the state stands.
func fixFor(p connector.Problem, s CloudState) CloudFix {
	switch p.Code {
	case connector.CodeConsentDenied, connector.CodeConsentTimeout, connector.CodeConsentForged:
		return CloudFixAsk
	case connector.CodeConsumerMissing, connector.CodeConsumerInvalid:
		return CloudFixConsumer
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired,
		connector.CodeTokenMissing, connector.CodeScopeMissing, connector.CodeTokenExpiresSoon:
		return signInFix(s)
	case connector.CodeTokenKindUnsupported:
		if p.Args["kind"] == string(connector.ShapeServer) {
			return CloudFixServer
		}
		return CloudFixToken
	case connector.CodeTokenTooWide:
		return CloudFixToken
	case connector.CodeTwoStepRequired:
		return CloudFixSecurity
	case connector.CodeKeychainUnavailable, connector.CodeKeychainLocked, connector.CodeKeychainRefused:
		return keychainFix(s)
	case connector.CodeAddressIsServer:
		return CloudFixServer
	case connector.CodeWorkspaceNeeded:
		return CloudFixForm
	case connector.CodeRepositoriesNone, connector.CodeNotPermitted, connector.CodeRepositoryNotFound:
		return moreFix(s)
	case connector.CodeBrowserNotOpened:
		if s.Step == CloudConsenting {
			return CloudFixOpen
		}
		return CloudFixNone
	case connector.CodeAdminMissing, connector.CodeAPIRemoved:
		return CloudFixNone
	}
	return CloudFixRetry
}

// signInFix asks for another credential of the kind that is in use.
func signInFix(s CloudState) CloudFix {
	if s.kind() == connector.Session && s.Consumer.Has {
		return CloudFixAsk
	}
	return CloudFixToken
}

// keychainFix offers the session only where something is waiting to be kept.
func keychainFix(s CloudState) CloudFix {
	if s.Step == CloudSaving || s.Step == CloudKeeping {
		return CloudFixSession
	}
	return CloudFixRetry
}

// moreFix asks what is missing where somebody is connected. An access token's place may be mistyped; elsewhere it
// is tried again.
func moreFix(s CloudState) CloudFix {
	_, connected := s.Connection()
	switch {
	case s.Step != CloudChecking && connected && !s.SignedOut:
		return CloudFixMore
	case s.kind() == connector.AccessToken:
		return CloudFixForm
	}
	return CloudFixRetry
}

// kind is how the person signs in, as far as the screen knows.
func (s CloudState) kind() connector.CredentialKind {
	c, _ := s.Connection()
	return cmp.Or(s.Using, c.Kind, connector.Session)
}

// severe tells whether a problem means that the secret no longer opens anything.
func severe(p connector.Problem) bool {
	switch p.Code {
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing:
		return true
	}
	return false
}

// Mend does the one thing there is to do about the problem that is shown.
func (c *Cloud) Mend() {
	s := c.feed.Now().State
	switch s.Fix {
	case CloudFixRetry:
		c.Retry()
	case CloudFixAsk:
		c.askAgain(s.Problem)
	case CloudFixToken:
		c.mendToken(s)
	case CloudFixConsumer:
		c.UseConsumer()
	case CloudFixServer:
		c.needs.OnServer(s.Problem.Args["address"])
	case CloudFixSession:
		c.KeepForSession()
	case CloudFixSecurity:
		c.open(cloudSecurityPage)
	case CloudFixMore:
		c.AskMore()
	case CloudFixOpen:
		c.OpenAgain()
	case CloudFixForm:
		c.mendForm(s)
	}
}

// mendToken opens the page where such tokens are made, and the form for what comes from there: for the account
// on screen its own, with what is known; after a failed attempt what was typed. Where the kind of token is the
// problem it is the other kind.
func (c *Cloud) mendToken(s CloudState) {
	form := s.Form
	connection, connected := s.Connection()
	switch {
	case s.Problem.Code == connector.CodeTokenKindUnsupported:
		form.Kind = connector.APIToken
		if s.Problem.Args["kind"] == string(connector.ShapeAccessToken) {
			form.Kind = connector.AccessToken
		}
	case s.Problem.Code == connector.CodeTokenTooWide: // of one repository it would reach no further than it has to
		form = CloudForm{Kind: connector.AccessToken}
	case connected && s.resting() && connection.Kind != connector.Session:
		form = c.formFor(s, connection)
	case s.resting():
		form.For = ""
	}
	c.open(c.tokensPage(form.Kind, form.Place, s.tokenKindFor(form)))
	c.task.Stop()
	c.drop()
	c.feed.Apply(cloudChoseToken{want: s.Want, form: form})
}

// mendForm goes back to what was typed; for a connection that is saved, to what is known of it.
func (c *Cloud) mendForm(s CloudState) {
	if connection, ok := s.Connection(); ok && s.resting() {
		c.ReplaceToken(connection.ID)
		return
	}
	c.useToken(s.Using)
}

// askAgain asks for what a refused consent asked for, and for what a check found missing.
func (c *Cloud) askAgain(p *connector.Problem) {
	switch p.Code {
	case connector.CodeConsentDenied, connector.CodeConsentTimeout, connector.CodeConsentForged:
		c.Retry()
	case connector.CodeScopeMissing:
		c.drop()
		c.ask(scopesIn(p.Args["scopes"]), false)
	default:
		c.drop()
		c.ask(nil, false)
	}
}
