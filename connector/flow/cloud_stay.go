package flow

import (
	"context"
	"errors"
	"time"

	"mooring/connector"
)

// revokeWithin bounds how long a farewell may take: leaving must not depend on a network.
const revokeWithin = 5 * time.Second

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
	loaded := cloudLoaded{connections: mine, consumer: c.consumer()}
	if err != nil {
		p := c.diskProblem(err)
		loaded.problem = &p
	}
	c.feed.ApplyFrom(ctx, loaded)
	c.findSecret(ctx)
}

// findSecret looks whether the connection on screen has its secret.
func (c *Cloud) findSecret(ctx context.Context) {
	connection, ok := c.feed.Now().State.Connection()
	if !ok || ctx.Err() != nil {
		return
	}
	credential, err := c.needs.Vault.Get(ctx, connection.ID, connection.Origins())
	switch {
	case err == nil:
		c.feed.ApplyFrom(ctx, cloudSecretFound{credential.Scopes})
	case errors.Is(err, connector.ErrNoSecret):
		c.feed.ApplyFrom(ctx, cloudSecretMissing{})
	default:
		p := c.vaultProblem(err)
		c.feed.ApplyFrom(ctx, cloudSecretMissing{&p})
	}
}

// CheckAgain lights the ladder for the connection on screen.
func (c *Cloud) CheckAgain() {
	connection, ok := c.feed.Now().State.Connection()
	if !ok {
		return
	}
	c.forget()
	c.retryWith(c.CheckAgain)
	c.task.Start(func(ctx context.Context) { c.recheck(ctx, connection) })
}

func (c *Cloud) recheck(ctx context.Context, connection connector.Connection) {
	c.feed.ApplyFrom(ctx, cloudClimbs{connection.Kind})
	bitbucket, err := c.needs.Clients.Open(ctx, connection)
	if errors.Is(err, connector.ErrNoSecret) {
		c.feed.ApplyFrom(ctx, cloudSecretMissing{})
		return
	}
	if err != nil {
		c.feed.ApplyFrom(ctx, cloudChecked{connection, problemFor(err, connection)})
		return
	}
	report, problem := c.climb(ctx, bitbucket, connection.Kind)
	if ctx.Err() != nil {
		return
	}
	connection.Checked, connection.Verdict = c.needs.Clock().UTC(), report.Verdict()
	if problem == nil {
		identity, err := bitbucket.Identity(ctx)
		if err == nil {
			connection = c.seen(connection, identity, report)
		}
		problem = signedIn(connection.Kind, problemFor(err, connection))
	}
	if err := c.needs.Connections.SaveConnection(ctx, connection); err != nil && problem == nil {
		p := c.diskProblem(err)
		problem = &p
	}
	c.feed.ApplyFrom(ctx, cloudChecked{connection, problem})
}

// SignInAgain renews the connection on screen the way it was made.
func (c *Cloud) SignInAgain() {
	s := c.feed.Now().State
	connection, ok := s.Connection()
	if ok && connection.Kind != connector.Session || !s.Consumer.Has {
		c.UseToken()
		return
	}
	c.Connect()
}

// disconnect says goodbye to Bitbucket, wipes the secret and forgets the connection.
func (c *Cloud) disconnect(stranger bool) {
	connection, ok := c.feed.Now().State.Connection()
	if !ok {
		return
	}
	c.forget()
	c.retryWith(func() { c.disconnect(stranger) })
	c.task.Start(func(ctx context.Context) {
		c.feed.ApplyFrom(ctx, cloudLeft{})
		alive := c.revoke(ctx, connection)
		if err := c.wipe(ctx, connection.ID); err != nil {
			c.feed.ApplyFrom(ctx, cloudStayed{c.vaultProblem(err)})
			return
		}
		if err := c.needs.Connections.DeleteConnection(ctx, connection.ID); err != nil {
			c.feed.ApplyFrom(ctx, cloudStayed{c.diskProblem(err)})
			return
		}
		c.feed.ApplyFrom(ctx, cloudGone{id: connection.ID, alive: alive, stranger: stranger})
		c.findSecret(ctx)
	})
}

// wipe takes the secret away. Where there is no keychain at all there is nothing to wipe.
func (c *Cloud) wipe(ctx context.Context, id string) error {
	err := c.needs.Vault.Delete(ctx, id)
	if errors.Is(err, connector.ErrNoSecret) || connector.IsProblem(err, connector.CodeKeychainUnavailable) {
		return nil
	}
	return err
}

// revoke tells whether what Bitbucket granted may still work: only a consent can be taken back from here.
func (c *Cloud) revoke(ctx context.Context, connection connector.Connection) (alive bool) {
	if connection.Kind != connector.Session || c.needs.Revoke == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, revokeWithin)
	defer cancel()
	err := c.needs.Revoke(ctx, connection)
	return err != nil && !errors.Is(err, connector.ErrNoSecret)
}

// OpenGrants opens the page where a person takes back by hand what they granted.
func (c *Cloud) OpenGrants() {
	if gone := c.feed.Now().State.Gone; gone != nil && gone.Kind != connector.Session {
		c.OpenTokenPage()
		return
	}
	c.open(c.needs.Web + "/account/settings/app-authorizations/")
}

// open hands an address to the browser, which may take its time. Where that fails the address is shown.
func (c *Cloud) open(address string) {
	go func() {
		if err := c.needs.Browser.Open(address); err != nil {
			c.feed.Apply(cloudNotOpened{connector.NewProblem(connector.CodeBrowserNotOpened, "link", address)})
		}
	}()
}

// consumer reads what may be shown of the OAuth consumer.
func (c *Cloud) consumer() CloudConsumerState {
	key, has := c.needs.Consumer.Consumer()
	consumer := c.needs.Consumer
	return CloudConsumerState{Has: has, Key: key, Callback: consumer.Callback(), Own: consumer.Own(), Checked: consumer.Checked()}
}

// problem reads an error of Bitbucket's; nil stays nil.
func (c *Cloud) problem(err error) *connector.Problem {
	return problemFor(err, connector.Connection{Base: c.needs.API})
}

// vaultProblem reads an error of the keychain's.
func (c *Cloud) vaultProblem(err error) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	return connector.NewProblem(connector.CodeKeychainRefused).Because(err)
}

// diskProblem reads an error of the disk's.
func (c *Cloud) diskProblem(err error) connector.Problem {
	if p, ok := connector.AsProblem(err); ok {
		return p
	}
	return connector.NewProblem(connector.CodeDiskFailed).Because(err)
}

func (c *Cloud) retryWith(again func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again = again
}

func (c *Cloud) setUnput(in *cloudSignIn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unput = in
}

// drop lets go of a secret that waited for something, and of trying again with it.
func (c *Cloud) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again, c.unput = nil, nil
}

// forget is drop, and the end of asking for more too.
func (c *Cloud) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.again, c.unput, c.more = nil, nil, nil
}
