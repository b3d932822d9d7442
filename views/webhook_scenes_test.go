package views

import (
	"maps"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

func hookNow() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }

func hookServices() []connector.BuildService {
	return []connector.BuildService{
		{ID: "appcircle", Name: "Appcircle", HookPage: "https://docs.appcircle.example/webhooks"},
		{ID: "demo", Name: "Demo build service", Hook: "http://127.0.0.1:40123/hooks/{key}/{slug}", Signs: true},
		{ID: "custom", Name: "Another build service", Custom: true},
	}
}

func hookProfile(provider connector.Provider) connector.BuildProfile {
	p := connector.BuildProfile{
		ID: "p1", Name: "Checkout for iPhone", ConnectionID: "c1", Key: "SHOP", Slug: "checkout", Title: "Checkout", Owner: "Shop",
		Repository: connector.RepositoryRef{Provider: provider, Base: "https://git.harbour.example", ID: "7"},
		Branch:     "main", Triggers: connector.Triggers{Push: []string{"main"}, PullRequests: []string{"main"}},
		Service: "demo", Web: "https://git.harbour.example/projects/SHOP/repos/checkout",
		Webhook: connector.Webhook{Address: "http://127.0.0.1:40123/hooks/SHOP/checkout"},
	}
	if provider == connector.Cloud {
		p.Key, p.Repository.Base, p.Web = "acme", "https://api.bitbucket.org/2.0", "https://bitbucket.org/acme/checkout"
	}
	return p
}

func hookConnection(provider connector.Provider) connector.Connection {
	c := connector.Connection{
		ID: "c1", Provider: provider, Name: "Harbour git", Base: "https://git.harbour.example", Web: "https://git.harbour.example",
		Kind: connector.AccessToken, Account: connector.Account{ID: "ada", Name: "Ada Okafor"}, Version: "9.4.1",
	}
	if provider == connector.Cloud {
		c.Name, c.Base, c.Web, c.Kind = "Ada Okafor", "https://api.bitbucket.org/2.0", "https://bitbucket.org", connector.Session
	}
	return c
}

// hookState is a webhook that nobody has made yet, on a product.
func hookState(provider connector.Provider) flow.WebhookState {
	s := flow.WebhookState{
		Step: flow.WebhookShown, Profile: hookProfile(provider), Connection: hookConnection(provider), Connected: true,
		Service: hookServices()[1], Address: "http://127.0.0.1:40123/hooks/SHOP/checkout", Read: true, CanPush: true,
		Page: "https://git.harbour.example/plugins/servlet/webhooks/projects/SHOP/repos/checkout", CanTest: provider == connector.Server,
	}
	if provider == connector.Cloud {
		s.Page = "https://bitbucket.org/acme/checkout/admin/webhooks"
	}
	s.Wish = connector.WishOf(s.Profile)
	return s
}

func hookEventsOf(provider connector.Provider) []string {
	if provider == connector.Cloud {
		return []string{"repo:push", "pullrequest:created", "pullrequest:updated"}
	}
	return []string{"repo:refs_changed", "pr:opened", "pr:from_ref_updated"}
}

// madeHook is a webhook that stands.
func madeHook(provider connector.Provider) flow.WebhookState {
	s := hookState(provider)
	w := &s.Profile.Webhook
	w.State, w.ID, w.Secret, w.SecretID = connector.HookMade, "12", connector.SecretKept, "s1"
	w.Changed, w.Seen = hookNow().AddDate(0, 0, -3), hookNow().Add(-time.Minute)
	s.CanCopy = true
	s.Hook = &connector.Hook{
		ID: "12", Name: connector.HookName, Address: w.Address, Active: true, Push: true, PullRequests: true,
		Events: hookEventsOf(provider), Signed: true,
	}
	return s
}

func hookProblem(code connector.Code, args ...string) *connector.Problem {
	p := connector.NewProblem(code, args...).Seen(connector.Evidence{Status: 403, Address: "https://git.harbour.example/rest/api/1.0/projects/SHOP/repos/checkout/webhooks"})
	return &p
}

