package sandbox

import (
	"net/http"
	"net/url"
	"strings"
)

// serverClient is who a request was recognised as. A person has a user; the tokens of a project or a
// repository have accounts of their own, which know nothing beside it. Nobody has no name.
type serverClient struct {
	name    string // as X-AUSERNAME has it, before encoding
	id      int
	user    *user
	reader  bool // this token may only read, whatever its owner may do
	steward bool // administers everything it sees, whoever may not
	project *project
	repo    *repo
}

func (who serverClient) known() bool { return who.name != "" }

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
	client, given := s.clientOf(r)
	if !given || s.broken("token-missing") || s.broken("anonymous-answer") {
		return serverClient{}, nil
	}
	if s.broken("captcha-locked") {
		return serverClient{}, refusal(http.StatusForbidden, "CAPTCHA required. Your Bitbucket account has been locked.", captcha)
	}
	if s.broken("token-rejected") || !client.known() {
		return serverClient{}, refusal(http.StatusUnauthorized,
			"Authentication failed. Please check your credentials and try again.", badCredentials)
	}
	if s.broken("account-unlicensed") {
		return serverClient{}, refusal(http.StatusUnauthorized, "You are not currently licensed to use Bitbucket.\n"+
			"Please contact your administrator to resolve this issue.", notLicensed)
	}
	return client, nil
}

// clientOf finds whose token was sent: as Bearer, or as the password of its owner, which works for people's
// own tokens only.
func (s *Sandbox) clientOf(r *http.Request) (client serverClient, given bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return serverClient{}, false
	}
	if scheme, token, found := strings.Cut(header, " "); found && strings.EqualFold(scheme, "Bearer") {
		return s.tokens.clients[strings.TrimSpace(token)], true
	}
	name, password, _ := r.BasicAuth()
	if client = s.tokens.clients[password]; client.user != nil && name == client.user.name {
		return client, true
	}
	return serverClient{}, true
}

// admit tells whether this client may ask this resource at all. Only the application properties are open
// to nobody, unless the server lets nobody look around.
func (s *Sandbox) admit(who serverClient, r *http.Request) *restReply {
	if strings.HasSuffix(r.URL.Path, "/application-properties") {
		return nil
	}
	if !who.known() && !s.broken("anonymous-answer") {
		return refusal(http.StatusUnauthorized, "You are not permitted to access this resource", noCredentials)
	}
	if s.broken("not-permitted") {
		return refused(forbidden())
	}
	return nil
}

// sees tells whether the client may read the repository.
func (s *Sandbox) sees(who serverClient, r *repo) bool {
	switch {
	case s.broken("repositories-none"):
		return false
	case who.repo != nil:
		return r.uuid == who.repo.uuid
	case who.project != nil:
		return r.project == who.project
	case who.user != nil:
		return !r.project.unseen
	}
	return !r.private
}

// may tells whether the client has a permission on the repository.
func (s *Sandbox) may(who serverClient, r *repo, permission string) bool {
	if permission == "REPO_READ" {
		return s.sees(who, r)
	}
	if !who.known() || who.reader || !s.sees(who, r) {
		return false
	}
	all := who.user == nil || who.steward || s.broken("token-too-wide") // which has nothing to do with the person
	if permission == "REPO_WRITE" {
		return all || !r.guest
	}
	return (all || r.admin) && (who.steward || !s.adminGone())
}

// seesProject tells whether the client may see that the project is there. Who sees a repository does.
func (s *Sandbox) seesProject(who serverClient, p *project) bool {
	switch {
	case s.broken("repositories-none"):
		return false
	case who.repo != nil:
		now, there := s.data.latest(who.repo)
		return there && p == now.project
	case who.project != nil:
		return p == who.project
	case who.user != nil:
		return !p.unseen
	}
	return p.public
}

// mayProject tells whether the client has a permission on the project.
func (s *Sandbox) mayProject(who serverClient, p *project, permission string) bool {
	if permission == "PROJECT_READ" {
		return s.seesProject(who, p)
	}
	if !who.known() || who.reader || s.adminGone() && !who.steward || !s.seesProject(who, p) {
		return false
	}
	return who.project == p || who.user != nil && (p.admin || who.steward || s.broken("token-too-wide"))
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
