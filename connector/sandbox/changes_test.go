package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// fullNames gives the repositories of a Cloud workspace in the order that is asked for.
func fullNames(t *testing.T, s *sandbox.Sandbox, workspace, sort string) (out []string) {
	t.Helper()
	page := get(t, s, tokenOf(s), "/repositories/"+workspace+"?pagelen=100&fields=values.full_name&sort="+sort)
	for _, one := range page.values(t) {
		name, _ := one["full_name"].(string)
		out = append(out, name)
	}
	return out
}

func TestANewRepositoryIsOnBothSides(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	before := d.slugs("api:/repos?archived=ALL")
	name, err := s.Appear("laden", "Grüne Wiese 24!")
	require.NoError(t, err)
	assert.Equal(t, "LADEN/gr-ne-wiese-24", name)
	got := d.get("api:/projects/LADEN/repos/gr-ne-wiese-24").json(t)
	assert.Equal(t, "Grüne Wiese 24!", got["name"])
	after := d.slugs("api:/repos?archived=ALL")
	assert.Len(t, after, len(before)+1)
	assert.Equal(t, slices.Insert(before, slices.Index(before, "neues-kassensystem"), "gr-ne-wiese-24"), after,
		"in front of the first that comes after it by slug")
	assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), "/repositories/nordlicht-apps/gr-ne-wiese-24").status)
	assert.Equal(t, "nordlicht-apps/gr-ne-wiese-24", fullNames(t, s, "nordlicht-apps", "-updated_on")[0], "updated now")

	again, err := s.Appear("LADEN", "aaa")
	require.NoError(t, err)
	assert.Equal(t, "aaa", d.slugs("api:/repos?archived=ALL")[0])
	ids := map[float64]bool{}
	for _, one := range d.get("api:/repos?archived=ALL&limit=1000").values(t) {
		ids[one["id"].(float64)] = true
	}
	assert.Len(t, ids, len(after)+1, "each has an id of its own")
	require.NoError(t, s.Vanish(again))
	_, err = s.Appear("LADEN", "fahrplan")
	require.Error(t, err, "taken in the workspace, though by another project")
	for _, key := range []string{"NOPE", "TRESOR", "nordlicht-apps"} {
		_, err = s.Appear(key, "x")
		require.Error(t, err, key)
	}
}

func TestAVanishedRepositoryIsOnNeitherSide(t *testing.T) {
	for _, name := range []string{"LADEN/baeckerei-app", "nordlicht-apps/Baeckerei-App"} {
		s := start(t, sandbox.Options{})
		d := dcOf(t, s)
		require.NoError(t, s.Vanish(name))
		assert.Equal(t, "NoSuchRepositoryException", d.get(firstRepo).exception(t))
		assert.NotContains(t, d.slugs("api:/repos?archived=ALL"), "baeckerei-app")
		assert.NotContains(t, d.slugs("api:/projects/LADEN/repos"), "baeckerei-app")
		assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), askFirst).status)
		assert.NotContains(t, fullNames(t, s, "nordlicht-apps", "slug"), "nordlicht-apps/baeckerei-app")
		assert.Empty(t, d.with(s.ServerRepositoryToken()).slugs("api:/repos"), "its own token sees nothing any more")
		require.Error(t, s.Vanish(name))
	}
	s := start(t, sandbox.Options{})
	last := dcOf(t, s).get("api:/projects/~JANA.WEBER_NORDLICHT.EXAMPLE/repos/spielwiese").json(t)["id"]
	require.NoError(t, s.Vanish("janaweber/spielwiese"))
	name, err := s.Appear("LADEN", "In its stead")
	require.NoError(t, err)
	key, slug, _ := strings.Cut(name, "/")
	assert.Greater(t, dcOf(t, s).get("api:/projects/" + key + "/repos/" + slug).json(t)["id"], last, "its id is never given again")
	for _, name := range []string{"", "LADEN", "LADEN/nope", "TRESOR/lohnabrechnung"} {
		require.Error(t, s.Vanish(name), name)
		require.Error(t, s.Touch(name), name)
	}
}

func TestAMovedRepositoryIsTheSameInAnotherPlace(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	before := d.get(firstRepo).json(t)
	uuid := get(t, s, tokenOf(s), askFirst).object(t)["uuid"]
	head := d.get(firstRepo + "/commits?limit=1").values(t)[0]["id"]
	require.NoError(t, s.Move("LADEN/baeckerei-app", "SAKURA"))
	assert.Equal(t, "NoSuchRepositoryException", d.get(firstRepo).exception(t))
	now := d.get("api:/projects/SAKURA/repos/baeckerei-app").json(t)
	assert.Equal(t, before["id"], now["id"])
	assert.Equal(t, head, d.get("api:/projects/SAKURA/repos/baeckerei-app/commits?limit=1").values(t)[0]["id"])
	assert.Equal(t, http.StatusNotFound, get(t, s, tokenOf(s), askFirst).status)
	moved := get(t, s, tokenOf(s), "/repositories/sakura-mobile/baeckerei-app").object(t)
	assert.Equal(t, uuid, moved["uuid"])
	assert.Len(t, d.slugs("api:/repos?archived=ALL"), 48)
	assert.Equal(t, []string{"baeckerei-app"}, d.with(s.ServerRepositoryToken()).slugs("api:/repos"), "its own token has come along")

	require.NoError(t, s.Move("MOVE/fahrplan", "LADEN"), "within a workspace its own name is not in the way")
	require.Error(t, s.Move("MOVE/nachtbus", "NOPE"))
	_, err := s.Appear("SAKURA", "Nachtbus")
	require.NoError(t, err)
	require.Error(t, s.Move("MOVE/nachtbus", "SAKURA"), "there is one of that name")
}

