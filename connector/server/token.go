package server

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
)

// tokenUser begins the names of the users that tokens of projects and repositories act as. A number says
// which, another is the id of the project or repository (seen on 9.4: access-token-user/2/11754).
const tokenUser = "access-token-user/"

// kindOf tells from an account's name what its token belongs to, and the id of that; personal ones have none.
func kindOf(account string) (kind connector.TokenKind, id int64) {
	rest, service := strings.CutPrefix(account, tokenUser)
	if !service {
		return connector.TokenPersonal, 0
	}
	number, of, _ := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(of, 10, 64)
	switch {
	case err != nil:
	case number == "1":
		return connector.TokenProject, id
	case number == "2":
		return connector.TokenRepository, id
	}
	return connector.TokenUnknown, 0
}

// token says what the token is and may, from what the rungs below have seen and one list of its owner's
// tokens. What could not be found out is left out; nothing of it is a problem by itself.
func (l *climb) token(ctx context.Context) connector.Finding {
	kind, id := kindOf(l.account)
	owner := l.ownerOf(kind, id)
	f := connector.Finding{Facts: map[string]string{}}
	for name, value := range map[string]string{
		connector.FactTokenKind: string(kind), connector.FactTokenOwner: owner, connector.FactWebhook: l.webhook,
	} {
		if value != "" {
			f.Facts[name] = value
		}
	}
	if l.reads.known {
		f.Facts[connector.FactReads] = l.reads.String()
	}
	if l.admins.known {
		f.Facts[connector.FactAdmins] = l.admins.String()
	}
	if kind == connector.TokenPersonal && l.admins.more && l.admins.n >= countUpTo {
		f.Problems = append(f.Problems, l.noted(connector.NewProblem(connector.CodeTokenTooWide, "account", l.account)))
	}
	l.ending(ctx, kind, owner, &f)
	return f
}

// ownerOf is who a token belongs to: an account, a project's key, or KEY/slug. Of the latter only the id is
// told, so it is looked for among the repositories that were met.
func (l *climb) ownerOf(kind connector.TokenKind, id int64) string {
	if kind == connector.TokenPersonal {
		return l.account
	}
	for _, r := range l.met {
		switch {
		case kind == connector.TokenProject && r.Project.ID == id:
			return r.Project.Key
		case kind == connector.TokenRepository && r.ID == id:
			return r.Project.Key + "/" + r.Slug
		}
	}
	return ""
}

// ending adds when the token ends: as the server tells, or else as the person typed.
func (l *climb) ending(ctx context.Context, kind connector.TokenKind, owner string, f *connector.Finding) {
	end, by := l.told(ctx, kind, owner), "server"
	if until := l.client.options.TokenUntil; !end.known && !until.IsZero() {
		end = expiry{known: true, at: until}
		if !l.client.options.TokenTold {
			by = "person"
		}
	}
	if !end.known {
		return
	}
	f.Facts[connector.FactExpires], f.Facts[connector.FactExpiresBy] = end.String(), by
	if !end.at.IsZero() && end.at.Sub(l.client.options.Clock()) < connector.ExpirySoon {
		p := connector.NewProblem(connector.CodeTokenExpiresSoon, "date", end.String(), "past", "")
		if !l.client.options.Clock().Before(end.at.AddDate(0, 0, 1)) { // a token is good through its last day
			p = p.With("past", "yes")
		}
		f.Problems = append(f.Problems, l.noted(p))
	}
}

// noted is a problem that no single answer shows.
func (l *climb) noted(p connector.Problem) connector.Problem {
	return p.Seen(connector.Evidence{Address: l.base})
}

// expiry is when a token ends; known with no time means never.
type expiry struct {
	known bool
	at    time.Time
}

// String is the day, or "never".
func (e expiry) String() string {
	if e.at.IsZero() {
		return "never"
	}
	return e.at.UTC().Format(time.DateOnly)
}
