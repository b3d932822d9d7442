package app

import (
	"context"
	"errors"
	"sync"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/store"
	"mooring/connector/vault"
)

// builtInKey and builtInSecret are set by the linker (-X) when a consumer is built in; the linker reaches
// package variables only. A secret inside a program everybody can download is no secret: see SECURITY.md.
var builtInKey, builtInSecret string

// consumer is the OAuth consumer Mooring introduces itself with. The environment comes before what the
// person entered, and that before what is built in.
type consumer struct {
	house *house

	mu      sync.Mutex
	key     string
	secret  connector.Secret
	kept    bool // the secret is in the keychain, not here
	own     bool // the person entered it
	checked bool // Bitbucket has accepted it
	fixed   bool // the environment names it: what the person enters would count only until the end
}

func newConsumer(h *house, env func(string) string) *consumer {
	c := &consumer{house: h}
	switch {
	case env("MOORING_CLIENT_ID") != "":
		c.key, c.secret, c.fixed = env("MOORING_CLIENT_ID"), connector.NewSecret(env("MOORING_CLIENT_SECRET")), true
	case builtInKey != "":
		c.key, c.secret = builtInKey, connector.NewSecret(builtInSecret)
	}
	return c
}

// load takes over the consumer the person entered earlier, unless the environment names one.
func (c *consumer) load(key string, checked bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if key != "" && !c.fixed {
		c.key, c.secret, c.kept, c.own, c.checked = key, connector.Secret{}, true, true, checked
	}
}

// Consumer tells the key, and whether there is one.
func (c *consumer) Consumer() (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.key, c.key != ""
}

// Own tells whether the person entered it.
func (c *consumer) Own() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.own
}

// Checked tells whether Bitbucket has accepted key and secret.
func (c *consumer) Checked() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.own || c.checked
}

// Callback is the address the consumer must have registered.
func (c *consumer) Callback() string { return c.house.callback }

// SetConsumer keeps a consumer of the person's own: the key in the settings, the secret in the keychain.
// Where there is no keychain the secret serves until the app ends, and the problem is passed on.
func (c *consumer) SetConsumer(ctx context.Context, key string, secret connector.Secret) error {
	credential := connector.Credential{Kind: connector.AccessToken, Token: secret, Origins: c.house.cloudOrigins()}
	err := c.house.vault.Put(ctx, vault.ConsumerID, credential, connector.KeepKeychain)
	if err == nil {
		err = c.house.changeSettings(ctx, func(s *store.Settings) { s.ConsumerKey, s.ConsumerChecked = key, false })
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key, c.secret, c.kept, c.own, c.checked = key, secret, false, true, false
	return err
}

// RemoveConsumer forgets the person's own consumer: the one built in, if any, serves again.
func (c *consumer) RemoveConsumer(ctx context.Context) error {
	err := c.house.vault.Delete(ctx, vault.ConsumerID)
	if err != nil && !errors.Is(err, connector.ErrNoSecret) && !connector.IsProblem(err, connector.CodeKeychainUnavailable) {
		return err
	}
	if err := c.house.changeSettings(ctx, func(s *store.Settings) { s.ConsumerKey, s.ConsumerChecked = "", false }); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.own {
		c.key, c.secret, c.kept, c.own, c.checked = builtInKey, connector.NewSecret(builtInSecret), false, false, false
	}
	return nil
}

// learn notes what an exchange with Bitbucket said about key and secret. Only an answer about them counts.
func (c *consumer) learn(err error) {
	accepted, refused := err == nil, connector.IsProblem(err, connector.CodeConsumerInvalid)
	c.mu.Lock()
	changed := c.own && (accepted && !c.checked || refused && c.checked)
	if changed {
		c.checked = accepted
	}
	c.mu.Unlock()
	if changed {
		c.house.keepSettings(func(s *store.Settings) { s.ConsumerChecked = accepted })
	}
}

// credentials gives key and secret, fetching the secret from the keychain where it is there.
func (c *consumer) credentials(ctx context.Context) (oauth.Consumer, error) {
	c.mu.Lock()
	key, secret, kept := c.key, c.secret, c.kept
	c.mu.Unlock()
	if !kept {
		return oauth.Consumer{Key: key, Secret: secret}, nil
	}
	credential, err := c.house.vault.Get(ctx, vault.ConsumerID, c.house.cloudOrigins())
	if errors.Is(err, connector.ErrNoSecret) {
		return oauth.Consumer{}, connector.NewProblem(connector.CodeConsumerMissing).Because(err)
	}
	if err != nil {
		return oauth.Consumer{}, err
	}
	return oauth.Consumer{Key: key, Secret: credential.Token}, nil
}
