package cloud

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
)

// The limits of looking into a repository.
const (
	mostFolders = 8        // are looked into one by one
	mostOfFile  = 64 << 10 // bytes
	// fresh is how long a branch is taken to be where it was: files are read as they were listed.
	fresh = 5 * time.Minute
	// tooDeep is Bitbucket's own status for a listing that took it too long. (Atlassian's OpenAPI document, GET
	// …/src/{commit}/{path}.)
	tooDeep = 555
)

// Tree lists the root of a repository at a branch, and what is one level below: in one list where Bitbucket manages
// that in time, else of the likeliest folders. Of what projects of several apps keep them in (apps, packages) the
// level below that is listed too. A branch that is not there has nothing, like an empty repository.
func (c *Client) Tree(ctx context.Context, r connector.Repository, branch string) ([]connector.TreeEntry, error) {
	at, err := c.commit(ctx, r, branch, true)
	if err != nil || at == "" {
		return nil, c.asError(err)
	}
	out, err := c.listing(ctx, r, at, "", 2)
	var folders []string
	if p, ok := connector.AsProblem(err); ok && p.Evidence.Status == tooDeep {
		if out, err = c.listing(ctx, r, at, "", 1); err == nil {
			folders = connector.LikelyFolders(out, mostFolders)
		}
	}
	if err != nil {
		return nil, c.asError(err)
	}
	out, err = c.look(ctx, r, at, out, folders)
	if err == nil {
		out, err = c.look(ctx, r, at, out, connector.AppFolders(out, mostFolders))
	}
	return out, c.asError(err)
}

// look adds what is in folders. One that cannot be listed, for its size or because it is none, is left out.
func (c *Client) look(ctx context.Context, r connector.Repository, at string, out []connector.TreeEntry, folders []string) ([]connector.TreeEntry, error) {
	found := make([][]connector.TreeEntry, len(folders))
	err := sideways(ctx, len(folders), func(ctx context.Context, i int) error {
		entries, err := c.listing(ctx, r, at, folders[i], 1)
		if p, ok := connector.AsProblem(err); ok {
			switch p.Code {
			case connector.CodeRepositoryNotFound, connector.CodeServerError, connector.CodeAnswerTooLarge:
				return nil
			}
		}
		found[i] = entries
		return err
	})
	for _, entries := range found {
		out = append(out, entries...)
	}
	return out, err
}

// listing lists a folder so many levels deep.
func (c *Client) listing(ctx context.Context, r connector.Repository, at, folder string, depth int) ([]connector.TreeEntry, error) {
	type entry struct {
		Path string `json:"path"`
		Type string `json:"type"`
		Size *int64 `json:"size"`
	}
	q, ok := c.sourceRequest(r, at, folder)
	if !ok {
		return nil, nil
	}
	if folder != "" {
		q.path += "/" // the root has one already
	}
	q.query = url.Values{"pagelen": {strconv.Itoa(pageOf)}, "fields": {"next,size,page,pagelen,values.path,values.type,values.size"}}
	if depth > 1 {
		q.query.Set("max_depth", strconv.Itoa(depth))
	}
	values, _, err := upTo[entry](ctx, c, q)
	out := make([]connector.TreeEntry, 0, len(values))
	for _, v := range values {
		e := connector.TreeEntry{Path: strings.Trim(v.Path, "/"), Folder: v.Type == "commit_directory", Size: -1}
		if v.Size != nil && !e.Folder {
			e.Size = *v.Size
		}
		if e.Path != "" {
			out = append(out, e)
		}
	}
	return out, err
}

