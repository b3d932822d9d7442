package flow

import (
	"context"

	"mooring/connector"
)

// keep puts the new token in the place of the old one. Until the keychain has taken it the old one stays; from then
// on the new one is in use, whoever waits.
func (f *TokenChange) keep(ctx context.Context, purpose ChangePurpose, tried triedToken) {
	if ctx.Err() != nil {
		return
	}
	connection := tried.connection
	tried.credential.Origins = connection.Origins()
	session, problem := keepSecret(ctx, f.needs.Vault, connection.ID, tried.credential, connection.Keep)
	if problem != nil && !session {
		f.hold(&tried)
		if !f.feed.ApplyFrom(ctx, tokenChangeUnkept(*problem)) {
			f.hold(nil)
		}
		return
	}
	if connection.Keep = connector.KeepKeychain; session {
		connection.Keep = connector.KeepSession
	}
	asked := ctx
	ctx, done := settling(ctx)
	defer done()
	kept := keptToken{session: session}
	kept.connection, kept.problem = f.save(ctx, connection)
	if err := f.verify(asked, kept.connection); err != nil && kept.problem == nil && asked.Err() == nil {
		kept.problem = problemFor(err, kept.connection)
	}
	if purpose == ChangeRead {
		var failed *connector.Problem
		kept.free, failed = f.free(ctx, tried.profiles)
		if kept.problem == nil {
			kept.problem = failed
		}
	}
	f.hold(nil)
	f.feed.Apply(tokenChangeKept(kept))
	if len(kept.free) > 0 && f.needs.OnChanged != nil {
		f.needs.OnChanged(kept.free)
	}
}

// save writes down what is known of the new token, into the connection as it lies on the disk by now. Where that
// fails the token is in use all the same.
func (f *TokenChange) save(ctx context.Context, fresh connector.Connection) (connector.Connection, *connector.Problem) {
	if now, _, problem := f.touched(ctx, fresh); problem == nil && now.Name != fresh.Name && fresh.Name != fresh.Account.Name {
		fresh.Name = now.Name // renamed meanwhile
	}
	if err := f.needs.Connections.SaveConnection(ctx, fresh); err != nil {
		return fresh, diskProblem(err)
	}
	return fresh, nil
}

// verify lists the first page of repositories with the token as it is kept.
func (f *TokenChange) verify(ctx context.Context, c connector.Connection) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bitbucket, err := f.needs.Clients.Open(ctx, c)
	if err != nil {
		return err
	}
	for page, err := range bitbucket.Repositories(ctx) {
		if err != nil {
			return err
		}
		if len(page.Repositories) > 0 || page.Pause.IsZero() {
			break
		}
	}
	return nil
}

// free says of the profiles whose webhook stands that nobody needs the admin right for them any more.
func (f *TokenChange) free(ctx context.Context, profiles []connector.BuildProfile) ([]connector.BuildProfile, *connector.Problem) {
	var free []connector.BuildProfile
	for _, p := range profiles {
		if !p.Webhook.Stands() {
			continue
		}
		stands := false
		now, err := f.needs.Profiles.ChangeProfile(ctx, p.ID, func(b *connector.BuildProfile) {
			if stands = b.Webhook.Stands(); stands {
				b.Webhook.AdminFree = f.needs.Clock().UTC()
			}
		})
		switch {
		case err == nil && stands:
			free = append(free, now)
		case err != nil && !isGone(err):
			return free, diskProblem(err)
		}
	}
	return free, nil
}
