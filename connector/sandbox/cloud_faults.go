package sandbox

import (
	"net/http"
	"strings"
)

// cloudFaults are the faults the Cloud side can play, beside those of the connection itself.
func cloudFaults() []string {
	return []string{
		"redirected-elsewhere", "login-page", "not-bitbucket", "rate-limited", "server-busy", "server-error",
		"answer-invalid", "answer-too-large", "answer-too-slow", "paging-broken", "token-rejected", "token-expired",
		"not-permitted", "repositories-none", "repository-not-found", "admin-missing", "token-too-wide",
		"scope-missing", "workspace-needed", "two-step-required", "api-removed", "consumer-invalid", "consent-denied",
		"consent-timeout", "consent-forged", "session-ended", "webhook-refused",
	}
}

// faulty plays the faults that hit every request of the API, whoever asks.
func (c *cloudState) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch c.s.opts.Break {
		case "server-busy":
			sendHTML(w, http.StatusServiceUnavailable, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>")
		case "server-error":
			if strings.Contains(r.URL.Path, "/src/") {
				tooDeep(w)
				return
			}
			refuse(w, http.StatusInternalServerError, "Something went wrong", nil)
		case "redirected-elsewhere":
			c.leadElsewhere(w, r)
		case "not-bitbucket":
			otherWebsite(w, r)
		case "answer-invalid":
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = w.Write([]byte(`{"type": "user", "values": [{"type": "repository", "uuid": "{1`))
		case "answer-too-large":
			endless(w, r, `{"pagelen": 10, "values": [`, `{"type": "repository", "name": "`+strings.Repeat("x", 32<<10)+`"},`)
		case "answer-too-slow":
			trickle(w, r, `{"pagelen": 10,`)
		case "login-page":
			render(w, http.StatusOK, "notice", notice{"Sign in to go on", "Your organization asks you to sign in first."})
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// playFault plays the faults that hit some requests of somebody recognised, and tells whether it did.
// What a fault leaves alone answers as ever, so that a check meets this one and no other.
func (c *cloudState) playFault(w http.ResponseWriter, r *http.Request) bool {
	path := strings.TrimPrefix(r.URL.Path, "/2.0")
	inRepositories := strings.HasPrefix(path, "/repositories/") || strings.HasSuffix(path, "/permissions/repositories")
	switch {
	case c.broken("rate-limited") && inRepositories:
		limited(w)
	case c.broken("not-permitted") && inRepositories:
		refuse(w, http.StatusForbidden, saidNoEntry, nil)
	case c.broken("two-step-required") && inRepositories:
		refuse(w, http.StatusForbidden, saidTwoStep, nil)
	case c.broken("api-removed") && (path == "/user/workspaces" || inRepositories):
		removed(w)
	case c.broken("webhook-refused") && strings.Contains(path, "/hooks") && r.Method != http.MethodGet:
		refuseFields(w, map[string][]string{"url": {"Webhooks to this address are not allowed."}})
	default:
		return false
	}
	return true
}

// limited is the 429 as recorded in 2019 and 2021: plain text, and no word on when to come back.
func limited(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("X-Request-Count", "447")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write([]byte("Rate limit for this resource has been exceeded"))
}
