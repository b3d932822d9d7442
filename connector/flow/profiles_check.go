package flow

import (
	"context"
	"slices"

	"mooring/connector"
	"mooring/connector/ladder"
)

// Check climbs the connection's ladder for a profile's repository and keeps the verdict in the profile.
// A profile that needs a connection cannot be checked.
func (f *ProfileList) Check(id string) {
	if row, there := f.feed.Now().State.row(id); there && row.Connected {
		f.checkThese([]string{id}, 0)
	}
}

// CheckAll checks every profile that has a connection, one after another.
func (f *ProfileList) CheckAll() {
	s := f.feed.Now().State
	var ids []string
	for _, p := range s.profiles {
		if s.rowOf(p).Connected {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) > 0 {
		f.checkThese(ids, len(ids))
	}
}

// CancelCheck stops the check under way and all that wait for theirs; each profile keeps the verdict it had.
func (f *ProfileList) CancelCheck() {
	f.check.Stop()
	f.feed.Apply(profilesChecked{})
}

// uncheck leaves a profile out that is just being checked; the others go on.
func (f *ProfileList) uncheck(id string) {
	s := f.feed.Now().State
	switch {
	case s.Checking != id:
	case len(s.CheckQueue) == 0:
		f.CancelCheck()
	default:
		f.checkThese(s.CheckQueue, s.Queued)
	}
}

// checkThese checks one profile after another. queued is how many it began with, or 0 for a single one.
func (f *ProfileList) checkThese(ids []string, queued int) {
	f.check.Stop()
	f.feed.Apply(profilesChecking{ids: ids, queued: queued})
	f.check.Start(func(ctx context.Context) {
		for i, id := range ids {
			row, there := f.feed.Now().State.row(id)
			if !there || !row.Connected { // deleted or disconnected meanwhile
				continue
			}
			if i > 0 && !f.feed.ApplyFrom(ctx, profilesChecking{ids: ids[i:], queued: queued}) {
				return
			}
			f.climb(ctx, row)
		}
		f.feed.ApplyFrom(ctx, profilesChecked{})
	})
}

func (f *ProfileList) climb(ctx context.Context, row ProfileRow) {
	bitbucket, err := f.needs.Clients.Open(ctx, row.Connection)
	if err != nil {
		p := problemFor(err, row.Connection)
		f.feed.ApplyFrom(ctx, profilesNoCheck{p})
		f.keepVerdict(ctx, row, connector.Blocked, p.Code)
		return
	}
	report := CheckProfile(ctx, bitbucket, row.Profile, func(r connector.Report) {
		f.feed.ApplyFrom(ctx, profilesClimbs{r})
	})
	var code connector.Code
	if worst, found := report.Worst(); found {
		code = worst.Code
	}
	f.keepVerdict(ctx, row, report.Verdict(), code)
}

// CheckProfile climbs the ladder for a profile's repository, and calls publish, if there is one, with a fresh report
// whenever a rung changes. A profile whose webhook stands and needs the admin right no more is not warned of a right
// that is missing: a token that only reads is then what is wanted.
func CheckProfile(ctx context.Context, bitbucket Bitbucket, profile connector.BuildProfile, publish func(connector.Report)) connector.Report {
	checks := slices.Clone(bitbucket.Checks(profile.Key + "/" + profile.Slug))
	w := profile.Webhook
	if w.Stands() && (!w.AdminFree.IsZero() || w.State == connector.HookByHand) {
		for i := range checks {
			checks[i].Run = withoutAdmin(checks[i])
		}
	}
	return ladder.Climb(ctx, checks, publish)
}

// withoutAdmin leaves out what is only about making webhooks. A rung that has nothing else to say does not apply.
func withoutAdmin(check connector.Check) func(context.Context) connector.Finding {
	aboutRights := check.ID == connector.CheckAdmin || check.ID == connector.CheckWebhook
	return func(ctx context.Context) connector.Finding {
		found := check.Run(ctx)
		left := slices.DeleteFunc(slices.Clone(found.Problems), func(p connector.Problem) bool {
			return p.Code == connector.CodeAdminMissing || aboutRights && p.Severity == connector.Warn && refusesRight(p.Code)
		})
		if len(left) < len(found.Problems) && len(left) == 0 {
			found.Skip = !found.Unfinished
		}
		found.Problems = left
		return found
	}
}

// refusesRight tells a right that a token lacks from other troubles.
func refusesRight(code connector.Code) bool {
	return code == connector.CodeScopeMissing || code == connector.CodeNotPermitted
}

// keepVerdict writes the verdict into the profile as it lies on the disk by now: it may have been renamed meanwhile, or
// deleted, which a check must not undo.
func (f *ProfileList) keepVerdict(ctx context.Context, checked ProfileRow, verdict connector.Verdict, code connector.Code) {
	if ctx.Err() != nil {
		return
	}
	now := f.needs.Clock().UTC()
	f.disk.do(func() {
		row, there := f.feed.Now().State.row(checked.Profile.ID)
		if !there || row.ReadOnly {
			return
		}
		f.note(row.Profile.ID, func(p *connector.BuildProfile) {
			p.ConnectionID, p.Checked, p.Verdict, p.Problem = checked.Connection.ID, now, verdict, code
		})
	})
}
