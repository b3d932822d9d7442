package server_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

// noon is when these tests take place.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func day(n int) time.Time { return noon().Truncate(24*time.Hour).AddDate(0, 0, n) }

// at makes a client whose clock stands still, with what the person said about the token.
func (f *fake) at(kind connector.TokenKind, until time.Time) *server.Client {
	return server.New(server.Options{
		Address: f.URL, Token: connector.NewSecret("t0ken"), Transport: calm(), Clock: noon, TokenKind: kind, TokenUntil: until,
	})
}

const tokens = "/rest/access-tokens/latest"

// oneRepo makes the fake a server with one repository that the token administers.
func (f *fake) oneRepo() {
	f.repos(`{"id":7,"slug":"b","name":"B","project":{"id":3,"key":"A"}}`)
	f.answers["/projects/A/repos/b"] = says(200, `{"id":7,"slug":"b","project":{"id":3,"key":"A"}}`)
	f.answers["/projects/A/repos/b/webhooks"] = says(200, `{"values":[],"isLastPage":true}`)
}

func TestTheTokenIsReadByWhatItIsAndMay(t *testing.T) {
	s := start(t, "")
	for name, c := range map[string]struct {
		token string
		want  map[string]string
	}{
		"personal": {s.Line().ServerToken, map[string]string{
			"kind": "personal", "owner": "jana.weber@nordlicht.example", "repositories": "48", "webhook": "yes", "expires_by": "server",
		}},
		"reading only": {s.ServerReadToken(), map[string]string{
			"kind": "personal", "repositories": "48", "administers": "0", "webhook": "no", "expires_by": "server",
		}},
		"project": {s.ServerProjectToken(), map[string]string{
			"kind": "project", "owner": "LADEN", "webhook": "yes", "expires_by": "server",
		}},
		"repository": {s.ServerRepositoryToken(), map[string]string{
			"kind": "repository", "owner": "LADEN/baeckerei-app", "repositories": "1", "administers": "1", "webhook": "yes", "expires_by": "server",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c2 := server.New(server.Options{Address: s.Line().ServerURL, Token: connector.NewSecret(c.token), Transport: calm()})
			facts := rungOf(t, climb(t, c2, ""), connector.CheckToken).Facts
			for fact, value := range c.want {
				assert.Equal(t, value, facts[fact], fact)
			}
			assert.Regexp(t, `^\d{4}-\d\d-\d\d$`, facts[connector.FactExpires])
		})
	}
}

func TestTheLadderTakesFiveRequestsOneAfterAnother(t *testing.T) {
	for _, repository := range []string{"", "A/b"} {
		f := newFake(t)
		f.oneRepo()
		f.answers[tokens+"/users/ada_l"] = says(200, `{"values":[{"expiryDate":1829217600000}],"isLastPage":true}`)
		report := climb(t, f.client(), repository)
		assert.Empty(t, codes(report))
		assert.Equal(t, "2027-12-19", report.Fact(connector.FactExpires))
		assert.Len(t, f.requests(), 5, "%v", f.requests())
		assert.Len(t, f.withToken(), 4)
	}
	for _, fault := range []string{"", "token-too-wide", "links-localhost"} {
		s := start(t, fault)
		climb(t, clientOf(s, calm()), "")
		assert.LessOrEqual(t, len(s.Requests()), 5, fault)
	}
}

func TestRepositoriesAreCountedUpToAHundred(t *testing.T) {
	page := func(n int, last bool) http.HandlerFunc {
		all := make([]string, n)
		for i := range all {
			all[i] = repo(i + 1)
		}
		return says(200, fmt.Sprintf(`{"values":[%s],"isLastPage":%t,"nextPageStart":%d}`, strings.Join(all, ","), last, n))
	}
	for name, c := range map[string]struct {
		all, admin http.HandlerFunc
		want       [2]string
		wide       bool
	}{
		"a few":                  {page(48, true), page(3, true), [2]string{"48", "3"}, false},
		"exactly a hundred":      {page(100, true), page(100, true), [2]string{"100", "100"}, false},
		"more than are counted":  {page(100, false), page(100, false), [2]string{"100+", "100+"}, true},
		"a server of less pages": {page(25, false), page(25, false), [2]string{"25+", "25+"}, false},
		"read only":              {page(100, false), page(0, true), [2]string{"100+", "0"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.answers["/repos?archived=ALL&limit=100"] = c.all
			f.answers["/repos?limit=100&permission=REPO_ADMIN"] = c.admin
			f.answers["/projects/P/repos/r1/webhooks"] = says(200, `{"values":[]}`)
			report := climb(t, f.client(), "")
			rung := rungOf(t, report, connector.CheckToken)
			assert.Equal(t, c.want, [2]string{rung.Facts[connector.FactReads], rung.Facts[connector.FactAdmins]})
			if !c.wide {
				assert.Empty(t, rung.Problems)
				return
			}
			p := only(t, report)
			assert.Equal(t, connector.CodeTokenTooWide, p.Code)
			assert.Equal(t, map[string]string{"account": "ada l"}, p.Args)
		})
	}
}

