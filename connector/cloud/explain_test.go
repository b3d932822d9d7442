package cloud_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/ladder"
	"mooring/connector/sandbox"
)

var _ flow.Explainer = (*cloud.Client)(nil)

// explain asks why a repository cannot be seen; every problem must have the values its sentences use.
func explain(t *testing.T, c *cloud.Client, text string) connector.Report {
	t.Helper()
	r := ladder.Climb(t.Context(), c.Explain(text), nil)
	require.True(t, r.Done)
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			assertArgs(t, p)
		}
	}
	return r
}

func rungOf(t *testing.T, r connector.Report, id connector.CheckID) connector.Rung {
	t.Helper()
	for _, rung := range r.Rungs {
		if rung.ID == id {
			return rung
		}
	}
	require.Fail(t, "no such rung", id)
	return connector.Rung{}
}

func TestACloudRepositoryThatIsThereAfterAllIsFound(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, credential := range []connector.Credential{apiToken(s.Line()), accessToken(s.Line())} {
		for _, text := range []string{
			"nordlicht-apps/baeckerei-app", "Nordlicht-Apps/Baeckerei-App", "baeckerei-app", "baeckerei-ap",
			s.Line().CloudWeb + "/nordlicht-apps/baeckerei-app/src/main/",
			"https://bitbucket.org/nordlicht-apps/baeckerei-app", "git@bitbucket.org:nordlicht-apps/baeckerei-app.git",
		} {
			r := explain(t, with(s, credential), text)
			assert.Empty(t, heard(r), "%s: %s", text, told(r))
			assert.Equal(t, "nordlicht-apps/baeckerei-app", r.Fact("key")+"/"+r.Fact("slug"), text)
			assert.Equal(t, connector.Ready, r.Verdict(), text)
			assert.Equal(t, connector.Skip, rungOf(t, r, connector.CheckArchived).State, "Cloud does not tell")
			if credential.Kind == connector.APIToken {
				assert.Equal(t, "admin", r.Fact("role"), text)
			}
		}
	}
}

func TestTheBlockerOfALostCloudRepositoryIsNamed(t *testing.T) {
	s := start(t, sandbox.Options{})
	unseen := s.Unseen()
	first := func(full string) string { key, _, _ := strings.Cut(full, "/"); return key }
	for text, c := range map[string]struct {
		want  string
		args  map[string]string
		facts map[string]string
	}{
		"":                                     {"place/address-invalid", nil, nil},
		"https://git.example.com/projects/A":   {"place/address-is-server", nil, nil},
		s.Line().ServerURL:                     {"place/address-is-server", nil, nil},
		"https://bitbucket.org/nordlicht-apps": {"place/repository-not-found", map[string]string{"repository": "nordlicht-apps", "why": "unnamed"}, nil},
		unseen.Foreign:                         {"owner/repository-not-found", map[string]string{"repository": first(unseen.Foreign), "why": "workspace"}, map[string]string{"missing": "workspace", "member": "no"}},
		"no-such/baeckerei-app":                {"owner/repository-not-found", map[string]string{"repository": "no-such", "why": "workspace"}, map[string]string{"missing": "workspace", "others": "nordlicht-apps/baeckerei-app"}},
		unseen.Private:                         {"repository/repository-not-found", map[string]string{"repository": unseen.Private, "why": "repository"}, map[string]string{"missing": "repository"}},
		"kafeneio/baeckerei-app":               {"repository/repository-not-found", map[string]string{"repository": "kafeneio/baeckerei-app", "why": "repository"}, map[string]string{"missing": "repository", "others": "nordlicht-apps/baeckerei-app"}},
		unseen.TwoStep:                         {"visible/two-step-required", map[string]string{"workspace": first(unseen.TwoStep)}, nil},
		"lohnabrechnung":                       {"repository/repository-not-found", map[string]string{"repository": "lohnabrechnung", "why": "repository"}, map[string]string{"missing": "repository"}},
	} {
		r := explain(t, with(s, apiToken(s.Line())), text)
		assert.Equal(t, []string{c.want}, spotted(r), text)
		assert.Equal(t, connector.Blocked, r.Verdict(), text)
		p, _ := r.Worst()
		if c.args != nil {
			assert.Equal(t, c.args, p.Args, text)
			assert.NotEmpty(t, p.Evidence.Address, text)
		}
		for fact, value := range c.facts {
			assert.Equal(t, value, r.Fact(fact), "%s: %s", text, fact)
		}
		assert.Empty(t, r.Fact("key"), text)
	}
}

// spotted are all problems of a report, as rung/code.
func spotted(r connector.Report) []string {
	out := []string{}
	for _, rung := range r.Rungs {
		for _, p := range rung.Problems {
			out = append(out, string(rung.ID)+"/"+string(p.Code))
		}
	}
	return out
}

func TestAnAccessTokenDoesNotLookBeyondItsPlace(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := accessToken(s.Line())
	c.Token = connector.NewSecret(s.Line().CloudRepositoryToken)
	at := func(o *cloud.Options) { o.Place = s.Line().CloudRepository }
	for text, want := range map[string][]string{
		s.Line().CloudRepository:                        {},
		strings.Split(s.Line().CloudRepository, "/")[1]: {},
		"kafeneio/freddo":                               {"repository/repository-not-found"},
		"nordlicht-apps/fahrplan":                       {"repository/repository-not-found"},
		"freddo":                                        {"repository/repository-not-found"},
	} {
		r := explain(t, with(s, c, at), text)
		assert.Equal(t, want, spotted(r), "%s: %s", text, told(r))
		if p, found := r.Worst(); found && strings.Contains(text, "/") {
			assert.Equal(t, "token", p.Args["why"], text)
		}
	}
	for _, request := range s.Requests() {
		assert.NotContains(t, request.Path, "/user", "it may not ask that")
	}
	r := explain(t, with(start(t, sandbox.Options{Break: "workspace-needed"}), c), "freddo")
	assert.Contains(t, spotted(r)[0], "owner/")
}

