package flow

import (
	"context"
	"errors"
	"maps"
	"slices"

	"mooring/connector"
)

// CloudAccount is what is known of one connection beside what is saved of it. It stays as it is while another
// is on screen.
type CloudAccount struct {
	// SignedOut says that there is no secret that Bitbucket accepts.
	SignedOut bool
	// Scopes are the permissions granted, as far as told.
	Scopes []string
	// Email is the address its API token goes with, as far as known.
	Email string
	// Report is the ladder last climbed to its end; without rungs there was none yet.
	Report connector.Report
	// Problem is what stood in the way last; nil where nothing did.
	Problem *connector.Problem
	// News is what asking for more brought last.
	News *CloudNews
	// looked says that it is known whether the secret is there.
	looked bool
}

// trouble is what to read first about an account: what stood in the way, or what its checks warn of.
func (a CloudAccount) trouble() *connector.Problem {
	if a.Problem != nil {
		return a.Problem
	}
	if worst, warned := a.Report.Worst(); warned {
		return &worst
	}
	return nil
}

// Trouble is what to read first about a connection: what stood in the way last, or what its checks warn of.
func (s CloudState) Trouble(id string) *connector.Problem { return s.Accounts[id].trouble() }

// Connection gives the connection on screen.
func (s CloudState) Connection() (connector.Connection, bool) { return s.find(s.Current) }

func (s CloudState) find(id string) (connector.Connection, bool) {
	i := slices.IndexFunc(s.Connections, func(c connector.Connection) bool { return c.ID == id })
	if i < 0 {
		return connector.Connection{}, false
	}
	return s.Connections[i], true
}

// with gives the state with a connection added at the end, or put in place of the one with the same ID: side by
// side, accounts keep their places.
func (s CloudState) with(c connector.Connection) CloudState {
	s.Connections = slices.Clone(s.Connections)
	if i := slices.IndexFunc(s.Connections, func(o connector.Connection) bool { return o.ID == c.ID }); i >= 0 {
		s.Connections[i] = c
	} else {
		s.Connections = append(s.Connections, c)
	}
	return s
}

// know gives the state with what is known of an account changed.
func (s CloudState) know(id string, change func(*CloudAccount)) CloudState {
	account := s.Accounts[id]
	change(&account)
	all := maps.Clone(s.Accounts)
	if all == nil {
		all = map[string]CloudAccount{}
	}
	all[id] = account
	s.Accounts = all
	return s
}

// without gives the state without a connection; another takes the screen, if there is one.
func (s CloudState) without(id string) CloudState {
	s.Connections = slices.DeleteFunc(slices.Clone(s.Connections), func(o connector.Connection) bool { return o.ID == id })
	s.Accounts = maps.Clone(s.Accounts)
	delete(s.Accounts, id)
	if s.Current == id {
		s.Current = newest(s.Connections)
	}
	return s
}

// newest names the connection used last.
func newest(connections []connector.Connection) string {
	if len(connections) == 0 {
		return ""
	}
	last := slices.MaxFunc(connections, func(a, b connector.Connection) int {
		return a.LastUsed().Compare(b.LastUsed())
	})
	return last.ID
}

// Show brings another of the connected accounts on screen, as it was left.
func (c *Cloud) Show(id string) {
	if _, known := c.feed.Now().State.find(id); !known {
		return
	}
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudShown{id})
	c.lookForSecrets()
}

// load reads the saved connections and shows the account at once; the keychain is asked after that, since
// it may want to be unlocked first.
func (c *Cloud) load(ctx context.Context) {
	all, err := c.needs.Connections.Connections(ctx)
	var mine []connector.Connection
	for _, connection := range all {
		if connection.Provider == connector.Cloud && connection.Base == c.needs.API {
			mine = append(mine, connection)
		}
	}
	slices.SortStableFunc(mine, func(a, b connector.Connection) int { return a.Created.Compare(b.Created) })
	loaded := cloudLoaded{connections: mine, consumer: c.consumer()}
	if err != nil {
		p := c.diskProblem(err)
		loaded.problem = &p
	}
	if c.feed.ApplyFrom(ctx, loaded) {
		c.lookForSecrets()
	}
}

// lookForSecrets finds out which connections still have their secret, without holding up anything else: a
// keychain may be waiting for its password.
func (c *Cloud) lookForSecrets() {
	s := c.feed.Now().State
	if !slices.ContainsFunc(s.Connections, func(o connector.Connection) bool { return !s.Accounts[o.ID].looked }) {
		return
	}
	c.looking.Start(c.findSecrets)
}

// findSecrets asks for one secret after another, that of the account on screen first. A keychain that is locked
// or refuses is asked no further: it would put its question once for each.
func (c *Cloud) findSecrets(ctx context.Context) {
	s := c.feed.Now().State
	all := slices.Clone(s.Connections)
	if i := slices.IndexFunc(all, func(o connector.Connection) bool { return o.ID == s.Current }); i > 0 {
		all[0], all[i] = all[i], all[0]
	}
	for _, connection := range all {
		if s.Accounts[connection.ID].looked {
			continue
		}
		credential, err := c.needs.Vault.Get(ctx, connection.ID, connection.Origins())
		if ctx.Err() != nil {
			return
		}
		secret := cloudSecret{id: connection.ID, scopes: credential.Scopes, email: credential.Email}
		switch {
		case errors.Is(err, connector.ErrNoSecret):
			secret.missing = true
		case err != nil:
			p := c.vaultProblem(err)
			secret.problem = &p
		}
		c.feed.ApplyFrom(ctx, secret)
		if secret.problem != nil {
			return
		}
	}
}
