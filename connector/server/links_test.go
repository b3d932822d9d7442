package server_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/server"
)

func TestLinksAreComparedWithTheAddressThatWorks(t *testing.T) {
	f := newFake(t)
	here := f.URL
	for name, c := range map[string]struct{ self, http, ssh, want string }{
		"all well":               {here + "/projects/A/repos/b/browse", here + "/scm/a/b.git", "ssh://git@git.example.test:7999/a/b.git", ""},
		"a user name":            {here + "/projects/A", strings.Replace(here, "//", "//ada@", 1) + "/scm/a/b.git", "", ""},
		"ssh on localhost":       {here + "/projects/A", "", "ssh://git@localhost:7999/a/b.git", ""},
		"localhost":              {"http://localhost:7990/projects/A", here + "/scm/a/b.git", "", "links/links-localhost"},
		"localhost to clone":     {here + "/projects/A", "http://127.0.0.1:7990/scm/a/b.git", "", "links/links-localhost"},
		"localhost, other name":  {strings.Replace(here, "127.0.0.1", "localhost", 1) + "/x", "", "", "links/links-localhost"},
		"localhost, by IPv6":     {"https://[::1]/x", "", "", "links/links-localhost"},
		"localhost after others": {"https://git.example.test/x", "http://localhost/scm/a/b.git", "", "links/links-localhost"},
		"another host":           {"https://git.example.test/x", "", "", "links/links-elsewhere"},
		"another scheme":         {strings.Replace(here, "http:", "https:", 1) + "/x", "", "", "links/links-localhost"},
		"no address":             {"bitbucket/server/rest", "scm/a/b.git", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f.repos(`{"id":1,"slug":"b","project":{"key":"A"},"links":{"self":[{"href":"` + c.self + `"}],"clone":[{"name":"http","href":"` +
				c.http + `"},{"name":"ssh","href":"` + c.ssh + `"}]}}`)
			f.answers["/projects/A/repos/b/webhooks"] = says(200, `{"values":[]}`)
			report := climb(t, f.client(), "")
			want := []string{}
			if c.want != "" {
				want = append(want, c.want)
			}
			assert.Equal(t, want, codes(report))
		})
	}
}

func TestAUserNameInALinkIsNotShown(t *testing.T) {
	f := newFake(t)
	f.repos(`{"id":1,"slug":"b","project":{"key":"A"},"links":{"clone":[{"name":"http","href":"http://ada@localhost:7990/scm/a/b.git"}]}}`)
	p, _ := climb(t, f.client(), "").Worst()
	assert.Equal(t, map[string]string{"link": "http://localhost:7990/scm/a/b.git", "address": f.URL}, p.Args)
}

func TestLinksOutsideTheContextPathAreElsewhere(t *testing.T) {
	f := newFake(t)
	self := f.URL + "/projects/A"
	const below = "/bitbucket"
	for path, answer := range f.answers {
		f.answers[below+restAPI+path] = answer
	}
	f.answers[below+restAPI+"/repos"] = says(200, `{"values":[{"id":1,"slug":"b","project":{"key":"A"},"links":{"self":[{"href":"`+self+`"}]}}]}`)
	f.answers[below+restAPI+"/projects/A/repos/b/webhooks"] = says(200, `{"values":[]}`)
	c := server.New(server.Options{Address: f.URL + below, Token: connector.NewSecret("t"), Transport: calm()})
	report := climb(t, c, "")
	assert.Equal(t, []string{"links/links-elsewhere"}, codes(report))
	p, _ := report.Worst()
	assert.Equal(t, map[string]string{"link": self, "address": f.URL + below}, p.Args)
}

func TestAdminIsAskedOnTheChosenRepository(t *testing.T) {
	for name, c := range map[string]struct {
		repository, hooks [2]string // status, exception
		want              string
	}{
		"admin":         {want: ""},
		"not there":     {repository: [2]string{"404", "com.atlassian.bitbucket.repository.NoSuchRepositoryException"}, want: "admin/repository-not-found"},
		"not visible":   {repository: [2]string{"401", "com.atlassian.bitbucket.AuthorisationException"}, want: "admin/not-permitted"},
		"may not":       {hooks: [2]string{"401", "com.atlassian.bitbucket.AuthorisationException"}, want: "admin/admin-missing"},
		"may not (403)": {hooks: [2]string{"403", "com.atlassian.bitbucket.AuthorisationException"}, want: "admin/admin-missing"},
		"failing":       {hooks: [2]string{"500", ""}, want: "admin/server-error"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.repos(`{"id":1,"slug":"b","project":{"key":"A"}}`)
			f.answers["/projects/A/repos/b"] = orRefuses(c.repository, `{"id":1,"slug":"b","project":{"key":"A"}}`)
			f.answers["/projects/A/repos/b/webhooks"] = orRefuses(c.hooks, `{"values":[],"isLastPage":true}`)
			report := climb(t, f.client(), "A/b")
			if c.want == "" {
				assert.Empty(t, codes(report))
				return
			}
			assert.Equal(t, []string{c.want}, codes(report))
			for _, p := range rungOf(t, report, connector.CheckAdmin).Problems {
				assertArgs(t, p)
				if p.Code != connector.CodeServerError && p.Code != connector.CodeNotPermitted {
					assert.Equal(t, "A/b", p.Args["repository"])
				}
			}
		})
	}
}

func TestATokenThatMayOnlyReadIsNoAdmin(t *testing.T) {
	s := start(t, "")
	c := server.New(server.Options{Address: s.Line().ServerURL, Token: connector.NewSecret(s.ServerReadToken()), Transport: calm()})
	report := climb(t, c, "")
	assert.Equal(t, []string{"admin/admin-missing"}, codes(report))
	assert.Equal(t, connector.Attention, report.Verdict())
	assert.NotEmpty(t, rungOf(t, report, connector.CheckAdmin).Problems[0].Args["account"])
}

func TestAdminOfTheListIsProvedWithTheToken(t *testing.T) {
	f := newFake(t)
	f.repos(`{"id":1,"slug":"b","project":{"key":"A"}}`)
	f.answers["/projects/A/repos/b/webhooks"] = refuses(401, "com.atlassian.bitbucket.AuthorisationException")
	report := climb(t, f.client(), "")
	assert.Equal(t, []string{"admin/admin-missing"}, codes(report))
	assert.Equal(t, "no", report.Fact(connector.FactWebhook), "though the list says admin")
	assert.Equal(t, "1", report.Fact(connector.FactAdmins))
}

func TestTheCheckTellsWhereSSHIsSpoken(t *testing.T) {
	f := newFake(t)
	for link, want := range map[string]string{
		"ssh://git@ssh.example.test:7999/a/b.git": "ssh.example.test:7999",
		"ssh://git@ssh.example.test/a/b.git":      "ssh.example.test:22",
		"":                                        "",
	} {
		f.repos(`{"id":1,"slug":"b","project":{"key":"A"},"links":{"clone":[{"name":"ssh","href":"` + link + `"}]}}`)
		f.answers["/projects/A/repos/b/webhooks"] = says(200, `{"values":[]}`)
		assert.Equal(t, want, climb(t, f.client(), "").Fact("ssh"))
	}
}
