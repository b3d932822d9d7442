package cloud

import (
	"context"
	"strings"

	"mooring/connector"
)

// The facts of the ladder that looks for a repository, beside "key" and "slug" once it is found.
const (
	factMissing = "missing" // "workspace" or "repository"
	factMember  = "member"  // "no" where the account is no member of the workspace
	factRole    = "role"    // what the account may do there: admin, write or read
	factOthers  = "others"  // workspace/slug of repositories of that name, divided by blanks
)

// Why a repository is not to be had, for the sentences of repository-not-found.
const (
	whyWorkspace  = "workspace"  // its workspace is not shown
	whyRepository = "repository" // nor is it in the workspace
	whyToken      = "token"      // the access token is for another place
	whyUnnamed    = "unnamed"    // only a workspace was named
)

// Explain makes the ladder for a repository that cannot be seen, named or pasted by a person: the place is this
// Bitbucket, the account is in the workspace, the repository is there, and the credential may read it. Bitbucket
// answers 404 for what is not there and for what one may not see, so a rung that fails on it says both. Whether
// a repository is archived Bitbucket Cloud tells nobody: that rung never applies.
func (c *Client) Explain(text string) []connector.Check {
	s := &search{climb: c.climb(""), text: text}
	return []connector.Check{
		{ID: connector.CheckPlace, Run: s.place},
		{ID: connector.CheckOwner, After: after(connector.CheckPlace), Run: s.owner},
		{ID: connector.CheckRepository, After: after(connector.CheckOwner), Run: s.inWorkspace},
		{ID: connector.CheckVisible, After: after(connector.CheckRepository), Run: s.visible},
		{ID: connector.CheckArchived, After: after(connector.CheckVisible), Run: func(context.Context) connector.Finding {
			return connector.Finding{Skip: true}
		}},
	}
}

// search is what the rungs of one such ladder hand on to the next.
type search struct {
	*climb
	text    string
	wanted  connector.Wanted
	found   *connector.Repository
	refused *connector.Problem // why what was named may not be read, where that alone was said
}

// place reads what was named; an address must be of this Bitbucket.
func (s *search) place(context.Context) connector.Finding {
	var err error
	if s.wanted, err = connector.ReadCloudWanted(s.text, s.o.Web); err != nil {
		return s.failed(err)
	}
	if s.wanted.Key != "" && s.wanted.Slug == "" {
		return found1(s.lost(s.wanted.Key, whyUnnamed))
	}
	return connector.Finding{}
}

// owner looks for the workspace among the account's, then at the workspace itself: public ones are shown to
// strangers, too. Access tokens belong to a place and have no list of them.
func (s *search) owner(ctx context.Context) connector.Finding {
	if s.o.Kind == connector.AccessToken {
		return s.ofToken(ctx)
	}
	list, err := s.listWorkspaces(ctx, s.climb.scope, nil)
	s.workspaces = list
	if err != nil && (len(list) == 0 || s.wanted.Key == "") {
		return s.failed(err)
	}
	if s.wanted.Key == "" || s.among(s.wanted.Key) {
		return connector.Finding{}
	}
	_, err = s.workspace(ctx, s.wanted.Key, nil)
	if err != nil && !refusesWorkspace(err) {
		return s.failed(err)
	}
	if err == nil || s.reads(ctx) { // it is public, or shared alone
		return facts(factMember, "no")
	}
	p := s.problem(err)
	if p.Args["why"] == whyMissing {
		p = s.lost(s.wanted.Key, whyWorkspace, err)
	}
	f := found1(p)
	f.Facts = s.elsewhere(ctx)
	f.Facts[factMember] = "no"
	if p.Code == connector.CodeRepositoryNotFound {
		f.Facts[factMissing] = whyWorkspace
	}
	return f
}

