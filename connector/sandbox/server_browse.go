package sandbox

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

type shownPath struct {
	Components []string `json:"components"`
	Parent     *string  `json:"parent,omitempty"` // the root has none
	Name       string   `json:"name"`
	Extension  string   `json:"extension,omitempty"`
	ToString   string   `json:"toString"`
}

// shownChild is a file or folder in a listing; only files have a content id and a size.
type shownChild struct {
	Path      shownPath `json:"path"`
	ContentID string    `json:"contentId,omitempty"`
	Node      string    `json:"node,omitempty"`
	Type      string    `json:"type"`
	Size      *int      `json:"size,omitempty"`
}

type shownFolder struct {
	Path     shownPath `json:"path"`
	Revision string    `json:"revision"`
	Children any       `json:"children"`
}

type shownFile struct {
	Lines      []shownLine `json:"lines"`
	Start      int         `json:"start"`
	Size       int         `json:"size"`
	IsLastPage bool        `json:"isLastPage"`
	Limit      int         `json:"limit,omitempty"`
}

type shownLine struct {
	Text string `json:"text"`
}

// browse shows a folder or a file at a branch.
func (s *Sandbox) browse(c call, r *repo) restReply {
	at, refused := s.revision(r, c.FormValue("at"))
	if refused != nil {
		return *refused
	}
	wanted := strings.Trim(c.PathValue("path"), "/")
	if content, isFile := r.files[wanted]; isFile {
		return showFile(c, content)
	}
	children := childrenOf(r, wanted)
	if len(children) == 0 {
		return noSuchPath(wanted, at)
	}
	if c.FormValue("type") == "true" {
		return okReply(map[string]string{"type": "DIRECTORY"})
	}
	listed := paged(s, c, children, func(shownChild) bool { return true }, func(child shownChild) shownChild { return child })
	if listed.status != http.StatusOK {
		return listed
	}
	return okReply(shownFolder{Path: showPath(wanted, false), Revision: at, Children: listed.body})
}

func noSuchPath(wanted, at string) restReply {
	return failure(http.StatusNotFound, "", `The path "`+wanted+`" does not exist at revision "`+at+`"`,
		"com.atlassian.bitbucket.content.NoSuchPathException")
}

// asItIs is the body of an answer that is a file, not JSON.
type asItIs string

// rawFile gives a file at a branch, tag or commit as it is.
func (s *Sandbox) rawFile(c call, r *repo) restReply {
	at, refused := s.revision(r, c.FormValue("at"))
	if refused != nil {
		return *refused
	}
	wanted := strings.Trim(c.PathValue("path"), "/")
	content, isFile := r.files[wanted]
	if !isFile {
		return noSuchPath(wanted, at)
	}
	return okReply(asItIs(content))
}

// revision finds the branch, tag or commit that is asked for, the default branch unasked.
func (s *Sandbox) revision(r *repo, at string) (string, *restReply) {
	if at == "" {
		if r.empty {
			return "", refusal(http.StatusNotFound,
				"refs/heads/main is set as the default branch, but this branch does not exist",
				"com.atlassian.bitbucket.repository.NoDefaultBranchException")
		}
		return "refs/heads/" + r.main, nil
	}
	if _, ok := s.find(onServer, r, at); ok {
		return at, nil
	}
	return "", refusal(http.StatusNotFound, `Commit '`+at+`' does not exist in repository '`+r.slug+`'.`,
		"com.atlassian.bitbucket.commit.NoSuchCommitException")
}

// childrenOf lists what is directly in a folder, folders first; the files themselves know no folders.
func childrenOf(r *repo, folder string) []shownChild {
	prefix := ""
	if folder != "" {
		prefix = folder + "/"
	}
	found := map[string]shownChild{}
	for file, content := range r.files {
		rest, inside := strings.CutPrefix(file, prefix)
		if !inside {
			continue
		}
		name, _, deeper := strings.Cut(rest, "/")
		if deeper {
			found[name] = shownChild{Path: showPath(name, true), Node: hash(prefix + name), Type: "DIRECTORY"}
			continue
		}
		size := len(content)
		found[name] = shownChild{Path: showPath(name, true), ContentID: hash(content), Type: "FILE", Size: &size}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b shownChild) int {
		return strings.Compare(a.Type+a.Path.Name, b.Type+b.Path.Name)
	})
}

// showPath takes a path apart. Children have a parent, even an empty one, which the root has not.
func showPath(full string, child bool) shownPath {
	shown := shownPath{Components: []string{}, ToString: full}
	if full == "" {
		return shown
	}
	shown.Components = strings.Split(full, "/")
	shown.Name = path.Base(full)
	shown.Extension = strings.TrimPrefix(path.Ext(full), ".")
	if parent := strings.TrimSuffix(strings.TrimSuffix(full, shown.Name), "/"); child || parent != "" {
		shown.Parent = &parent
	}
	return shown
}

func showFile(c call, content string) restReply {
	switch {
	case c.FormValue("size") == "true":
		return okReply(map[string]int{"size": len(content)})
	case c.FormValue("type") == "true":
		return okReply(map[string]string{"type": "FILE"})
	}
	start, limit, refused := window(c, maxLimit)
	if refused != nil {
		return *refused
	}
	if c.FormValue("limit") == "" {
		limit = 500
	}
	all := strings.Split(strings.TrimSuffix(content, "\n"), "\n")
	end := min(len(all), start+limit)
	shown := shownFile{Lines: []shownLine{}, Start: start, IsLastPage: end == len(all)}
	for _, text := range all[min(start, end):end] {
		shown.Lines = append(shown.Lines, shownLine{text})
	}
	shown.Size = len(shown.Lines)
	return okReply(shown)
}
