package app

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/assets"
	"mooring/connector"
	"mooring/views"
)

func TestEveryBuildServiceSaysWhereItsServersAre(t *testing.T) {
	all, err := readServices(assets.Services)
	require.NoError(t, err)
	require.Len(t, all, 2)
	appcircle, custom := all[0], all[1]
	assert.Equal(t, "Appcircle", appcircle.Name)
	ranges, wrong := connector.Expand(appcircle.Addresses)
	assert.Empty(t, wrong)
	require.Len(t, ranges, 5)
	assert.Equal(t, "77.92.124.1", ranges[3].First.String())
	assert.Equal(t, "77.92.124.30", ranges[3].Last.String())
	assert.Equal(t, "2026-11-22", appcircle.Checked)
	assert.Contains(t, appcircle.Source, "https://docs.appcircle.io/")
	assert.Empty(t, appcircle.HookAddress(connector.BuildProfile{ID: "1"}), "each profile there has a webhook address of its own")
	assert.NotEmpty(t, appcircle.HookPage)
	assert.NotEmpty(t, appcircle.Page)
	assert.True(t, custom.Custom, "the one the person names comes last")
	assert.Empty(t, custom.Addresses)
}

func TestABuildServiceThatIsNotWholeIsAnError(t *testing.T) {
	const whole = `"source":"https://x","checked":"2026-11-22","page":"https://x","hook_page":"https://x"`
	for name, text := range map[string]string{
		"a field nobody knows":   `{"id":"x","name":"X","addresses":["192.0.2.1"],"adresses":["192.0.2.2"],` + whole + `}`,
		"no address":             `{"id":"x","name":"X",` + whole + `}`,
		"no such address":        `{"id":"x","name":"X","addresses":["192.0.2.256"],` + whole + `}`,
		"no name":                `{"id":"x","addresses":["192.0.2.1"],` + whole + `}`,
		"no source":              `{"id":"x","name":"X","addresses":["192.0.2.1"],"checked":"2026-11-22","page":"https://x","hook_page":"https://x"}`,
		"no such day":            `{"id":"x","name":"X","addresses":["192.0.2.1"],"source":"https://x","checked":"2026-02-30","page":"https://x","hook_page":"https://x"}`,
		"no page":                `{"id":"x","name":"X","addresses":["192.0.2.1"],"source":"https://x","checked":"2026-11-22","hook_page":"https://x"}`,
		"nothing of webhooks":    `{"id":"x","name":"X","addresses":["192.0.2.1"],"source":"https://x","checked":"2026-11-22","page":"https://x"}`,
		"a page read on the way": `{"id":"x","name":"X","addresses":["192.0.2.1"],"help":[{"title":"Help","address":"http://x"}],` + whole + `}`,
		"another's id":           `{"id":"y","name":"X","addresses":["192.0.2.1"],` + whole + `}`,
		"addresses to be typed":  `{"id":"x","name":"X","custom":true,"addresses":["192.0.2.1"]}`,
		"no document":            `[`,
	} {
		_, err := readServices(fstest.MapFS{"services/x.json": {Data: []byte(text)}})
		assert.Error(t, err, name)
	}
	_, err := readServices(fstest.MapFS{"services/x.json": {Data: []byte(`{"id":"x","name":"X","addresses":["192.0.2.1"],` + whole + `}`)}})
	require.NoError(t, err)
}

func TestACompanyAddsItsOwnBuildService(t *testing.T) {
	home := t.TempDir()
	folder := filepath.Join(home, "config", "services")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	const jenkins = `{"id":"jenkins","name":"Our Jenkins","addresses":["192.0.2.7"],"source":"https://wiki.example/ci","checked":"2026-11-22",
		"page":"https://ci.example","hook":"https://ci.example/hooks/{key}/{slug}","signs":true}`
	require.NoError(t, os.WriteFile(filepath.Join(folder, "jenkins.json"), []byte(jenkins), 0o600))
	all := houseAt(t, home).services(assets.Services)
	require.Len(t, all, 3)
	assert.Equal(t, "Our Jenkins", all[0].Name, "one's own comes first")
	assert.Equal(t, "https://ci.example/hooks/SHOP/a%2Fb", all[0].HookAddress(connector.BuildProfile{Key: "SHOP", Slug: "a/b"}))

	require.NoError(t, os.WriteFile(filepath.Join(folder, "broken.json"), []byte("{"), 0o600))
	assert.Len(t, houseAt(t, home).services(assets.Services), 3, "a broken one takes none of the others along")
	log, err := os.ReadFile(filepath.Join(home, "logs", "mooring.log"))
	require.NoError(t, err)
	assert.Contains(t, string(log), "broken.json", "and the log says so")
}

func TestTheBuildServiceChosenIsThereNextTime(t *testing.T) {
	home := t.TempDir()
	want := views.ChosenService{ID: "custom", Addresses: "192.0.2.1, 192.0.2.0/28"}
	houseAt(t, home).keepService(want)
	assert.Equal(t, want, chosenService(houseAt(t, home).settings))
}
