package flow

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/ladder"
)

// triedAtOnce is how many profiles a token is tried for side by side.
const triedAtOnce = 4

// triedToken is a token on its way, with what was found about it.
type triedToken struct {
	credential connector.Credential
	until      time.Time
	connection connector.Connection
	profiles   []connector.BuildProfile
}

// prepare finds the profiles that use the connection, and where its tokens are made.
func (f *TokenChange) prepare(ctx context.Context, connection connector.Connection) {
	connection, profiles, problem := f.touched(ctx, connection)
	if problem != nil {
		f.feed.ApplyFrom(ctx, tokenChangeStopped(*problem))
	} else {
		f.feed.ApplyFrom(ctx, tokenChangeTouches(connection, waiting(profiles)))
	}
	if connection.Provider == connector.Server && ctx.Err() == nil {
		f.feed.ApplyFrom(ctx, tokenChangePaged(f.serverPage(ctx, connection, profiles)))
	}
}

func waiting(profiles []connector.BuildProfile) []TriedProfile {
	tried := make([]TriedProfile, len(profiles))
	for i, p := range profiles {
		tried[i] = TriedProfile{Profile: p, State: connector.Waiting}
	}
	return tried
}

// touched gives the connection as it is saved by now, and the profiles that are used through it.
func (f *TokenChange) touched(ctx context.Context, connection connector.Connection) (connector.Connection, []connector.BuildProfile, *connector.Problem) {
	connections, err := f.needs.Connections.Connections(ctx)
	if err != nil {
		return connection, nil, diskProblem(err)
	}
	if at := slices.IndexFunc(connections, func(c connector.Connection) bool { return c.ID == connection.ID }); at >= 0 {
		connection = connections[at]
	}
	all, err := f.needs.Profiles.Profiles(ctx)
	if err != nil {
		return connection, nil, diskProblem(err)
	}
	list := ProfilesState{connections: connections}
	return connection, byName(slices.DeleteFunc(slices.Clone(all), func(p connector.BuildProfile) bool {
		return p.ConnectionID != connection.ID && list.rowOf(p).Connection.ID != connection.ID
	})), nil
}

// serverPage is where tokens like the connection's are made on its server. A server that does not answer has the
// page all the same: every version shows the tokens of whoever is signed in there.
func (f *TokenChange) serverPage(ctx context.Context, c connector.Connection, profiles []connector.BuildProfile) string {
	key, slug := "", ""
	if len(profiles) > 0 {
		key, slug = profiles[0].Key, profiles[0].Slug
	}
	page := c.Web + serverTokenPage
	guider, knows := f.needs.Clients.Try(c, connector.Credential{Kind: connector.AccessToken}).(TokenGuider)
	if !knows {
		return page
	}
	guide, err := guider.TokenGuide(ctx, key, slug)
	if err != nil {
		return page
	}
	for _, r := range guide.Recipes {
		if r.Page != "" && (r.Kind == c.TokenKind || c.TokenKind == connector.TokenUnknown && r.Kind == connector.TokenPersonal) {
			return r.Page
		}
	}
	return page
}

// serverTokenPage is the page of one's own tokens, which every version has.
const serverTokenPage = "/plugins/servlet/access-tokens/manage"

// placeFor is what an access token of Cloud is said to be for: what the one before was for, or else what the profiles
// have in common.
func placeFor(c connector.Connection, profiles []TriedProfile) string {
	if c.Place != "" {
		return c.Place
	}
	place := ""
	for i, p := range profiles {
		name := placeName(p.Profile.Key, p.Profile.Slug)
		switch workspace, _, _ := strings.Cut(name, "/"); {
		case i == 0:
			place = name
		case place != name && (place == workspace || strings.HasPrefix(place, workspace+"/")):
			place = workspace
		case place != name:
			return ""
		}
	}
	return place
}

// try signs in with the new token, and asks for every profile what a profile lives on. The old token stays what it is.
func (f *TokenChange) try(ctx context.Context, s TokenChangeState, tried triedToken) {
	if ctx.Err() != nil {
		return
	}
	connection, profiles, problem := f.touched(ctx, s.Connection)
	if problem == nil {
		f.feed.ApplyFrom(ctx, tokenChangeTouches(connection, waiting(profiles)))
		tried.credential, problem = withPhrase(ctx, f.needs.Vault, connection, tried.credential)
	}
	if problem != nil {
		f.feed.ApplyFrom(ctx, tokenChangeStopped(*problem))
		return
	}
	before := connection.Account
	connection, tried.profiles = f.renewed(connection, tried, waiting(profiles)), profiles
	bitbucket := f.needs.Clients.Try(connection, tried.credential)
	if tried.connection, problem = f.signIn(ctx, bitbucket, connection); problem != nil {
		f.feed.ApplyFrom(ctx, tokenChangeStopped(*problem))
		return
	}
	good := f.tryProfiles(ctx, bitbucket, profiles, s.Purpose)
	if ctx.Err() != nil {
		return
	}
	after := tried.connection.Account
	if same := before.ID == "" || before.ID == after.ID; good && same {
		f.keep(ctx, s.Purpose, tried)
		return
	}
	was, is := "", ""
	if before.ID != "" && before.ID != after.ID {
		was, is = before.Name, after.Name
	}
	f.hold(&tried)
	if !f.feed.ApplyFrom(ctx, tokenChangeFound(was, is)) {
		f.hold(nil)
	}
}

