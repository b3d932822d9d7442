package sandbox

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// How long things last on the Cloud side, as Bitbucket's own documents give them.
const (
	accessTokenLife = 7200 * time.Second
	codeLife        = 10 * time.Minute
	consentLife     = 10 * time.Minute
	refreshLife     = 90 * 24 * time.Hour // of a refresh token nobody uses, since May 2026
)

// cloudState is the state of the Cloud side: who may sign in, what was granted, which hooks there are.
// All of it is in memory and gone with the sandbox.
type cloudState struct {
	s      *Sandbox
	people []person // the first is signed in unless a browser or SignInAs says otherwise

	steward person // has an API token that administers everything, and signs in nowhere

	guarded *workspace // everybody is a member, and nobody has the two-step verification it demands
	foreign *workspace // nobody is a member

	mu       sync.Mutex
	signedIn string   // uuid of the person a new browser is signed in as
	allowed  []string // the scopes the consumer may have
	asks     map[string]ask
	codes    map[string]grantCode
	access   map[string]session
	refresh  map[string]session
	used     map[string]bool // refresh tokens that gave new ones
	reused   int
	renewed  int
	aged     time.Duration
	hooks    map[string][]cloudHook // by repository uuid
	selected map[string][]*repo     // what lists were cut from, by what was asked

	pageNames map[string]int // pages by the text that stands for them
}

// ask is a consent page somebody has open: what it asks, until it is answered.
type ask struct {
	query  consentQuery
	person string
	until  time.Time
}

// grantCode is an authorization code waiting to be exchanged.
type grantCode struct {
	redirect, challenge, person string
	scopes                      []string
	until                       time.Time
}

// session is what an access or refresh token stands for. Both tokens of one consent share an id.
type session struct {
	id, person string
	scopes     []string
	expires    time.Time
}

// newCloudState makes the Cloud side of a sandbox whose data and credentials are there already.
func newCloudState(s *Sandbox) *cloudState {
	people := newPeople(s.data)
	s.data.hide(people[1].user)
	return &cloudState{
		s: s, people: people, steward: newSteward(s.data), signedIn: people[0].uuid, guarded: guardedWorkspace(), foreign: foreignWorkspace(),
		allowed: []string{"account", "repository", "webhook", "pullrequest", "project"},
		asks:    map[string]ask{}, codes: map[string]grantCode{},
		access: map[string]session{}, refresh: map[string]session{}, used: map[string]bool{}, hooks: map[string][]cloudHook{}, selected: map[string][]*repo{},
		pageNames: map[string]int{},
	}
}

// web and api are the side's own addresses, without and with /2.0, for the links in its answers.
func (c *cloudState) web() string { return c.s.line.CloudWeb }
func (c *cloudState) api() string { return c.s.line.CloudAPI }

func (c *cloudState) broken(code string) bool { return c.s.broken(code) }

// someone finds a person by uuid.
func (c *cloudState) someone(uuid string) (person, bool) {
	for _, p := range c.people {
		if p.uuid == uuid {
			return p, true
		}
	}
	return person{}, false
}

// scopesFor narrows what is asked for to what the consumer may have; nothing asked means all of it.
// Dropping the rest silently is a choice of ours: what Bitbucket does with it is not documented.
func (c *cloudState) scopesFor(asked []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var granted []string
	for _, scope := range c.allowed {
		if c.broken("scope-missing") && isRepositoryScope(scope) {
			continue
		}
		if len(asked) == 0 || slices.Contains(asked, scope) {
			granted = append(granted, scope)
		}
	}
	return granted
}

// now is the time on the Cloud side, which Age puts forward. The state must be locked.
func (c *cloudState) now() time.Time { return time.Now().Add(c.aged) }

// tokenLife is how long access tokens are good for. A session that is to end needs to be renewed soon.
func (c *cloudState) tokenLife() time.Duration {
	if c.broken("session-ended") {
		return cmp.Or(c.s.opts.TokenLife, time.Minute)
	}
	return cmp.Or(c.s.opts.TokenLife, accessTokenLife)
}

// open starts a session and gives its tokens. A session without a refresh token has refreshable false.
func (c *cloudState) open(from session, refreshable bool) (access, refresh string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	access = randomText(86) + "=="
	from.expires = c.now().Add(c.tokenLife())
	c.access[access] = from
	if refreshable {
		refresh = randomText(18)
		from.expires = c.now().Add(refreshLife)
		c.refresh[refresh] = from
	}
	return access, refresh
}

// expire makes every access token given so far answer "Access token expired."; refreshing still works.
func (c *cloudState) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for token, s := range c.access {
		s.expires = time.Time{}
		c.access[token] = s
	}
}

// end closes a session by id, or every session when id is empty: its tokens are unknown from then on.
func (c *cloudState) end(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	mine := func(_ string, s session) bool { return id == "" || s.id == id }
	deleteFunc(c.access, mine)
	deleteFunc(c.refresh, mine)
}

// withdraw closes the sessions of one person and tells how many there were.
func (c *cloudState) withdraw(person string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	ended := map[string]bool{}
	mine := func(_ string, s session) bool {
		if s.person != person {
			return false
		}
		ended[s.id] = true
		return true
	}
	deleteFunc(c.access, mine)
	deleteFunc(c.refresh, mine)
	return len(ended)
}

func deleteFunc(in map[string]session, drop func(string, session) bool) {
	for k, v := range in {
		if drop(k, v) {
			delete(in, k)
		}
	}
}
