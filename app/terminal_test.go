package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatAServerCallsThingsNeitherEndsALineNorSteersTheTerminal(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-AUSERNAME", "ada")
		if strings.HasSuffix(r.URL.Path, "/application-properties") {
			_, _ = io.WriteString(w, `{"version":"10.2.7\n\u001b[2J","buildNumber":"1","displayName":"Bitbucket\u001b[2J"}`)
			return
		}
		_, _ = io.WriteString(w, `{"isLastPage":true,"values":[{"id":1,"slug":"sh\u001b]0;op\u0007","name":"Shop\n\u001b[31mKEY/other\tOther","project":{"key":"APP"}}]}`)
	}))
	t.Cleanup(s.Close)
	o := run(t, nil, "token", "repos", "server", "--url", s.URL, "--token-stdin")
	assert.Equal(t, 1, strings.Count(o.stdout, "\n"), o.stdout)
	assert.Equal(t, 1, strings.Count(o.stdout, "\t"), o.stdout)
	assert.NotContains(t, o.stdout, "\x1b")
	for _, form := range []string{"--json", "--json=false"} {
		o = run(t, nil, "token", "check", "server", "--url", s.URL, "--token-stdin", form)
		assert.NotContains(t, o.stdout, "\x1b")
		assert.NotContains(t, o.stdout, "\x07")
	}
}
