package server

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// The facts of the ladder that looks for a repository, beside "key" and "slug" once it is found.
const (
	factMissing  = "missing"  // "project" or "repository"
	factPersonal = "personal" // whose personal space it is in, where that is another account's
	factOthers   = "others"   // KEY/slug of repositories of that name, divided by blanks
	factArchived = "archived"
)

// Explain makes the ladder for a repository that cannot be seen, named or pasted by a person: the place is
// this server, the project is there, the repository is in it, the token may read it, and it takes changes.
// Bitbucket refuses what one may not see or denies it, by version and settings, so a rung that fails says
// both where they cannot be told apart.
func (c *Client) Explain(text string) []connector.Check {
	s := &search{client: c, text: text}
	return []connector.Check{
		c.check(connector.CheckPlace, s.place),
		c.check(connector.CheckOwner, s.owner, connector.CheckPlace),
		c.check(connector.CheckRepository, s.repository, connector.CheckOwner),
		c.check(connector.CheckVisible, s.visible, connector.CheckRepository),
		c.check(connector.CheckArchived, s.archived, connector.CheckVisible),
	}
}

// search is what the rungs of one such ladder hand on to the next.
type search struct {
	client  *Client
	text    string
	base    string
	wanted  connector.Wanted
	found   *restRepository
	refused *connector.Problem // what was said of a repository that is there and may not be read
}

func (s *search) finding(err error) connector.Finding { return finding(err, s.base) }

// place reads what was named. A pasted address must be of this server; only ssh may have a host of its own.
func (s *search) place(ctx context.Context) connector.Finding {
	base, err := s.client.base()
	if err != nil {
		return s.finding(err)
	}
	s.base = base
	if s.wanted, err = connector.ReadWanted(s.text); err != nil {
		return s.finding(err)
	}
	a := s.wanted.Address
	here := a != nil && (a.SSH || isSamePlace(a.Base, base))
	if s.wanted.Name != "" && !here {
		return connector.Finding{} // a bare name, though one with a dot could be a host as well
	}
	switch {
	case a != nil && !here:
		return s.missing(ctx, a.Host, "server", transport.Answer{})
	case s.wanted.Key == "":
		return s.missing(ctx, base, "unnamed", transport.Answer{})
	}
	return connector.Finding{}
}

// isSamePlace compares host name and context path. The port may differ: many servers answer on their own
// one and behind a proxy.
func isSamePlace(a, b string) bool {
	_, underA, okA := splitBase(a)
	_, underB, okB := splitBase(b)
	return okA && okB && underA == underB && strings.EqualFold(hostOf(a), hostOf(b))
}

// owner asks for the project. A token of a repository may read that and not the project around it, so a
// refusal only counts where the repository is refused too.
func (s *search) owner(ctx context.Context) connector.Finding {
	key := s.wanted.Key
	if key == "" {
		return connector.Finding{Skip: true}
	}
	answer, err := s.client.ask(ctx, question{base: s.base, path: []string{"projects", key}})
	if who := s.client.accountOf(answer); who != "" { // told with refusals, too
		s.client.learn(func(k *known) { k.account = who })
	}
	gone := answer.Status == http.StatusNotFound && answer.IsJSON()
	if err == nil || gone { // somebody unknown is shown nothing, which says nothing about the account
		err = s.client.signedIn(answer)
	}
	if err == nil && gone {
		return s.missing(ctx, key, "project", answer)
	}
	p, _ := connector.AsProblem(err)
	if p.Code == connector.CodeNotPermitted && s.wanted.Slug != "" {
		if r, failed := s.client.find(ctx, s.base, key, s.wanted.Slug); failed == nil {
			s.found, err = &r, nil
		}
	}
	if err != nil && p.Code == connector.CodeNotPermitted {
		return s.shut(ctx, p.With("resource", key))
	}
	if err != nil {
		return s.finding(err)
	}
	return connector.Finding{Facts: s.personal(key)}
}