func TestATokenOfAProjectIsNotTooWide(t *testing.T) {
	f := newFake(t)
	all := strings.TrimSuffix(strings.Repeat(`{"id":1,"slug":"a","project":{"id":4,"key":"P"}},`, 100), ",")
	f.answers["/repos"] = as("access-token-user%2F1%2F4", `{"values":[`+all+`],"isLastPage":false,"nextPageStart":100}`)
	f.answers["/projects/P/repos/a/webhooks"] = as("access-token-user%2F1%2F4", `{"values":[]}`)
	report := climb(t, f.client(), "")
	assert.Empty(t, codes(report))
	assert.Equal(t, "P", report.Fact(connector.FactTokenOwner))
	assert.Contains(t, f.requests(), tokens+"/projects/P?limit=100")
}

func TestAnOwnerThatWasNotMetStaysUnknown(t *testing.T) {
	for account, kind := range map[string]string{
		"access-token-user%2F1%2F99": "project", "access-token-user%2F2%2F99": "repository",
		"access-token-user%2F3%2F7": "", "access-token-user%2F2%2Fx": "", "access-token-user%2F": "",
	} {
		f := newFake(t)
		f.oneRepo()
		f.answers["/repos"] = as(account, `{"values":[{"id":7,"slug":"b","project":{"id":3,"key":"A"}}],"isLastPage":true}`)
		facts := rungOf(t, climb(t, f.client(), ""), connector.CheckToken).Facts
		assert.Equal(t, kind, facts[connector.FactTokenKind], account)
		assert.Empty(t, facts[connector.FactTokenOwner], account)
		assert.Len(t, f.requests(), 4, "nobody knows whose tokens to list: %v", f.requests())
	}
}

func TestATokenOfAKindThisVersionLacksIsNotSent(t *testing.T) {
	for _, c := range []struct {
		version string
		kind    connector.TokenKind
		sent    bool
	}{
		{"7.17.21", connector.TokenProject, false},
		{"7.14.0", connector.TokenRepository, false},
		{"7.9.0", connector.TokenProject, false},
		{"7.17.21", connector.TokenPersonal, true},
		{"7.17.21", connector.TokenUnknown, true},
		{"7.18.0", connector.TokenProject, true},
		{"7.18.0-rc1", connector.TokenRepository, true},
		{"10.2.7", connector.TokenRepository, true},
		{"master", connector.TokenProject, true},
	} {
		f := newFake(t)
		f.oneRepo()
		f.answers["/application-properties"] = says(200, `{"version":"`+c.version+`","displayName":"Bitbucket"}`)
		report := climb(t, f.at(c.kind, time.Time{}), "")
		assert.Equal(t, c.sent, len(f.withToken()) > 0, c)
		if !c.sent && c.version != "7.9.0" {
			p, _ := report.Worst()
			assert.Equal(t, connector.CodeTokenKindUnsupported, p.Code)
			assert.Equal(t, map[string]string{"kind": string(c.kind)}, p.Args)
			assert.Equal(t, []string{"/application-properties"}, f.requests())
		}
	}
}

func TestARefusedTokenIsNotSentAgain(t *testing.T) {
	for _, exception := range []string{"x.IncorrectPasswordAuthenticationException", "x.CaptchaRequiredAuthenticationException", "x.Unheard"} {
		f := newFake(t)
		f.oneRepo()
		f.answers["/repos"] = refuses(401, exception)
		climb(t, f.client(), "A/b")
		assert.Len(t, f.withToken(), 1, "sign-in")

		f = newFake(t)
		f.oneRepo()
		f.answers["/projects/A/repos/b/webhooks"] = refuses(401, exception)
		climb(t, f.client(), "A/b")
		assert.Equal(t, []string{"/repos?archived=ALL&limit=100", "/projects/A/repos/b", "/projects/A/repos/b/webhooks?limit=1"}, f.withToken(),
			"the list of tokens is not asked for")
	}
}

// as answers JSON as another account, whose name is percent-encoded.
func as(account, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header()["X-AUSERNAME"] = []string{account}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

func TestSeveralTokensThatEndTogetherAreAsGoodAsOne(t *testing.T) {
	for name, o := range map[string]sandbox.Options{
		"one":                   {TokenDays: 40},
		"two that end together": {TokenDays: 40, OtherTokens: []int{40}},
	} {
		s, err := sandbox.Start(o)
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, s.Close()) })
		report := climb(t, clientOf(s, calm()), "")
		assert.NotEmpty(t, report.Fact(connector.FactExpires), name)
	}
	s, err := sandbox.Start(sandbox.Options{TokenDays: 40, OtherTokens: []int{3}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	report := climb(t, clientOf(s, calm()), "")
	assert.Empty(t, report.Fact(connector.FactExpires), "nobody knows which one is ours")
	assert.Empty(t, rungOf(t, report, connector.CheckToken).Problems)
}