func TestANameThatSeveralCloudRepositoriesHaveNamesThem(t *testing.T) {
	one := func(uuid, full, name string) string {
		return `{"uuid":"{` + uuid + `}","full_name":"` + full + `","name":"` + name + `"}`
	}
	a := healthy().but("/user/workspaces", says(`{"values":[{"workspace":{"slug":"w"}},{"workspace":{"slug":"v"}},{"workspace":{"slug":"shut"}}]}`)).
		but("/repositories/shut", answer{status: 403, body: `{"error":{"message":"Forbidden"}}`}).
		but("/repositories/w", says(`{"values":[`+one("1", "w/shop-app", "Shop")+`,`+one("2", "w/shopping", "Shopping")+`]}`)).
		but("/repositories/v", says(`{"values":[`+one("3", "v/shop", "Laden")+`]}`))
	r := explain(t, a.client(t, connector.Session), "shop")
	assert.Empty(t, heard(r))
	assert.Equal(t, "w/shop-app v/shop w/shopping", r.Fact("others"), "those of the very name first")
	assert.Equal(t, connector.Skip, rungOf(t, r, connector.CheckVisible).State)
	r = explain(t, a.client(t, connector.Session), "Laden")
	assert.Equal(t, "v/shop", r.Fact("key")+"/"+r.Fact("slug"))
	r = explain(t, a.client(t, connector.Session), "shopp")
	assert.NotEmpty(t, r.Fact("others"), "it could be in the one that is closed, too")
}

func TestWhatMayNotBeReadIsSaidByTheRungThatReads(t *testing.T) {
	scopes := answer{status: 403, body: `{"error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["repository"],"granted":["account"]}}}`}
	for name, c := range map[string]struct {
		say  answer
		want string
	}{
		"scope":    {scopes, "visible/scope-missing"},
		"closed":   {answer{status: 403, body: `{"error":{"message":"Forbidden"}}`}, "visible/not-permitted"},
		"two-step": {answer{status: 403, body: `{"error":{"message":"enable two-step verification"}}`}, "visible/two-step-required"},
		"removed":  {answer{status: 410, body: `{}`}, "repository/api-removed"},
		"busy":     {answer{status: 503}, "repository/server-busy"},
		"a page":   {answer{status: 404, body: "<html>", header: map[string]string{"Content-Type": "text/html"}}, "repository/not-bitbucket"},
	} {
		r := explain(t, healthy().but("/repositories/w/r", c.say).client(t, connector.Session), "w/r")
		assert.Equal(t, []string{c.want}, spotted(r), name)
	}
	known := func(o *cloud.Options) { o.Picture.Name = "Ada" }
	r := explain(t, healthy().but("/repositories/w/r", answer{status: 403, body: `{}`}).client(t, connector.Session, known), "w/r")
	p, _ := r.Worst()
	assert.Equal(t, map[string]string{"account": "Ada", "resource": "w/r", "why": ""}, p.Args)
}

func TestAWorkspaceThatIsNotTheirsSaysWhatItTakes(t *testing.T) {
	for body, want := range map[string]string{
		"enable two-step verification": "owner/two-step-required", "Forbidden": "owner/not-permitted",
	} {
		a := healthy().but("/workspaces/shut", answer{status: 403, body: `{"error":{"message":"` + body + `"}}`})
		r := explain(t, a.client(t, connector.Session), "shut/r")
		assert.Equal(t, []string{want}, spotted(r))
		assert.Equal(t, "w/r", r.Fact("others"))
		assert.Empty(t, r.Fact("missing"), "it is there")
	}
}

func TestAPublicRepositoryOfOthersIsFound(t *testing.T) {
	a := healthy().but("/repositories/public/r", says(`{"uuid":"{p}","full_name":"public/r","name":"R"}`))
	r := explain(t, a.client(t, connector.Session), "public/r")
	assert.Empty(t, heard(r), told(r))
	assert.Equal(t, "public/r", r.Fact("key")+"/"+r.Fact("slug"))
	assert.Equal(t, "no", r.Fact("member"))
	assert.Empty(t, r.Fact("role"))
}

func TestALookForACloudRepositoryFailsAsBitbucketDoes(t *testing.T) {
	for _, fault := range []string{
		"token-rejected", "token-expired", "rate-limited", "server-busy", "answer-invalid", "login-page", "not-bitbucket",
		"redirected-elsewhere", "connection-refused", "connection-reset", "api-removed", "certificate-wrong-host",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{"nordlicht-apps/baeckerei-app", "baeckerei-app"} {
				s := start(t, sandbox.Options{Break: fault})
				r := explain(t, faulted(t, s, apiToken(s.Line())), text)
				assert.Equal(t, []connector.Code{connector.Code(fault)}, heard(r), "%s: %s", text, told(r))
			}
		})
	}
}

func TestALookWithoutAUsableTokenAsksNobody(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := apiToken(s.Line())
	c.Email, c.Token = s.Line().CloudUser, connector.NewSecret(s.Line().CloudAppPassword)
	r := explain(t, with(s, c), "nordlicht-apps/baeckerei-app")
	assert.Equal(t, []string{"owner/token-kind-unsupported"}, spotted(r))
	assert.Empty(t, s.Requests())
}
