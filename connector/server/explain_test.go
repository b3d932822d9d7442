package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
	"mooring/connector/server"
)

func explain(t *testing.T, c *server.Client, text string) connector.Report {
	t.Helper()
	report := ladder.Climb(t.Context(), c.Explain(text), nil)
	require.True(t, report.Done)
	for _, rung := range report.Rungs {
		for _, p := range rung.Problems {
			assert.Equal(t, p.Code == connector.CodeAddressInvalid || p.Code == connector.CodeAddressIsCloud, p.Evidence.Address == "",
				"%s: %s: only what was asked is evidence", text, p.Code)
			assertArgs(t, p)
		}
	}
	return report
}

func TestARepositoryThatIsThereAfterAllIsFound(t *testing.T) {
	s := start(t, "")
	for text, want := range map[string]string{
		"LADEN/kundenkarte":    "LADEN/kundenkarte",
		"laden/Kundenkarte":    "LADEN/kundenkarte",
		"Stadtrad Android":     "MOVE/stadtrad-android",
		"Kundenkarte mit":      "LADEN/kundenkarte",
		"baeckerei-app":        "LADEN/baeckerei-app", // its name begins otherwise
		"ラーメン予約":               "SAKURA/ramen-yoyaku",
		"Freddo":               "KAFE/freddo",
		"alte-kassen-app":      "LADEN/alte-kassen-app",
		"BASE/scm/move/faehre": "MOVE/faehre",
		"BASE/projects/MOVE/repos/faehre/pull-requests/3":  "MOVE/faehre",
		"ssh://git@ssh.nordlicht.example:7999/move/faehre": "MOVE/faehre",
		"~jana.weber_nordlicht.example/wanderwege":         "~JANA.WEBER_NORDLICHT.EXAMPLE/wanderwege",
		"Wanderwege": "~JANA.WEBER_NORDLICHT.EXAMPLE/wanderwege",
	} {
		report := explain(t, clientOf(s, calm()), strings.Replace(text, "BASE", s.Line().ServerURL, 1))
		assert.Empty(t, codes(report), text)
		assert.Equal(t, want, report.Fact("key")+"/"+report.Fact("slug"), text)
		archived := map[bool]string{true: "yes", false: "no"}[strings.HasSuffix(want, "/alte-kassen-app")]
		assert.Equal(t, archived, report.Fact("archived"), text)
		assert.Equal(t, connector.Ready, report.Verdict(), text)
		assert.Empty(t, report.Fact("personal"), "one's own space is nobody else's")
	}
}

func TestTheBlockerOfALostRepositoryIsNamed(t *testing.T) {
	s := start(t, "")
	const mika = "~MIKA.LINDQVIST_NORDLICHT.EXAMPLE"
	for text, c := range map[string]struct {
		want  string
		args  map[string]string
		facts map[string]string
	}{
		"": {"place/address-invalid", map[string]string{"address": ""}, nil},
		"https://bitbucket.org/nordlicht/kundenkarte":                       {"place/address-is-cloud", nil, nil},
		"https://git.other.example/bitbucket/projects/LADEN/repos/eisdiele": {"place/repository-not-found", map[string]string{"repository": "git.other.example", "why": "server"}, nil},
		"ORIGIN/projects/LADEN/repos/eisdiele":                              {"place/repository-not-found", map[string]string{"repository": "127.0.0.1", "why": "server"}, nil},
		"BASE":                                                              {"place/repository-not-found", map[string]string{"repository": s.Line().ServerURL, "why": "unnamed"}, nil},
		"BASE/projects/LADEN":                                               {"repository/repository-not-found", map[string]string{"repository": "LADEN", "why": "unnamed"}, nil},
		"NOPE/kundenkarte":                                                  {"owner/repository-not-found", map[string]string{"repository": "NOPE", "why": "project"}, map[string]string{"missing": "project", "others": "LADEN/kundenkarte"}},
		"MOVE/kundenkarte":                                                  {"repository/repository-not-found", map[string]string{"repository": "MOVE/kundenkarte", "why": "repository"}, map[string]string{"missing": "repository", "others": "LADEN/kundenkarte"}},
		"MOVE/no-such":                                                      {"repository/repository-not-found", map[string]string{"repository": "MOVE/no-such", "why": "repository"}, map[string]string{"missing": "repository", "others": ""}},
		"TRESOR/baeckerei-app":                                              {"owner/not-permitted", map[string]string{"resource": "TRESOR", "account": "jana.weber@nordlicht.example", "why": ""}, map[string]string{"others": "LADEN/baeckerei-app", "personal": ""}},
		mika + "/notizen":                                                   {"owner/not-permitted", map[string]string{"resource": mika, "account": "jana.weber@nordlicht.example", "why": "personal"}, map[string]string{"personal": mika[1:]}},
		"~NOBODY/notizen":                                                   {"owner/repository-not-found", map[string]string{"repository": "~NOBODY/notizen", "why": "personal"}, map[string]string{"personal": "NOBODY", "missing": "project"}},
		"lohnabrechnung":                                                    {"repository/repository-not-found", map[string]string{"repository": "lohnabrechnung", "why": "repository"}, map[string]string{"missing": "repository"}},
	} {
		named := strings.Replace(text, "BASE", s.Line().ServerURL, 1)
		named = strings.Replace(named, "ORIGIN", strings.TrimSuffix(s.Line().ServerURL, "/bitbucket"), 1)
		report := explain(t, clientOf(s, calm()), named)
		assert.Equal(t, []string{c.want}, codes(report), text)
		assert.Equal(t, connector.Blocked, report.Verdict(), text)
		p, _ := report.Worst()
		if c.args != nil {
			assert.Equal(t, c.args, p.Args, text)
		}
		for fact, value := range c.facts {
			assert.Equal(t, value, report.Fact(fact), "%s: %s", text, fact)
		}
		assert.Empty(t, report.Fact("key"), text)
	}
}

