package connector

import (
	"slices"
	"strings"
)

// ReadCloudPlace reads what somebody typed or pasted to say where on Bitbucket Cloud something is: a workspace by
// its name in addresses, workspace/repository, or the address of any page, clone or API call of bitbucket.org
// or of web (the demo's own address; empty for none). slug is empty where only a workspace was named; either
// may be a uuid in braces. It answers address-is-server for an address on another host, and address-invalid
// for what names no workspace; neither ever repeats a sign-in or a token. It never asks a network.
func ReadCloudPlace(text, web string) (workspace, slug string, err error) {
	tidied := tidyAddress(text)
	unreadable := NewProblem(CodeAddressInvalid, "address", showableAddress(tidied))
	if workspace, slug, ok := cloudPath(tidied); ok {
		return workspace, slug, nil
	}
	p, ok := splitAddress(tidied)
	if !ok {
		return "", "", unreadable
	}
	if !isCloudHost(p.host) && !p.isAt(web) {
		if isAtlassianHost(p.host) || p.scheme+p.port == "" && !strings.Contains(p.host, ".") {
			return "", "", unreadable
		}
		return "", "", NewProblem(CodeAddressIsServer, "address", showableAddress(p.hostPort()+p.path))
	}
	if workspace, slug, ok = cloudPlace(pathSegments(p.path)); !ok {
		return "", "", unreadable
	}
	return workspace, slug, nil
}

// cloudPath reads what stands behind the host of an address: a workspace alone, workspace/repository, or more of
// a page's path. A dot in the first part makes it a host.
func cloudPath(text string) (workspace, slug string, ok bool) {
	segments := pathSegments(text)
	if len(segments) == 0 || strings.Contains(text, "//") || strings.Contains(segments[0], ".") || !validPath(text) {
		return "", "", false
	}
	text = text[:cut(text)]
	return cloudPlace(pathSegments(text))
}

// cloudPlace reads the path of any page, clone or API call of Bitbucket Cloud.
func cloudPlace(segments []string) (workspace, slug string, ok bool) {
	if len(segments) > 0 && segments[0] == "!api" {
		segments = segments[1:]
	}
	switch first, rest := firstOfPath(segments); first {
	case "2.0", "1.0", "internal":
		segments = apiPlace(rest)
	case "", "account", "dashboard", "site", "repo", "product", "support", "blog", "search", "snippets", "workspaces", "socialauth":
		return "", "", false // pages of nobody's workspace
	}
	workspace, rest := firstOfPath(segments)
	if !isCloudSlug(workspace) || strings.Contains(workspace, ".") {
		return "", "", false
	}
	slug, _ = firstOfPath(rest)
	slug = strings.TrimSuffix(slug, ".git")
	if slug == "" || slug == "workspace" { // w/workspace/… are a workspace's own pages
		return workspace, "", true
	}
	return workspace, slug, isCloudSlug(slug)
}

// isCloudSlug tells whether a text can be the slug of a workspace or repository on Cloud, or a uuid in braces:
// those are ASCII, and of a workspace hold no dot.
func isCloudSlug(s string) bool {
	foreign := strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f || r == '~' })
	return isNamePart(s) && !foreign && len(s) <= maxRepositoryName
}

// apiPlace gives workspace and repository of a path below the API's version.
func apiPlace(segments []string) []string {
	kind, rest := firstOfPath(segments)
	switch next, _ := firstOfPath(rest); {
	case kind == "repositories":
		return rest
	case kind == "user" && next == "workspaces":
		rest = rest[1:]
	case kind != "workspaces":
		return nil
	}
	return rest[:min(len(rest), 1)]
}

func firstOfPath(segments []string) (first string, rest []string) {
	if len(segments) == 0 {
		return "", nil
	}
	return segments[0], segments[1:]
}

// isAt tells whether an address is on the host of another one; only ssh may have a port of its own.
func (p pasted) isAt(web string) bool {
	w, ok := splitAddress(web)
	return ok && p.host == w.host && (p.scheme == "ssh" || p.port == w.port)
}

func (p pasted) hostPort() string { return joinHost(p.host, p.port) }

// isAtlassianHost tells whether a host is one of Atlassian's own that is no Bitbucket.
func isAtlassianHost(host string) bool {
	return slices.ContainsFunc([]string{"atlassian.com", "atlassian.net", "atlassian.io"}, func(home string) bool {
		return host == home || strings.HasSuffix(host, "."+home)
	})
}