// repository finds it in the project, or by its name in all that may be seen.
func (s *search) repository(ctx context.Context) connector.Finding {
	switch {
	case s.found != nil:
		return connector.Finding{}
	case s.wanted.Name != "":
		return s.byName(ctx)
	case s.wanted.Slug == "":
		return s.missing(ctx, s.wanted.Key, "unnamed", transport.Answer{})
	}
	r, err := s.client.find(ctx, s.base, s.wanted.Key, s.wanted.Slug)
	p, _ := connector.AsProblem(err)
	switch {
	case err == nil:
		s.found = &r
	case p.Code == connector.CodeNotPermitted:
		s.refused = &p
	case p.Code == connector.CodeRepositoryNotFound:
		return s.missingSeen(ctx, p.Args["repository"], "repository", p.Evidence)
	default:
		return s.finding(err)
	}
	return connector.Finding{}
}

// byName takes the one repository of that name, or names those that come into question.
func (s *search) byName(ctx context.Context) connector.Finding {
	same, alike, err := s.client.namesakes(ctx, s.base, s.wanted.Name)
	switch {
	case err != nil:
		return s.finding(err)
	case len(same) == 1:
		s.found = &same[0]
		return connector.Finding{}
	case len(same) == 0 && len(alike) == 1:
		s.found = &alike[0]
		return connector.Finding{}
	case len(same)+len(alike) > 0:
		return connector.Finding{Facts: map[string]string{factOthers: names(append(same, alike...))}}
	}
	return s.missing(ctx, s.wanted.Name, "repository", transport.Answer{})
}

// visible says whether the token may read what is there.
func (s *search) visible(ctx context.Context) connector.Finding {
	switch {
	case s.refused != nil:
		return s.shut(ctx, *s.refused)
	case s.found == nil: // several come into question
		return connector.Finding{Skip: true}
	}
	return connector.Finding{Facts: map[string]string{"key": s.found.Project.Key, "slug": s.found.Slug}}
}

// archived says whether it takes changes: an archived one can be chosen, but nothing is pushed there.
func (s *search) archived(context.Context) connector.Finding {
	switch {
	case s.found == nil || s.found.Archived == nil: // servers before 8.0 archive nothing
		return connector.Finding{Skip: true}
	case *s.found.Archived:
		return connector.Finding{Facts: map[string]string{factArchived: yes}}
	}
	return connector.Finding{Facts: map[string]string{factArchived: no}}
}

// missing says that something is not there, or not shown, and what kind of thing.
func (s *search) missing(ctx context.Context, named, why string, a transport.Answer) connector.Finding {
	p := s.client.seen(connector.NewProblem(connector.CodeRepositoryNotFound), a)
	p.Evidence.Address = cmp.Or(p.Evidence.Address, s.base)
	return s.missingSeen(ctx, named, why, p.Evidence)
}

func (s *search) missingSeen(ctx context.Context, named, why string, e connector.Evidence) connector.Finding {
	facts := s.around(ctx)
	if why == "project" || why == "repository" {
		facts[factMissing] = why
		if facts[factPersonal] != "" {
			why, named = factPersonal, strings.Trim(s.wanted.Key+"/"+s.wanted.Slug, "/")
		}
	}
	p := connector.NewProblem(connector.CodeRepositoryNotFound, "repository", named, "why", why)
	return connector.Finding{Facts: facts, Problems: []connector.Problem{p.Seen(e)}}
}

// shut says that the token may not see something that is there.
func (s *search) shut(ctx context.Context, p connector.Problem) connector.Finding {
	facts := s.around(ctx)
	if facts[factPersonal] != "" {
		p = p.With("why", factPersonal)
	}
	return connector.Finding{Facts: facts, Problems: []connector.Problem{p}}
}

// around tells what helps where it is not shown: whose space it is in, and where else there is one of its
// name.
func (s *search) around(ctx context.Context) map[string]string {
	facts := s.personal(s.wanted.Key)
	if s.wanted.Slug == "" {
		return facts
	}
	if same, _, err := s.client.namesakes(ctx, s.base, s.wanted.Slug); err == nil && len(same) > 0 {
		facts[factOthers] = names(same)
	}
	return facts
}

// personal tells whose space a key names, if it is another account's than the one signed in.
func (s *search) personal(key string) map[string]string {
	facts := map[string]string{}
	if owner, personal := strings.CutPrefix(key, "~"); personal && owner != "" {
		account := s.client.recall().account
		if account == "" || !strings.EqualFold(owner, account) && !strings.EqualFold(owner, slugOf(account)) {
			facts[factPersonal] = owner
		}
	}
	return facts
}
