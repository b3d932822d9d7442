package views

import (
	"mooring/connector"
	"mooring/connector/flow"
)

// profilesJourney gives the screens of the tab of build profiles: in front what is done with one of them, last the
// list.
func (w *Window) profilesJourney() []screen {
	if w.opts.Profiles == nil {
		return nil
	}
	k := w.kit
	k.list, k.webhook, k.tokens, k.imports = w.opts.Profiles, w.opts.Webhook, w.opts.TokenChange, w.opts.Import
	start := newStartScreen(k, k.list)
	k.start = func(id string) {
		from := w.at
		w.GoTo(tabProfiles)
		start.openFrom(id, from)
	}
	k.edit = w.editProfile
	all := []screen{start}
	if k.tokens != nil {
		all = append(all, newTokenChangeScreen(k, k.tokens))
		k.changeToken = w.ChangeToken
	}
	if k.webhook != nil {
		hook := newWebhookScreen(k, k.webhook)
		all = append(all, hook)
		k.lookAfter = func(id string) {
			if row, there := k.profile(id); there {
				w.lookAfter(row)
				hook.comeForward()
				w.GoTo(tabProfiles)
			}
		}
	}
	if k.imports != nil {
		all = append(all, newImportScreen(k, k.imports))
	}
	return append(all, newProfilesScreen(k, k.list))
}

// lookAfter opens the webhook of a profile, unless it is open already: what is under way there goes on.
func (w *Window) lookAfter(row flow.ProfileRow) {
	if s := w.opts.Webhook.Now().State; s.Step == flow.WebhookIdle || s.Profile.ID != row.Profile.ID {
		w.opts.Webhook.Open(row.Profile, row.Connection)
	}
}

// editProfile opens the form for a saved profile, in the tab of its Bitbucket.
func (w *Window) editProfile(id string) {
	row, there := w.kit.profile(id)
	form, tab := w.opts.CloudProfile, tabCloud
	if row.Profile.Repository.Provider == connector.Server {
		form, tab = w.opts.ServerProfile, tabServer
	}
	if !there || form == nil {
		return
	}
	form.Edit(row.Connection, row.Profile)
	w.GoTo(tab)
}

// ChangeToken opens the page that gives a connection another token.
func (w *Window) ChangeToken(c connector.Connection, purpose flow.ChangePurpose) {
	w.opts.TokenChange.Open(c, purpose)
	w.GoTo(tabProfiles)
}

// Copy puts a text on the clipboard.
func (w *Window) Copy(text string) { w.kit.copyText(text) }

// profile finds a profile of the list by its id, also one that a search hides.
func (k *kit) profile(id string) (flow.ProfileRow, bool) { return k.list.Now().State.Row(id) }
