package server

import (
	"context"
	"strings"

	"mooring/connector"
)

// The values of facts that answer a question.
const (
	yes = "yes"
	no  = "no"
)

// admin asks whether a webhook could be made: on the chosen repository, or else on any.
func (l *climb) admin(ctx context.Context) connector.Finding {
	key, slug, chosen := strings.Cut(l.repository, "/")
	if chosen {
		repository, err := l.client.find(ctx, l.base, key, slug)
		if err != nil {
			return l.finding(err)
		}
		l.met = append(l.met, repository)
		return l.adminOf(ctx, repository)
	}
	if l.sample == nil { // whoever sees no repository has been told so; a right on none is no second trouble
		return connector.Finding{Skip: true}
	}
	query := limit(countUpTo)
	query.Set("permission", "REPO_ADMIN")
	answer, p, err := l.client.list(ctx, question{base: l.base, path: []string{"repos"}, query: query})
	if err != nil {
		return l.finding(err)
	}
	named := usable(p.Values)
	l.met, l.admins = append(l.met, named...), countOf(p)
	if len(named) == 0 {
		l.webhook = no
		missing := connector.NewProblem(connector.CodeAdminMissing, "account", l.account, "repository", "")
		return connector.Finding{Problems: []connector.Problem{l.client.seen(missing, answer)}}
	}
	return l.adminOf(ctx, named[0])
}

// adminOf reads the webhooks of a repository, which only its administrators may. It is asked even where
// the list says admin: that tells of the account, this of the token.
func (l *climb) adminOf(ctx context.Context, r restRepository) connector.Finding {
	named := r.Project.Key + "/" + r.Slug
	path := []string{"projects", r.Project.Key, "repos", r.Slug, "webhooks"}
	answer, err := l.client.ask(ctx, question{base: l.base, path: path, query: limit(1)})
	if err == nil {
		_, err = readPage[struct{}](answer)
	}
	if p, ok := connector.AsProblem(err); ok && p.Code == connector.CodeNotPermitted {
		l.webhook = no
		missing := connector.NewProblem(connector.CodeAdminMissing, "account", l.account, "repository", named)
		return connector.Finding{Problems: []connector.Problem{missing.Seen(p.Evidence)}}
	}
	if err != nil {
		return l.finding(err)
	}
	l.webhook = yes
	return connector.Finding{Facts: map[string]string{"repository": named}}
}
