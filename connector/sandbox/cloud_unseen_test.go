package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestUnseenPlacesSayWhyAsFarAsBitbucketDoes(t *testing.T) {
	s := start(t, sandbox.Options{})
	unseen := s.Unseen()
	const (
		missing = "You may not have access to this repository or it no longer exists in this workspace. " +
			"If you think this repository exists and you have access, make sure you are authenticated."
		twoStep = "To access this repository, enable two-step verification."
	)
	for _, as := range []signer{tokenOf(s), bearer(connect(t, s).Access)} {
		for name, c := range map[string]struct {
			at                                         string
			repository, list, place, member, permitted int
			said                                       string
		}{
			"foreign":    {unseen.Foreign, 404, 404, 404, 403, 403, missing},
			"nowhere":    {"no-such-place/nothing", 404, 404, 404, 403, 403, missing},
			"private":    {unseen.Private, 404, 200, 200, 200, 200, missing},
			"no such":    {"nordlicht-apps/no-such-thing", 404, 200, 200, 200, 200, missing},
			"two steps":  {unseen.TwoStep, 403, 403, 200, 200, 403, twoStep},
			"guest only": {"nordlicht-apps/fahrplan", 200, 200, 200, 200, 200, ""},
		} {
			workspace, _, _ := strings.Cut(c.at, "/")
			got := get(t, s, as, "/repositories/"+c.at)
			assert.Equal(t, c.repository, got.status, name)
			if c.said != "" {
				assert.Equal(t, c.said, got.said(t), name)
			}
			for path, want := range map[string]int{
				"/repositories/" + workspace:                                  c.list,
				"/workspaces/" + workspace:                                    c.place,
				"/user/workspaces/" + workspace + "/permission":               c.member,
				"/user/workspaces/" + workspace + "/permissions/repositories": c.permitted,
				"/repositories/" + c.at + "/hooks":                            map[bool]int{true: 403, false: c.repository}[c.said == ""],
			} {
				assert.Equal(t, want, get(t, s, as, path).status, "%s: %s", name, path)
			}
		}
	}
	member := get(t, s, tokenOf(s), "/user/workspaces/"+strings.Split(unseen.TwoStep, "/")[0]+"/permission")
	assert.Equal(t, "member", member.object(t)["permission"])
}

func TestUnseenPlacesAreInNoList(t *testing.T) {
	s := start(t, sandbox.Options{})
	unseen := s.Unseen()
	workspaces := workspacesOf(t, s, tokenOf(s))
	require.Len(t, workspaces, 4)
	for _, full := range []string{unseen.Foreign, unseen.Private, unseen.TwoStep} {
		_, slug, _ := strings.Cut(full, "/")
		for _, workspace := range workspaces {
			for _, path := range []string{"/repositories/" + workspace, "/user/workspaces/" + workspace + "/permissions/repositories"} {
				assert.NotContains(t, get(t, s, tokenOf(s), path+"?pagelen=100").text, slug)
			}
		}
	}
}

func TestWhoHasARoleSeesTheRepositoryThatIsPrivateToOthers(t *testing.T) {
	s := start(t, sandbox.Options{})
	require.True(t, s.SignInAs(s.Accounts()[1]))
	mika := bearer(connect(t, s).Access)
	private := s.Unseen().Private
	workspace, slug, _ := strings.Cut(private, "/")
	assert.Equal(t, slug, get(t, s, mika, "/repositories/"+private).object(t)["slug"])
	assert.Contains(t, get(t, s, mika, "/repositories/"+workspace+"?pagelen=100").text, slug)
	assert.Equal(t, http.StatusNotFound, get(t, s, bearer(s.Line().CloudRepositoryToken), "/repositories/"+private).status)
}
