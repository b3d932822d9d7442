package server

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"

	"mooring/connector"
)

// The limits of looking into a repository.
const (
	mostFolders = 12
	mostNested  = 8
	besides     = 4        // requests at a time
	mostLines   = 2000     // of a file
	mostOfFile  = 64 << 10 // bytes
)

// restEntry is a file or folder in a listing.
type restEntry struct {
	Path struct {
		ToString string `json:"toString"`
		Name     string `json:"name"`
	} `json:"path"`
	Type string `json:"type"` // FILE, DIRECTORY, SUBMODULE
	Size *int64 `json:"size"`
}

// Tree lists the root of a repository at a branch, and what is one level below in the likeliest folders. Of what
// projects of several apps keep them in (apps, packages) the level below that is listed too. A branch that is not
// there has nothing, like an empty repository.
func (c *Client) Tree(ctx context.Context, r connector.Repository, branch string) ([]connector.TreeEntry, error) {
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	w := walk{Client: c, base: base, repository: r, branch: branch}
	out, err := w.listing(ctx, "")
	if err == nil {
		out, err = w.look(ctx, out, connector.LikelyFolders(out, mostFolders))
	}
	if err == nil {
		out, err = w.look(ctx, out, connector.AppFolders(out, mostNested))
	}
	return out, told(err, base)
}

// walk is a way through a repository at a branch.
type walk struct {
	*Client
	base       string
	repository connector.Repository
	branch     string
}

// look adds what is in folders, asked for side by side.
func (w walk) look(ctx context.Context, out []connector.TreeEntry, folders []string) ([]connector.TreeEntry, error) {
	found := make([][]connector.TreeEntry, len(folders))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(besides)
	for i, folder := range folders {
		group.Go(func() (err error) {
			found[i], err = w.listing(ctx, folder)
			return err
		})
	}
	err := group.Wait()
	for _, entries := range found {
		out = append(out, entries...)
	}
	return out, err
}

// listing lists a folder: one page of it.
func (w walk) listing(ctx context.Context, folder string) ([]connector.TreeEntry, error) {
	answer, err := w.askInside(ctx, w.browse(folder, nextPages), w.repository)
	if err != nil || answer.Status == http.StatusNotFound {
		return nil, err
	}
	var shown struct {
		Children page[restEntry] `json:"children"`
	}
	if err := answer.JSON(&shown); err != nil {
		return nil, err
	}
	var out []connector.TreeEntry
	for _, v := range shown.Children.Values {
		name := v.Path.ToString
		if name == "" {
			name = v.Path.Name
		}
		if name == "" || v.Type != "FILE" && v.Type != "DIRECTORY" {
			continue
		}
		e := connector.TreeEntry{Path: strings.TrimPrefix(folder+"/"+name, "/"), Folder: v.Type == "DIRECTORY", Size: -1}
		if v.Size != nil && !e.Folder {
			e.Size = *v.Size
		}
		out = append(out, e)
	}
	return out, nil
}

// browse asks for a folder's entries or a file's lines.
func (w walk) browse(path string, most int) question {
	q := question{base: w.base, path: []string{"projects", w.repository.Key, "repos", w.repository.Slug, "browse"}, query: limit(most)}
	if path != "" {
		q.path = append(q.path, strings.Split(path, "/")...)
	}
	if w.branch != "" {
		q.query.Set("at", "refs/heads/"+w.branch)
	}
	return q
}

// File gives the beginning of a text file at a branch, up to 64 KiB. A file that is not there is fs.ErrNotExist. It is
// read line by line: that answer is JSON, so that a page for people in its place is noticed.
func (c *Client) File(ctx context.Context, r connector.Repository, branch, path string) (string, error) {
	base, err := c.base()
	if err != nil {
		return "", err
	}
	path = strings.Trim(path, "/")
	if !fs.ValidPath(path) || path == "." {
		return "", fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	w := walk{Client: c, base: base, repository: r, branch: branch}
	answer, err := c.askInside(ctx, w.browse(path, mostLines), r)
	if err != nil {
		return "", told(err, base)
	}
	var shown struct {
		Lines []struct {
			Text string `json:"text"`
		} `json:"lines"`
	}
	if answer.Status == http.StatusNotFound {
		return "", fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	if err := answer.JSON(&shown); err != nil {
		return "", told(err, base)
	}
	var text strings.Builder
	for _, line := range shown.Lines {
		if text.Len() > mostOfFile {
			break
		}
		text.WriteString(line.Text + "\n")
	}
	out := text.String()
	return strings.ToValidUTF8(out[:min(len(out), mostOfFile)], ""), nil
}
