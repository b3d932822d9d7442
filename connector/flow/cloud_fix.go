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
)

// Atlassian's pages that only a person can use. They are the same whichever address Bitbucket has.
const (
	cloudTokenPage    = "https://id.atlassian.com/manage-profile/security/api-tokens"
	cloudSecurityPage = "https://id.atlassian.com/manage-profile/security/two-step-verification"
	cloudConsumerPage = "https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/"
)

// fixFor picks the button for a problem, as the state stands.
func fixFor(p connector.Problem, s CloudState) CloudFix {
	switch p.Code {
	case connector.CodeConsentDenied, connector.CodeConsentTimeout, connector.CodeConsentForged:
		return CloudFixAsk
	case connector.CodeConsumerMissing, connector.CodeConsumerInvalid:
		return CloudFixConsumer
	case connector.CodeSessionEnded, connector.CodeTokenRejected, connector.CodeTokenExpired,
		connector.CodeTokenMissing, connector.CodeTokenKindUnsupported, connector.CodeScopeMissing,
		connector.CodeTokenExpiresSoon:
		return signInFix(s)
	case connector.CodeTwoStepRequired:
		return CloudFixSecurity
	case connector.CodeKeychainUnavailable, connector.CodeKeychainLocked, connector.CodeKeychainRefused:
		return keychainFix(s)
	case connector.CodeAddressIsServer:
		return CloudFixServer
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

// moreFix asks what is missing where somebody is connected, and tries again elsewhere.
func moreFix(s CloudState) CloudFix {
	if _, connected := s.Connection(); connected && !s.SignedOut {
		return CloudFixMore
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