// hookScenes are all designed states of the page.
func hookScenes() map[string]flow.WebhookState {
	all := map[string]flow.WebhookState{}
	add := func(name string, s flow.WebhookState, change func(*flow.WebhookState)) {
		if change != nil {
			change(&s)
		}
		all[name] = s
	}
	server, cloud := connector.Server, connector.Cloud
	stands := func(s *flow.WebhookState, state connector.HookState) { s.Profile.Webhook.State = state }
	add("00-none", hookState(server), nil)
	add("01-none-addressless", hookState(cloud), func(s *flow.WebhookState) {
		s.Service, s.Address, s.Profile.Webhook.Address, s.Others = hookServices()[0], "", "", 3
	})
	add("02-wanted", hookState(server), func(s *flow.WebhookState) { stands(s, connector.HookWanted) })
	add("03-making", hookState(server), func(s *flow.WebhookState) {
		stands(s, connector.HookWanted)
		s.Work, s.Read = flow.HookMaking, false
	})
	add("04-refused", hookState(cloud), func(s *flow.WebhookState) {
		stands(s, connector.HookWanted)
		s.Problem = hookProblem(connector.CodeWebhookRefused, "said", "url: Enter a valid URL.")
	})
	add("05-admin-missing", hookState(server), func(s *flow.WebhookState) {
		stands(s, connector.HookWanted)
		s.Read, s.Unseen = false, true
		s.Problem = hookProblem(connector.CodeAdminMissing, "account", "Ada Okafor", "repository", "SHOP/checkout")
	})
	add("06-made", madeHook(server), nil)
	add("07-made-free-unseen", madeHook(server), func(s *flow.WebhookState) {
		s.Read, s.Unseen, s.Hook, s.Profile.Webhook.AdminFree = false, true, nil, hookNow().AddDate(0, 0, -1)
		s.Problem = hookProblem(connector.CodeAdminMissing, "account", "Ada Okafor", "repository", "SHOP/checkout")
	})
	add("08-made-shared-long", madeHook(cloud), func(s *flow.WebhookState) {
		s.Profile.Webhook.Address = "https://" + strings.Repeat("very-long-", 12) + "host.example/hooks/" + strings.Repeat("a", 60)
		s.Profile.Name, s.Hook.Address = longName, s.Profile.Webhook.Address
		s.SharedWith, s.Others, s.Profile.Webhook.Found = []string{"Checkout for Android", longName}, 4, true
		s.Service = connector.BuildService{ID: "custom", Custom: true}
		s.Profile.Webhook.Secret, s.CanCopy, s.CanPush = connector.SecretUnknown, false, false
		s.News = hookProblem(connector.CodeWebhookExists, "address", s.Profile.Webhook.Address)
	})
	add("09-verified", madeHook(server), func(s *flow.WebhookState) {
		s.Received = &connector.Received{At: hookNow(), Event: "repo:push", Branch: "main", Commit: "4f2a91c", Signed: true, Verified: true}
		s.Profile.Webhook.Delivered, s.Profile.Webhook.Verified = hookNow(), true
	})
	add("10-mistrusted", madeHook(server), func(s *flow.WebhookState) {
		s.Received = &connector.Received{At: hookNow(), Event: "repo:push", Branch: "main", Commit: "4f2a91c", Signed: true}
	})
	add("11-tested", madeHook(server), func(s *flow.WebhookState) {
		s.Delivery = &connector.Delivery{At: hookNow(), Status: 200, Said: "pong"}
	})
	add("12-undelivered", madeHook(server), func(s *flow.WebhookState) {
		s.Delivery = &connector.Delivery{At: hookNow(), Status: 502, Said: "Bad Gateway"}
		s.Problem = hookProblem(connector.CodeWebhookUndelivered, "status", "502", "said", "Bad Gateway")
	})
	add("13-by-hand", hookState(server), func(s *flow.WebhookState) {
		stands(s, connector.HookByHand)
		s.Profile.Webhook.Changed, s.Read, s.Unseen = hookNow().AddDate(0, 0, -2), false, true
	})
	add("14-missing", madeHook(server), func(s *flow.WebhookState) { stands(s, connector.HookMissing); s.Hook = nil })
	add("15-differs", madeHook(cloud), func(s *flow.WebhookState) {
		stands(s, connector.HookDiffers)
		s.Hook.Active, s.Hook.PullRequests, s.Hook.Events = false, false, []string{"repo:push"}
	})
	add("16-differs-unseen", madeHook(server), func(s *flow.WebhookState) {
		stands(s, connector.HookDiffers)
		s.Read, s.Unseen, s.Hook = false, true, nil
		s.Problem = hookProblem(connector.CodeAdminMissing, "account", "Ada Okafor", "repository", "SHOP/checkout")
	})
	add("17-scope", hookState(cloud), func(s *flow.WebhookState) {
		stands(s, connector.HookWanted)
		s.Read, s.Unseen = false, true
		s.Problem = hookProblem(connector.CodeScopeMissing, "scopes", "webhook", "kind", "session")
	})
	add("18-unconnected", hookState(server), func(s *flow.WebhookState) {
		s.Connected, s.Connection, s.Read = false, connector.Connection{}, false
	})
	add("19-removed", hookState(server), func(s *flow.WebhookState) { s.Removed = true })
	add("20-remembered", madeHook(server), func(s *flow.WebhookState) {
		s.Profile.Webhook.Problem, s.Profile.Webhook.Said = connector.CodeWebhookUndelivered, "502: Bad Gateway"
	})
	add("21-session", madeHook(server), func(s *flow.WebhookState) { s.News = hookProblem(connector.CodeKeychainUnavailable) })
	add("22-looking", madeHook(server), func(s *flow.WebhookState) { s.Work = flow.HookLooking })
	maps.Copy(all, hookForms())
	return all
}

