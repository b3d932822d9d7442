package connector

import (
	"slices"
	"strings"
)

// ReadRepositoryName reads how people name one repository: "KEY/slug" as it is written (a workspace or a
// project key), or the address of any of its pages or of its clone, on either product. It answers
// address-invalid where no repository is named.
func ReadRepositoryName(text string) (key, slug string, err error) {
	tidied := tidyAddress(text)
	if key, slug, ok := plainName(tidied); ok {
		return key, slug, nil
	}
	if p, ok := splitAddress(tidied); ok {
		if isCloudHost(p.host) {
			key, slug = cloudName(pathSegments(p.path))
		} else {
			a := p.address()
			key, slug = a.ProjectKey, a.RepositorySlug
		}
	}
	if key == "" || slug == "" {
		return "", "", NewProblem(CodeAddressInvalid, "address", showableAddress(tidied))
	}
	return key, slug, nil
}

// plainName reads KEY/slug. A dot before the slash makes it a host, but for personal projects (~first.last).
func plainName(text string) (key, slug string, ok bool) {
	key, slug, ok = strings.Cut(strings.Trim(text, "/"), "/")
	if !ok || !isNamePart(key) || !isNamePart(slug) || strings.Contains(key, ".") && key[0] != '~' {
		return "", "", false
	}
	slug = strings.TrimSuffix(slug, ".git")
	return key, slug, slug != ""
}

// isNamePart tells whether a text can be a key or slug, or a Cloud uuid in braces.
func isNamePart(s string) bool {
	if s == "" || s == "." || s == ".." || looksLikeToken(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 0x7f
		return !letter && !strings.ContainsRune("~._-{}", r)
	})
}

// cloudName reads the path of a Cloud page, clone or API address: workspace/slug/…
func cloudName(segments []string) (key, slug string) {
	if len(segments) > 2 && segments[0] == "2.0" && segments[1] == "repositories" {
		segments = segments[2:]
	}
	if len(segments) < 2 || segments[1] == "workspace" || slices.Contains(
		[]string{"account", "dashboard", "workspaces", "site", "repo", "product", "support", "blog", "2.0", "!api"}, segments[0]) {
		return "", ""
	}
	return segments[0], strings.TrimSuffix(segments[1], ".git")
}
