package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// Save writes the profile. It does nothing while something is missing, apart from saying so.
func (f *ProfileForm) Save() {
	s := f.feed.Now().State
	if !s.Ready() {
		f.feed.Apply(profileMissing{})
		return
	}
	f.save.Stop()
	f.feed.Apply(profileSaving{})
	now := f.needs.Clock().UTC()
	f.save.Start(func(ctx context.Context) { f.write(ctx, s, now) })
}

func (f *ProfileForm) write(ctx context.Context, s ProfileState, now time.Time) {
	var profile connector.BuildProfile
	var err error
	if s.Before == nil {
		profile = newProfile(s, now)
		err = f.needs.Profiles.SaveProfile(ctx, profile)
	} else {
		others := f.others(ctx, s)
		profile, err = f.needs.Profiles.ChangeProfile(ctx, s.Before.ID, func(p *connector.BuildProfile) { s.into(p, others, now) })
	}
	if errors.Is(err, connector.ErrNoProfile) {
		f.feed.ApplyFrom(ctx, profileGone{connector.NewID()})
		return
	}
	f.feed.ApplyFrom(ctx, profileSaved{profile: profile, problem: diskProblem(err)})
	if err == nil && f.needs.OnSaved != nil {
		f.needs.OnSaved(profile)
	}
}

// others are the other profiles by now: one of them may use the same webhook.
func (f *ProfileForm) others(ctx context.Context, s ProfileState) []connector.BuildProfile {
	if all, err := f.needs.Profiles.Profiles(ctx); err == nil {
		return all
	}
	return s.others
}

// newProfile makes the document out of what the form holds.
func newProfile(s ProfileState, now time.Time) connector.BuildProfile {
	r := s.Repository
	p := connector.BuildProfile{
		ID: s.id, Name: strings.TrimSpace(s.Name), ConnectionID: s.Connection.ID,
		Repository: r.Ref, Key: r.Key, Slug: r.Slug, Title: r.Name, Owner: r.Owner, Web: r.Web,
		CloneHTTPS: r.CloneHTTPS, CloneSSH: r.CloneSSH,
		Branch: strings.TrimSpace(s.Branch), System: s.System, Platform: s.Platform, Folder: tidyFolder(s.Folder),
		Triggers: s.triggers(), Service: s.Service.ID, Created: now, Updated: now,
	}
	p.Webhook = hookWished(connector.Webhook{}, s.address(), s.WantHook)
	return p
}

// into changes a saved profile where the person has changed it. All else stays as it lies on the disk by now, which
// another Mooring may have written.
func (s ProfileState) into(p *connector.BuildProfile, others []connector.BuildProfile, now time.Time) {
	was, old, is := *s.Before, p.Clone(), newProfile(s, now)
	changed(&p.Name, was.Name, is.Name)
	changed(&p.ConnectionID, was.ConnectionID, is.ConnectionID)
	changed(&p.Branch, was.Branch, is.Branch)
	changed(&p.System, was.System, is.System)
	changed(&p.Platform, was.Platform, is.Platform)
	changed(&p.Folder, was.Folder, is.Folder)
	changed(&p.Service, was.Service, is.Service)
	changedList(&p.Triggers.Push, was.Triggers.Push, is.Triggers.Push)
	changedList(&p.Triggers.PullRequests, was.Triggers.PullRequests, is.Triggers.PullRequests)
	changedList(&p.Triggers.Tags, was.Triggers.Tags, is.Triggers.Tags)
	address := s.address()
	if address == was.Webhook.Address {
		address = p.Webhook.Address
	}
	p.Webhook = rehooked(old, *p, address, s.WantHook, len(sharing(old, others)) > 0)
	p.Updated = now
}

func changed[T comparable](into *T, was, is T) {
	if was != is {
		*into = is
	}
}

func changedList(into *[]string, was, is []string) {
	if !slices.Equal(was, is) {
		*into = is
	}
}

func (s ProfileState) triggers() connector.Triggers {
	return connector.Triggers{Push: s.Push.wanted(), PullRequests: s.PullRequests.wanted(), Tags: s.Tags.wanted()}
}

// address is where the webhook goes; one that cannot be is left out.
func (s ProfileState) address() string {
	address, _ := hookAddress(s.HookAddress)
	return address
}

// profileMissing is about somebody who wants to save what is not ready.
type profileMissing struct{}

func (profileMissing) fill(s ProfileState) ProfileState {
	if s.Step == ProfileEditing && s.NameProblem == nil && strings.TrimSpace(s.Branch) == "" {
		p := connector.NewProblem(connector.CodeProfileInvalid, "name", strings.TrimSpace(s.Name))
		s.Problem = &p
	}
	return s
}
