package sandbox

import (
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// serverFaults are the codes the Data Center side plays beyond those of the connection.
func serverFaults() []string {
	return []string{
		"redirected-elsewhere", "login-page", "not-bitbucket", "context-path-missing",
		"rate-limited", "server-busy", "server-error", "answer-invalid", "answer-too-large", "answer-too-slow",
		"paging-broken", "token-rejected", "token-missing", "not-permitted", "anonymous-answer",
		"account-unlicensed", "captcha-locked", "repositories-none", "repository-not-found", "admin-missing",
		"version-too-old", "version-unreadable", "version-end-of-life", "links-localhost", "links-elsewhere",
		"https-available", "token-expires-soon", "token-too-wide", "webhook-refused", "webhook-undelivered",
		"webhook-exists",
	}
}

// inFront plays what stands before Bitbucket and answers in its place: a proxy, a sign-in, another server.
func (s *Sandbox) inFront(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch s.opts.Break {
		case "redirected-elsewhere":
			origin := strings.TrimSuffix(s.serverBase, contextPath)
			if s.metAt(r) != origin {
				http.Redirect(w, r, origin+r.URL.RequestURI(), http.StatusMovedPermanently)
				return
			}
		case "not-bitbucket":
			otherWebsite(w, r)
			return
		case "server-busy":
			maintenancePage(w)
			return
		case "login-page":
			if r.URL.Path != contextPath+"/login" {
				s.toLogin(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// breakREST plays what is wrong with every REST answer alike, and tells whether it did. Too many requests
// are counted against people, so who brings no credentials is never told to wait.
func (s *Sandbox) breakREST(w http.ResponseWriter, r *http.Request) bool {
	switch s.opts.Break {
	case "rate-limited":
		if r.Header.Get("Authorization") == "" {
			return false
		}
		s.tooMany(w, time.Minute)
	case "server-error":
		s.send(w, wentWrong())
	case "answer-too-large":
		endless(w, r, `{"displayName":"Bitbucket","version":"`+s.version.text+`","size":1000000,"values":[`,
			strings.Repeat(`{"slug":"kundenkarte","name":"`+strings.Repeat("Kundenkarte ", 300)+`"},`, 8))
	case "answer-too-slow":
		trickle(w, r, `{"displayName":"Bitbucket",`)
	default:
		return false
	}
	return true
}

// wentWrong is what a server says that has met something it did not expect.
func wentWrong() restReply {
	return failure(http.StatusInternalServerError, "",
		"An error occurred while processing the request. Check the server logs for more information.",
		"com.atlassian.bitbucket.ServerException")
}

// tooMany answers 429 and says when to come back, in seconds or as a date.
func (s *Sandbox) tooMany(w http.ResponseWriter, wait time.Duration) {
	h := w.Header()
	h.Set("X-RateLimit-Limit", "60")
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Interval-Seconds", "1")
	h.Set("X-RateLimit-FillRate", "5")
	h.Set("Retry-After", s.retryAfter(wait))
	s.send(w, failure(http.StatusTooManyRequests, "", "Rate limit exceeded. Please wait before trying again.", ""))
}

// toHTTPS is what answers on the old http port of a server that has moved to https.
func (s *Sandbox) toHTTPS() http.Handler {
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.serverOrigin, "https://"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			name = r.Host
		}
		http.Redirect(w, r, "https://"+net.JoinHostPort(name, port)+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
}

func sendHTML(w http.ResponseWriter, status int, html string) {
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, html)
}

// otherWebsite is a server that has never heard of Bitbucket.
func otherWebsite(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Server", "nginx")
	if r.URL.Path == "/" {
		sendHTML(w, http.StatusOK, "<!doctype html>\n<html><head><title>Welcome</title></head>\n"+
			"<body><h1>Welcome</h1><p>Our new website is on its way.</p></body></html>\n")
		return
	}
	sendHTML(w, http.StatusNotFound, "<html>\n<head><title>404 Not Found</title></head>\n<body>\n"+
		"<center><h1>404 Not Found</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n")
}

func maintenancePage(w http.ResponseWriter) {
	sendHTML(w, http.StatusServiceUnavailable, "<!doctype html>\n<html><head><title>Bitbucket</title></head>\n"+
		"<body><h1>Bitbucket is starting up</h1><p>This may take several minutes.</p></body></html>\n")
}
