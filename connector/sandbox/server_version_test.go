package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestAnyVersionIsToldWithTheBuildNumberThatGoesWithIt(t *testing.T) {
	for version, build := range map[string]string{
		"": "10002007", "7.14.0-rc1": "7014000", "7.21.16": "7021016", "8.19.12": "8019012", "10.2.7": "10002007",
		"10.4": "10004000", "master-SNAPSHOT": "10004003",
	} {
		d := startDC(t, sandbox.Options{Repos: 7, ServerVersion: version})
		told := d.with("").get(properties).json(t)
		if version == "" {
			version = "10.2.7"
		}
		assert.Equal(t, version, told["version"])
		assert.Equal(t, build, told["buildNumber"], version)
		assert.Equal(t, "Bitbucket", told["displayName"])
	}
}

func TestAFaultOfTheVersionGoesBeforeTheVersionWishedFor(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, ServerVersion: "10.2.7", Break: "version-too-old"})
	assert.Equal(t, "7.9.0", d.get(properties).json(t)["version"])
}

func TestArchivingCameWithVersionEight(t *testing.T) {
	for version, knows := range map[string]bool{"7.14.0": false, "7.21.16": false, "8.0.0": true, "10.2.7": true} {
		t.Run(version, func(t *testing.T) {
			d := startDC(t, sandbox.Options{ServerVersion: version})
			assert.Len(t, d.slugs("api:/repos?archived=ALL"), 48)
			_, shown := d.get("api:/repos?limit=1").values(t)[0]["archived"]
			assert.Equal(t, knows, shown)
			if !knows {
				assert.Len(t, d.slugs("api:/repos"), 48, "nothing is archived yet")
				assert.Len(t, d.slugs("api:/repos?archived=SOME"), 48, "what is not known is not read")
				assert.Len(t, d.slugs("api:/repos?projectkey=LADEN"), 48, "nor this")
				return
			}
			assert.Len(t, d.slugs("api:/repos?archived=ARCHIVED"), 2)
			assert.Less(t, len(d.slugs("api:/repos?projectkey=LADEN")), 48)
			assert.Equal(t, http.StatusBadRequest, d.get("api:/repos?archived=SOME").status)
		})
	}
}

func TestTokensOfProjectsAndRepositoriesCameWith718(t *testing.T) {
	for version, has := range map[string]bool{"7.9.0": false, "7.17.9": false, "7.18.0": true, "7.21.16": true, "master-SNAPSHOT": true} {
		t.Run(version, func(t *testing.T) {
			d := startDC(t, sandbox.Options{Repos: 7, ServerVersion: version})
			want := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[has]
			for _, path := range []string{"/projects/LADEN", "/projects/LADEN/repos/baeckerei-app"} {
				assert.Equal(t, want, d.get("/rest/access-tokens/latest"+path).status, path)
			}
			assert.Equal(t, http.StatusOK, d.get(myTokens).status, "people always have theirs")
			for _, token := range []string{d.box.ServerProjectToken(), d.box.ServerRepositoryToken()} {
				got := d.with(token).get("api:/repos")
				assert.Equal(t, has, got.status == http.StatusOK, got.body)
			}
		})
	}
}

func TestWhoAmIKnowsTokensUntilTheReleasesThatEndedIt(t *testing.T) {
	for version, knows := range map[string]bool{
		"7.21.16": true, "8.9.21": true, "8.9.22": false, "8.10.0": true, "8.19.11": true, "8.19.12": false, "9.2.1": true,
		"9.3.1": true, "9.3.2": false, "9.4.16": false, "10.2.7": false,
	} {
		d := startDC(t, sandbox.Options{Repos: 7, ServerVersion: version})
		got := d.get("/plugins/servlet/applinks/whoami")
		if !knows {
			assert.Equal(t, http.StatusFound, got.status, version)
			continue
		}
		assert.Equal(t, http.StatusOK, got.status, version)
		assert.Equal(t, "jana.weber@nordlicht.example", got.body)
		assert.Empty(t, d.with("").get("/plugins/servlet/applinks/whoami").body, "strangers have no name")
		assert.Equal(t, http.StatusUnauthorized, d.with("wrong").get("/plugins/servlet/applinks/whoami").status)
	}
}

func TestEarlierVersionsHaveTheSameExceptionsInOtherPackages(t *testing.T) {
	name := func(got reply) string {
		var envelope struct {
			Errors []struct{ ExceptionName string }
		}
		require.NoError(t, json.Unmarshal([]byte(got.body), &envelope))
		return envelope.Errors[0].ExceptionName
	}
	seen := map[string]map[string]bool{}
	for _, version := range []string{"7.14.0", "8.19.3", "9.4.16", "10.2.7"} {
		d := startDC(t, sandbox.Options{Repos: 7, ServerVersion: version})
		for _, full := range []string{
			name(d.with("").get("api:/repos")), name(d.with("wrong").get("api:/repos")),
			name(d.get("api:/projects/TRESOR")), name(d.get("api:/projects/NOPE")),
		} {
			last := full[strings.LastIndex(full, ".")+1:]
			if seen[last] == nil {
				seen[last] = map[string]bool{}
			}
			seen[last][strings.TrimSuffix(full, last)] = true
			assert.True(t, strings.HasPrefix(full, "com.atlassian."), full)
		}
	}
	require.Len(t, seen, 4)
	for last, packages := range seen {
		want := 3 // of 7, of 8, and of 9 and 10
		if last == "AuthenticationRequiredException" {
			want = 2 // REST plugins were the same before 9
		}
		assert.Len(t, packages, want, last)
	}
}
