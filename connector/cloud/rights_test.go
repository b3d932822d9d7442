package cloud_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
)

// administering is a Cloud of two workspaces whose lists of rights say how many there are; less than none is no
// word of it.
func administering(first, second int) answers {
	size := func(n int) answer {
		told := ""
		if n >= 0 {
			told = `"size":` + strconv.Itoa(n) + `,`
		}
		if n == 0 {
			return says(`{"size":0,"values":[]}`)
		}
		return says(`{` + told + `"values":[{"permission":"admin","repository":{"uuid":"{r}"}}]}`)
	}
	return healthy().but("/user/workspaces", says(`{"values":[{"workspace":{"slug":"w"}},{"workspace":{"slug":"v"}}]}`)).
		but("/user/workspaces/w/permissions/repositories", size(first)).
		but("/user/workspaces/v/permissions/repositories", size(second))
}

func TestAnAPITokenThatAdministersVeryMuchIsTooWide(t *testing.T) {
	for name, c := range map[string]struct {
		first, second int
		wide          bool
		count         string
	}{
		"few":                  {60, 40, false, "100"},
		"too many together":    {60, 41, true, "100+"},
		"too many in one":      {101, -1, true, "100+"},
		"nobody says how many": {-1, -1, false, ""},
		"some do not say":      {60, -1, false, ""},
		"one and none":         {1, 0, false, "1"},
	} {
		for _, repository := range []string{"", "w/r"} {
			r := climb(t, administering(c.first, c.second).client(t, connector.APIToken), repository)
			assert.Equal(t, c.count, r.Fact(connector.FactAdmins), "%s: %s", name, told(r))
			want := []connector.Code{}
			if c.wide {
				want = append(want, connector.CodeTokenTooWide)
				assert.Equal(t, map[string]string{"account": "Ada"}, problem(t, r, connector.CodeTokenTooWide).Args)
			}
			assert.Equal(t, want, heard(r), "%s: %s", name, told(r))
			assert.NotEqual(t, connector.Blocked, r.Verdict())
		}
	}
	r := climb(t, administering(500, 500).client(t, connector.Session), "")
	assert.Empty(t, heard(r), "what was consented to cannot be made narrower")
}

func TestAFewWorkspacesAreEnoughToMeasureAToken(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 60, Workspaces: 30})
	r := climb(t, with(s, apiToken(s.Line())), "")
	assert.Empty(t, heard(r), told(r))
	assert.Empty(t, r.Fact(connector.FactAdmins), "of the rest nothing is known")
	asked := 0
	for _, request := range s.Requests() {
		if len(request.Path) > 30 && request.Path[len(request.Path)-13:] == "/repositories" {
			asked++
		}
	}
	assert.LessOrEqual(t, asked, 21)
}

func TestSeeingWebhooksIsNotMakingThem(t *testing.T) {
	granted := func(scopes string) func(*cloud.Options) {
		return func(o *cloud.Options) {
			token, err := o.Source.Token(t.Context())
			require.NoError(t, err)
			token.Scopes = []string{"read:user:bitbucket", "read:workspace:bitbucket", "read:repository:bitbucket", "read:webhook:bitbucket"}
			if scopes != "" {
				token.Scopes = append(token.Scopes, scopes)
			}
			o.Source, o.Kind = cloud.Static(token), token.Kind
		}
	}
	r := climb(t, healthy().client(t, connector.APIToken, granted("")), "w/r")
	assert.Contains(t, told(r), "webhook:warn(scope-missing warn)")
	assert.Equal(t, map[string]string{"scopes": "write:webhook:bitbucket", "kind": "api-token"}, problem(t, r, connector.CodeScopeMissing).Args)
	assert.Equal(t, "no", r.Fact(connector.FactWebhook))
	assert.Equal(t, connector.Attention, r.Verdict(), "that never blocks")
	r = climb(t, healthy().client(t, connector.APIToken, granted("write:webhook:bitbucket")), "w/r")
	assert.Equal(t, "yes", r.Fact(connector.FactWebhook))
	assert.Empty(t, heard(r), told(r))
	r = climb(t, healthy().client(t, connector.Session), "w/r")
	assert.Equal(t, "yes", r.Fact(connector.FactWebhook), "who was not told of scopes goes by the answer")
}

func TestOnlyTheScopesACheckNeedsBlockIt(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, granted := range [][]string{{"account", "repository"}, {"account", "repository", "webhook"}} {
		session, _ := consent(t, s, granted...)
		r := climb(t, with(s, session), "")
		assert.Empty(t, heard(r), "%v: %s", granted, told(r))
		assert.Equal(t, connector.Ready, r.Verdict())
	}
	a := healthy().but("/user", answer{
		body:   `{"uuid":"{u}","display_name":"Ada"}`,
		header: map[string]string{"X-OAuth-Scopes": "read:user:bitbucket, read:repository:bitbucket"},
	})
	r := climb(t, a.client(t, connector.APIToken), "")
	assert.Contains(t, told(r), "scopes:fail(scope-missing block)")
	assert.Equal(t, map[string]string{"scopes": "read:workspace:bitbucket", "kind": "api-token"}, problem(t, r, connector.CodeScopeMissing).Args)
}
