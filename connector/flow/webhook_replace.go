package flow

import (
	"context"

	"mooring/connector"
)

// replace gives the webhook a new secret.
func (f *Webhook) replace(ctx context.Context, scene hookScene) hookOutcome {
	if p := scene.list(ctx); p != nil {
		return hookOutcome{problem: p}
	}
	own := scene.own(scene.profile.Webhook.Address)
	if own == nil || scene.profile.Webhook.State == connector.HookNone {
		o := f.stand(ctx, scene, nil)
		if o.problem == nil {
			p := connector.NewProblem(connector.CodeWebhookRefused, "gone", "yes")
			o.problem = &p
		}
		return o
	}
	wish := connector.WishOf(scene.profile)
	wish.Address, wish.Name = own.Address, own.Name
	return f.resign(ctx, scene, *own, wish)
}

// resign changes a webhook together with its secret. While Bitbucket is asked nobody knows which of both secrets it
// signs with, and that is what stands on the disk.
func (f *Webhook) resign(ctx context.Context, scene hookScene, hook connector.Hook, wish connector.HookWish) hookOutcome {
	signed, problem := f.newSigned(ctx, wish.Address)
	if problem != nil {
		return hookOutcome{problem: problem}
	}
	before := scene.profile.Webhook
	if problem := f.intend(ctx, &scene, func(w *connector.Webhook) { w.Secret = connector.SecretUnknown }); problem != nil {
		f.drop(ctx, signed)
		return hookOutcome{problem: problem}
	}
	wish.Secret = signed.secret
	var made connector.Hook
	err := ctx.Err()
	if err == nil {
		made, err = scene.hooker.ChangeHook(ctx, scene.profile.Seen(), hook.ID, wish)
		if isLost(err) {
			made, err = f.whether(ctx, &scene, hook, err)
		}
	} else {
		err = errNotAsked
	}
	ctx, done := settling(ctx)
	defer done()
	if err == nil {
		return f.resigned(ctx, scene, signed, made)
	}
	f.drop(ctx, signed)
	if !isLost(err) { // Bitbucket has not taken it: all is as before
		if p, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) { p.Webhook.Secret = before.Secret }); problem == nil {
			scene.profile = p
		}
	}
	o := f.refused(ctx, &scene, hook.ID, err)
	return f.failed(ctx, scene, o)
}

// whether finds out whether a webhook was changed though the answer was lost; where its list tells when it was.
func (f *Webhook) whether(ctx context.Context, scene *hookScene, before connector.Hook, lost error) (connector.Hook, error) {
	if ctx.Err() != nil || scene.list(ctx) != nil {
		return connector.Hook{}, lost
	}
	for _, h := range scene.hooks {
		if h.ID == before.ID && h.Updated.After(before.Updated) {
			return h, nil
		}
	}
	return connector.Hook{}, lost
}

// resigned writes the new secret down, in every profile that uses the webhook.
func (f *Webhook) resigned(ctx context.Context, scene hookScene, signed hookSigned, hook connector.Hook) hookOutcome {
	scene.put(hook)
	o := f.record(ctx, scene, hook, func(w *connector.Webhook) {
		w.Secret, w.SecretID, w.Changed = connector.SecretKept, signed.id, f.now()
	})
	if o.problem != nil {
		f.drop(ctx, signed)
		return o
	}
	for _, peer := range sharing(o.profile, scene.profiles) {
		if peer.Webhook.ID != hook.ID {
			continue
		}
		p, problem := f.write(ctx, peer.ID, func(p *connector.BuildProfile) {
			p.Webhook.Secret, p.Webhook.SecretID, p.Webhook.Changed = connector.SecretKept, signed.id, f.now()
		})
		if problem == nil {
			f.forget(ctx, peer.Webhook, p.Webhook, hookScene{profile: p})
		}
	}
	o.news = signed.news
	f.tell(ctx, o.profile)
	return o
}