// File gives the beginning of a file at a branch, up to 64 KiB of text. A file that is not there is fs.ErrNotExist.
func (c *Client) File(ctx context.Context, r connector.Repository, branch, path string) (string, error) {
	at, err := c.commit(ctx, r, branch, false)
	if err != nil {
		return "", c.asError(err)
	}
	q, ok := c.sourceRequest(r, at, strings.Trim(path, "/"))
	if at == "" || path == "" || !ok {
		return "", notThere(path)
	}
	q.most = mostOfFile
	a, used, err := c.ask(ctx, q)
	if err != nil {
		return "", c.asError(err)
	}
	if a.Status == http.StatusNotFound && !a.IsHTML() && !ofTheRepository(readRefusal(a)) {
		return "", notThere(path)
	}
	if p, bad := c.judge(a, q.about, used); bad && !(a.OK() && isPage(path)) {
		return "", p
	}
	return strings.ToValidUTF8(string(a.Body), ""), nil
}

func notThere(path string) error { return fmt.Errorf("%s: %w", path, fs.ErrNotExist) }

// isPage tells a file that may well look like a page for people.
func isPage(path string) bool {
	path = strings.ToLower(path)
	return strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".htm")
}

// sourceRequest is about a path in a repository at a commit; of the root it ends in a slash, which Bitbucket insists on.
func (c *Client) sourceRequest(r connector.Repository, at, path string) (request, bool) {
	var parts []string
	if path != "" {
		parts = strings.Split(path, "/")
	}
	address, ok := pathOf("/repositories", r.Key, firstOf(r.Slug, r.Ref.ID), "src", at)
	if path == "" {
		address += "/"
	}
	below, fine := pathOf("", parts...)
	return request{path: address + below, about: about{workspace: r.Key, repository: r.FullName()}}, ok && fine
}

// commit finds the commit a branch is at: names may hold slashes, and src takes a hash. Nothing is there where
// there is no such branch, or nothing at all.
func (c *Client) commit(ctx context.Context, r connector.Repository, branch string, again bool) (string, error) {
	path, ok := pathOf("/repositories", r.Key, firstOf(r.Slug, r.Ref.ID))
	if r.Empty || !ok {
		return "", nil
	}
	name := branchOf{path, branch}
	if at, there := c.remembered(name); there && !again {
		return at, nil
	}
	if branch == "" {
		main, err := c.mainBranch(ctx, r)
		if err != nil || main == "" {
			return "", err
		}
		branch = main
	}
	var p page[struct {
		Name   string `json:"name"`
		Target struct {
			Hash string `json:"hash"`
		} `json:"target"`
	}]
	err := c.get(ctx, request{
		path: path + "/refs/branches", about: about{workspace: r.Key, repository: r.FullName()},
		query: url.Values{"q": {"name = " + quoted(branch)}, "fields": {"values.name,values.target.hash"}},
	}, &p)
	for _, v := range p.Values {
		if v.Name == branch {
			c.remember(name, v.Target.Hash)
			return v.Target.Hash, nil
		}
	}
	return "", err
}

// mainBranch is the default branch, as the repository tells it or else Bitbucket; empty where there is none.
func (c *Client) mainBranch(ctx context.Context, r connector.Repository) (string, error) {
	if r.DefaultBranch != nil && *r.DefaultBranch != "" {
		return *r.DefaultBranch, nil
	}
	one, err := c.repository(ctx, r.Key, firstOf(r.Slug, r.Ref.ID), nil)
	if err != nil || one.DefaultBranch == nil {
		return "", err
	}
	return *one.DefaultBranch, nil
}

// branchOf names a branch of a repository; an empty name is the default one.
type branchOf struct{ path, name string }

// head is where a branch was.
type head struct {
	hash string
	seen time.Time
}

// remember notes where a branch is.
func (c *Client) remember(b branchOf, hash string) {
	c.keep(func(f *found) {
		if f.heads == nil {
			f.heads = map[branchOf]head{}
		}
		f.heads[b] = head{hash, c.o.Now()}
	})
}

// remembered gives where a branch was a moment ago.
func (c *Client) remembered(b branchOf) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, there := c.found.heads[b]
	return h.hash, there && c.o.Now().Sub(h.seen) < fresh
}
