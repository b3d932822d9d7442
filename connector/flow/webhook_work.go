package flow

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"mooring/connector"
)

// settleFor is how long writing down what Bitbucket has done may take after somebody has stopped waiting.
const settleFor = 20 * time.Second

// settling outlives a cancelled context: what Bitbucket did must be written down, and what was kept for nothing taken
// back.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), settleFor)
}

// hookJob is a piece of work with all it began with: what is typed later belongs to other work.
type hookJob struct {
	work       WebhookWork
	profile    string // its ID
	connection connector.Connection
	address    string
	service    connector.BuildService
	// admin is a token that is used for this job alone, in the place of the one that is kept.
	admin *connector.Credential
	// hand tells that the person says they have done it; over that the connection is to get a token that only reads.
	hand, over bool
}

// hookScene is what a job finds when it begins.
type hookScene struct {
	job      hookJob
	profile  connector.BuildProfile
	profiles []connector.BuildProfile
	hooker   Hooker
	tester   HookTester // nil where there is none
	hooks    []connector.Hook
	listed   bool // hooks are what Bitbucket has
}

// start begins work that takes the address as it is on disk.
func (f *Webhook) start(work WebhookWork) { f.begin(hookJob{work: work}) }

// startAt begins work for the address that is typed, if it can be one.
func (f *Webhook) startAt(work WebhookWork) {
	s := f.feed.Now().State
	address, wrong := hookAddress(s.Address)
	if wrong != nil {
		f.feed.Apply(webhookUnread(wrong))
		return
	}
	f.begin(hookJob{work: work, address: address, hand: work == HookVerifying})
}

// begin starts a job, unless another is under way; looking gives way to what it would only have prepared.
func (f *Webhook) begin(job hookJob) {
	s := f.feed.Now().State
	busy := s.Work != HookResting && s.Work != HookLooking
	if s.Step == WebhookIdle || busy || !s.Connected && job.work != HookCopying {
		return
	}
	f.work.Stop()
	job.profile, job.connection, job.service = s.Profile.ID, s.Connection, s.Service
	f.feed.Apply(webhookBegan(job.work))
	f.work.Follow(func(ctx context.Context) {
		if ctx.Err() != nil {
			return
		}
		outcome := f.do(ctx, job)
		if f.feed.ApplyFrom(ctx, outcome.shown(job)) && outcome.handOver && f.needs.OnHandOver != nil {
			f.needs.OnHandOver(outcome.profile, outcome.connection)
		}
	})
}

func (f *Webhook) do(ctx context.Context, job hookJob) hookOutcome {
	if job.work == HookCopying {
		return f.copySecret(ctx, job)
	}
	if job.work == HookPushing {
		return f.push(ctx, job)
	}
	scene, problem := f.scene(ctx, &job)
	if problem != nil {
		return hookOutcome{problem: problem}
	}
	var outcome hookOutcome
	switch job.work {
	case HookMaking, HookRepairing:
		outcome = f.make(ctx, scene)
	case HookReplacing:
		outcome = f.replace(ctx, scene)
	case HookTesting:
		outcome = f.test(ctx, scene)
	case HookRemoving:
		outcome = f.remove(ctx, scene)
	case HookVerifying:
		outcome = f.verify(ctx, scene)
	default:
		outcome = f.look(ctx, scene)
	}
	outcome.canTest, outcome.connection = scene.tester != nil, scene.job.connection
	return outcome
}

// scene finds the profile as it lies on the disk, the connection as it is by now, and a Bitbucket to ask.
func (f *Webhook) scene(ctx context.Context, job *hookJob) (hookScene, *connector.Problem) {
	scene, problem := f.onDisk(ctx, *job)
	if problem != nil {
		return scene, problem
	}
	job.connection = f.connection(ctx, job.connection)
	scene.job = *job
	f.feed.ApplyFrom(ctx, webhookMet(job.connection, f.page(job.connection, scene.profile)))
	var bitbucket Bitbucket
	var err error
	if job.admin != nil {
		given, problem := withPhrase(ctx, f.needs.Vault, job.connection, *job.admin)
		if problem != nil {
			return scene, problem
		}
		bitbucket = f.needs.Clients.Try(forToken(job.connection, given, scene.profile), given)
	} else {
		bitbucket, err = f.needs.Clients.Open(ctx, job.connection)
	}
	if err != nil {
		return scene, problemFor(err, job.connection)
	}
	var can bool
	if scene.hooker, can = bitbucket.(Hooker); !can {
		p := connector.NewProblem(connector.CodeWebhookRefused)
		return scene, &p
	}
	scene.tester, _ = bitbucket.(HookTester)
	return scene, nil
}

func (f *Webhook) onDisk(ctx context.Context, job hookJob) (hookScene, *connector.Problem) {
	scene := hookScene{job: job}
	var err error
	if scene.profiles, err = f.needs.Profiles.Profiles(ctx); err != nil {
		return scene, diskProblem(err)
	}
	at := slices.IndexFunc(scene.profiles, func(p connector.BuildProfile) bool { return p.ID == job.profile })
	if at < 0 {
		return scene, f.gone()
	}
	scene.profile = scene.profiles[at]
	f.feed.ApplyFrom(ctx, webhookWritten(scene.profile))
	return scene, nil
}

// connection is the connection as it is saved by now: its token may have been changed for one of another kind.
func (f *Webhook) connection(ctx context.Context, known connector.Connection) connector.Connection {
	all, err := f.needs.Connections.Connections(ctx)
	if err != nil {
		return known
	}
	for _, c := range all {
		if c.ID == known.ID {
			return c
		}
	}
	return known
}

// page is where a person makes webhooks by hand; finding that out asks nobody and needs no token.
func (f *Webhook) page(c connector.Connection, p connector.BuildProfile) string {
	if known := f.feed.Now().State.Page; known != "" {
		return known
	}
	if hooker, can := f.needs.Clients.Try(c, connector.Credential{Kind: c.Kind}).(Hooker); can {
		return hooker.HookPage(p.Seen())
	}
	return ""
}

// gone says that the profile was deleted meanwhile.
func (f *Webhook) gone() *connector.Problem {
	p := connector.NewProblem(connector.CodeProfileInvalid, "name", f.feed.Now().State.Profile.Name, "gone", "yes").Because(connector.ErrNoProfile)
	return &p
}

// write changes the profile on the disk and tells everybody, also when nobody waits any more.
func (f *Webhook) write(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, *connector.Problem) {
	p, err := f.needs.Profiles.ChangeProfile(ctx, id, change)
	switch {
	case isGone(err):
		return p, f.gone()
	case err != nil:
		return p, diskProblem(err)
	}
	f.feed.Apply(webhookWritten(p))
	if f.needs.OnChanged != nil {
		f.needs.OnChanged(p)
	}
	return p, nil
}

func (f *Webhook) now() time.Time { return f.needs.Clock().UTC() }

// isGone tells whether a profile is no longer there.
func isGone(err error) bool { return errors.Is(err, connector.ErrNoProfile) }

// sharedNames gives the names of those that share a profile's webhook.
func (s hookScene) sharedNames() []string {
	var names []string
	for _, o := range sharing(s.profile, s.profiles) {
		names = append(names, o.Name)
	}
	return names
}

// wish is the webhook as the profile needs it, at the job's address.
func (s hookScene) wish() connector.HookWish {
	wish := connector.WishOf(s.profile)
	wish.Address = cmp.Or(s.job.address, wish.Address)
	return wish
}
