package app

import (
	"context"
	"crypto/x509"
	"time"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/server"
	"mooring/connector/transport"
)

// serverTarget is a Bitbucket Server to talk to.
type serverTarget struct {
	address string // as typed, or confirmed
	// credential without origins is bound to the origin the address turns out to have.
	credential  connector.Credential
	allowHTTP   bool
	roots       *x509.CertPool
	certificate string // the file of a client certificate; the credential has what opens it
	kind        connector.TokenKind
	until       time.Time // when the token ends, as far as known
	told        bool      // by the server; else a person said so
}

// targetOf is the server of a connection.
func targetOf(c connector.Connection, credential connector.Credential) serverTarget {
	return serverTarget{
		address: c.Base, credential: credential, allowHTTP: c.Insecure,
		certificate: c.ClientCertificate, kind: c.TokenKind, until: c.TokenExpiry(), told: !c.TokenExpires.IsZero(),
	}
}

func (h *house) serverClient(t serverTarget) flow.Bitbucket {
	if t.roots == nil {
		t.roots = h.roots
	}
	options := transport.Options{
		Roots: t.roots, Timeout: h.timeout, AllowHTTP: t.allowHTTP, UserAgent: h.userAgent, Proxy: h.proxies.Find,
		ClientCertificate: clientCertificate(t.certificate, t.credential.Passphrase), ClientCertificateFile: t.certificate,
	}
	if h.trust != nil { // a nil pointer in an interface would not be nil
		options.Trust = h.trust
	}
	client := server.New(server.Options{
		Address: t.address, Credential: t.credential, Transport: options, TokenKind: t.kind, TokenUntil: t.until, TokenTold: t.told,
	})
	return serverBitbucket{client, h.proxies}
}

// serverBitbucket is a client that tells where its proxy comes from. What else the client can do (say how
// tokens are made, and why a repository cannot be seen) it can do too.
type serverBitbucket struct {
	*server.Client
	proxies *proxies
}

// Checks makes the ladder.
func (b serverBitbucket) Checks(repository string) []connector.Check {
	return b.proxies.naming(b.Client.Checks(repository))
}

// cloudTarget is how to talk to Bitbucket Cloud.
type cloudTarget struct {
	source    cloud.Source
	kind      connector.CredentialKind
	workspace string // everything is limited to it
	// connection says what a token is for, until when, and what was seen of its account.
	connection connector.Connection
}

func (h *house) cloudClient(t cloudTarget) flow.Bitbucket {
	return cloud.New(cloud.Options{
		API: h.cloudAPI, Web: h.cloudWeb, Source: t.source, Kind: t.kind, Workspace: t.workspace,
		Place: t.connection.Place, TokenKind: t.connection.TokenKind, TokenUntil: t.connection.TokenUntil, Picture: t.connection.Account,
		Seen: t.connection.Workspaces, Transport: h.link, Timeout: h.timeout,
	})
}

// Try makes a Bitbucket for a connection that is not saved yet.
func (h *house) Try(c connector.Connection, credential connector.Credential) flow.Bitbucket {
	if c.Provider == connector.Cloud {
		return h.cloudClient(cloudTarget{source: cloud.Static(credential), kind: credential.Kind, connection: c})
	}
	return h.serverClient(targetOf(c, credential))
}

// Open makes a Bitbucket for a saved connection, with its secret from the keychain.
func (h *house) Open(ctx context.Context, c connector.Connection) (flow.Bitbucket, error) {
	if c.Provider == connector.Cloud {
		target, err := h.storedCloud(ctx, c)
		if err != nil {
			return nil, err
		}
		return h.cloudClient(target), nil
	}
	target, err := h.storedServer(ctx, c)
	if err != nil {
		return nil, err
	}
	return h.serverClient(target), nil
}

// storedServer finds a saved connection's address and token.
func (h *house) storedServer(ctx context.Context, c connector.Connection) (serverTarget, error) {
	credential, err := h.vault.Get(ctx, c.ID, c.Origins())
	return targetOf(c, credential), err
}

// storedCloud finds a saved account's way of signing requests. A connection to another Cloud than today's
// has no secret here: it was given for other origins. A session that cannot be renewed comes with the error.
func (h *house) storedCloud(ctx context.Context, c connector.Connection) (cloudTarget, error) {
	if c.Base != h.cloudAPI || c.Web != h.cloudWeb {
		return cloudTarget{}, connector.ErrNoSecret
	}
	keeper := h.keeper(c)
	_, err := keeper.Token(ctx)
	return cloudTarget{source: keeper, kind: c.Kind, connection: c}, err
}

// keys is the vault as the flows use it: whenever a secret is replaced or wiped, the keeper that still
// has the old one in memory goes too.
type keys struct{ house *house }

// Put keeps a credential.
func (k keys) Put(ctx context.Context, id string, credential connector.Credential, keep connector.Keep) error {
	return k.house.alone(ctx, id, func() error {
		k.forget(id)
		defer k.forget(id)
		return k.house.vault.Put(ctx, id, credential, keep)
	})
}

// Get finds a credential.
func (k keys) Get(ctx context.Context, id string, origins []string) (connector.Credential, error) {
	return k.house.vault.Get(ctx, id, origins)
}

// Delete wipes a credential.
func (k keys) Delete(ctx context.Context, id string) error {
	return k.house.alone(ctx, id, func() error {
		defer k.forget(id)
		return k.house.vault.Delete(ctx, id)
	})
}

func (k keys) forget(id string) {
	k.house.mu.Lock()
	defer k.house.mu.Unlock()
	delete(k.house.keepers, id)
}
