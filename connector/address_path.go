package connector

import (
	"net/url"
	"strings"
)

// place is what the path of an address tells: the context path Bitbucket lives under, and what it names.
type place struct {
	context   []string
	key, slug string
}

// validPath tells whether a path is properly escaped and stays below its host.
func validPath(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == ".." || strings.ContainsAny(plain, "/\x00") {
			return false
		}
	}
	return true
}

// pathSegments gives the parts of a path, unescaped.
func pathSegments(path string) []string {
	var out []string
	for segment := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(segment)
		if err == nil && plain != "" && plain != "." {
			out = append(out, plain)
		}
	}
	return out
}

// webPlace finds where Bitbucket's own pages begin in a path; what stands before is the context path.
func webPlace(segments []string) place {
	for i, s := range segments {
		rest := segments[i+1:]
		switch s {
		case "projects", "users", "bots":
			return named(segments[:i], s, rest)
		case "scm":
			if len(rest) >= 2 {
				return keyed(segments[:i], rest[0], rest[1])
			}
		case "rest":
			if len(rest) == 0 || rest[0] != "api" {
				return place{context: segments[:i]}
			}
			if len(rest) > 2 {
				return named(segments[:i], rest[2], rest[3:])
			}
			return place{context: segments[:i]}
		case "dashboard", "repos", "profile", "admin", "account", "plugins", "login", "logout", "getting-started", "status":
			return place{context: segments[:i]}
		}
	}
	return place{context: segments}
}

// named reads projects/KEY/repos/slug and users/name/repos/slug.
func named(context []string, kind string, rest []string) place {
	if len(rest) == 0 || kind != "projects" && kind != "users" {
		return place{context: context}
	}
	key, slug := rest[0], ""
	if kind == "users" {
		key = "~" + key
	}
	if len(rest) > 2 && rest[1] == "repos" {
		slug = rest[2]
	}
	return keyed(context, key, slug)
}

// sshPlace reads the path of an ssh clone address: KEY/slug.git.
func sshPlace(segments []string) place {
	if len(segments) < 2 {
		return place{}
	}
	return keyed(nil, segments[0], segments[1])
}

// keyed spells key and slug as Bitbucket Server does: keys in capitals (clone addresses have them in small
// letters) but for personal ones, slugs in small letters.
func keyed(context []string, key, slug string) place {
	if !strings.HasPrefix(key, "~") {
		key = strings.ToUpper(key)
	}
	return place{context: context, key: key, slug: strings.ToLower(strings.TrimSuffix(slug, ".git"))}
}
