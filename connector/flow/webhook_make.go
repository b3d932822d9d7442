package flow

import (
	"context"
	"slices"

	"mooring/connector"
)

// make makes the webhook, or uses the one with the same address, or repairs the profile's own.
func (f *Webhook) make(ctx context.Context, scene hookScene) hookOutcome {
	if p := scene.list(ctx); p != nil {
		return f.failed(ctx, scene, hookOutcome{problem: p})
	}
	wish := scene.wish()
	own := scene.own(wish.Address)
	if own != nil && !connector.SameAddress(own.Address, wish.Address) && len(sharing(scene.profile, scene.profiles)) > 0 {
		own = scene.at(wish.Address) // the other profiles still need the old address
	}
	if own == nil {
		return f.create(ctx, scene, wish)
	}
	return f.use(ctx, scene, *own, wish)
}

// intend writes down what is going to be asked of Bitbucket: where that cannot be written, nothing is asked.
func (f *Webhook) intend(ctx context.Context, scene *hookScene, change func(*connector.Webhook)) *connector.Problem {
	p, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) {
		w := &p.Webhook
		if scene.job.address != "" && w.Address != scene.job.address {
			w.Address = scene.job.address
			if w.Stands() {
				w.State = connector.HookDiffers
			}
		}
		if w.State == connector.HookNone {
			w.State = connector.HookWanted
		}
		if id := scene.job.service.ID; id != "" {
			p.Service = id
		}
		change(w)
	})
	if problem == nil {
		scene.profile = p
	}
	return problem
}

// use takes a webhook that is there, and changes it where it does not serve.
func (f *Webhook) use(ctx context.Context, scene hookScene, hook connector.Hook, wish connector.HookWish) hookOutcome {
	if scene.profile.Webhook.ID != hook.ID || scene.profile.Webhook.Found {
		wish.Name = hook.Name
	}
	news, changed := scene.found(&hook), false
	if problem := f.intend(ctx, &scene, func(*connector.Webhook) {}); problem != nil {
		return f.failed(ctx, scene, hookOutcome{problem: problem})
	}
	// Another computer must not be sent what this one could forge.
	leaves := hook.Signed && connector.Origin(hook.Address) != connector.Origin(wish.Address)
	if !hook.Serves(wish) {
		switch {
		case leaves && scene.job.service.Signs:
			return f.resign(ctx, scene, hook, wish)
		case leaves:
			wish.Secret = &connector.Secret{}
		}
		made, err := scene.hooker.ChangeHook(ctx, scene.profile.Seen(), hook.ID, wish)
		if err != nil {
			o := f.refused(ctx, &scene, hook.ID, err)
			return f.failed(ctx, scene, o)
		}
		hook, changed = made, true
		scene.put(made)
	}
	o := f.record(ctx, scene, hook, func(w *connector.Webhook) {
		if changed {
			w.Changed = f.now()
		}
		if leaves {
			w.Secret, w.SecretID = connector.SecretNone, ""
		}
	})
	if o.problem == nil {
		o.news = news
		f.tell(ctx, o.profile)
	}
	return o
}

// put takes the new state of a webhook into the list.
func (s *hookScene) put(hook connector.Hook) {
	s.hooks = append(slices.DeleteFunc(slices.Clone(s.hooks), func(h connector.Hook) bool { return h.ID == hook.ID }), hook)
}

// create makes a new webhook. Its secret is kept, and written down, before Bitbucket is asked.
func (f *Webhook) create(ctx context.Context, scene hookScene, wish connector.HookWish) hookOutcome {
	signed, problem := f.secretFor(ctx, scene, wish.Address)
	if problem != nil {
		return f.failed(ctx, scene, hookOutcome{problem: problem})
	}
	before := scene.profile.Webhook
	problem = f.intend(ctx, &scene, func(w *connector.Webhook) {
		w.ID, w.SecretID, w.Secret, w.Found = "", signed.id, connector.SecretNone, false
		if w.State != connector.HookMissing {
			w.State = connector.HookWanted
		}
	})
	if problem != nil {
		f.drop(ctx, signed)
		return hookOutcome{problem: problem}
	}
	f.forget(ctx, before, scene.profile.Webhook, scene)
	if ctx.Err() != nil {
		f.withdraw(ctx, &scene, signed)
		return hookOutcome{}
	}
	wish.Secret = signed.secret
	hook, err := scene.hooker.MakeHook(ctx, scene.profile.Seen(), wish)
	if err != nil {
		return f.notMade(ctx, scene, signed, err)
	}
	return f.made(ctx, scene, signed, hook)
}

