package flow

import (
	"context"
	"io"
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

// Resumer is a Bitbucket whose lists can be gone on with where they broke off; both products are.
type Resumer interface {
	// Resume lists what comes after the page with that mark, in the same list (Repositories, or Some) and the same
	// order. A mark it cannot read begins anew.
	Resume(ctx context.Context, mark string) iter.Seq2[connector.Page, error]
}

// Righter is a Bitbucket that tells what the account may do, repository by repository; both products are, though not
// for every kind of token: then the list ends at once without an error, and nothing is known.
type Righter interface {
	// Rights lists the repositories the account may administer and write to, page by page; once it has ended without
	// an error after telling anything, all others may only be read. all tells whether anything could be told.
	Rights(ctx context.Context, page func(connector.RightsPage)) (all bool, err error)
}

// Detailer is a Bitbucket that tells more of one repository; both products are.
type Detailer interface {
	Details(ctx context.Context, repository connector.Repository) (connector.Details, error)
}

// Lists keeps the last list of each connection, to be shown at once the next time. It may be thrown away at any time,
// and holds no secret. Ids are those of connections.
type Lists interface {
	// List gives what was kept; nothing without an error where there is nothing.
	List(ctx context.Context, id string) ([]byte, error)
	// SaveList keeps what write writes, all of it or none.
	SaveList(ctx context.Context, id string, write func(io.Writer) error) error
}

// ChoiceBook keeps what was picked and pinned, by connection. It answers disk-failed.
type ChoiceBook interface {
	Choices(ctx context.Context, id string) (connector.Choices, error)
	// ChangeChoices changes them as they lie on the disk by now, and gives what it wrote.
	ChangeChoices(ctx context.Context, id string, change func(*connector.Choices)) (connector.Choices, error)
}

// Hooker is a Bitbucket whose webhooks can be read and changed; both products are. Of the repository it needs Ref,
// Key and Slug. All methods answer admin-missing (rated block), scope-missing, repository-not-found and what
// connecting can suffer from.
type Hooker interface {
	// Hooks lists the webhooks of a repository.
	Hooks(ctx context.Context, repository connector.Repository) ([]connector.Hook, error)
	// MakeHook makes one. It answers webhook-refused with Bitbucket's own words too. It does not look whether there is
	// one with that address: both products would make a second.
	MakeHook(ctx context.Context, repository connector.Repository, wish connector.HookWish) (connector.Hook, error)
	// ChangeHook makes an existing one as wished and switches it on; events it has beside those wished for stay.
	// One that is gone is webhook-refused with the argument gone.
	ChangeHook(ctx context.Context, repository connector.Repository, id string, wish connector.HookWish) (connector.Hook, error)
	// RemoveHook removes one; that it is gone already is fine.
	RemoveHook(ctx context.Context, repository connector.Repository, id string) error
	// HookPage is where a person makes webhooks for a repository by hand.
	HookPage(repository connector.Repository) string
}

// HookTester is a Bitbucket that can send a ping to a webhook's address; Server is. A service that did not take it
// is a Delivery, not an error.
type HookTester interface {
	TestHook(ctx context.Context, repository connector.Repository, hook connector.Hook) (connector.Delivery, error)
}

// Refs is a Bitbucket that lists the names of branches or tags, at most 1,000; both products are.
type Refs interface {
	Refs(ctx context.Context, repository connector.Repository, kind connector.RefKind) (connector.RefNames, error)
}

// Tree is a Bitbucket that tells what is in a repository; both products are. An empty branch is the default one. An
// empty repository has nothing.
type Tree interface {
	// Tree lists the root and what is one level below, in few requests: folders that seldom hold an app may be left
	// out where there are many.
	Tree(ctx context.Context, repository connector.Repository, branch string) ([]connector.TreeEntry, error)
	// File gives the beginning of a file, up to 64 KiB.
	File(ctx context.Context, repository connector.Repository, branch, path string) (string, error)
}

// Finder finds what could be built from a repository, the likeliest first; none is no error.
type Finder interface {
	Find(ctx context.Context, tree Tree, repository connector.Repository, branch string) ([]connector.Candidate, error)
}

// Exchange writes profiles into one file that can be given away, and reads such a file. What is written holds neither
// secrets nor the addresses of webhooks. Reading answers profile-invalid and profile-newer.
type Exchange interface {
	Export(profiles []connector.BuildProfile) ([]byte, error)
	Import(file []byte) ([]connector.BuildProfile, error)
}

// Rehearsal is the demo's stand-in for a team that pushes and a build service that receives.
type Rehearsal interface {
	// Tell gives the build service the secret it verifies signatures with, as a person would paste it there.
	Tell(address string, secret connector.Secret)
	// Push has somebody push a commit to the profile's branch, and gives what the build service got through the
	// profile's webhook. An event that reached nobody is webhook-undelivered.
	Push(ctx context.Context, profile connector.BuildProfile) (connector.Received, error)
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
	// ChangeProfile changes a profile as it lies on the disk by now, so that what another Mooring wrote meanwhile
	// stays, and gives what it wrote. It answers connector.ErrNoProfile where it is gone, and what SaveProfile does.
	ChangeProfile(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, error)
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