// hookForms are the steps for a person's own hands, and the form for a token that is used once.
func hookForms() map[string]flow.WebhookState {
	all := map[string]flow.WebhookState{}
	for _, provider := range []connector.Provider{connector.Server, connector.Cloud} {
		hand, admin := hookState(provider), hookState(provider)
		hand.Step, hand.Profile.Webhook.State = flow.WebhookHand, connector.HookWanted
		admin.Step, admin.AdminFor, admin.Profile.Webhook.State = flow.WebhookAdmin, flow.HookMaking, connector.HookWanted
		all["30-hand-"+string(provider)], all["40-admin-"+string(provider)] = hand, admin
	}
	kept := madeHook(connector.Server)
	kept.Step, kept.Profile.Webhook.State = flow.WebhookHand, connector.HookMissing
	kept.Hook = nil
	all["31-hand-kept"] = kept
	unsigned := hookState(connector.Cloud)
	unsigned.Step, unsigned.Service, unsigned.Address, unsigned.Profile.Webhook.Address = flow.WebhookHand, hookServices()[0], "", ""
	all["32-hand-addressless"] = unsigned
	yet := hookState(connector.Server)
	yet.Step, yet.Problem = flow.WebhookHand, hookProblem(connector.CodeWebhookRefused, "gone", "yet")
	all["33-hand-yet"] = yet
	refused := hookState(connector.Cloud)
	refused.Step, refused.AdminFor = flow.WebhookAdmin, flow.HookRepairing
	refused.AdminProblem = hookProblem(connector.CodeTokenRejected, "host", "api.bitbucket.org", "kind", "api-token")
	all["41-admin-refused"] = refused
	using := hookState(connector.Server)
	using.Step, using.AdminFor, using.Work = flow.WebhookAdmin, flow.HookMaking, flow.HookMaking
	all["42-admin-using"] = using
	return all
}
