package sandbox

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// nameServer settles the addresses of the Data Center side: where it is met, and what it believes to be
// its own base URL. The two differ where wrong settings are the fault.
func (s *Sandbox) nameServer(address string) {
	scheme := "http"
	if s.secured != nil {
		scheme = "https"
	}
	s.serverOrigin = scheme + "://" + address
	s.serverBase = s.serverOrigin + contextPath
	s.line.ServerURL = s.serverBase
	switch s.opts.Break {
	case "links-localhost":
		s.serverBase = "http://localhost:7990" + contextPath
	case "links-elsewhere":
		s.serverBase = "https://bitbucket.nordlicht.example"
	case "redirected-elsewhere":
		s.serverBase = strings.Replace(s.serverBase, "127.0.0.1", "localhost", 1)
	case "context-path-missing":
		s.line.ServerURL = s.serverOrigin
	}
}

// serverSide is everything behind the Data Center address: the pages people see, and the REST API below
// the context path.
func (s *Sandbox) serverSide() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(contextPath+"/rest/", s.restAPI())
	mux.HandleFunc(contextPath+"/login", s.loginPage)
	mux.HandleFunc(contextPath+"/plugins/servlet/applinks/whoami", s.whoAmI)
	mux.HandleFunc(contextPath+"/", s.toLogin)
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, contextPath+"/", http.StatusFound)
	})
	mux.HandleFunc("/", tomcatNotFound)
	return s.inFront(mux)
}

// restAPI routes the resources. What it does not know is answered as JAX-RS does.
func (s *Sandbox) restAPI() http.Handler {
	mux := http.NewServeMux()
	const (
		api     = contextPath + "/rest/api/{version}"
		project = api + "/projects/{key}"
		repo    = project + "/repos/{slug}"
		tokens  = contextPath + "/rest/access-tokens/{version}"
	)
	for pattern, resource := range map[string]resource{
		"GET " + api + "/application-properties":         s.applicationProperties,
		"GET " + api + "/repos":                          s.listRepos,
		"GET " + api + "/projects":                       s.listProjects,
		"GET " + project:                                 given(s.project, s.oneProject),
		"GET " + project + "/repos":                      given(s.project, s.projectRepos),
		"GET " + repo:                                    given(s.repo, s.oneRepo),
		"GET " + repo + "/default-branch":                given(s.repo, s.defaultBranch),
		"GET " + repo + "/branches":                      given(s.repo, s.listBranches),
		"GET " + repo + "/branches/default":              given(s.repo, s.oldDefaultBranch),
		"GET " + repo + "/commits":                       given(s.repo, s.listCommits),
		"GET " + repo + "/tags":                          given(s.repo, s.listTags),
		"GET " + repo + "/tags/{name...}":                given(s.repo, s.oneTag),
		"GET " + repo + "/raw/{path...}":                 given(s.repo, s.rawFile),
		"GET " + repo + "/browse":                        given(s.repo, s.browse),
		"GET " + repo + "/browse/{path...}":              given(s.repo, s.browse),
		"GET " + repo + "/webhooks":                      given(s.administered, s.listHooks),
		"POST " + repo + "/webhooks":                     given(s.administered, s.createHook),
		"POST " + repo + "/webhooks/test":                given(s.administered, s.testHook),
		"GET " + repo + "/webhooks/{id}":                 given(s.hook, s.oneHook),
		"PUT " + repo + "/webhooks/{id}":                 given(s.hook, s.changeHook),
		"DELETE " + repo + "/webhooks/{id}":              given(s.hook, s.deleteHook),
		"GET " + api + "/users":                          s.listUsers,
		"GET " + api + "/users/{user}":                   given(s.user, s.oneUser),
		"GET " + api + "/admin/{path...}":                nobodysBusiness,
		"GET " + tokens + "/users/{user}":                given(s.user, s.userTokens),
		"GET " + tokens + "/projects/{key}":              s.sharedTokens(given(s.administeredProject, s.projectTokens)),
		"GET " + tokens + "/projects/{key}/repos/{slug}": s.sharedTokens(given(s.administered, s.repoTokens)),
		contextPath + "/rest/":                           noResource,
	} {
		mux.HandleFunc(pattern, s.restAnswer(resource))
	}
	return mux
}

// call is a request to a resource, with who asks.
type call struct {
	*http.Request
	who serverClient
}

// resource answers a call. Bodies are marshalled as JSON; a nil body is none.
type resource func(call) restReply

// restReply is what a resource has to say.
type restReply struct {
	status int
	body   any
}

func okReply(body any) restReply { return restReply{http.StatusOK, body} }

// given finds what the address names before a resource is asked about it, and says in the resource's place
// that there is none to be seen.
func given[T any](find func(call) (T, *restReply), next func(call, T) restReply) resource {
	return func(c call) restReply {
		found, refused := find(c)
		if refused != nil {
			return *refused
		}
		return next(c, found)
	}
}

// restAnswer wraps a resource in what all of them share, in the order Data Center has it: faults of the
// whole server, who asks, forgery protection, then the resource.
func (s *Sandbox) restAnswer(resource resource) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		restHeaders(w)
		if s.breakREST(w, r) {
			return
		}
		who, refused := s.identify(r)
		if who.known() {
			w.Header()["X-AUSERNAME"] = []string{encodeName(who.name)} // upper case on the wire, too
			w.Header()["X-AUSERID"] = []string{strconv.Itoa(who.id)}
			s.recognised(r, who.name)
		}
		if refused != nil {
			s.send(w, *refused)
			return
		}
		if forged(r) {
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "XSRF check failed")
			return
		}
		if refused := s.admit(who, r); refused != nil {
			s.send(w, *refused)
			return
		}
		if s.stumbles(w, r) {
			return
		}
		if version := r.PathValue("version"); version != "1.0" && version != "latest" {
			s.send(w, noResource(call{r, who}))
			return
		}
		if isServerPage(r) {
			leave, broken := s.turn(r.Context(), SideServer, startOf(r))
			defer leave()
			if broken {
				s.send(w, wentWrong())
				return
			}
		}
		s.send(w, resource(call{r, who}))
	}
}

// forged applies the rule that keeps other pages from writing in a person's name.
func forged(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(kind) != "application/json" || r.Header.Get("X-Atlassian-Token") != "no-check"
}

func noResource(c call) restReply {
	return failure(http.StatusNotFound, "", "null for uri: "+c.URL.Path, "")
}

func (s *Sandbox) applicationProperties(call) restReply {
	return okReply(map[string]string{
		"version": s.version.text, "buildNumber": s.version.buildNumber(), "buildDate": "1761893218000", "displayName": "Bitbucket",
	})
}

// host is the name in the base URL, for ssh addresses.
func (s *Sandbox) host() string {
	_, rest, _ := strings.Cut(s.serverBase, "://")
	rest, _, _ = strings.Cut(rest, "/")
	host, _, _ := strings.Cut(rest, ":")
	return host
}

// link builds an address below the base URL.
func (s *Sandbox) link(format string, args ...any) string {
	return s.serverBase + fmt.Sprintf(format, args...)
}
