package flow

import (
	"context"
	"time"

	"mooring/connector"
)

const (
	// undoFor is how long a deleted profile can be brought back: long enough to notice a slip.
	undoFor = 10 * time.Second
	// forgetFor is how long a keychain may take to forget a secret nobody needs any more.
	forgetFor = 10 * time.Second
)

// Delete removes a profile from the disk at once and keeps it at hand for Undo. What ends the app in
// between loses nothing that was not meant to go.
func (f *ProfileList) Delete(id string) {
	f.uncheck(id)
	f.disk.do(func() { f.remove(id, false) })
}

// AskDelete deletes a profile without a webhook at once, and asks about one that has a webhook.
func (f *ProfileList) AskDelete(id string) {
	s := f.feed.Now().State
	row, there := s.row(id)
	if !there || s.HookRemoving { // one removal after another
		return
	}
	if w := row.Profile.Webhook; w.State != connector.HookMade && w.State != connector.HookDiffers {
		f.Delete(id)
		return
	}
	f.hooks.Stop()
	f.feed.Apply(profilesAsking{id})
}

// LeaveDelete puts the question away, and ends the removal of the webhook if that is under way. What Bitbucket has done
// by then stays done: the profile stays, and says so.
func (f *ProfileList) LeaveDelete() {
	f.hooks.Stop()
	f.feed.Apply(profilesAsking{})
}

// DeleteWithHook removes the webhook at Bitbucket, unless another profile uses it, and then deletes the profile. Where
// that fails the profile stays and HookFailed says why.
func (f *ProfileList) DeleteWithHook(id string) {
	s := f.feed.Now().State
	row, there := s.row(id)
	if !there || s.HookRemoving {
		return
	}
	f.uncheck(id)
	f.feed.Apply(profilesAsking{id})
	f.feed.Apply(profilesUnhooking{})
	f.hooks.Follow(func(ctx context.Context) { f.unhook(ctx, row) })
}

// Undo brings the profile deleted last back, as it was.
func (f *ProfileList) Undo() { f.disk.do(f.restore) }

func (f *ProfileList) unhook(ctx context.Context, row ProfileRow) {
	gone, err := f.removeHookOf(ctx, row)
	switch {
	case err != nil:
		f.feed.ApplyFrom(ctx, profilesHookStays{problemFor(err, row.Connection)})
	case ctx.Err() == nil:
		f.disk.do(func() { f.remove(row.Profile.ID, gone) })
	case gone: // the person thought better of it when Bitbucket had done it already
		f.disk.do(func() { f.note(row.Profile.ID, unhooked) })
	}
}

// removeHookOf tells whether the webhook is gone: one that another profile uses too stays.
func (f *ProfileList) removeHookOf(ctx context.Context, row ProfileRow) (gone bool, err error) {
	if !row.Connected {
		return false, connector.NewProblem(connector.CodeConnectionMissing, "address", row.Profile.Repository.Base)
	}
	report, err := f.report(ctx)
	if err != nil {
		return false, *diskProblem(err)
	}
	profile := row.Profile
	for _, p := range report.Profiles {
		if p.ID == profile.ID {
			profile = p
		}
	}
	bitbucket, err := f.needs.Clients.Open(ctx, row.Connection)
	if err != nil {
		return false, err
	}
	hooker, ok := bitbucket.(Hooker)
	if !ok {
		return false, connector.NewProblem(connector.CodeWebhookRefused)
	}
	shared := len(sharing(profile, report.Profiles)) > 0
	return !shared, removeHook(ctx, hooker, profile, report.Profiles)
}

// unhooked is a profile whose webhook is no longer there.
func unhooked(p *connector.BuildProfile) { p.Webhook.State = connector.HookMissing }

func (f *ProfileList) remove(id string, hookGone bool) {
	profile, there := f.latest(id)
	if !there {
		return
	}
	if err := f.needs.Profiles.DeleteProfile(context.Background(), id); err != nil {
		if hookGone {
			f.note(id, unhooked)
		}
		f.feed.Apply(profilesNotDeleted{diskProblem(err)})
		return
	}
	if hookGone {
		unhooked(&profile)
	}
	f.undo.Stop()
	if before := f.feed.Now().State.Deleted; before != nil {
		f.forget(*before)
	}
	if f.closed.Load() {
		f.forget(profile)
		return
	}
	f.feed.Apply(profilesDeleted{profile: profile, until: f.needs.Clock().Add(undoFor)})
	f.undo.Start(func(ctx context.Context) {
		if rest(ctx, undoFor) && f.feed.ApplyFrom(ctx, profilesUndoOver{}) {
			f.disk.do(func() { f.forget(profile) })
		}
	})
}

// latest is a profile as it lies on the disk by now; where that cannot be read, as it is listed. One that another
// Mooring has deleted leaves the list.
func (f *ProfileList) latest(id string) (connector.BuildProfile, bool) {
	row, there := f.feed.Now().State.row(id)
	if !there {
		return connector.BuildProfile{}, false
	}
	report, err := f.report(context.Background())
	if err != nil {
		return row.Profile, true
	}
	for _, p := range report.Profiles {
		if p.ID == id {
			return p, true
		}
	}
	f.feed.Apply(profilesVanished{id})
	return connector.BuildProfile{}, false
}

// restore saves the deleted profile again, under a free name if another has taken its own meanwhile.
func (f *ProfileList) restore() {
	s := f.feed.Now().State
	if s.Deleted == nil {
		return
	}
	p := s.Deleted.Clone()
	p.Name = freeName(p.Name, f.takenNames(s, p.ID))
	if err := f.needs.Profiles.SaveProfile(context.Background(), p); err != nil {
		f.feed.Apply(profilesWentWrong{diskProblem(err)})
		return
	}
	f.undo.Stop()
	f.feed.Apply(profilesRestored{p})
}

// takenNames are those of all profiles but one, as they lie on the disk by now.
func (f *ProfileList) takenNames(s ProfilesState, but string) []string {
	report, err := f.report(context.Background())
	if err != nil {
		return s.names(but)
	}
	return ProfilesState{profiles: report.Profiles}.names(but)
}

// forget wipes the secret of a deleted profile's webhook, unless another profile uses it or this one is back. What
// cannot be wiped is left: nothing leads to it any more. The keychain is not waited for here.
func (f *ProfileList) forget(p connector.BuildProfile) {
	if f.needs.Vault == nil || p.Webhook.SecretID == "" {
		return
	}
	f.disk.beside(func() {
		ctx, cancel := context.WithTimeout(context.Background(), forgetFor)
		defer cancel()
		all, err := f.needs.Profiles.Profiles(ctx)
		if err != nil || isListed(all, p.ID) {
			return
		}
		_ = forgetHookSecret(ctx, f.needs.Vault, p, all)
	})
}

func isListed(all []connector.BuildProfile, id string) bool {
	for _, p := range all {
		if p.ID == id {
			return true
		}
	}
	return false
}