// renewed is the connection as it is with the new token, as far as that is known before it is tried.
func (f *TokenChange) renewed(c connector.Connection, tried triedToken, profiles []TriedProfile) connector.Connection {
	place := placeFor(c, profiles)
	kind := c.TokenKind
	sameKind := c.Kind == tried.credential.Kind
	c = withoutTokenFacts(c)
	c.Kind, c.TokenUntil = tried.credential.Kind, tried.until
	if sameKind && c.Provider == connector.Server {
		c.TokenKind = kind // until the server tells
	}
	if c.Provider == connector.Cloud && c.Kind == connector.AccessToken {
		c.Place = place
	}
	return c
}

// signIn climbs the ladder with the new token and gives the connection as Bitbucket shows it then.
func (f *TokenChange) signIn(ctx context.Context, bitbucket Bitbucket, c connector.Connection) (connector.Connection, *connector.Problem) {
	begun := requestsOf(bitbucket)
	report := ladder.Climb(ctx, bitbucket.Checks(""), func(r connector.Report) {
		r.Requests = requestsOf(bitbucket) - begun
		f.feed.ApplyFrom(ctx, tokenChangeClimbs(r))
	})
	if report.Verdict() == connector.Blocked {
		p, found := report.Worst()
		if !found { // a rung that could not finish and does not say why
			p = connector.NewProblem(connector.CodeAnswerInvalid, "host", hostOf(c.Base))
		}
		return c, &p
	}
	who, err := bitbucket.Identity(ctx)
	if err != nil {
		return c, problemFor(err, c)
	}
	if c.Provider == connector.Server {
		c = identified(withToken(c, report), who)
		c.Checked, c.Verdict = f.needs.Clock().UTC(), report.Verdict()
		return c, nil
	}
	named := c.Name == c.Account.Name
	name := c.Name
	c = shownByCloud(c, who, report, f.needs.Clock().UTC())
	if !named {
		c.Name = name
	}
	return c, nil
}

// tryProfiles asks for each profile what it lives on, a few side by side, and tells whether all would go on.
func (f *TokenChange) tryProfiles(ctx context.Context, bitbucket Bitbucket, profiles []connector.BuildProfile, purpose ChangePurpose) bool {
	slots := make(chan struct{}, triedAtOnce)
	passed := make([]bool, len(profiles))
	may := make([]string, len(profiles))
	var all sync.WaitGroup
	for i, p := range profiles {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return
			}
			f.feed.ApplyFrom(ctx, tokenChangeTried(i, TriedProfile{Profile: p, State: connector.Running}))
			tried := tryProfile(ctx, bitbucket, p)
			if passed[i] = tried.State == connector.Pass; passed[i] && purpose == ChangeRead && administers(ctx, bitbucket, p) {
				may[i] = placeName(p.Key, p.Slug)
			}
			f.feed.ApplyFrom(ctx, tokenChangeTried(i, tried))
		})
	}
	all.Wait()
	may = slices.DeleteFunc(may, func(name string) bool { return name == "" })
	slices.Sort(may)
	if still := slices.Compact(may); len(still) > 0 {
		f.feed.ApplyFrom(ctx, tokenChangeMay(still))
	}
	return !slices.Contains(passed, false)
}

// tryProfile asks for a profile's repository and its branches. Another repository of the same name is not the one.
func tryProfile(ctx context.Context, bitbucket Bitbucket, p connector.BuildProfile) TriedProfile {
	tried := TriedProfile{Profile: p, State: connector.Fail}
	fails := func(problem connector.Problem) TriedProfile {
		tried.Problem = &problem
		return tried
	}
	repository, err := bitbucket.Repository(ctx, p.Key, p.Slug)
	switch {
	case err != nil:
		return fails(problemOf(err, connector.CodeAnswerInvalid))
	case repository.Ref.ID != p.Repository.ID:
		return fails(connector.NewProblem(connector.CodeRepositoryNotFound, "repository", placeName(p.Key, p.Slug)))
	}
	branches, err := bitbucket.Branches(ctx, repository, "")
	if err != nil {
		return fails(problemOf(err, connector.CodeAnswerInvalid))
	}
	tried.State, tried.Branches = connector.Pass, len(branches)
	return tried
}

// administers tells whether webhooks can be read with a token that was meant to read only.
func administers(ctx context.Context, bitbucket Bitbucket, p connector.BuildProfile) bool {
	hooker, can := bitbucket.(Hooker)
	if !can {
		return false
	}
	_, err := hooker.Hooks(ctx, p.Seen())
	return err == nil
}
