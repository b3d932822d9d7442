package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"mooring/assets"
	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/store"
	"mooring/views"
)

// stage is what the window plays on: the flows, and how they are told to end.
type stage struct {
	flows  views.Flows
	window *views.Window
}

// newStage joins the flows to the house and fills the window with them. dispatch runs a function on the
// goroutine that may touch widgets.
func newStage(h *house, win fyne.Window, dispatch views.Dispatch, demo *views.Demo, version string) *stage {
	s := &stage{}
	kept := connections{Store: h.store, changed: func() { dispatch(func() { s.flows.Profiles.Reload() }) }}
	services := h.services(assets.Services)
	s.flows.Profiles = flow.NewProfiles(flow.ProfilesNeeds{
		Clients: h, Connections: kept, Profiles: profiles{h.store}, Browser: h.open, Vault: keys{h}, Exchange: exchange{}, Services: services,
	})
	s.flows.Import = flow.NewImport(flow.ImportNeeds{
		Exchange: exchange{}, Profiles: profiles{h.store}, Connections: kept,
		OnSaved: func([]connector.BuildProfile) { dispatch(s.flows.Profiles.Reload) },
	})
	s.keepAlive(h, kept, services, dispatch)
	s.flows.CloudProfile, s.flows.CloudPicker = s.chooser(h, services, dispatch)
	s.flows.ServerProfile, s.flows.ServerPicker = s.chooser(h, services, dispatch)
	needs := h.cloudNeeds(kept)
	needs.OnChoose = func(c connector.Connection) { dispatch(func() { s.flows.CloudPicker.Open(c, "") }) }
	needs.OnServer = func(address string) { dispatch(func() { s.window.ToServer(address) }) }
	s.flows.Cloud = flow.NewCloud(needs)
	s.flows.Server = flow.NewServer(flow.ServerNeeds{
		Clients: h, Connections: kept, Vault: keys{h},
		Trusts:   h.trust,
		OnChoose: s.toPicker(dispatch),
	})
	s.flows.ServerMissing = flow.NewMissing(flow.MissingNeeds{Clients: h, OnFound: s.toPicker(dispatch)})
	s.flows.CloudMissing = flow.NewMissing(flow.MissingNeeds{Clients: h, OnFound: func(c connector.Connection, search string) {
		dispatch(func() { s.flows.CloudPicker.Open(c, search) })
	}})
	s.flows.Network = flow.NewNetwork(flow.NetworkNeeds{Proxies: h.proxies, Trusts: h.trust})
	s.window = views.New(win, views.Options{
		Flows: s.flows, Dispatch: dispatch, Demo: demo, Version: version, ConsumerFixed: h.consumer.fixed,
		Look:     lookOf(h.settings),
		OnLook:   func(l views.Look) { go h.keepLook(l) },
		Services: services, Chosen: chosenService(h.settings),
		OnService: func(c views.ChosenService) { go h.keepService(c) },
		OpenURL: func(link string) {
			go func() {
				if err := h.open(link); err != nil {
					h.log.Warn("the browser did not open", "error", err)
					dispatch(func() { s.window.Unopened(link) })
				}
			}()
		},
	})
	return s
}

// cloudNeeds is what signing in to Bitbucket Cloud needs, in the window and in a terminal.
func (h *house) cloudNeeds(kept flow.Connections) flow.CloudNeeds {
	return flow.CloudNeeds{
		Clients: h, Connections: kept, Vault: keys{h}, Consent: h, Browser: h.open, Consumer: h.consumer,
		Scopes: cloud.SessionScopes(), TokenScopes: cloud.TokenPermissions(), Revoke: h.revoke,
		Web: h.cloudWeb, API: h.cloudAPI, Address: h.cloudAddress(), Hold: h.holdBrowser, Clock: time.Now,
	}
}

// keepAlive makes the flows that look after a profile once it is saved: its webhook, and its connection's token.
func (s *stage) keepAlive(h *house, kept flow.Connections, services []connector.BuildService, dispatch views.Dispatch) {
	needs := flow.WebhookNeeds{
		Clients: h, Connections: kept, Profiles: profiles{h.store}, Vault: keys{h}, Browser: h.open, Services: services,
		Copy:      func(text string) { dispatch(func() { s.window.Copy(text) }) },
		OnChanged: func(connector.BuildProfile) { dispatch(s.flows.Profiles.Reload) },
		OnHandOver: func(_ connector.BuildProfile, c connector.Connection) {
			dispatch(func() { s.window.ChangeToken(c, flow.ChangeRead) })
		},
	}
	if h.rehearsal != nil { // a nil pointer in an interface would not be nil
		needs.Rehearsal = h.rehearsal
	}
	s.flows.Webhook = flow.NewWebhook(needs)
	s.flows.TokenChange = flow.NewTokenChange(flow.TokenChangeNeeds{
		Clients: h, Connections: kept, Profiles: profiles{h.store}, Vault: keys{h}, Browser: h.open,
		ReadScopes: cloud.ReadPermissions(), Scopes: cloud.TokenPermissions(),
		OnChanged: func(changed []connector.BuildProfile) {
			dispatch(func() {
				s.flows.Webhook.Changed(changed)
				s.flows.Profiles.Reload()
				s.lists()
			})
		},
	})
}

