package sandbox

import (
	"net/http"
	"net/url"
	"strings"
)

// serverClient is who a request was recognised as; nobody has no user. A reader's token may only read, whatever
// its owner may do.
type serverClient struct {
	user   *user
	reader bool
}

// The package names Data Center gives its exceptions, as far as they are told apart here.
const (
	badCredentials = "com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException"
	noCredentials  = "com.atlassian.plugins.rest.api.security.exception.AuthenticationRequiredException"
	notAllowed     = "com.atlassian.bitbucket.AuthorisationException"
	notLicensed    = "com.atlassian.bitbucket.auth.NoAccessAuthenticationException"
	captcha        = "com.atlassian.bitbucket.auth.CaptchaRequiredAuthenticationException"
)

// identify reads the credentials. No credentials is nobody, which is not refused here: some resources and
// some servers answer nobody; wrong credentials are refused everywhere.
func (s *Sandbox) identify(r *http.Request) (serverClient, *restReply) {
	token, given := s.tokenOf(r)
	if !given || s.broken("token-missing") || s.broken("anonymous-answer") {
		return serverClient{}, nil
	}
	if s.broken("captcha-locked") {
		return serverClient{}, refusal(http.StatusForbidden, "CAPTCHA required. Your Bitbucket account has been locked.", captcha)
	}
	if s.broken("token-rejected") || token != s.line.ServerToken && token != s.read {
		return serverClient{}, refusal(http.StatusUnauthorized,
			"Authentication failed. Please check your credentials and try again.", badCredentials)
	}
	if s.broken("account-unlicensed") {
		return serverClient{}, refusal(http.StatusUnauthorized, "You are not currently licensed to use Bitbucket.\n"+
			"Please contact your administrator to resolve this issue.", notLicensed)
	}
	return serverClient{user: s.data.user, reader: token == s.read}, nil
}

// tokenOf finds the token: as Bearer, or as the password of its owner (personal tokens take both).
func (s *Sandbox) tokenOf(r *http.Request) (token string, given bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return "", false
	}
	if scheme, token, found := strings.Cut(header, " "); found && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token), true
	}
	name, password, isBasic := r.BasicAuth()
	if !isBasic || name != s.data.user.name {
		return "", true
	}
	return password, true
}

// admit tells whether this client may ask this resource at all. Only the application properties are open
// to nobody, unless the server lets nobody look around.
func (s *Sandbox) admit(who serverClient, r *http.Request) *restReply {
	if strings.HasSuffix(r.URL.Path, "/application-properties") {
		return nil
	}
	if who.user == nil && !s.broken("anonymous-answer") {
		return refusal(http.StatusUnauthorized, "You are not permitted to access this resource", noCredentials)
	}
	if s.broken("not-permitted") {
		refused := forbidden()
		return &refused
	}
	return nil
}

// sees tells whether the client may read the repository.
func (s *Sandbox) sees(who serverClient, r *repo) bool {
	if s.broken("repositories-none") {
		return false
	}
	return who.user != nil || !r.private
}

// may tells whether the client has a permission on the repository.
func (s *Sandbox) may(who serverClient, r *repo, permission string) bool {
	if permission == "REPO_READ" {
		return s.sees(who, r)
	}
	return s.sees(who, r) && who.user != nil && !who.reader && r.admin && !s.broken("admin-missing")
}

// forbidden is a 401, not a 403: Data Center says so to people it knows, too.
func forbidden() restReply {
	return failure(http.StatusUnauthorized, "", "You are not permitted to access this resource", notAllowed)
}

func refusal(status int, message, exception string) *restReply {
	a := failure(status, "", message, exception)
	return &a
}

// encodeName writes a sign-in name as X-AUSERNAME does: percent-encoded, a blank as %20.
func encodeName(name string) string {
	return strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
