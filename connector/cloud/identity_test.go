package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

// A client is what the screens ask for.
var _ flow.Bitbucket = (*cloud.Client)(nil)

func TestIdentityTellsWhoAndWhere(t *testing.T) {
	s := start(t, sandbox.Options{})
	session, _ := consent(t, s, cloud.SessionScopes()...)
	c := with(s, session)
	require.Equal(t, connector.Ready, climb(t, c, "").Verdict())
	id, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, s.Line().CloudAPI, id.Base)
	assert.Equal(t, s.Line().CloudWeb, id.Web)
	assert.Equal(t, "Jana Weber", id.Account.Name)
	assert.Regexp(t, `^\{.+\}$`, id.Account.ID)
	assert.Equal(t, "image/png", http.DetectContentType(id.Account.Picture))
	assert.ElementsMatch(t, cloud.SessionScopes(), id.Scopes)
	names := map[string]string{}
	for _, w := range id.Workspaces {
		names[w.Slug] = w.Name
	}
	assert.Equal(t, map[string]string{
		"nordlicht-apps": "Nordlicht Apps GmbH", "sakura-mobile": "さくらモバイル", "kafeneio": "Καφενείο Digital", "janaweber": "Jana Weber",
	}, names)
	for _, r := range s.Requests() {
		if r.Side == sandbox.SideCloudWeb && strings.Contains(r.Path, "avatar") {
			assert.Empty(t, r.As, "a picture is fetched without a credential")
		}
	}
}

func TestIdentityWorksWithoutChecks(t *testing.T) {
	s := start(t, sandbox.Options{})
	id, err := with(s, apiToken(s.Line())).Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Jana Weber", id.Account.Name)
	assert.Len(t, id.Workspaces, 4)
	id, err = with(s, accessToken(s.Line())).Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Nordlicht Apps GmbH", id.Account.Name, "an access token is named after its workspace")
}

func TestANameThatCannotBeHadStaysTheSlug(t *testing.T) {
	a := healthy().but("/workspaces/w", answer{status: 403, body: `{}`})
	id, err := a.client(t, connector.Session).Identity(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []connector.Workspace{{Slug: "w", Name: "w", UUID: "{w}", Administrator: true}}, id.Workspaces)
}

func TestPicturesComeOnlyFromWhereTheyLive(t *testing.T) {
	var asked atomic.Int32
	stranger := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer stranger.Close()
	png := "\x89PNG\r\n\x1a\n"
	for name, c := range map[string]struct {
		avatar  string
		picture answer
		want    bool
	}{
		"a picture of its own":    {"{API}/avatar", answer{body: png, header: map[string]string{"Content-Type": "image/png"}}, true},
		"one redirect":            {"{API}/moved", answer{body: png, header: map[string]string{"Content-Type": "image/png"}}, true},
		"no picture":              {"{API}/avatar", answer{body: "<html>", header: map[string]string{"Content-Type": "text/html"}}, false},
		"too large":               {"{API}/avatar", answer{body: strings.Repeat("x", 300<<10), header: map[string]string{"Content-Type": "image/png"}}, false},
		"somewhere else":          {"https://pictures.example/x.png", answer{}, false},
		"plain http to Atlassian": {"http://secure.gravatar.com/x.png", answer{}, false},
		"a name that only looks":  {"https://evilgravatar.com/x.png", answer{}, false},
		"with a user":             {"https://user@secure.gravatar.com/x.png", answer{}, false},
		"not an address":          {"javascript:alert(1)", answer{}, false},
		"none":                    {"", answer{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := healthy().but("/user", says(`{"uuid":"{u}","display_name":"Ada","links":{"avatar":{"href":"`+c.avatar+`"}}}`)).
				but("/avatar", c.picture).
				but("/moved", answer{status: 302, header: map[string]string{"Location": "avatar"}})
			id, err := a.client(t, connector.Session).Identity(t.Context())
			require.NoError(t, err)
			assert.Equal(t, c.want, len(id.Account.Picture) > 0, fmt.Sprint(len(id.Account.Picture)))
		})
	}
	assert.Zero(t, asked.Load())
}

func TestTheAPIDoesNotSendUsToThisComputer(t *testing.T) {
	var fetched atomic.Bool
	local := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fetched.Store(true) }))
	defer local.Close()
	remote := answers{"/user": says(`{"uuid":"{u}","display_name":"Ada","links":{"avatar":{"href":"` + local.URL + `/x.png"}}}`)}.
		but("/user/workspaces", says(`{"values":[]}`))
	s := remote.serve(t)
	c := cloud.New(cloud.Options{
		API: "http://bitbucket.test/2.0", Web: "http://bitbucket.test", Transport: rerouted{to: s.URL},
		Source: cloud.Static(connector.Credential{Kind: connector.Session, Token: connector.NewSecret("t"), Origins: []string{connector.Origin("http://bitbucket.test")}}),
	})
	id, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.Empty(t, id.Account.Picture)
	assert.False(t, fetched.Load())
}

func TestAPictureIsNotFetchedAgainWhileItsAddressIsTheSame(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n"
	served := answer{body: png, header: map[string]string{"Content-Type": "image/png"}}
	who := func(avatar string) answer {
		return says(`{"uuid":"{u}","display_name":"Ada","links":{"avatar":{"href":"` + avatar + `"}}}`)
	}
	var last connector.Account
	seen := func(o *cloud.Options) {
		last.PictureAt = strings.Replace(last.PictureAt, "{API}", o.API, 1)
		o.Picture = last
	}
	identify := func(a answers) connector.Account {
		id, err := a.client(t, connector.Session, seen).Identity(t.Context())
		require.NoError(t, err)
		return id.Account
	}
	first := identify(healthy().but("/user", who("{API}/avatar")).but("/avatar", served))
	assert.Equal(t, png, string(first.Picture))
	assert.Contains(t, first.PictureAt, "/avatar")

	last = connector.Account{ID: "{u}", Picture: []byte("old"), PictureAt: "{API}/avatar"}
	same := identify(healthy().but("/user", who("{API}/avatar")).but("/avatar", served))
	assert.Equal(t, "old", string(same.Picture), "it is the one at that address")
	last.PictureAt = "{API}/before"
	other := identify(healthy().but("/user", who("{API}/avatar")).but("/avatar", served))
	assert.Equal(t, png, string(other.Picture))
	gone := identify(healthy().but("/user", who("{API}/avatar")))
	assert.Equal(t, "old", string(gone.Picture), "better than none")
	assert.Contains(t, gone.PictureAt, "/before", "and asked for again")
	last.ID = "{somebody-else}"
	assert.Empty(t, identify(healthy().but("/user", who("{API}/avatar"))).Picture)
	last.ID = "{u}"
	assert.Empty(t, identify(healthy().but("/user", who(""))).Picture, "it was taken away")
}
