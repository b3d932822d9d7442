package connector

// The catalogue of problems, in the order people meet them: address and network, signing in, what a
// server or the cloud is like, and this computer. A code stands here once and for all.
const (
	// Address and network (both products).
	CodeAddressInvalid            Code = "address-invalid"
	CodeAddressIsCloud            Code = "address-is-cloud"
	CodeAddressIsServer           Code = "address-is-server"
	CodeAddressInsecure           Code = "address-insecure"
	CodeNameNotFound              Code = "name-not-found"
	CodeConnectionRefused         Code = "connection-refused"
	CodeConnectionTimeout         Code = "connection-timeout"
	CodeConnectionReset           Code = "connection-reset"
	CodeProxyFailed               Code = "proxy-failed"
	CodeCertificateUntrusted      Code = "certificate-untrusted"
	CodeCertificateExpired        Code = "certificate-expired"
	CodeCertificateWrongHost      Code = "certificate-wrong-host"
	CodeCertificateChanged        Code = "certificate-changed"
	CodeClientCertificateRequired Code = "client-certificate-required"
	CodeClientCertificateUnusable Code = "client-certificate-unusable"
	CodeRootUnusable              Code = "root-unusable"
	CodeTLSFailed                 Code = "tls-failed"
	CodePrivateAddress            Code = "private-address"
	CodeRedirectedElsewhere       Code = "redirected-elsewhere"
	CodeHTTPSAvailable            Code = "https-available"
	CodeLoginPage                 Code = "login-page"
	CodeNotBitbucket              Code = "not-bitbucket"
	CodeRateLimited               Code = "rate-limited"
	CodeServerBusy                Code = "server-busy"
	CodeServerError               Code = "server-error"
	CodeAnswerInvalid             Code = "answer-invalid"
	CodeAnswerTooLarge            Code = "answer-too-large"
	CodeAnswerTooSlow             Code = "answer-too-slow"
	CodePagingBroken              Code = "paging-broken"
	CodeTokenMissing              Code = "token-missing"
	CodeTokenRejected             Code = "token-rejected"
	CodeTokenExpired              Code = "token-expired"
	CodeTokenExpiresSoon          Code = "token-expires-soon"
	CodeTokenKindUnsupported      Code = "token-kind-unsupported"
	CodeNotPermitted              Code = "not-permitted"
	CodeRepositoriesNone          Code = "repositories-none"
	CodeRepositoryNotFound        Code = "repository-not-found"
	CodeAdminMissing              Code = "admin-missing"
	CodeTokenTooWide              Code = "token-too-wide"

	// Server / Data Center only.
	CodeContextPathMissing Code = "context-path-missing"
	CodeVersionTooOld      Code = "version-too-old"
	CodeVersionUnreadable  Code = "version-unreadable"
	CodeVersionEndOfLife   Code = "version-end-of-life"
	CodeLinksLocalhost     Code = "links-localhost"
	CodeLinksElsewhere     Code = "links-elsewhere"
	CodeAnonymousAnswer    Code = "anonymous-answer"
	CodeAccountUnlicensed  Code = "account-unlicensed"
	CodeCaptchaLocked      Code = "captcha-locked"

	// Cloud only.
	CodeScopeMissing     Code = "scope-missing"
	CodeWorkspaceNeeded  Code = "workspace-needed"
	CodeTwoStepRequired  Code = "two-step-required"
	CodeAPIRemoved       Code = "api-removed"
	CodeConsumerMissing  Code = "consumer-missing"
	CodeConsumerInvalid  Code = "consumer-invalid"
	CodeBrowserNotOpened Code = "browser-not-opened"
	CodeCallbackPortBusy Code = "callback-port-busy"
	CodeConsentDenied    Code = "consent-denied"
	CodeConsentTimeout   Code = "consent-timeout"
	CodeConsentForged    Code = "consent-forged"
	CodeSessionEnded     Code = "session-ended"

	// Keychain, disk, webhook.
	CodeKeychainUnavailable Code = "keychain-unavailable"
	CodeKeychainLocked      Code = "keychain-locked"
	CodeKeychainRefused     Code = "keychain-refused"
	CodeConnectionMissing   Code = "connection-missing"
	CodeProfileNameTaken    Code = "profile-name-taken"
	CodeProfileInvalid      Code = "profile-invalid"
	CodeProfileNewer        Code = "profile-newer"
	CodeProfileDamaged      Code = "profile-damaged"
	CodeDiskFailed          Code = "disk-failed"
	CodeWebhookExists       Code = "webhook-exists"
	CodeWebhookRefused      Code = "webhook-refused"
	CodeWebhookUndelivered  Code = "webhook-undelivered"
)

