package flow

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"

	"mooring/connector"
)

// hookSigned is the secret of a webhook on its way; without one deliveries are not signed.
type hookSigned struct {
	id     string
	secret *connector.Secret
	// fresh tells that it was made for this, and goes again when it comes to nothing.
	fresh bool
	// news says that it is kept in memory only.
	news *connector.Problem
}

// newHookSecret makes 32 random bytes in hex.
func newHookSecret() connector.Secret {
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails; it ends the program instead
	return connector.NewSecret(hex.EncodeToString(b[:]))
}

// secretFor gives the secret for a webhook that is going to be made: the one the build service has already, or else a
// new one. A service that verifies nothing gets none.
func (f *Webhook) secretFor(ctx context.Context, scene hookScene, address string) (hookSigned, *connector.Problem) {
	if !scene.job.service.Signs {
		return hookSigned{}, nil
	}
	if id := scene.profile.Webhook.SecretID; id != "" && len(sharing(scene.profile, scene.profiles)) == 0 {
		kept, err := f.needs.Vault.Get(ctx, id, []string{connector.Origin(address)})
		if err == nil {
			return hookSigned{id: id, secret: &kept.Token}, nil
		}
	}
	return f.newSigned(ctx, address)
}

// newSigned makes a secret and keeps it: in the keychain, or until the end where no keychain takes it.
func (f *Webhook) newSigned(ctx context.Context, address string) (hookSigned, *connector.Problem) {
	secret := newHookSecret()
	signed := hookSigned{id: connector.NewID(), secret: &secret, fresh: true}
	credential := connector.Credential{Kind: connector.WebhookSecret, Token: secret, Origins: []string{connector.Origin(address)}}
	session, problem := keepSecret(ctx, f.needs.Vault, signed.id, credential, connector.KeepKeychain)
	if session && problem != nil {
		signed.news, problem = problem, nil
	}
	if problem == nil && ctx.Err() != nil {
		f.drop(ctx, signed)
		return hookSigned{}, &connector.Problem{Code: connector.CodeKeychainRefused}
	}
	return signed, problem
}

// keepSecret puts a secret into the keychain, or keeps it until the app ends where no keychain takes it; the problem
// then says why it did not.
func keepSecret(ctx context.Context, vault Vault, id string, credential connector.Credential, keep connector.Keep) (session bool, problem *connector.Problem) {
	err := vault.Put(ctx, id, credential, keep)
	if err == nil {
		return keep == connector.KeepSession, nil
	}
	p := problemOf(err, connector.CodeKeychainRefused)
	if ctx.Err() != nil {
		return false, &p
	}
	if err := vault.Put(ctx, id, credential, connector.KeepSession); err != nil {
		return false, &p
	}
	return true, &p
}

// drop takes a secret that was kept for nothing out of the keychain again.
func (f *Webhook) drop(ctx context.Context, signed hookSigned) {
	if !signed.fresh {
		return
	}
	ctx, done := settling(ctx)
	defer done()
	_ = f.needs.Vault.Delete(ctx, signed.id)
}

// withdraw takes back what was kept and written down for a webhook that was not made.
func (f *Webhook) withdraw(ctx context.Context, scene *hookScene, signed hookSigned) {
	if !signed.fresh {
		return
	}
	ctx, done := settling(ctx)
	defer done()
	p, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) {
		if p.Webhook.SecretID == signed.id {
			p.Webhook.SecretID, p.Webhook.Secret = "", connector.SecretNone
		}
	})
	if problem == nil {
		scene.profile = p
	}
	f.drop(ctx, signed)
}

// forget takes a secret out of the keychain that the profile had and has no more, unless another profile has it.
func (f *Webhook) forget(ctx context.Context, before, after connector.Webhook, scene hookScene) {
	if before.SecretID == "" || before.SecretID == after.SecretID {
		return
	}
	ctx, done := settling(ctx)
	defer done()
	had := scene.profile
	had.Webhook = before
	_ = forgetHookSecret(ctx, f.needs.Vault, had, scene.profiles)
}

// tell gives the demo's build service the secret, as far as Mooring has it.
func (f *Webhook) tell(ctx context.Context, p connector.BuildProfile) {
	w := p.Webhook
	if f.needs.Rehearsal == nil || w.Secret != connector.SecretKept {
		return
	}
	if kept, err := f.needs.Vault.Get(ctx, w.SecretID, []string{connector.Origin(w.Address)}); err == nil {
		f.needs.Rehearsal.Tell(w.Address, kept.Token)
	}
}

// copySecret puts the secret on the clipboard. One that the keychain no longer has is unknown until replaced.
func (f *Webhook) copySecret(ctx context.Context, job hookJob) hookOutcome {
	scene, problem := f.onDisk(ctx, job)
	if problem != nil {
		return hookOutcome{problem: problem}
	}
	w := scene.profile.Webhook
	if w.Secret != connector.SecretKept {
		return hookOutcome{undone: true}
	}
	kept, err := f.needs.Vault.Get(ctx, w.SecretID, []string{connector.Origin(w.Address)})
	switch {
	case errors.Is(err, connector.ErrNoSecret):
		_, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) {
			p.Webhook.Secret, p.Webhook.SecretID = connector.SecretUnknown, ""
		})
		return hookOutcome{problem: problem, undone: true}
	case err != nil:
		p := problemOf(err, connector.CodeKeychainRefused)
		return hookOutcome{problem: &p}
	}
	if ctx.Err() == nil && f.needs.Copy != nil {
		f.needs.Copy(kept.Token.Reveal())
	}
	return hookOutcome{}
}
