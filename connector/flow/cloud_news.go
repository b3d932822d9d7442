package flow

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// cloudCountLimit bounds a count of repositories to about ten requests: the allowance of an hour is a thousand.
// Past it repositories are not compared, workspaces and permissions still are.
const cloudCountLimit = 1000

// cloudSeen is what an account may see at one time.
type cloudSeen struct {
	account    string
	workspaces map[string]string // uuid or slug → name
	scopes     []string
	// repositories is nil where they could not be counted.
	repositories map[string]bool
}

// look gathers what is visible. A list that ends early leaves the repositories uncounted: a wrong number
// would be worse than none.
func look(ctx context.Context, bitbucket Bitbucket, identity Identity) cloudSeen {
	seen := cloudSeen{
		account: identity.Account.ID, scopes: identity.Scopes,
		workspaces: map[string]string{},
	}
	for _, w := range identity.Workspaces {
		seen.workspaces[w.Slug] = w.Name
	}
	seen.repositories = countable(ctx, bitbucket)
	return seen
}

// countable gathers the repositories that are visible, or gives nil where they are too many to be counted. It
// asks for no page more than it takes to see that.
func countable(ctx context.Context, bitbucket Bitbucket) map[string]bool {
	list := bitbucket.Repositories
	if lazy, can := bitbucket.(Lazy); can {
		list = lazy.Some
	}
	seen := map[string]bool{}
	for page, err := range list(ctx) {
		if err != nil || len(page.Large) > 0 || page.Total > cloudCountLimit {
			return nil
		}
		for _, r := range page.Repositories {
			seen[r.Ref.ID] = true
		}
		if len(seen) > cloudCountLimit {
			return nil
		}
	}
	return seen
}

// compare says what is there now and was not before.
func compare(before, after cloudSeen) CloudNews {
	var news CloudNews
	for _, slug := range slices.Sorted(maps.Keys(after.workspaces)) {
		if _, known := before.workspaces[slug]; !known {
			news.Workspaces = append(news.Workspaces, after.workspaces[slug])
		}
	}
	for _, scope := range after.scopes {
		if len(before.scopes) > 0 && !slices.Contains(before.scopes, scope) {
			news.Scopes = append(news.Scopes, scope)
		}
	}
	if before.repositories == nil {
		return news
	}
	for id := range after.repositories {
		if !before.repositories[id] {
			news.Repositories++
		}
	}
	return news
}

// cloudRepository reads "workspace/repository" out of what a person types or pastes: the name itself, or
// the address of any of the repository's pages. ok is false where there is none.
func cloudRepository(typed string) (key, slug string, ok bool) {
	typed = strings.TrimSpace(typed)
	if _, rest, found := strings.Cut(typed, "://"); found {
		_, typed, _ = strings.Cut(rest, "/")
	} else if rest, found := strings.CutPrefix(typed, "bitbucket.org/"); found {
		typed = rest
	}
	typed, _, _ = strings.Cut(typed, "?")
	parts := strings.Split(strings.Trim(typed, "/"), "/")
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" || strings.ContainsAny(parts[0]+parts[1], " \t@") {
		return "", "", false
	}
	return parts[0], strings.TrimSuffix(parts[1], ".git"), true
}
