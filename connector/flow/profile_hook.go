package flow

import (
	"slices"
	"strings"

	"mooring/connector"
)

// SetService chooses the build service by its ID.
func (f *ProfileForm) SetService(id string) { f.feed.Apply(profileService{id}) }

// SetHookAddress takes the webhook's address as it is typed.
func (f *ProfileForm) SetHookAddress(address string) { f.feed.Apply(profileHookTyped{address}) }

// SetWantHook says whether the webhook is made on saving.
func (f *ProfileForm) SetWantHook(want bool) { f.feed.Apply(profileHookWanted{want}) }

type (
	profileService    struct{ id string }
	profileHookTyped  struct{ address string }
	profileHookWanted struct{ want bool }
)

// fill takes the service's address, unless the person has typed one.
func (e profileService) fill(s ProfileState) ProfileState {
	at := slices.IndexFunc(s.Services, func(b connector.BuildService) bool { return b.ID == e.id })
	if at < 0 {
		return s
	}
	s.Service, s.Problem = s.Services[at], nil
	if strings.TrimSpace(s.HookAddress) == "" {
		s.hookTyped = false
	}
	return s.hooked()
}

func (e profileHookTyped) fill(s ProfileState) ProfileState {
	s.HookAddress, s.hookTyped, s.Problem = e.address, true, nil
	return s.hooked()
}

func (e profileHookWanted) fill(s ProfileState) ProfileState {
	s.WantHook, s.wantTyped, s.Problem = e.want, true, nil
	return s.hooked()
}

// hooked fills in what follows from the service: the address, whether the webhook is wanted, and what is wrong.
func (s ProfileState) hooked() ProfileState {
	if !s.hookTyped {
		s.HookAddress = s.Service.HookAddress(connector.BuildProfile{ID: s.id, Key: s.Repository.Key, Slug: s.Repository.Slug})
	}
	if !s.wantTyped {
		s.WantHook = s.Service.Hook != "" && !s.NoAdmin
	}
	s.HookProblem = nil
	if s.WantHook || strings.TrimSpace(s.HookAddress) != "" {
		_, s.HookProblem = hookAddress(s.HookAddress)
	}
	return s
}

// editingHook fills in the webhook of a saved profile.
func (s ProfileState) editingHook(p connector.BuildProfile) ProfileState {
	s.Service = s.serviceLike(p.Service)
	s.HookAddress = p.Webhook.Address
	s.hookTyped = p.Webhook.Address != "" && p.Webhook.Address != s.Service.HookAddress(p)
	s.WantHook, s.wantTyped = p.Webhook.State != connector.HookNone, true
	return s
}

// serviceLike is the service that is chosen at first: that of a saved profile, else the one used last, else the
// first there is.
func (s ProfileState) serviceLike(last string) connector.BuildService {
	if s.Before != nil && s.Before.Service != "" {
		last = s.Before.Service
	}
	for _, b := range s.Services {
		if b.ID == last {
			return b
		}
	}
	if len(s.Services) > 0 && s.Before == nil {
		return s.Services[0]
	}
	return connector.BuildService{ID: last}
}

// mayNotAdminister tells that no webhook can be made here with the connection's token, as far as other profiles
// know: it only reads since they were handed over, or the right was missing when they were checked.
func mayNotAdminister(all []connector.BuildProfile, c connector.Connection, r connector.Repository) bool {
	return slices.ContainsFunc(all, func(p connector.BuildProfile) bool {
		missed := p.Problem == connector.CodeAdminMissing || p.Webhook.Problem == connector.CodeAdminMissing
		return p.ConnectionID == c.ID && (!p.Webhook.AdminFree.IsZero() || missed && p.Repository == r.Ref)
	})
}

// rehooked is the webhook of a profile after its form was saved. old is the profile before. A webhook that another
// profile uses too is left to that one.
func rehooked(old, p connector.BuildProfile, address string, want, shared bool) connector.Webhook {
	w := old.Webhook
	if w.State == connector.HookNone || w.State == connector.HookWanted {
		return hookWished(w, address, want)
	}
	moved := address != "" && address != w.Address
	if moved && shared {
		return hookWished(connector.Webhook{AdminFree: w.AdminFree}, address, want)
	}
	if moved {
		if connector.Origin(address) != connector.Origin(w.Address) && w.Secret == connector.SecretKept {
			w.Secret = connector.SecretUnknown // it was made for another service
		}
		w.Address = address
	}
	was, is := connector.WishOf(old), connector.WishOf(p)
	if w.Stands() && (moved || is.Push && !was.Push || is.PullRequests && !was.PullRequests) {
		w.State = connector.HookDiffers
	}
	return w
}

// hookWished is a webhook that is not there yet.
func hookWished(w connector.Webhook, address string, want bool) connector.Webhook {
	w.State, w.Address = connector.HookNone, address
	if want {
		w.State, w.Problem, w.Said = connector.HookWanted, "", ""
	}
	return w
}
