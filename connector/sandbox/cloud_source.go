package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// treeEntry is a file or directory; a directory has no size.
type treeEntry struct {
	path      string
	directory bool
	size      int
}

// source is GET …/src/{commit}/{path}: a directory's entries as a list, a file as it is. The commit may be
// a hash or a branch's name.
func (c *cloudState) source(w http.ResponseWriter, r *http.Request, _ cloudCaller, one *repo) {
	hash, ok := c.s.find(onCloud, one, r.PathValue("commit"))
	if !ok {
		refuse(w, http.StatusNotFound, "Commit not found", nil)
		return
	}
	at := strings.Trim(r.PathValue("path"), "/")
	if text, ok := one.files[at]; ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(text))
		return
	}
	depth := 1
	if asked := r.URL.Query().Get("max_depth"); asked != "" {
		number, err := strconv.Atoi(asked)
		if err != nil || number < 1 {
			refuse(w, http.StatusBadRequest, "Invalid max_depth", nil)
			return
		}
		depth = number
	}
	if depth > maxTreeDepth {
		tooDeep(w)
		return
	}
	list := entriesBelow(one.files, at, depth)
	if len(list) == 0 && at != "" {
		refuse(w, http.StatusNotFound, "No such file or directory: "+at, nil)
		return
	}
	answerMatches(c, w, r, list, entryRecord, func(e treeEntry) any { return c.entryShape(one, hash, e) })
}

// maxTreeDepth is how deep a listing may go before it takes Bitbucket too long. How deep that is depends on the
// repository there; here it is the same for all.
const maxTreeDepth = 20

// statusTooDeep is Bitbucket's own: the listing timed out, "possibly because the specified recursion depth is too
// large" (Atlassian's OpenAPI document, GET …/src/{commit}/{path}).
const statusTooDeep = 555

func tooDeep(w http.ResponseWriter) {
	refuse(w, statusTooDeep, "Timed out", "The listing took too long. Ask for fewer levels.")
}

// entriesBelow lists a directory down to a depth, directories first at each level, as Bitbucket does.
func entriesBelow(files map[string]string, root string, depth int) []treeEntry {
	found := map[string]treeEntry{}
	for name, text := range files {
		inside := name
		if root != "" {
			var ok bool
			if inside, ok = strings.CutPrefix(name, root+"/"); !ok {
				continue
			}
		}
		parts := strings.Split(inside, "/")
		for i := 1; i <= min(len(parts), depth); i++ {
			at := path.Join(root, path.Join(parts[:i]...))
			found[at] = treeEntry{path: at, directory: i < len(parts), size: len(text)}
		}
	}
	out := make([]treeEntry, 0, len(found))
	for _, e := range found {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b treeEntry) int {
		deep := strings.Count(a.path, "/") - strings.Count(b.path, "/")
		switch {
		case deep != 0:
			return deep
		case a.directory != b.directory && a.directory:
			return -1
		case a.directory != b.directory:
			return 1
		}
		return strings.Compare(a.path, b.path)
	})
	return out
}

func entryRecord(e treeEntry) record {
	return func(field string) (any, bool) {
		switch field {
		case "path":
			return e.path, true
		case "size":
			return e.size, true
		case "type":
			return entryType(e), true
		}
		return nil, false
	}
}

func entryType(e treeEntry) string {
	if e.directory {
		return "commit_directory"
	}
	return "commit_file"
}

func (c *cloudState) entryShape(r *repo, hash string, e treeEntry) any {
	escaped := (&url.URL{Path: e.path}).EscapedPath()
	self := fmt.Sprintf("%s/repositories/%s/src/%s/%s", c.api(), fullName(r), hash, escaped)
	out := object{"type": entryType(e), "path": e.path, "commit": c.commitBase(r, hash)}
	if e.directory {
		self += "/"
		out["links"] = object{"self": link(self), "meta": link(self + "?format=meta")}
		return out
	}
	out["links"] = object{
		"self": link(self), "meta": link(self + "?format=meta"),
		"history": link(fmt.Sprintf("%s/repositories/%s/filehistory/%s/%s", c.api(), fullName(r), hash, escaped)),
	}
	out["size"], out["attributes"], out["mimetype"], out["escaped_path"] = e.size, []string{}, nil, e.path
	return out
}
