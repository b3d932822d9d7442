package cloud

import (
	"context"
	"net/url"
	"strings"

	"mooring/connector"
)

// maxOthers is how many repositories of a name are worth naming.
const maxOthers = 5

// byName takes the one repository of that name, or names those that come into question.
func (s *search) byName(ctx context.Context) connector.Finding {
	same, alike, err := s.namesakes(ctx, s.wanted.Name)
	switch {
	case len(same) == 1:
		s.found = &same[0]
	case len(same) == 0 && len(alike) == 1 && err == nil:
		s.found = &alike[0]
	case len(same)+len(alike) > 0:
		return facts(factOthers, fullNames(append(same, alike...)))
	case err != nil:
		return s.failed(err)
	default:
		f := found1(s.lost(s.wanted.Name, whyRepository))
		f.Facts = map[string]string{factMissing: whyRepository}
		return f
	}
	return connector.Finding{}
}

// elsewhere tells where else there is a repository of the name that was not found.
func (s *search) elsewhere(ctx context.Context) map[string]string {
	told := map[string]string{}
	if same, _, _ := s.namesakes(ctx, s.wanted.Slug); len(same) > 0 {
		told[factOthers] = fullNames(same)
	}
	return told
}

// namesakes finds the repositories whose name or slug is the one given, and those that hold it, in the workspaces
// found: of each one page, since there may be many. One that refuses does not hide the others; its refusal comes
// with them.
func (s *search) namesakes(ctx context.Context, name string) (same, alike []connector.Repository, refused error) {
	for _, w := range s.workspaces[:min(len(s.workspaces), workspacesAsked)] {
		list, err := s.holding(ctx, w, name)
		if err != nil && !refusesWorkspace(err) {
			return same, alike, err
		}
		refused = firstError(refused, err)
		for _, one := range list {
			if strings.EqualFold(one.Name, name) || strings.EqualFold(one.Slug, name) {
				same = append(same, one)
			} else {
				alike = append(alike, one)
			}
		}
	}
	return same, alike, refused
}

// holding asks a workspace for repositories that hold a name. An access token for one repository looks at that.
func (s *search) holding(ctx context.Context, w connector.Workspace, name string) ([]connector.Repository, error) {
	if s.only != "" {
		one, err := s.Repository(ctx, w.Slug, s.only)
		if err != nil || !holds(one.Name, name) && !holds(one.Slug, name) {
			return nil, err
		}
		return []connector.Repository{one}, nil
	}
	path, _ := pathOf("/repositories", w.Slug)
	var p page[repository]
	err := s.get(ctx, request{
		path: path, about: about{workspace: w.Slug},
		query: url.Values{
			"pagelen": {"100"}, "fields": {repositoryFields("values.")},
			"q": {queryFor(name)},
		},
	}, &p)
	out := make([]connector.Repository, 0, len(p.Values))
	for _, one := range p.Values {
		out = append(out, one.noun(s.o.API, w.Slug))
	}
	return out, err
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// fullNames names up to five repositories, each once.
func fullNames(list []connector.Repository) string {
	var out []string
	known := map[string]bool{}
	for _, r := range list {
		if name := r.FullName(); !known[name] && len(out) < maxOthers {
			known[name] = true
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}
