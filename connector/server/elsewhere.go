package server

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// maxParents is how many of the paths above the typed one are tried: contexts are short, so the shortest.
// With the front page, where that leads and the usual paths, a search makes eight requests at most.
const maxParents = 2

// orElsewhere turns the problem of an address into context-path-missing where a Bitbucket lives next door. It
// only looks where something answered: anywhere on the host if that was no Bitbucket, and else where a
// redirect on the same origin led to another context path.
func (l *climb) orElsewhere(ctx context.Context, answer transport.Answer, err error) error {
	p, ok := connector.AsProblem(err)
	root, under, readable := splitBase(l.base)
	if !ok || !readable || answer.Status == 0 {
		return err
	}
	found := ""
	switch path, led := contextIn(answer.Location, root); {
	case p.Code == connector.CodeNotBitbucket:
		found = l.elsewhereOnHost(ctx, root, under)
	case led && path != under:
		found, _ = l.livesAt(ctx, root+path)
	}
	if found == "" {
		return err
	}
	return connector.NewProblem(connector.CodeContextPathMissing, "address", found).Seen(p.Evidence)
}

// elsewhereOnHost looks for a Bitbucket under another path of the same host, since a context path is easily
// left out or added: above the typed path, where the host's front page leads, at the usual paths, and at the
// root. It gives an empty address where none answers. Nothing is signed.
func (l *climb) elsewhereOnHost(ctx context.Context, root, under string) string {
	tried := []string{under}
	try := func(path string) (found string, over bool) {
		if slices.Contains(tried, path) {
			return "", false
		}
		tried = append(tried, path)
		found, reached := l.livesAt(ctx, root+path)
		return found, found != "" || !reached // without the network it would be the same for the rest
	}
	for _, path := range parents(under) {
		if found, over := try(path); over {
			return found
		}
	}
	usual := []string{"/bitbucket", "/stash", "/git", ""}
	if path, leads := l.frontPage(ctx, root); leads {
		usual = slices.Insert(usual, 0, path)
	}
	for _, path := range usual {
		if found, over := try(path); over {
			return found
		}
	}
	return ""
}

// livesAt gives the address back if a Bitbucket, by name, answers there; reached is false where nothing did.
func (l *climb) livesAt(ctx context.Context, base string) (found string, reached bool) {
	answer, err := l.client.properties(ctx, base)
	if err != nil {
		return "", answer.Status != 0
	}
	if p, err := l.client.recognise(answer); err != nil || !isNamedBitbucket(p.DisplayName) {
		return "", true
	}
	return base, true
}

// parents are the paths above a context path, the longest first; of many, the shortest ones.
func parents(under string) []string {
	var out []string
	for i := strings.LastIndexByte(under, '/'); i > 0; i = strings.LastIndexByte(under[:i], '/') {
		out = append(out, under[:i])
	}
	return out[max(0, len(out)-maxParents):]
}

// frontPage is the context path that the host's front page leads to, if it leads anywhere on its host.
func (l *climb) frontPage(ctx context.Context, root string) (path string, leads bool) {
	answer, _ := l.client.wire.Do(ctx, transport.Request{URL: root + "/"}) // only where it leads is of interest
	return contextIn(answer.Location, root)
}

// contextIn reads the context path out of the address a redirect leads to, if that is on the same origin.
func contextIn(location, root string) (path string, same bool) {
	if location == "" || connector.Origin(location) != connector.Origin(root) {
		return "", false
	}
	a, err := connector.ReadAddress(location)
	if err != nil {
		return "", false
	}
	_, path, same = splitBase(a.Base)
	return path, same
}

// splitBase takes a base address into its origin, as it is spelled, and its context path.
func splitBase(base string) (root, under string, ok bool) {
	u, err := url.Parse(base)
	if err != nil {
		return "", "", false
	}
	under = u.EscapedPath()
	return strings.TrimSuffix(base, under), under, true
}
