package flow

import (
	"context"
	"slices"

	"mooring/connector"
)

// list reads the webhooks of the repository.
func (s *hookScene) list(ctx context.Context) *connector.Problem {
	hooks, err := s.hooker.Hooks(ctx, s.profile.Seen())
	if err != nil {
		return problemFor(err, s.job.connection)
	}
	s.hooks, s.listed = hooks, true
	return nil
}

// own finds the profile's webhook among those listed: by its ID, or else by the address, one that is switched on
// first. A profile nobody wants a webhook for has none.
func (s hookScene) own(address string) *connector.Hook {
	w := s.profile.Webhook
	for _, h := range s.hooks {
		if w.ID != "" && h.ID == w.ID {
			return &h
		}
	}
	return s.at(address)
}

// at finds a webhook by its address.
func (s hookScene) at(address string) *connector.Hook {
	var found *connector.Hook
	for _, h := range s.hooks {
		if connector.SameAddress(h.Address, address) && address != "" && (found == nil || h.Active && !found.Active) {
			found = &h
		}
	}
	return found
}

// seen is what the list tells about the profile's webhook.
func (s hookScene) seen(own *connector.Hook) hookOutcome {
	others := len(s.hooks)
	if own != nil {
		others--
	}
	return hookOutcome{read: true, hook: own, others: others, shared: s.sharedNames(), profile: s.profile}
}

// look reads the webhooks and writes down how the profile's stands.
func (f *Webhook) look(ctx context.Context, scene hookScene) hookOutcome {
	if p := scene.list(ctx); p != nil {
		return hookOutcome{problem: p}
	}
	return f.stand(ctx, scene, nil)
}

// stand writes down how the profile's webhook stands in the list just read, and what more is known.
func (f *Webhook) stand(ctx context.Context, scene hookScene, more func(*connector.Webhook)) hookOutcome {
	before := scene.profile.Webhook
	if before.State == connector.HookNone {
		return scene.seen(nil)
	}
	own := scene.own(before.Address)
	after := scene.standing(own)
	news := scene.found(own)
	if own != nil {
		after.Seen = f.now()
	}
	if more != nil {
		more(&after)
	}
	if after == before {
		return scene.seen(own)
	}
	after.Address = before.Address
	p, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) { p.Webhook = after })
	if problem != nil {
		o := scene.seen(own)
		o.problem = problem
		return o
	}
	scene.profile = p
	f.forget(ctx, before, after, scene)
	o := scene.seen(own)
	o.news = news
	return o
}

// found says that a webhook is used that somebody else made, the first time it is.
func (s hookScene) found(own *connector.Hook) *connector.Problem {
	w := s.profile.Webhook
	if own == nil || own.ID == w.ID || w.State == connector.HookByHand || s.pending(*own) {
		return nil
	}
	p := connector.NewProblem(connector.CodeWebhookExists, "address", own.Address)
	return &p
}

// standing is what to remember of a webhook after it was looked for.
func (s hookScene) standing(own *connector.Hook) connector.Webhook {
	w := s.profile.Webhook
	if own == nil {
		switch w.State {
		case connector.HookWanted: // what was kept for one that was never made is not needed
			w.SecretID, w.Secret = "", connector.SecretNone
		default:
			w.State = connector.HookMissing
		}
		return w
	}
	w = s.adopted(*own)
	w.State = connector.HookDiffers
	wish := connector.WishOf(s.profile)
	if own.Serves(wish) {
		w.State = connector.HookMade
		if w.Problem != connector.CodeWebhookUndelivered {
			w.Problem, w.Said = "", ""
		}
	}
	return w
}

// pending tells whether a webhook is the one Mooring asked for and never got an answer about: its secret was kept for
// it before.
func (s hookScene) pending(h connector.Hook) bool {
	w := s.profile.Webhook
	return w.ID == "" && w.SecretID != "" && h.Signed && h.Name == connector.HookName
}

// adopted is what to remember of a webhook that serves the profile from now on, or still does.
func (s hookScene) adopted(h connector.Hook) connector.Webhook {
	w := s.profile.Webhook
	switch {
	case w.ID == h.ID:
		if w.Secret == connector.SecretNone && h.Signed {
			w.Secret = connector.SecretUnknown
		}
		return w
	case s.pending(h):
		w.ID, w.Secret, w.Found = h.ID, connector.SecretKept, false
		return w
	}
	w.ID, w.Found = h.ID, w.State != connector.HookByHand
	w.SecretID, w.Secret = "", connector.SecretNone
	if h.Signed {
		w.Secret = connector.SecretUnknown
	}
	with := s.profile
	with.Webhook = w
	peers := sharing(with, s.profiles)
	at := slices.IndexFunc(peers, func(p connector.BuildProfile) bool { return p.Webhook.SecretID != "" })
	if at >= 0 && h.Signed {
		w.Secret, w.SecretID = peers[at].Webhook.Secret, peers[at].Webhook.SecretID
	}
	if len(peers) > 0 {
		w.Found = peers[0].Webhook.Found
	}
	return w
}

// verify looks after the person has said that they have done it, or before the connection gets a token that only
// reads.
func (f *Webhook) verify(ctx context.Context, scene hookScene) hookOutcome {
	if scene.job.over {
		o := f.look(ctx, scene)
		o.handOver = o.problem == nil && o.hook != nil && o.profile.Webhook.State == connector.HookMade
		o.undone = !o.handOver
		return o
	}
	problem := scene.list(ctx)
	switch {
	case isRight(problem):
		return f.believe(ctx, scene)
	case problem != nil:
		return hookOutcome{problem: problem}
	}
	if scene.at(scene.job.address) == nil {
		o := scene.seen(nil)
		p := connector.NewProblem(connector.CodeWebhookRefused, "gone", "yet")
		o.problem = &p
		return o
	}
	before := scene.profile.Webhook
	scene.profile.Webhook.Address = scene.job.address
	if before.Address != scene.job.address || before.State == connector.HookNone {
		scene.profile.Webhook.State, scene.profile.Webhook.ID = connector.HookByHand, ""
	}
	return f.stand(ctx, scene, func(w *connector.Webhook) { w.Changed = f.now() })
}

// believe remembers what the person says where nobody can look.
func (f *Webhook) believe(ctx context.Context, scene hookScene) hookOutcome {
	p, problem := f.write(ctx, scene.profile.ID, func(p *connector.BuildProfile) {
		w := &p.Webhook
		w.State, w.Address, w.ID, w.Found = connector.HookByHand, scene.job.address, "", false
		w.Changed, w.Problem, w.Said = f.now(), "", ""
		if p.Service == "" {
			p.Service = scene.job.service.ID
		}
	})
	return hookOutcome{problem: problem, profile: p, unread: true}
}
