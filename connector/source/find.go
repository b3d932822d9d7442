// Package source finds out what could be built from a repository, by the names of its files and, where those leave
// two answers open, by what stands in a few of them.
package source

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"mooring/connector"
)

// mostReads is how many files are read at most: each is a request of its own.
const mostReads = 6

// Find gives what could be built, the likeliest first: at the root, then what there is more evidence for, then in the
// order of the folders. entries are the root and what is below it as far as it was listed. Read gives the beginning
// of a file; it is asked only where names leave it open what something is, at most six times and never twice for
// the same file. Where it fails, the likelier answer stands. Reasons are paths from the candidate's folder.
func Find(ctx context.Context, entries []connector.TreeEntry, read func(ctx context.Context, path string) (string, error)) []connector.Candidate {
	r := reader{read: read, left: mostReads, known: map[string]answer{}}
	var found []suspect
	for _, level := range newTree(entries).levels() {
		for _, s := range inOrder(level) {
			if slices.ContainsFunc(found, func(f suspect) bool { return f.owns(s) }) {
				continue
			}
			if s, ok := r.settle(ctx, s); ok {
				found = append(found, s)
			}
		}
	}
	slices.SortStableFunc(found, likelierFirst)
	candidates := make([]connector.Candidate, 0, len(found))
	for _, s := range found {
		candidates = append(candidates, connector.Candidate{
			Folder: s.folder, Platform: s.platform, Systems: s.systems, Reasons: s.reasons,
		})
	}
	return candidates
}

// inOrder gives what may stand in folders by the names in them: the likeliest folders first, so that what may be read
// is spent on them, and in each folder what holds other platforms before these: the Podfile beside a pubspec.yaml makes
// no Swift app, unless it turns out that there is no Flutter app either.
func inOrder(level []*folder) []suspect {
	var groups [][]suspect
	for _, f := range level {
		group := slices.Concat(flutter(f), javaScript(f), maui(f), gradle(f), apple(f))
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	slices.SortStableFunc(groups, func(a, b []suspect) int {
		return likelierFirst(slices.MinFunc(a, likelierFirst), slices.MinFunc(b, likelierFirst))
	})
	return slices.Concat(groups...)
}

// likelierFirst is the order of what was found.
func likelierFirst(a, b suspect) int {
	return cmp.Or(
		cmp.Compare(min(depthOf(a.folder), 1), min(depthOf(b.folder), 1)),
		cmp.Compare(b.weight(), a.weight()),
		strings.Compare(a.folder, b.folder),
		strings.Compare(string(a.platform), string(b.platform)),
	)
}

// evidence is how sure something is.
type evidence int

const (
	weak    evidence = 1 + iota // it might as well be a library
	likely                      // it is seldom anything else
	certain                     // nothing else looks like that
)

// suspect is something that may be an app.
type suspect struct {
	folder   string
	platform connector.Platform
	systems  []connector.System
	reasons  []string
	evidence evidence
	// open is what only a file's text can tell; nil where the names tell enough.
	open *question
}

// question is a file to read, and what its text makes of a suspect: none where that is no app.
type question struct {
	path  string // from the root
	judge func(s suspect, text string) (suspect, bool)
	// likelier says that the suspect stands where the file cannot be read.
	likelier bool
}

// weight orders suspects: first by how sure they are, then by how much tells for them. What is there to show or to
// test something comes after what it shows.
func (s suspect) weight() int {
	weight := 10*int(s.evidence) + min(len(s.reasons), 9)
	for _, part := range strings.Split(strings.ToLower(s.folder), "/") {
		switch part {
		case "example", "examples", "sample", "samples", "demo", "demos", "test", "tests", "docs", "e2e", "fixtures", "template", "templates":
			return weight - 20
		}
	}
	return weight
}

// owns tells whether another suspect, in the same folder or deeper down, belongs to this one and so is no app of its
// own.
func (s suspect) owns(other suspect) bool {
	if other.folder == s.folder {
		return s.platform != connector.PlatformKotlin && s.platform != connector.PlatformSwift
	}
	if !within(s.folder, other.folder) {
		return false
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(other.folder, s.folder), "/")
	first, _, _ := strings.Cut(rest, "/")
	native := slices.Contains([]string{"ios", "android", "macos", "windows", "linux", "web", "electron", "platforms", "Platforms"}, first)
	switch s.platform {
	case connector.PlatformFlutter: // and its own packages
		return native || other.platform == connector.PlatformFlutter && len(other.systems) == 0
	case connector.PlatformReactNative, connector.PlatformIonic, connector.PlatformMAUI:
		return native
	case connector.PlatformKMP: // every module of it, and the frame around it for iOS
		return other.platform == connector.PlatformKotlin || other.platform == connector.PlatformSwift
	case connector.PlatformSwift: // packages it uses
		return other.platform == connector.PlatformSwift && other.evidence < certain
	}
	return false
}

// answer is what reading a file gave.
type answer struct {
	text string
	err  error
}

// reader reads files, few of them and each once.
type reader struct {
	read  func(ctx context.Context, path string) (string, error)
	left  int
	known map[string]answer
}

// settle decides what a suspect is.
func (r *reader) settle(ctx context.Context, s suspect) (suspect, bool) {
	open := s.open
	if open == nil {
		return s, true
	}
	s.open = nil
	got, known := r.known[open.path]
	if !known {
		if r.left == 0 || r.read == nil || ctx.Err() != nil {
			return s, open.likelier
		}
		r.left--
		got.text, got.err = r.read(ctx, open.path)
		r.known[open.path] = got
	}
	if got.err != nil {
		return s, open.likelier
	}
	return open.judge(s, got.text)
}

// in gives the path of a file in a folder from the root.
func (f *folder) in(name string) string { return path.Join(f.path, name) }
