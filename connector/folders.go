package connector

import (
	"cmp"
	"slices"
	"strings"
)

// LikelyFolders are the folders at the root of a repository that may hold an app, the likeliest first, so many at
// most. Folders that never do (hidden ones, dependencies, what was built, documentation) are not among them.
func LikelyFolders(entries []TreeEntry, most int) []string {
	var out []string
	for _, e := range entries {
		if e.Folder && !strings.Contains(e.Path, "/") && mayHoldApp(e.Path) {
			out = append(out, e.Path)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(likeliness(a), likeliness(b)) })
	return out[:min(len(out), most)]
}

// AppFolders are the folders inside those in which projects of several apps keep them (apps, packages), as far as
// listed, so many at most.
func AppFolders(entries []TreeEntry, most int) []string {
	var out []string
	keepers := []string{"apps", "mobile", "clients", "projects", "modules", "packages"}
	for _, keeper := range keepers {
		for _, e := range entries {
			root, name, below := strings.Cut(e.Path, "/")
			if e.Folder && below && strings.EqualFold(root, keeper) && !strings.Contains(name, "/") && mayHoldApp(name) {
				out = append(out, e.Path)
			}
		}
	}
	return out[:min(len(out), most)]
}

// mayHoldApp tells of a folder's name whether looking into it is worth a request.
func mayHoldApp(name string) bool {
	name = strings.ToLower(name)
	never := []string{
		"node_modules", "pods", "carthage", "deriveddata", "build", "dist", "out", "target", "bin", "obj", "docs", "doc",
		"vendor", "third_party", "fastlane", "coverage", "gradle", "licenses", "screenshots",
	}
	ends := []string{".xcodeproj", ".xcworkspace", ".xcassets", ".framework", ".xcframework", ".lproj"}
	return !strings.HasPrefix(name, ".") && !slices.Contains(never, name) &&
		!slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(name, end) })
}

// likeliness is smaller the likelier a folder of this name holds an app, or tells what the root is.
func likeliness(name string) int {
	order := []string{
		"android", "ios", "app", "apps", "mobile", "packages", "src", "composeapp", "iosapp", "androidapp", "shared",
		"platforms", "client", "clients", "flutter", "projects", "modules", "native", "lib", "www",
	}
	name = strings.ToLower(name)
	if at := slices.Index(order, name); at >= 0 {
		return at
	}
	if strings.Contains(name, "app") || strings.Contains(name, "ios") || strings.Contains(name, "android") || strings.Contains(name, "mobile") {
		return len(order)
	}
	return len(order) + 1
}
