package sandbox

import (
	"html"
	"net/http"
	"net/url"
	"strings"
)

// toLogin answers whatever is not REST: tokens count below /rest only, so everybody is a stranger here.
func (s *Sandbox) toLogin(w http.ResponseWriter, r *http.Request) {
	wanted := strings.TrimPrefix(r.URL.RequestURI(), contextPath)
	target := contextPath + "/login?nextUrl=" + url.QueryEscape(wanted)
	w.Header().Set("Location", s.metAt(r)+target)
	w.WriteHeader(http.StatusFound)
}

// metAt is the origin the request came in on.
func (s *Sandbox) metAt(r *http.Request) string {
	scheme, _, _ := strings.Cut(s.serverOrigin, "://")
	return scheme + "://" + r.Host
}

// loginPage is where people sign in. Nobody can: there are no passwords here, only tokens.
func (s *Sandbox) loginPage(w http.ResponseWriter, r *http.Request) {
	said := ""
	if r.Method == http.MethodPost {
		said = "<p role=alert>Invalid username or password.</p>\n"
	}
	next := html.EscapeString(r.FormValue("nextUrl"))
	sendHTML(w, http.StatusOK, "<!doctype html>\n<html lang=en><head><title>Log in - Bitbucket</title></head>\n"+
		"<body id=bitbucket-login><h1>Log in</h1>\n"+said+
		"<form method=post action=\""+contextPath+"/login\">\n"+
		"<input type=hidden name=nextUrl value=\""+next+"\">\n"+
		"<label>Username <input name=j_username autocomplete=username></label>\n"+
		"<label>Password <input name=j_password type=password autocomplete=current-password></label>\n"+
		"<button>Log in</button>\n</form></body></html>\n")
}

// tomcatNotFound is what is met beside the context path.
func tomcatNotFound(w http.ResponseWriter, _ *http.Request) {
	sendHTML(w, http.StatusNotFound, "<!doctype html><html lang=\"en\"><head><title>HTTP Status 404 – Not Found</title></head>"+
		"<body><h1>HTTP Status 404 – Not Found</h1></body></html>")
}
