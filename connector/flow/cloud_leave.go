package flow

import (
	"context"
	"errors"
	"time"

	"mooring/connector"
)

// revokeWithin bounds how long a farewell may take: leaving must not depend on a network.
const revokeWithin = 5 * time.Second

// Part asks whether to disconnect.
func (c *Cloud) Part() {
	if _, ok := c.feed.Now().State.Connection(); ok {
		c.task.Stop()
		c.forget()
		c.feed.Apply(cloudParts{})
	}
}

// Disconnect ends the connection: Bitbucket is told as far as it listens, the secret is wiped, and build
// profiles stay.
func (c *Cloud) Disconnect() { c.disconnect(false) }

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
		c.lookForSecrets()
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

// revoke tells whether what Bitbucket granted may still work: only a consent can be taken back from here, and
// only with its secret at hand.
func (c *Cloud) revoke(ctx context.Context, connection connector.Connection) (alive bool) {
	if connection.Kind != connector.Session || c.needs.Revoke == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, revokeWithin)
	defer cancel()
	return c.needs.Revoke(ctx, connection) != nil
}
