package flow

import (
	"context"

	"mooring/connector"
	"mooring/connector/ladder"
)

// Check climbs the connection's ladder for a profile's repository and keeps the verdict in the profile.
// A profile that needs a connection cannot be checked.
func (f *ProfileList) Check(id string) {
	row, there := f.feed.Now().State.row(id)
	if !there || !row.Connected {
		return
	}
	f.check.Stop()
	f.feed.Apply(profilesChecking{id})
	f.check.Start(func(ctx context.Context) { f.climb(ctx, row) })
}

// CancelCheck stops the check under way; the profile keeps the verdict it had.
func (f *ProfileList) CancelCheck() {
	f.check.Stop()
	f.feed.Apply(profilesChecked{})
}

func (f *ProfileList) climb(ctx context.Context, row ProfileRow) {
	bitbucket, err := f.needs.Clients.Open(ctx, row.Connection)
	if err != nil {
		p := problemFor(err, row.Connection)
		f.feed.ApplyFrom(ctx, profilesNoCheck{p})
		f.keepVerdict(ctx, row, connector.Blocked, p.Code)
		return
	}
	report := ladder.Climb(ctx, bitbucket.Checks(row.Profile.Key+"/"+row.Profile.Slug), func(r connector.Report) {
		f.feed.ApplyFrom(ctx, profilesClimbs{r})
	})
	f.feed.ApplyFrom(ctx, profilesChecked{})
	var code connector.Code
	if worst, found := report.Worst(); found {
		code = worst.Code
	}
	f.keepVerdict(ctx, row, report.Verdict(), code)
}

// keepVerdict writes the verdict into the profile as it is by now: it may have been renamed meanwhile, or
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
		p := row.Profile
		p.ConnectionID, p.Checked, p.Verdict, p.Problem = checked.Connection.ID, now, verdict, code
		if err := f.needs.Profiles.SaveProfile(context.Background(), p); err != nil {
			f.feed.Apply(profilesWentWrong{diskProblem(err)})
			return
		}
		f.feed.Apply(profilesVerdict{p})
	})
}
