package sandbox

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	authorizePath = "/site/oauth2/authorize"
	appName       = "Mooring"
)

// consentQuery is what an authorize link asks for.
type consentQuery struct {
	client, redirect, state, challenge string
	scopes                             []string
	raw                                string
}

// authorizePage shows who asks for what. What is wrong with the request itself is said on a page: such a
// request is never answered at its redirect address, since nobody knows whose that is.
func (c *cloudState) authorizePage(w http.ResponseWriter, r *http.Request) {
	query, wrong := c.readConsentQuery(r.URL.Query())
	if wrong != nil {
		render(w, http.StatusBadRequest, "notice", wrong)
		return
	}
	query.raw = r.URL.RawQuery
	if c.broken("consent-timeout") {
		render(w, http.StatusBadRequest, "notice", misconfigured("redirect_uri"))
		return
	}
	if c.broken("consent-denied") {
		c.deny(w, r, query)
		return
	}
	who := c.atTheBrowser(r)
	token := randomText(40)
	c.mu.Lock()
	deleteOld(c.asks, c.now(), func(a ask) time.Time { return a.until })
	c.asks[token] = ask{query: query, person: who.uuid, until: c.now().Add(consentLife)}
	c.mu.Unlock()
	other := ""
	if next, ok := c.otherThan(who.uuid); ok {
		other = next.displayName
	}
	var asks []string
	for _, scope := range c.scopesFor(query.scopes) {
		asks = append(asks, scopeWords(scope))
	}
	render(w, http.StatusOK, "authorize", map[string]any{
		"App": appName, "Asks": asks, "Token": token, "Name": who.displayName, "Email": who.email,
		"Initials": initials(who.displayName), "Other": other, "Back": hostOf(query.redirect),
	})
}

// misconfigured is the page Bitbucket shows when a consumer's request is wrong (seen with redirect_uri).
func misconfigured(what string) *notice {
	return &notice{"Invalid " + what, "This integration is misconfigured. Contact the vendor for assistance."}
}

// readConsentQuery checks client, response type and redirect address.
func (c *cloudState) readConsentQuery(q url.Values) (consentQuery, *notice) {
	query := consentQuery{
		client: q.Get("client_id"), redirect: q.Get("redirect_uri"), state: q.Get("state"),
		scopes: strings.Fields(q.Get("scope")),
	}
	if query.client != c.s.line.ClientID {
		return query, misconfigured("client_id")
	}
	if query.redirect == "" {
		query.redirect = c.s.opts.Callback
	}
	if !c.allowsRedirect(query.redirect) {
		return query, misconfigured("redirect_uri")
	}
	if q.Get("response_type") != "code" {
		return query, &notice{"Unsupported response_type", "This integration is misconfigured. Contact the vendor for assistance."}
	}
	if q.Get("code_challenge_method") == "S256" {
		query.challenge = q.Get("code_challenge")
	}
	return query, nil
}

// allowsRedirect compares with the registered callback. Without one, any loopback /callback will do, so
// that a demo and tests can listen on a free port.
func (c *cloudState) allowsRedirect(address string) bool {
	if c.s.opts.Callback != "" {
		return address == c.s.opts.Callback
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Path != "/callback" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// answerAuthorize takes the person's answer. Only the one-time token of a page that was really shown
// counts, so nothing but pressing a button gives consent.
func (c *cloudState) answerAuthorize(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		render(w, http.StatusBadRequest, "notice", notice{"That did not work", "The form could not be read. Go back and try again."})
		return
	}
	token := r.PostForm.Get("token")
	c.mu.Lock()
	asked, known := c.asks[token]
	delete(c.asks, token)
	late := c.now().After(asked.until)
	c.mu.Unlock()
	if !known || late {
		render(w, http.StatusBadRequest, "notice", notice{"This page was answered already", "Go back to " + appName + " and start again from there."})
		return
	}
	switch r.PostForm.Get("decision") {
	case "allow":
		c.allow(w, r, asked)
	case "switch":
		c.switchPerson(w, r, asked)
	default:
		c.deny(w, r, asked.query)
	}
}

// allow sends the browser back with a code.
func (c *cloudState) allow(w http.ResponseWriter, r *http.Request, asked ask) {
	code := randomText(18)
	scopes := c.scopesFor(asked.query.scopes)
	c.mu.Lock()
	deleteOld(c.codes, c.now(), func(g grantCode) time.Time { return g.until })
	c.codes[code] = grantCode{
		redirect: asked.query.redirect, challenge: asked.query.challenge, person: asked.person,
		scopes: scopes, until: c.now().Add(codeLife),
	}
	c.mu.Unlock()
	c.sendBack(w, r, asked.query, url.Values{"code": {code}})
}

// deny sends the browser back with the refusal RFC 6749 describes; no recording of Bitbucket's exists.
func (c *cloudState) deny(w http.ResponseWriter, r *http.Request, query consentQuery) {
	c.sendBack(w, r, query, url.Values{
		"error": {"access_denied"}, "error_description": {"The user denied access to the application"},
	})
}

// sendBack leads the browser back to who asked. The state is that of the request, unless it is to be another or
// none: then everything else is as it should be, and only who looks at the state notices.
func (c *cloudState) sendBack(w http.ResponseWriter, r *http.Request, query consentQuery, answer url.Values) {
	switch {
	case c.s.opts.NoState || query.state == "":
	case c.broken("consent-forged"):
		answer.Set("state", randomText(len(query.state)))
	default:
		answer.Set("state", query.state)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, query.redirect+"?"+answer.Encode(), http.StatusFound)
}

// switchPerson signs this browser in as the other person and asks again.
func (c *cloudState) switchPerson(w http.ResponseWriter, r *http.Request, asked ask) {
	if other, ok := c.otherThan(asked.person); ok {
		http.SetCookie(w, &http.Cookie{
			Name: c.personCookie(), Value: url.PathEscape(other.uuid), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	http.Redirect(w, r, authorizePath+"?"+asked.query.raw, http.StatusSeeOther)
}

// personCookie is named after this sandbox: a browser sends what one port of this computer set to all of them, and
// who was somebody else in the last demo is to be the first person in the next.
func (c *cloudState) personCookie() string { return "signed_in_" + c.s.line.ClientID }

// atTheBrowser tells who is signed in: the browser's own choice, else the sandbox's.
func (c *cloudState) atTheBrowser(r *http.Request) person {
	if cookie, err := r.Cookie(c.personCookie()); err == nil {
		uuid, _ := url.PathUnescape(cookie.Value)
		if p, ok := c.someone(uuid); ok {
			return p
		}
	}
	c.mu.Lock()
	uuid := c.signedIn
	c.mu.Unlock()
	if p, ok := c.someone(uuid); ok {
		return p
	}
	return c.people[0]
}

// otherThan gives the next person after this one, round and round.
func (c *cloudState) otherThan(uuid string) (person, bool) {
	i := slices.IndexFunc(c.people, func(p person) bool { return p.uuid == uuid })
	if i < 0 || len(c.people) < 2 {
		return person{}, false
	}
	return c.people[(i+1)%len(c.people)], true
}

// deleteOld drops what nobody came back for.
func deleteOld[V any](in map[string]V, now time.Time, until func(V) time.Time) {
	for k, v := range in {
		if now.After(until(v)) {
			delete(in, k)
		}
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
