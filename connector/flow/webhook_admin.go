package flow

import (
	"context"
	"errors"

	"mooring/connector"
)

// AskAdmin shows the form for a token with the admin right, which is used once and not kept.
func (f *Webhook) AskAdmin() { f.feed.Apply(webhookAsksAdmin) }

// UseAdmin does what was asked for last with such a token. Email is for API tokens of Cloud.
func (f *Webhook) UseAdmin(typed TokenTyped) {
	s := f.feed.Now().State
	if s.Step != WebhookAdmin || s.Work != HookResting {
		return
	}
	credential, wrong := readToken(s.Connection, typed)
	for _, field := range []string{TokenFieldToken, TokenFieldEmail} {
		if p := wrong[field]; p != nil {
			f.feed.Apply(webhookAdminWrong(p))
			return
		}
	}
	job := hookJob{work: s.AdminFor, admin: &credential}
	switch s.AdminFor {
	case HookMaking, HookRepairing, HookVerifying:
		address, problem := hookAddress(s.Address)
		if problem != nil {
			f.feed.Apply(webhookAdminWrong(problem))
			return
		}
		job.address, job.hand = address, s.AdminFor == HookVerifying
	}
	f.begin(job)
}

// withPhrase adds what opens the connection's client certificate: it is kept with the token there is.
func withPhrase(ctx context.Context, vault Vault, c connector.Connection, given connector.Credential) (connector.Credential, *connector.Problem) {
	if c.ClientCertificate == "" || !given.Passphrase.Empty() {
		return given, nil
	}
	kept, err := vault.Get(ctx, c.ID, c.Origins())
	switch {
	case errors.Is(err, connector.ErrNoSecret), connector.IsProblem(err, connector.CodeKeychainUnavailable):
		return given, nil
	case err != nil:
		p := problemOf(err, connector.CodeKeychainRefused)
		return given, &p
	}
	given.Passphrase = kept.Passphrase
	return given, nil
}

// forToken is a connection as it is with another token: what was known of the old one says nothing of it. An access
// token of Cloud is said to be for the profile's repository.
func forToken(c connector.Connection, given connector.Credential, p connector.BuildProfile) connector.Connection {
	c.Kind = given.Kind
	c = withoutTokenFacts(c)
	if c.Provider == connector.Cloud && given.Kind == connector.AccessToken {
		c.Place = placeName(p.Key, p.Slug)
	}
	return c
}