func TestARenamedRepositoryHasAnotherAddress(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	const awkward = "Laib \"und\" Seele \\ \t\x00 <b>\u2028 🥐"
	require.NoError(t, s.Rename("LADEN/baeckerei-app", awkward))
	got := d.get("api:/projects/LADEN/repos/laib-und-seele-b").json(t)
	assert.Equal(t, awkward, got["name"])
	assert.Equal(t, awkward, get(t, s, tokenOf(s), "/repositories/nordlicht-apps/laib-und-seele-b").object(t)["name"])
	assert.Equal(t, "laib-und-seele-b", d.slugs("api:/repos?archived=ALL")[0], "it stays in its place")
	assert.Equal(t, http.StatusNotFound, d.get(firstRepo).status)
	require.NoError(t, s.Rename("LADEN/laib-und-seele-b", "broken \xff text"))
	assert.Equal(t, "broken \ufffd text", d.get("api:/projects/LADEN/repos/broken-text").json(t)["name"])
	require.NoError(t, s.Rename("SAKURA/ramen-yoyaku", "拉麺"))
	assert.NotContains(t, d.slugs("api:/projects/SAKURA/repos"), "ramen-yoyaku", "what has no letter for an address gets one")
	require.Error(t, s.Rename("LADEN/kundenkarte", "Fahrplan"))
	require.NoError(t, s.Rename("LADEN/kundenkarte", "KUNDENKARTE"), "its own address is not in the way")
}

func TestATouchedRepositoryIsTheOneUpdatedLast(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, slug := range []string{"markthalle", "nachtbus", "markthalle"} {
		require.NoError(t, s.Touch("nordlicht-apps/"+slug))
		assert.Equal(t, "nordlicht-apps/"+slug, fullNames(t, s, "nordlicht-apps", "-updated_on")[0])
	}
	order := fullNames(t, s, "nordlicht-apps", "-updated_on")
	assert.Equal(t, "nordlicht-apps/nachtbus", order[1])
	assert.Len(t, order, len(fullNames(t, s, "nordlicht-apps", "slug")))
	require.NoError(t, s.Touch("LADEN/baeckerei-app"))
	assert.Len(t, get(t, s, bearer(s.Line().CloudRepositoryToken), askList).values(t), 1, "its own token knows it still")
}

func TestWebhooksComeAlongAndGo(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	require.Equal(t, http.StatusOK, d.do(http.MethodPost, firstRepo+"/webhooks", aHook).status/100*100)
	require.Equal(t, http.StatusCreated, putJSON(t, s, tokenOf(s), http.MethodPost, askFirst+"/hooks", aCloudHook).status)
	require.NoError(t, s.Move("LADEN/baeckerei-app", "KAFE"))
	var places []string
	for _, hook := range s.Webhooks() {
		places = append(places, hook.Repository)
	}
	assert.ElementsMatch(t, []string{"KAFE/baeckerei-app", "kafeneio/baeckerei-app"}, places)
	require.NoError(t, s.Vanish("KAFE/baeckerei-app"))
	assert.Empty(t, s.Webhooks())
}

func TestRepositoriesChangeWhileTheyAreListed(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 2000, Workspaces: 1})
	d := dcOf(t, s)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 40 {
				name, err := s.Appear("LADEN", fmt.Sprintf("w%d %d", worker, i))
				assert.NoError(t, err)
				assert.NoError(t, s.Touch(name))
				assert.NoError(t, s.Rename(name, fmt.Sprintf("w%d %d again", worker, i)))
				if i%2 == 0 {
					assert.NoError(t, s.Vanish(name+"-again"))
				}
			}
		})
	}
	for range 4 {
		all.Go(func() {
			for i := range 8 {
				assert.Equal(t, http.StatusOK, d.get("api:/repos?archived=ALL&limit=1000").status)
				path := "/repositories/nordlicht-apps?pagelen=100&sort=-updated_on&page=" + url.QueryEscape(fmt.Sprint(i+1))
				assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), path).status)
				s.Webhooks()
			}
		})
	}
	all.Wait()
	assert.Len(t, d.slugs("api:/repos?archived=ALL&limit=1000"), 2000+4*20)
}
