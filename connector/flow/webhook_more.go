package flow

import (
	"context"
	"errors"
	"strconv"

	"mooring/connector"
)

// errNotAsked says that somebody stopped waiting before Bitbucket was asked.
var errNotAsked = errors.New("nothing was asked of Bitbucket")

// isLost tells whether nobody knows if Bitbucket did what it was asked: no answer came, or one that says nothing.
func isLost(err error) bool {
	if err == nil || errors.Is(err, errNotAsked) {
		return false
	}
	p, ok := connector.AsProblem(err)
	if !ok {
		return true
	}
	if p.Evidence.Status >= 400 && p.Evidence.Status < 500 {
		return false
	}
	switch p.Code {
	case connector.CodeConnectionTimeout, connector.CodeConnectionReset, connector.CodeAnswerInvalid,
		connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow, connector.CodeServerError, connector.CodeServerBusy,
		connector.CodeNotBitbucket, connector.CodeLoginPage:
		return true
	}
	return false
}

// test has Bitbucket send a ping and remembers whether the build service took it.
func (f *Webhook) test(ctx context.Context, scene hookScene) hookOutcome {
	if p := scene.list(ctx); p != nil {
		return hookOutcome{problem: p}
	}
	own := scene.own(scene.profile.Webhook.Address)
	if own == nil || scene.tester == nil {
		o := f.stand(ctx, scene, nil)
		o.undone = true
		return o
	}
	delivery, err := scene.tester.TestHook(ctx, scene.profile.Seen(), *own)
	if err != nil {
		o := scene.seen(own)
		o.problem = problemFor(err, scene.job.connection)
		return o
	}
	var undelivered *connector.Problem
	if !delivery.Arrived() {
		p := undeliveredProblem(delivery)
		undelivered = &p
	}
	ctx, done := settling(ctx)
	defer done()
	o := f.stand(ctx, scene, func(w *connector.Webhook) {
		if undelivered != nil {
			w.Problem, w.Said = undelivered.Code, saidOf(delivery)
			return
		}
		w.Delivered = delivery.At.UTC()
		clearUndelivered(w)
	})
	o.delivery = &delivery
	if o.problem == nil {
		o.problem = undelivered
	}
	return o
}

func undeliveredProblem(d connector.Delivery) connector.Problem {
	status := ""
	if d.Status != 0 {
		status = strconv.Itoa(d.Status)
	}
	return connector.NewProblem(connector.CodeWebhookUndelivered, "status", status, "said", d.Said)
}

// saidOf is what is remembered of an answer: its status, and its words.
func saidOf(d connector.Delivery) string {
	switch {
	case d.Status == 0:
		return d.Said
	case d.Said == "":
		return strconv.Itoa(d.Status)
	}
	return strconv.Itoa(d.Status) + ": " + d.Said
}

func clearUndelivered(w *connector.Webhook) {
	if w.Problem == connector.CodeWebhookUndelivered {
		w.Problem, w.Said = "", ""
	}
}

// push has somebody in the demo push a commit, and remembers what arrived.
func (f *Webhook) push(ctx context.Context, job hookJob) hookOutcome {
	scene, problem := f.onDisk(ctx, job)
	if problem != nil {
		return hookOutcome{problem: problem}
	}
	received, err := f.needs.Rehearsal.Push(ctx, scene.profile)
	if err != nil {
		p := problemOf(err, connector.CodeWebhookUndelivered)
		if p.Code == connector.CodeWebhookUndelivered && ctx.Err() == nil {
			_, problem = f.write(ctx, job.profile, func(b *connector.BuildProfile) {
				b.Webhook.Problem, b.Webhook.Said = p.Code, p.Args["said"]
			})
		}
		if problem != nil {
			return hookOutcome{problem: problem}
		}
		return hookOutcome{problem: &p}
	}
	ctx, done := settling(ctx)
	defer done()
	_, problem = f.write(ctx, job.profile, func(b *connector.BuildProfile) {
		b.Webhook.Delivered, b.Webhook.Verified = received.At.UTC(), received.Verified
		clearUndelivered(&b.Webhook)
	})
	return hookOutcome{problem: problem, received: &received}
}

// remove removes the webhook, unless another profile uses it too, and then forgets it.
func (f *Webhook) remove(ctx context.Context, scene hookScene) hookOutcome {
	w := scene.profile.Webhook
	uncertain := w.ID == "" && (w.State == connector.HookByHand || w.SecretID != "")
	if uncertain {
		if p := scene.list(ctx); p != nil {
			return hookOutcome{problem: p}
		}
		if own := scene.at(w.Address); own != nil {
			scene.profile.Webhook = scene.adopted(*own)
		}
	}
	had := scene.profile
	if _, problem := f.write(ctx, had.ID, func(*connector.BuildProfile) {}); problem != nil {
		return hookOutcome{problem: problem} // what cannot be written down is not done
	}
	if err := removeHook(ctx, scene.hooker, had, scene.profiles); err != nil {
		return hookOutcome{problem: problemFor(err, scene.job.connection)}
	}
	ctx, done := settling(ctx)
	defer done()
	shared := scene.sharedNames()
	p, problem := f.write(ctx, had.ID, func(p *connector.BuildProfile) { p.Webhook = connector.Webhook{Address: w.Address} })
	if problem != nil {
		return hookOutcome{problem: problem}
	}
	f.forget(ctx, had.Webhook, p.Webhook, scene)
	f.forget(ctx, w, p.Webhook, scene)
	scene.profile = p
	o := scene.seen(nil)
	o.shared, o.removed, o.others = shared, had.Webhook.ID != "" && len(shared) == 0, f.feed.Now().State.Others
	return o
}