// lists reads the connections anew in tabs that show them: a form that somebody fills in stays as it is.
func (s *stage) lists() {
	if s.flows.Server.Now().State.Step == flow.ServerList {
		s.flows.Server.Start()
	}
	if s.flows.Cloud.Now().State.Step == flow.CloudConnected {
		s.flows.Cloud.Start()
	}
}

// toPicker opens the list of a server's repositories, with something searched for at first.
func (s *stage) toPicker(dispatch views.Dispatch) func(connector.Connection, string) {
	return func(c connector.Connection, search string) {
		dispatch(func() { s.flows.ServerPicker.Open(c, search) })
	}
}

// chooser makes the two screens between a connection and a profile; a tab has one of each.
func (s *stage) chooser(h *house, services []connector.BuildService, dispatch views.Dispatch) (*flow.ProfileForm, *flow.Picker) {
	var form *flow.ProfileForm
	form = flow.NewProfileForm(flow.ProfileNeeds{
		Clients: h, Profiles: h.store, Finder: finder{}, Services: services, Service: h.settings.Service,
		OnSaved: func(p connector.BuildProfile) {
			dispatch(func() {
				s.flows.Profiles.ReloadAt(p.ID)
				s.flows.Webhook.Open(p, form.Now().State.Connection)
				if p.Webhook.State == connector.HookDiffers && form.Now().State.WantHook {
					s.flows.Webhook.Repair()
				}
			})
		},
	})
	picker := flow.NewPicker(flow.PickerNeeds{
		Clients: h, Lists: h.store, Book: h.store, Clock: time.Now,
		Arrangement: arrangementOf(h.settings),
		OnArrange:   func(a flow.Arrangement) { go h.keepArrangement(a) },
		OnChosen: func(c connector.Connection, r connector.Repository) {
			dispatch(func() { form.Open(c, r) })
		},
	})
	return form, picker
}

// start reads what is kept; the window may already be shown. The settings read theirs when they are opened:
// the password of a proxy may need the keychain, which should not ask for its own before anybody wants it.
func (s *stage) start() {
	s.flows.Cloud.Start()
	s.flows.Server.Start()
	s.flows.Profiles.Reload()
}

// close ends all work and waits until it has ended: nothing outlives the window.
func (s *stage) close() {
	for _, missing := range []*flow.Missing{s.flows.ServerMissing, s.flows.CloudMissing} {
		missing.Close()
		missing.Wait()
	}
	for _, picker := range []*flow.Picker{s.flows.CloudPicker, s.flows.ServerPicker} {
		picker.Close()
		picker.Wait() // a list that is being kept is kept
	}
	s.flows.CloudProfile.Close()
	s.flows.ServerProfile.Close()
	s.flows.Cloud.Close()
	s.flows.Server.Close()
	s.flows.Network.Close()
	s.flows.Webhook.Close()
	s.flows.TokenChange.Close()
	s.flows.Import.Close()
	s.flows.Profiles.Close()
}

// connections is the store, telling when a connection came or went.
type connections struct {
	*store.Store
	changed func()
}

// SaveConnection writes a connection.
func (c connections) SaveConnection(ctx context.Context, connection connector.Connection) error {
	err := c.Store.SaveConnection(ctx, connection)
	c.changed()
	return err
}

// DeleteConnection removes a connection.
func (c connections) DeleteConnection(ctx context.Context, id string) error {
	err := c.Store.DeleteConnection(ctx, id)
	c.changed()
	return err
}

// profiles is the store, telling in the flow's words what is wrong with single files.
type profiles struct{ *store.Store }

// ReportProfiles lists the profiles together with what is damaged or was written by a newer Mooring.
func (p profiles) ReportProfiles(ctx context.Context) (flow.ProfilesReport, error) {
	l, err := p.ProfilesReport(ctx)
	return flow.ProfilesReport{Profiles: l.Items, ReadOnly: l.ReadOnly, Problems: l.Problems}, err
}

func lookOf(s store.Settings) views.Look {
	l := views.Look{Scale: float32(s.TextSize)}
	if s.Theme != store.ThemeSystem {
		l.Variant = string(s.Theme)
	}
	return l
}

// keepLook writes down how the person wants the window to look.
func (h *house) keepLook(l views.Look) {
	h.keepSettings(func(s *store.Settings) { s.TextSize, s.Theme = float64(l.Scale), themeOf(l) })
}

// arrangementOf is how the person had lists of repositories laid out last.
func arrangementOf(s store.Settings) flow.Arrangement {
	a := flow.Arrangement{By: flow.ByName, Grouped: s.ListGrouped}
	if s.ListBy == string(flow.ByUpdated) {
		a.By = flow.ByUpdated
	}
	return a
}

// keepArrangement writes that down.
func (h *house) keepArrangement(a flow.Arrangement) {
	h.keepSettings(func(s *store.Settings) { s.ListBy, s.ListGrouped = string(a.By), a.Grouped })
}

func themeOf(l views.Look) store.Theme {
	if l.Variant == "" {
		return store.ThemeSystem
	}
	return store.Theme(l.Variant)
}
