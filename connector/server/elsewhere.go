package server

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// orElsewhere turns not-bitbucket into context-path-missing where one lives next door.
func (l *climb) orElsewhere(ctx context.Context, err error) error {
	p, ok := connector.AsProblem(err)
	if !ok || p.Code != connector.CodeNotBitbucket {
		return err
	}
	if found := l.elsewhereOnHost(ctx); found != "" {
		return connector.NewProblem(connector.CodeContextPathMissing, "address", found).Seen(p.Evidence)
	}
	return err
}

// elsewhereOnHost looks for a Bitbucket under another path of the same host, since a context path is easily
// left out or added. It knows where the host's front page leads, and the usual paths; it gives an empty
// address where none answers. Nothing is signed.
func (l *climb) elsewhereOnHost(ctx context.Context) string {
	root, under, ok := splitBase(l.base)
	if !ok {
		return ""
	}
	candidates := []string{l.frontPage(ctx, root), "/bitbucket", "/stash", "/git", ""}
	for i, path := range candidates {
		if path == under || slices.Contains(candidates[:i], path) || i == 0 && path == "" {
			continue
		}
		answer, err := l.client.send(ctx, question{base: root + path, path: []string{propertiesPath}, openly: true})
		if err != nil {
			if answer.Status == 0 {
				return "" // the network itself: it would be the same for the rest
			}
			continue
		}
		p, err := l.client.recognise(answer)
		if err == nil && isNamedBitbucket(p.DisplayName) {
			return root + path
		}
	}
	return ""
}

// frontPage is the first part of the path that the host's front page leads to, or nothing.
func (l *climb) frontPage(ctx context.Context, root string) string {
	answer, _ := l.client.wire.Do(ctx, transport.Request{URL: root + "/"}) // only where it leads is of interest
	to, err := url.Parse(answer.Location)
	if err != nil || connector.Origin(answer.Location) != connector.Origin(root) {
		return ""
	}
	first, _, _ := strings.Cut(strings.Trim(to.EscapedPath(), "/"), "/")
	if first == "" {
		return ""
	}
	return "/" + first
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
