package source

import (
	"path"
	"slices"
	"strings"

	"mooring/connector"
)

// folder is a folder with what stands directly in it, as far as it was listed.
type folder struct {
	path    string // from the root, which is empty
	files   map[string]bool
	folders map[string]bool
	tree    tree
}

// tree has the folders by their paths.
type tree map[string]*folder

// newTree sorts entries into folders. What is no clean path is left out, and so is what is in folders that hold
// other people's or generated things.
func newTree(entries []connector.TreeEntry) tree {
	t := tree{}
	t.folder("")
	for _, e := range entries {
		if e.Path == "" || path.Clean("/"+e.Path) != "/"+e.Path {
			continue
		}
		parts := strings.Split(e.Path, "/")
		last := len(parts) - 1
		inside := slices.IndexFunc(parts[:last], foreign)
		switch {
		case inside >= 0: // all that counts is that there is such a folder
			t.folder(strings.Join(parts[:inside], "/")).folders[parts[inside]] = true
		case e.Folder:
			t.folder(strings.Join(parts[:last], "/")).folders[parts[last]] = true
		default:
			t.folder(strings.Join(parts[:last], "/")).files[parts[last]] = true
		}
	}
	return t
}

// folder gives a folder, made with those above it where it was not known yet.
func (t tree) folder(at string) *folder {
	if f, ok := t[at]; ok {
		return f
	}
	f := &folder{path: at, files: map[string]bool{}, folders: map[string]bool{}, tree: t}
	t[at] = f
	if at != "" {
		above, name := split(at)
		t.folder(above).folders[name] = true
	}
	return f
}

// levels gives the folders by how deep they are, in the order of their paths.
func (t tree) levels() [][]*folder {
	var levels [][]*folder
	for at, f := range t {
		depth := depthOf(at)
		for len(levels) <= depth {
			levels = append(levels, nil)
		}
		levels[depth] = append(levels[depth], f)
	}
	for _, level := range levels {
		slices.SortFunc(level, func(a, b *folder) int { return strings.Compare(a.path, b.path) })
	}
	return levels
}

// file gives the first of several names that a file here has, or nothing.
func (f *folder) file(names ...string) string {
	for _, name := range names {
		if f.files[name] {
			return name
		}
	}
	return ""
}

// has tells whether there is a folder of that name here.
func (f *folder) has(name string) bool { return f.folders[name] }

// below gives a folder in this one; one that is not there is empty.
func (f *folder) below(name string) *folder {
	if inside, ok := f.tree[path.Join(f.path, name)]; ok {
		return inside
	}
	return &folder{path: path.Join(f.path, name), tree: f.tree}
}

// foldersNamed gives the folders here, with a slash, that have one of these names, in the order of the names.
func (f *folder) foldersNamed(names ...string) []string {
	var found []string
	for _, name := range names {
		if f.folders[name] {
			found = append(found, name+"/")
		}
	}
	return found
}

// ending gives the names in a set that end in one of these, in their order.
func ending(names map[string]bool, ends ...string) []string {
	var found []string
	for name := range names {
		for _, end := range ends {
			if strings.HasSuffix(name, end) && name != end {
				found = append(found, name)
			}
		}
	}
	slices.Sort(found)
	return found
}

func split(at string) (above, name string) {
	above, name = path.Split(at)
	return strings.TrimSuffix(above, "/"), name
}

func depthOf(at string) int {
	if at == "" {
		return 0
	}
	return 1 + strings.Count(at, "/")
}

// within tells whether a folder is in another, or is it.
func within(outer, inner string) bool {
	return outer == "" || inner == outer || strings.HasPrefix(inner, outer+"/")
}

// foreign tells whether a folder of this name holds what is no part of anybody's own app: packages, what was
// generated, what builds the build, and the insides of things that look like files to people.
func foreign(name string) bool {
	switch name {
	case "node_modules", "Pods", "Carthage", "vendor", "third_party", "build", "DerivedData", "buildSrc", "build-logic", "bin", "obj":
		return true
	}
	switch path.Ext(name) {
	case ".xcodeproj", ".xcworkspace", ".xcassets", ".playground", ".framework", ".xcframework", ".bundle":
		return true
	}
	return strings.HasPrefix(name, ".")
}