func TestANameThatSeveralHaveNamesThem(t *testing.T) {
	f := newFake(t)
	one := func(id, key, slug, name string) string {
		return `{"id":` + id + `,"slug":"` + slug + `","name":"` + name + `","archived":false,"project":{"key":"` + key + `"}}`
	}
	f.answers["/repos"] = says(200, `{"values":[`+strings.Join([]string{
		one("1", "A", "shop-app", "Shop"), one("2", "B", "shop", "Shop"), one("3", "C", "shop-2", "Shop 2"), one("4", "D", "s4", "Shop."),
		one("5", "E", "shop-3", "Shop 3"), one("6", "F", "shop-4", "Shop 4"), one("7", "G", "workshop", "Workshop"),
	}, ",")+`],"isLastPage":true}`)
	report := explain(t, f.client(), "shop")
	assert.Empty(t, codes(report))
	assert.Equal(t, "A/shop-app B/shop D/s4 C/shop-2 E/shop-3", report.Fact("others"), "those of the very name first, five at most")
	assert.Empty(t, report.Fact("key"))
	assert.Equal(t, connector.Skip, rungOf(t, report, connector.CheckVisible).State)
	assert.Equal(t, []string{"/repos?archived=ALL&limit=1000&name=shop"}, f.requests())

	report = explain(t, f.client(), "Workshop")
	assert.Equal(t, "G/workshop", report.Fact("key")+"/"+report.Fact("slug"))
	report = explain(t, f.client(), "work")
	assert.Equal(t, "G/workshop", report.Fact("key")+"/"+report.Fact("slug"), "the only one that begins so")
}

func TestARepositoryThatIsRefusedIsThereAndClosed(t *testing.T) {
	f := newFake(t)
	f.answers["/projects/APP"] = says(200, `{"id":1,"key":"APP"}`)
	f.answers["/projects/APP/repos/shop"] = refuses(401, "com.atlassian.bitbucket.AuthorisationException")
	report := explain(t, f.client(), "APP/shop")
	assert.Equal(t, []string{"visible/not-permitted"}, codes(report))
	p, _ := report.Worst()
	assert.Equal(t, map[string]string{"account": "ada l", "resource": "APP/shop", "why": ""}, p.Args)
}

func TestATokenOfARepositoryNeedNotReadItsProject(t *testing.T) {
	f := newFake(t)
	f.oneRepo()
	f.answers["/projects/A"] = refuses(401, "com.atlassian.bitbucket.AuthorisationException")
	report := explain(t, f.client(), "A/b")
	assert.Empty(t, codes(report))
	assert.Equal(t, "b", report.Fact("slug"))
	assert.Equal(t, connector.Skip, rungOf(t, report, connector.CheckArchived).State, "an old server archives nothing")
}

func TestALookForARepositoryFailsAsTheServerDoes(t *testing.T) {
	for _, fault := range []string{
		"token-rejected", "token-missing", "anonymous-answer", "account-unlicensed", "captcha-locked", "rate-limited", "server-busy",
		"answer-invalid", "login-page", "connection-refused", "connection-reset",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{"LADEN/kundenkarte", "kundenkarte"} {
				s := start(t, fault)
				report := explain(t, clientOf(s, optionsFor(fault)), text)
				require.Len(t, codes(report), 1)
				assert.Contains(t, codes(report)[0], "/"+fault)
				if fault == "token-rejected" || fault == "captcha-locked" {
					assert.Len(t, s.Requests(), 1, "a refused token is not sent again")
				}
			}
		})
	}
	f := newFake(t)
	f.answers["/projects/APP"] = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(404)
		_, _ = io.WriteString(w, "<html>nothing here")
	}
	assert.Equal(t, []string{"owner/not-bitbucket"}, codes(explain(t, f.client(), "APP/shop")), "a page is no word of Bitbucket's")
}

func TestWhoSeesNothingIsToldSoOfANamedRepository(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Break: "repository-not-found"})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	assert.Equal(t, []string{"repository/repository-not-found"}, codes(explain(t, clientOf(s, calm()), "MOVE/faehre")))
}