// ofToken finds where an access token can look at all.
func (s *search) ofToken(ctx context.Context) connector.Finding {
	if s.scope == "" && s.wanted.Key != "" {
		s.scope = s.wanted.Key
	}
	if s.scope != "" {
		s.workspaces = []connector.Workspace{{Slug: s.scope, Name: s.scope}}
		return connector.Finding{Skip: true}
	}
	f := s.findWorkspaces(ctx)
	f.Facts = nil
	return f
}

// among tells whether a workspace is one of those found, by slug or uuid.
func (s *search) among(key string) bool {
	for _, w := range s.workspaces {
		if strings.EqualFold(w.Slug, key) || w.UUID == key {
			return true
		}
	}
	return false
}

// reads tells whether the repository answers although its workspace does not.
func (s *search) reads(ctx context.Context) bool {
	one, err := s.Repository(ctx, s.wanted.Key, s.wanted.Slug)
	if err == nil {
		s.found = &one
	}
	return err == nil
}

// inWorkspace finds the repository in its workspace, or by its name in all there are.
func (s *search) inWorkspace(ctx context.Context) connector.Finding {
	if s.found != nil {
		return connector.Finding{}
	}
	if s.wanted.Name != "" {
		return s.byName(ctx)
	}
	one, err := s.Repository(ctx, s.wanted.Key, s.wanted.Slug)
	if err == nil {
		s.found = &one
		return connector.Finding{}
	}
	p := s.problem(err)
	switch p.Code {
	case connector.CodeRepositoryNotFound:
		return s.notThere(ctx, p)
	case connector.CodeNotPermitted, connector.CodeScopeMissing, connector.CodeTwoStepRequired:
		s.refused = &p
		return connector.Finding{Skip: true} // whether it is there was not said
	}
	return s.failed(err)
}

// notThere says that a repository is not shown; of another place than the access token's, that the token is not
// for it.
func (s *search) notThere(ctx context.Context, p connector.Problem) connector.Finding {
	why := whyRepository
	if s.o.Kind == connector.AccessToken && s.outside() {
		why = whyToken
	}
	f := found1(s.lost(s.wanted.Key+"/"+s.wanted.Slug, why, p))
	f.Facts = s.elsewhere(ctx)
	f.Facts[factMissing] = whyRepository
	return f
}

// outside tells whether what was named lies beyond the place of the access token.
func (s *search) outside() bool {
	workspace, slug := s.Client.place()
	return workspace != "" && !strings.EqualFold(workspace, s.wanted.Key) || slug != "" && !strings.EqualFold(slug, s.wanted.Slug)
}

// visible says whether the repository may be read, and as what.
func (s *search) visible(ctx context.Context) connector.Finding {
	switch {
	case s.refused != nil:
		return found1(*s.refused)
	case s.found == nil: // several come into question
		return connector.Finding{Skip: true}
	}
	f := connector.Finding{Facts: map[string]string{"key": s.found.Key, "slug": s.found.Slug}}
	if role := s.role(ctx); role != "" {
		f.Facts[factRole] = role
	}
	return f
}

// role asks what the account may do with it; empty where that is not told, as of a public one.
func (s *search) role(ctx context.Context) string {
	if s.o.Kind == connector.AccessToken {
		return ""
	}
	p, err := s.permissions(ctx, s.found.Key, `repository.name=`+quoted(s.found.Name), "100")
	if err != nil {
		return ""
	}
	for _, right := range p.Values {
		if right.Repository.UUID == s.found.Ref.ID {
			return right.Permission
		}
	}
	return ""
}

// lost is a repository or workspace that is not shown, with what the answer was.
func (s *search) lost(named, why string, because ...error) connector.Problem {
	seen := connector.Evidence{Address: s.o.API}
	for _, err := range because {
		if p, ok := connector.AsProblem(err); ok {
			seen = p.Evidence
		}
	}
	return connector.NewProblem(connector.CodeRepositoryNotFound, "repository", named, "why", why).Seen(seen)
}
