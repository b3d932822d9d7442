package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/sandbox"
)

func TestEveryPlatformHasARepositoryThatShowsIt(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	for repository, files := range map[string]map[string]string{
		"LADEN/baeckerei-app":   {"pubspec.yaml": "sdk: flutter", "android/app/build.gradle.kts": "com.android.application", "ios/Runner.xcodeproj/project.pbxproj": ""},
		"LADEN/kundenkarte":     {"package.json": "react-native", "metro.config.js": ""},
		"MOVE/stadtrad-android": {"app/build.gradle.kts": "com.android.application"},
		"LADEN/buchhandlung":    {"app/build.gradle": "com.android.application", "app/src/main/java/example/nordlicht/MainActivity.java": ""},
		"LADEN/blumenladen-ios": {"BlumenladenIos.xcodeproj/project.pbxproj": "", "Podfile": "platform :ios"},
		"LADEN/hofladen":        {"Hofladen.sln": "", "Hofladen/Hofladen.csproj": "<UseMaui>true"},
		"LADEN/gaertnerei":      {"package.json": "@ionic/angular", "ionic.config.json": "", "capacitor.config.ts": "appId", "ios/App/App.xcodeproj/project.pbxproj": ""},
		"MOVE/parkplatz":        {"composeApp/build.gradle.kts": `kotlin("multiplatform")`, "iosApp/iosApp.xcodeproj/project.pbxproj": ""},
		"LADEN/markthalle": {
			"apps/kunden/pubspec.yaml": "sdk: flutter", "apps/staende/package.json": "react-native", "kiosk/app/build.gradle.kts": "com.android.application",
			"package.json": "workspaces", "docs/package.json": "vitepress",
		},
	} {
		for path, holds := range files {
			got := d.get("api:/projects/" + strings.Replace(repository, "/", "/repos/", 1) + "/raw/" + path)
			assert.Equal(t, http.StatusOK, got.status, repository+" "+path)
			assert.Contains(t, got.body, holds, repository+" "+path)
		}
	}
	hall := get(t, s, tokenOf(s), "/repositories/nordlicht-apps/markthalle/src/main/?max_depth=2&pagelen=100")
	if assert.Equal(t, http.StatusOK, hall.status) {
		assert.Contains(t, hall.text, `"apps/kunden"`)
	}
	assert.Equal(t, "c#", get(t, s, tokenOf(s), "/repositories/nordlicht-apps/hofladen").object(t)["language"])
}

func TestToldRepositoriesHaveReleases(t *testing.T) {
	s := start(t, sandbox.Options{})
	d := dcOf(t, s)
	for _, slug := range []string{"baeckerei-app", "blumenladen-ios", "kundenkarte", "markthalle"} {
		var names []any
		for _, b := range d.get("api:/projects/LADEN/repos/" + slug + "/branches?limit=100").values(t) {
			names = append(names, b["displayId"])
		}
		assert.Contains(t, names, "release/1.2", slug)
		assert.GreaterOrEqual(t, len(d.get("api:/projects/LADEN/repos/"+slug+"/tags").values(t)), 4, slug)
	}
}