// made writes down a webhook that Bitbucket has just made. Where the profile was deleted meanwhile, it goes again.
func (f *Webhook) made(ctx context.Context, scene hookScene, signed hookSigned, hook connector.Hook) hookOutcome {
	ctx, done := settling(ctx)
	defer done()
	scene.put(hook)
	o := f.record(ctx, scene, hook, func(w *connector.Webhook) {
		w.Changed, w.Found = f.now(), false
		if w.SecretID = signed.id; signed.secret != nil {
			w.Secret = connector.SecretKept
		}
	})
	if o.problem != nil && isGone(*o.problem) {
		_ = scene.hooker.RemoveHook(ctx, scene.profile.Seen(), hook.ID)
		f.drop(ctx, signed)
		return hookOutcome{problem: o.problem}
	}
	if o.problem == nil {
		o.news = signed.news
		f.tell(ctx, o.profile)
	}
	return o
}

// notMade finds out what became of a webhook that was asked for. Where the answer was lost it may stand: it is looked
// for before anybody makes a second.
func (f *Webhook) notMade(ctx context.Context, scene hookScene, signed hookSigned, err error) hookOutcome {
	o := hookOutcome{problem: problemFor(err, scene.job.connection)}
	if isLost(err) {
		known := scene.hooks
		if ctx.Err() != nil || scene.list(ctx) != nil {
			return f.failed(ctx, scene, o) // the next look finds out
		}
		if hook := newHook(scene.hooks, known, scene.job.address); hook != nil {
			return f.made(ctx, scene, signed, *hook)
		}
	}
	f.withdraw(ctx, &scene, signed)
	return f.failed(ctx, scene, o)
}

// newHook finds a webhook at an address that was not there before.
func newHook(hooks, known []connector.Hook, address string) *connector.Hook {
	for _, h := range hooks {
		if !connector.SameAddress(h.Address, address) {
			continue
		}
		if !slices.ContainsFunc(known, func(k connector.Hook) bool { return k.ID == h.ID }) {
			return &h
		}
	}
	return nil
}

// record writes down a webhook that stands, and what more is known of it.
func (f *Webhook) record(ctx context.Context, scene hookScene, hook connector.Hook, more func(*connector.Webhook)) hookOutcome {
	ctx, done := settling(ctx)
	defer done()
	before := scene.profile.Webhook
	after := scene.adopted(hook)
	after.State, after.Seen, after.Problem, after.Said = connector.HookMade, f.now(), "", ""
	more(&after)
	if !hook.Serves(connector.WishOf(scene.profile)) {
		after.State = connector.HookDiffers
	}
	p, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) { p.Webhook = after })
	if problem == nil {
		scene.profile = p
		f.forget(ctx, before, after, scene)
	}
	o := scene.seen(&hook)
	o.problem = problem
	return o
}

// refused is what to say when Bitbucket would not change a webhook; one that is gone is missing from now on.
func (f *Webhook) refused(ctx context.Context, scene *hookScene, id string, err error) hookOutcome {
	p := problemFor(err, scene.job.connection)
	if p.Code == connector.CodeWebhookRefused && p.Args["gone"] != "" {
		scene.hooks = slices.DeleteFunc(slices.Clone(scene.hooks), func(h connector.Hook) bool { return h.ID == id })
		ctx, done := settling(ctx)
		defer done()
		if gone, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) {
			p.Webhook.State = connector.HookMissing
		}); problem == nil {
			scene.profile = gone
		}
	}
	return hookOutcome{problem: p}
}

// failed remembers with the profile why its webhook could not be made, changed or tested. What only kept Bitbucket
// from being reached is not worth remembering.
func (f *Webhook) failed(ctx context.Context, scene hookScene, o hookOutcome) hookOutcome {
	p := o.problem
	if scene.listed && !o.read {
		o = scene.seen(scene.own(scene.profile.Webhook.Address))
		o.problem = p
	}
	if p == nil || ctx.Err() != nil {
		return o
	}
	switch {
	case isRight(p) && scene.job.admin == nil, p.Code == connector.CodeWebhookRefused:
	default:
		return o
	}
	said := p.Args["said"]
	if w := scene.profile.Webhook; w.Problem == p.Code && w.Said == said {
		return o
	}
	if _, problem := f.write(ctx, scene.profile.ID, func(b *connector.BuildProfile) {
		b.Webhook.Problem, b.Webhook.Said = p.Code, said
	}); problem != nil {
		o.problem = problem
	}
	return o
}
