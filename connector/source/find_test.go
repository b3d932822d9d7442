package source_test

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/source"
)

// entriesOf lists files and folders as Bitbucket does: with every folder that is named on the way.
func entriesOf(list []string) []connector.TreeEntry {
	var entries []connector.TreeEntry
	seen := map[string]bool{}
	add := func(e connector.TreeEntry) {
		if !seen[e.Path] {
			seen[e.Path] = true
			entries = append(entries, e)
		}
	}
	for _, name := range list {
		file, isFolder := strings.CutSuffix(name, "/")
		for at, c := range file {
			if c == '/' && path.Clean("/"+name[:at]) == "/"+name[:at] {
				add(connector.TreeEntry{Path: name[:at], Folder: true, Size: -1})
			}
		}
		add(connector.TreeEntry{Path: file, Folder: isFolder, Size: -1})
	}
	return entries
}

// shelf gives files to read, and counts.
type shelf struct {
	t     require.TestingT
	texts map[string]string
	read  []string
}

func (s *shelf) file(_ context.Context, path string) (string, error) {
	require.NotContains(s.t, s.read, path, "no file is read twice")
	s.read = append(s.read, path)
	text, ok := s.texts[path]
	if !ok {
		return "", errors.New("it cannot be read")
	}
	return text, nil
}

func TestWhatIsInARepositoryIsFound(t *testing.T) {
	trees := slices.Concat(crossTrees(), nativeTrees(), otherTrees())
	require.Greater(t, len(trees), 50)
	for _, test := range trees {
		t.Run(test.title, func(t *testing.T) {
			s := &shelf{t: t, texts: test.texts}
			got := source.Find(t.Context(), entriesOf(test.names), s.file)
			if len(test.want) == 0 {
				require.Empty(t, got)
			} else {
				require.Equal(t, test.want, got)
			}
			require.Len(t, s.read, test.reads, "%v", s.read)
			turned := entriesOf(test.names)
			slices.Reverse(turned)
			require.Equal(t, got, source.Find(t.Context(), turned, (&shelf{t: t, texts: test.texts}).file), "whatever the order they come in")
		})
	}
}

func TestFiveThousandEntriesAreLookedThrough(t *testing.T) {
	var list []string
	for n := range 5000 {
		list = append(list, fmt.Sprintf("modules/m%d/src/file%d.kt", n%70, n))
	}
	list = append(list, "settings.gradle.kts", "app/build.gradle.kts", "app/google-services.json")
	s := &shelf{t: t}
	got := source.Find(t.Context(), entriesOf(list), s.file)
	require.Equal(t, all(of("", connector.PlatformKotlin, "android", "settings.gradle.kts", "app/", "app/google-services.json")), got)
	require.Empty(t, s.read)
}

func TestNothingIsReadForSomebodyWhoHasLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	s := &shelf{t: t}
	got := source.Find(ctx, entriesOf([]string{"pubspec.yaml"}), s.file)
	require.Len(t, got, 1, "the likelier answer stands")
	require.Empty(t, s.read)
	require.Equal(t, got, source.Find(t.Context(), entriesOf([]string{"pubspec.yaml"}), nil))
}

// FuzzATree holds for whatever a repository has in it.
func FuzzATree(f *testing.F) {
	for _, tree := range slices.Concat(crossTrees(), nativeTrees(), otherTrees()) {
		text := flutterApp
		for _, text = range tree.texts {
			break
		}
		f.Add(strings.Join(tree.names, "\n"), text)
	}
	f.Fuzz(func(t *testing.T, list, text string) {
		entries := entriesOf(strings.Split(list, "\n"))
		find := func() []connector.Candidate {
			var read []string
			return source.Find(t.Context(), entries, func(_ context.Context, path string) (string, error) {
				require.NotContains(t, read, path)
				read = append(read, path)
				require.LessOrEqual(t, len(read), 6)
				require.True(t, slices.ContainsFunc(entries, func(e connector.TreeEntry) bool { return e.Path == path && !e.Folder }), "only what is there is read")
				return text, nil
			})
		}
		got := find()
		require.Equal(t, got, find(), "it finds the same each time")
		for _, c := range got {
			require.NotEmpty(t, c.Reasons)
			require.NotEqual(t, connector.PlatformUnknown, c.Platform)
			for _, reason := range c.Reasons {
				want := path.Join(c.Folder, reason)
				require.True(t, slices.ContainsFunc(entries, func(e connector.TreeEntry) bool {
					return e.Path == want && e.Folder == strings.HasSuffix(reason, "/") || strings.HasPrefix(e.Path, want+"/")
				}), "%s is no reason: it is not there", reason)
			}
		}
	})
}
