package connector_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func folders(paths ...string) []connector.TreeEntry {
	out := []connector.TreeEntry{{Path: "README.md"}}
	for _, p := range paths {
		out = append(out, connector.TreeEntry{Path: p, Folder: true})
	}
	return out
}

func TestTheLikeliestFoldersComeFirstAndSomeNever(t *testing.T) {
	all := folders(".github", "zoo", "node_modules", "Pods", "build", "docs", "X.xcodeproj", "kundenApp", "apps", "apps/kiosk", "iOS", "android", "src")
	assert.Equal(t, []string{"android", "iOS", "apps", "src", "kundenApp", "zoo"}, connector.LikelyFolders(all, 12))
	assert.Equal(t, []string{"android", "iOS"}, connector.LikelyFolders(all, 2))
	assert.Empty(t, connector.LikelyFolders(nil, 2))
}

func TestFoldersOfAppsAreThoseInsideOfWhereAppsAreKept(t *testing.T) {
	all := folders("packages", "packages/ui", "apps", "Apps/shop", "apps/kiosk", "apps/.cache", "apps/kiosk/ios", "src/kiosk", "apps/docs")
	assert.Equal(t, []string{"Apps/shop", "apps/kiosk", "packages/ui"}, connector.AppFolders(all, 8))
	assert.Equal(t, []string{"Apps/shop"}, connector.AppFolders(all, 1))
	assert.Empty(t, connector.AppFolders(folders("app", "app/src"), 8))
}
