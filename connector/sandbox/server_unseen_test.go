package sandbox_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestPlacesOfOthersAreThereAndClosed(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	for _, path := range []string{
		"api:/projects/TRESOR", "api:/projects/tresor/repos", "api:/projects/TRESOR/repos/lohnabrechnung",
		"api:/projects/TRESOR/repos/baeckerei-app", "api:/projects/TRESOR/repos/lohnabrechnung/webhooks",
		"api:/projects/TRESOR/repos/lohnabrechnung/browse",
		"api:/projects/~MIKA.LINDQVIST_NORDLICHT.EXAMPLE", "api:/projects/~mika.lindqvist_nordlicht.example/repos/notizen",
	} {
		for _, token := range []string{d.token, d.box.ServerReadToken(), d.box.ServerProjectToken(), d.box.ServerRepositoryToken()} {
			got := d.with(token).get(path)
			assert.Equal(t, http.StatusUnauthorized, got.status, path)
			assert.Equal(t, "AuthorisationException", got.exception(t), path)
		}
	}
	assert.Equal(t, "NoSuchRepositoryException", d.get("api:/projects/TRESOR/repos/nope").exception(t))
	assert.Equal(t, "NoSuchProjectException", d.get("api:/projects/NOPE").exception(t))
	assert.Equal(t, http.StatusOK, d.get("api:/users/mika.lindqvist_nordlicht.example").status, "people are known")
}

func TestNoListShowsThePlacesOfOthers(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	assert.Len(t, d.slugs("api:/repos?archived=ALL&limit=1000"), 48)
	assert.Len(t, d.get("api:/projects").values(t), 4)
	assert.Equal(t, []string{"baeckerei-app"}, d.slugs("api:/repos?name="+url.QueryEscape("BÄCKEREI")), "the other is not theirs")
	assert.Equal(t, []string{"wanderwege"}, d.slugs("api:/repos?name=wander"))
	assert.Empty(t, d.slugs("api:/repos?projectkey=TRESOR"))
	assert.Empty(t, d.slugs("api:/repos?projectname=buchh"))
	assert.Empty(t, d.slugs("api:/repos?name=lohn"))
}

func TestStrangersHearNothingOfPlacesTheyMayNotSee(t *testing.T) {
	d := startDC(t, sandbox.Options{Break: "anonymous-answer"})
	for _, path := range []string{"api:/projects/TRESOR", "api:/projects/TRESOR/repos/lohnabrechnung", firstRepo} {
		assert.Equal(t, http.StatusNotFound, d.get(path).status, path)
	}
}

func TestAnArchivedRepositoryIsFoundByNameOnlyWhereItIsAskedFor(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	assert.Empty(t, d.slugs("api:/repos?name=alte"))
	assert.Equal(t, []string{"alte-kassen-app"}, d.slugs("api:/repos?name=ALTE&archived=ALL"))
	got := d.get("api:/projects/LADEN/repos/alte-kassen-app")
	require.Equal(t, http.StatusOK, got.status)
	assert.Equal(t, true, got.json(t)["archived"])
}
