package flow

import (
	"context"
	"iter"
	"time"

	"mooring/connector"
)

// Bitbucket is what the screens ask of either product. Its methods wait for the network: never call them
// on the UI goroutine.
type Bitbucket interface {
	// Checks makes the ladder. repository is "key/slug", or empty for none in particular.
	Checks(repository string) []connector.Check
	// Identity tells who is signed in and where, as the checks found it; call it after they passed.
	Identity(ctx context.Context) (Identity, error)
	// Repositories lists everything the credential may see, page by page as it arrives. It ends after the
	// first error.
	Repositories(ctx context.Context) iter.Seq2[connector.Page, error]
	// Repository finds one by its key and slug.
	Repository(ctx context.Context, key, slug string) (connector.Repository, error)
	// Branches lists the branches whose name contains query, the default first; an empty repository has
	// none. At most 100 come back.
	Branches(ctx context.Context, repository connector.Repository, query string) ([]connector.Branch, error)
}

// Explainer is a Bitbucket that finds out why a repository cannot be seen.
type Explainer interface {
	// Explain makes the ladder for a repository named or pasted by a person: place, owner, repository, visible,
	// archived. The rung that fails names the blocker. Where it is found in the end, the facts "key" and "slug"
	// name it; where others of that name exist elsewhere, the fact "others" lists up to five KEY/slug.
	Explain(text string) []connector.Check
}

// Lazy is a Bitbucket that can leave large workspaces to be searched instead of listing all of them. Its lists
// end after the first error, like Repositories.
type Lazy interface {
	// Some lists like Repositories, but of a workspace with more than 2,000 repositories the first page only; the
	// page says so in Large.
	Some(ctx context.Context) iter.Seq2[connector.Page, error]
	// GoOn gives the next page of a large workspace. Its Large holds that workspace with the new Next.
	GoOn(ctx context.Context, large connector.Large) (connector.Page, error)
	// Search asks large workspaces for repositories with these words in their name or slug: a page of up to 100
	// for each, the best first.
	Search(ctx context.Context, large []connector.Large, words string) iter.Seq2[connector.Page, error]
}

// Counter is a Bitbucket that counts the requests it has sent since it was made.
type Counter interface {
	Requests() int
}

// TokenGuider is a Bitbucket that knows how its tokens are made. It asks nothing that needs a token: the
// product and its version, unless a check has found them before.
type TokenGuider interface {
	// TokenGuide tells where tokens are made; key and slug may be empty, or name the project and repository a
	// token is for.
	TokenGuide(ctx context.Context, key, slug string) (connector.TokenGuide, error)
}

// Trusts keeps what the person decided about certificates of single servers. Host is host:port as
// connector.HostPort gives it. They answer disk-failed and profile-newer.
type Trusts interface {
	Trusts(ctx context.Context) ([]connector.Trust, error)
	// Pin trusts one certificate for one host, in the place of the one pinned before.
	Pin(ctx context.Context, host string, certificate connector.Certificate) error
	// AddRoots lets authorities vouch for one host.
	AddRoots(ctx context.Context, host string, roots []connector.Root) error
	// Distrust takes everything about a host back.
	Distrust(ctx context.Context, host string) error
}

// Proxies keeps the choice of a proxy. Changing it counts from the next request on.
type Proxies interface {
	// Proxy gives the choice, and whether a password is kept for it.
	Proxy(ctx context.Context) (choice connector.ProxyChoice, password bool, err error)
	// SetProxy saves the choice; a nil password leaves the one that is kept, an empty one wipes it.
	SetProxy(ctx context.Context, choice connector.ProxyChoice, password *connector.Secret) error
}

// Identity is who is signed in, and the confirmed place. The noun lives in connector, so that cloud and
// server can answer with it and know no flow.
type Identity = connector.Identity

// Clients makes a Bitbucket out of a connection.
type Clients interface {
	// Try makes one for a connection that is not saved yet; Base may be what the person typed.
	// Its credential may lack a token: what needs none can be asked all the same.
	Try(connection connector.Connection, credential connector.Credential) Bitbucket
	// Open makes one for a saved connection with its secret from the keychain (which may take a while).
	// connector.ErrNoSecret says the person must sign in again.
	Open(ctx context.Context, connection connector.Connection) (Bitbucket, error)
}

// Connections keeps connections on disk.
type Connections interface {
	Connections(ctx context.Context) ([]connector.Connection, error)
	SaveConnection(ctx context.Context, connection connector.Connection) error
	DeleteConnection(ctx context.Context, id string) error
}

// Profiles keeps build profiles on disk. SaveProfile answers profile-name-taken and disk-failed.
type Profiles interface {
	Profiles(ctx context.Context) ([]connector.BuildProfile, error)
	SaveProfile(ctx context.Context, profile connector.BuildProfile) error
	DeleteProfile(ctx context.Context, id string) error
}

// Vault keeps secrets. Put and Get may wait for the person to unlock the keychain; they answer
// keychain-unavailable, keychain-locked and keychain-refused. With connector.KeepSession the secret stays
// in memory only. Get answers connector.ErrNoSecret where there is none, or one bound to other origins.
type Vault interface {
	Put(ctx context.Context, id string, credential connector.Credential, keep connector.Keep) error
	Get(ctx context.Context, id string, origins []string) (connector.Credential, error)
	Delete(ctx context.Context, id string) error
}

// Browser opens an address in the person's browser. It may wait; success means only "launched".
type Browser interface {
	Open(address string) error
}

// Consent asks for a Cloud session in the person's browser. Ask listens, opens the browser, waits for the
// answer and exchanges it; it calls waiting as soon as the link is known and whenever something about the
// waiting changes. It answers consumer-missing, consumer-invalid, callback-port-busy, consent-denied,
// consent-timeout and what a connection can suffer from. When ctx ends nothing is left listening.
type Consent interface {
	Ask(ctx context.Context, scopes []string, waiting func(connector.ConsentWait)) (connector.Credential, error)
}

// Clock tells the time; tests have their own.
type Clock func() time.Time
