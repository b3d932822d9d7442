package flow

import (
	"context"
	"errors"

	"mooring/connector"
)

// CloudLack is what a person misses.
type CloudLack string

// The three things one can miss.
const (
	CloudLackAccount    CloudLack = "account"    // another account's repositories
	CloudLackPermission CloudLack = "permission" // a permission by name
	CloudLackRepository CloudLack = "repository" // a repository one cannot see
)

// CloudWant is what a person says is missing: one of the three, with its name where it has one.
type CloudWant struct {
	Lack       CloudLack
	Permission string // a scope
	Repository string // workspace/repository, as typed
}

// CloudNews is what another consent brought. The zero value means nothing at all.
type CloudNews struct {
	Want CloudWant
	// Account is the name of an account that was not connected before.
	Account string
	// Workspaces and Scopes are those that were not there before; Repositories the number of new ones.
	Workspaces   []string
	Scopes       []string
	Repositories int
	// Found tells whether the repository asked for can be seen now.
	Found bool
}

// Nothing tells whether Bitbucket already showed all it may.
func (n CloudNews) Nothing() bool {
	return n.Account == "" && len(n.Workspaces) == 0 && len(n.Scopes) == 0 && n.Repositories == 0 && !n.Found
}

// cloudMore is a question for more that is under way: what is wanted, and what was seen before.
type cloudMore struct {
	want   CloudWant
	before cloudSeen
}

// AskMore asks what is missing.
func (c *Cloud) AskMore() {
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudAskedMore{})
}

// More looks at what is visible now, then asks Bitbucket for more, and says in the end what is new.
func (c *Cloud) More(want CloudWant) {
	s := c.feed.Now().State
	connection, ok := s.Connection()
	if !ok {
		return
	}
	if _, _, named := cloudRepository(want.Repository); want.Lack == CloudLackRepository && !named {
		c.feed.Apply(cloudAskedMore{missing: CloudFieldRepository})
		return
	}
	c.retryWith(func() { c.More(want) })
	c.task.Start(func(ctx context.Context) {
		c.feed.ApplyFrom(ctx, cloudCounts{want})
		news, err := c.before(ctx, connection, want)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, connector.ErrNoSecret):
			c.feed.ApplyFrom(ctx, cloudSecret{id: connection.ID, missing: true, sure: true})
			return
		case err != nil || news != nil:
			c.feed.ApplyFrom(ctx, cloudLooked{problem: c.problem(err), news: news})
			return
		}
		if connection.Kind != connector.Session {
			c.feed.ApplyFrom(ctx, cloudChoseToken{want: want, form: c.formFor(s, connection)})
			return
		}
		c.retryWith(func() { c.ask([]string{want.Permission}, false) })
		c.consent(ctx, cloudQuestion{
			scopes: c.scopes([]string{want.Permission}), private: want.Lack == CloudLackAccount && c.needs.Hold != nil,
		})
	})
}

// before remembers what is visible now. A repository that can be seen already is news at once.
func (c *Cloud) before(ctx context.Context, connection connector.Connection, want CloudWant) (*CloudNews, error) {
	bitbucket, err := c.needs.Clients.Open(ctx, connection)
	if err != nil {
		return nil, err
	}
	identity, err := bitbucket.Identity(ctx)
	if err != nil {
		return nil, err
	}
	if c.visible(ctx, bitbucket, want) {
		return &CloudNews{Want: want, Found: true}, nil
	}
	more := &cloudMore{want: want, before: look(ctx, bitbucket, identity)}
	if len(more.before.scopes) == 0 {
		more.before.scopes = c.feed.Now().State.Scopes
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() == nil {
		c.more = more
	}
	return nil, nil
}

// visible tells whether the repository that is wanted can be seen.
func (c *Cloud) visible(ctx context.Context, bitbucket Bitbucket, want CloudWant) bool {
	key, slug, named := cloudRepository(want.Repository)
	if want.Lack != CloudLackRepository || !named {
		return false
	}
	_, err := bitbucket.Repository(ctx, key, slug)
	return err == nil
}

// tellNews compares what is visible after a question for more with what was before it.
func (c *Cloud) tellNews(ctx context.Context, in cloudSignIn) {
	if in.more == nil {
		return
	}
	want := in.more.want
	if in.identity.Account.ID != in.more.before.account {
		c.feed.ApplyFrom(ctx, cloudCompared{CloudNews{Want: want, Account: in.connection.Name}})
		return
	}
	c.feed.ApplyFrom(ctx, cloudCounts{want})
	after := look(ctx, in.bitbucket, in.identity)
	after.scopes = c.granted(in)
	news := compare(in.more.before, after)
	news.Want, news.Found = want, c.visible(ctx, in.bitbucket, want)
	c.feed.ApplyFrom(ctx, cloudCompared{news})
}