// Entry is one row of the catalogue.
type Entry struct {
	Code     Code
	Severity Severity
	// Args names the values the code's sentences may use, divided by spaces. Every one may be empty.
	Args string
}

// Catalogue lists every code with the severity it has unless a screen or flag decides otherwise.
func Catalogue() []Entry {
	return []Entry{
		{CodeAddressInvalid, Block, "address callback"},
		{CodeAddressIsCloud, Block, "address"},
		{CodeAddressIsServer, Block, "address"},
		{CodeAddressInsecure, Block, "host"},
		{CodeNameNotFound, Block, "host"},
		{CodeConnectionRefused, Block, "host port"},
		{CodeConnectionTimeout, Block, "host seconds"},
		{CodeConnectionReset, Block, "host"},
		{CodeProxyFailed, Block, "proxy"},
		{CodeCertificateUntrusted, Block, "host issuer"},
		{CodeCertificateExpired, Block, "host date"},
		{CodeCertificateWrongHost, Block, "host names"},
		{CodeCertificateChanged, Block, "host"},
		{CodeClientCertificateRequired, Block, "host file"},
		{CodeClientCertificateUnusable, Block, "file reason"},
		{CodeRootUnusable, Block, "file reason"},
		{CodeTLSFailed, Block, "host plain"},
		{CodePrivateAddress, Warn, "host"},
		{CodeRedirectedElsewhere, Block, "host target"},
		{CodeHTTPSAvailable, Info, "address"},
		{CodeLoginPage, Block, "host"},
		{CodeNotBitbucket, Block, "address product"},
		{CodeRateLimited, Warn, "host seconds"},
		{CodeServerBusy, Block, "host"},
		{CodeServerError, Block, "host status"},
		{CodeAnswerInvalid, Block, "host"},
		{CodeAnswerTooLarge, Block, "host"},
		{CodeAnswerTooSlow, Block, "host"},
		{CodePagingBroken, Warn, "host count"},
		{CodeTokenMissing, Block, "host"},
		{CodeTokenRejected, Block, "host kind unplaced"},
		{CodeTokenExpired, Block, "date kind"},
		{CodeTokenExpiresSoon, Warn, "date past"},
		{CodeTokenKindUnsupported, Block, "kind"},
		{CodeNotPermitted, Block, "account resource why"},
		{CodeRepositoriesNone, Warn, "account"},
		{CodeRepositoryNotFound, Block, "repository why"},
		{CodeAdminMissing, Warn, "account repository"},
		{CodeTokenTooWide, Warn, "account"},
		{CodeContextPathMissing, Block, "address"},
		{CodeVersionTooOld, Block, "version minimum"},
		{CodeVersionUnreadable, Warn, "version"},
		{CodeVersionEndOfLife, Info, "version date"},
		{CodeLinksLocalhost, Block, "link address"},
		{CodeLinksElsewhere, Warn, "link address"},
		{CodeAnonymousAnswer, Block, "host"},
		{CodeAccountUnlicensed, Block, "account"},
		{CodeCaptchaLocked, Block, "host"},
		{CodeScopeMissing, Block, "scopes kind"},
		{CodeWorkspaceNeeded, Block, ""},
		{CodeTwoStepRequired, Block, "workspace"},
		{CodeAPIRemoved, Block, ""},
		{CodeConsumerMissing, Block, ""},
		{CodeConsumerInvalid, Block, "given"},
		{CodeBrowserNotOpened, Warn, "link"},
		{CodeCallbackPortBusy, Block, "port program"},
		{CodeConsentDenied, Block, ""},
		{CodeConsentTimeout, Block, "callback"},
		{CodeConsentForged, Info, "denied"},
		{CodeSessionEnded, Block, "name"},
		{CodeKeychainUnavailable, Warn, "terminal"},
		{CodeKeychainLocked, Warn, "terminal"},
		{CodeKeychainRefused, Warn, "terminal"},
		{CodeConnectionMissing, Block, "address"},
		{CodeProfileNameTaken, Block, "name"},
		{CodeProfileInvalid, Block, "name file gone"},
		{CodeProfileNewer, Warn, "name"},
		{CodeProfileDamaged, Warn, "file restored stays"},
		{CodeDiskFailed, Block, "file locked"},
		{CodeWebhookExists, Info, "address"},
		{CodeWebhookRefused, Block, "said gone"},
		{CodeWebhookUndelivered, Warn, "status said"},
	}
}

// DefaultSeverity is the catalogue's severity for a code; a code the catalogue lacks blocks, since
// nothing is known of it.
func DefaultSeverity(code Code) Severity {
	for _, e := range Catalogue() {
		if e.Code == code {
			return e.Severity
		}
	}
	return Block
}
