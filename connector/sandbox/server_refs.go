package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

type shownRef struct {
	ID        string `json:"id"`
	DisplayID string `json:"displayId"`
	Type      string `json:"type"`
}

type shownBranch struct {
	shownRef
	LatestCommit    string `json:"latestCommit"`
	LatestChangeset string `json:"latestChangeset"`
	IsDefault       bool   `json:"isDefault"`
}

// shownTag is a light tag: an annotated one would have a hash of its own.
type shownTag struct {
	shownRef
	LatestCommit    string  `json:"latestCommit"`
	LatestChangeset string  `json:"latestChangeset"`
	Hash            *string `json:"hash"`
}

func showRef(of ref) shownRef {
	return shownRef{ID: fullRef(of), DisplayID: of.name, Type: strings.ToUpper(of.kind)}
}

func (s *Sandbox) showBranch(r *repo, name string) shownBranch {
	of := ref{branchRef, name}
	head := s.headOf(onServer, r, of).hash
	return shownBranch{showRef(of), head, head, name == r.main}
}

func (s *Sandbox) showTag(r *repo, name string) shownTag {
	of := ref{tagRef, name}
	head := s.headOf(onServer, r, of).hash
	return shownTag{showRef(of), head, head, nil}
}

func (s *Sandbox) listBranches(c call, r *repo) restReply {
	return listRefs(s, c, r, branchRef, func(name string) shownBranch { return s.showBranch(r, name) })
}

func (s *Sandbox) listTags(c call, r *repo) restReply {
	return listRefs(s, c, r, tagRef, func(name string) shownTag { return s.showTag(r, name) })
}

func listRefs[V any](s *Sandbox, c call, r *repo, kind string, show func(string) V) restReply {
	names := s.refsOf(onServer, r, kind)
	switch strings.ToUpper(c.FormValue("orderBy")) {
	case "ALPHABETICAL":
		slices.Sort(names)
	case "", "MODIFICATION":
		names = s.newestFirst(r, kind, names)
	default:
		return *invalid("orderBy", "'"+c.FormValue("orderBy")+"' is not a valid order.")
	}
	text := strings.ToLower(c.FormValue("filterText"))
	keep := func(name string) bool { return strings.Contains(strings.ToLower(name), text) }
	return paged(s, c, names, keep, show)
}

// newestFirst puts what was pushed to since the start in front. Tags are told in the order they were made.
func (s *Sandbox) newestFirst(r *repo, kind string, names []string) []string {
	if kind == tagRef {
		slices.Reverse(names)
	}
	var first []string
	for _, p := range slices.Backward(s.pushes.of(onServer, r)) {
		if p.kind == kind && !slices.Contains(first, p.name) {
			first = append(first, p.name)
		}
	}
	rest := slices.DeleteFunc(names, func(name string) bool { return slices.Contains(first, name) })
	return append(first, rest...)
}

func (s *Sandbox) oneTag(c call, r *repo) restReply {
	name := strings.TrimPrefix(c.PathValue("name"), "refs/tags/")
	if !slices.Contains(s.refsOf(onServer, r, tagRef), name) {
		return failure(http.StatusNotFound, "", "Tag '"+name+"' does not exist in repository '"+r.slug+"'.",
			"com.atlassian.bitbucket.repository.NoSuchTagException")
	}
	return okReply(s.showTag(r, name))
}
