package flow

import (
	"mooring/connector"
)

// webhookEvent is anything that moves the webhook's screen.
type webhookEvent func(WebhookState) WebhookState

func nextWebhook(s WebhookState, e webhookEvent) WebhookState { return e(s).told() }

// told fills in what follows from the rest.
func (s WebhookState) told() WebhookState {
	p := s.Profile
	p.Webhook.Address = s.Address
	s.Wish = connector.WishOf(p)
	s.CanCopy = s.Profile.Webhook.Secret == connector.SecretKept && s.Profile.Webhook.SecretID != ""
	return s
}

func webhookOpened(p connector.BuildProfile, c connector.Connection, services []connector.BuildService, demo bool) webhookEvent {
	return func(WebhookState) WebhookState {
		s := WebhookState{
			Step: WebhookShown, Profile: p, Connection: c, Connected: c.ID != "", Address: p.Webhook.Address,
			Service: connector.ServiceOf(p.Service, services), CanPush: demo,
		}
		if s.Address == "" {
			s.Address = s.Service.HookAddress(p)
		}
		return s
	}
}

func webhookClosed(WebhookState) WebhookState { return WebhookState{Step: WebhookIdle} }

func webhookTyped(address string) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.Address, s.AddressProblem = address, nil
		return s
	}
}

func webhookServed(id string, services []connector.BuildService) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.Service = connector.ServiceOf(id, services)
		if address := s.Service.HookAddress(s.Profile); address != "" {
			s.Address, s.AddressProblem = address, nil
		}
		return s
	}
}

func webhookUnread(problem *connector.Problem) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.AddressProblem = problem
		return s
	}
}

func webhookByHand(s WebhookState) WebhookState {
	if s.Step == WebhookShown {
		s.Step, s.Problem, s.News, s.Done = WebhookHand, nil, nil, HookResting
	}
	return s
}

func webhookNotOpened(page string, err error) webhookEvent {
	p := connector.NewProblem(connector.CodeBrowserNotOpened, "link", page).Because(err)
	return func(s WebhookState) WebhookState {
		if s.Step != WebhookIdle {
			s.Problem = &p
		}
		return s
	}
}

func webhookBack(s WebhookState) WebhookState {
	s.Work = HookResting
	switch s.Step {
	case WebhookHand:
		s.Step = WebhookShown
	case WebhookAdmin:
		s.Step, s.AdminProblem, s.AdminFor = s.before, nil, HookResting
	}
	return s
}

func webhookCancelled(s WebhookState) WebhookState {
	s.Work = HookResting
	return s
}

// webhookBegan clears what was said about the work before.
func webhookBegan(work WebhookWork) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.Work, s.Done = work, HookResting
		s.Problem, s.News, s.AdminProblem, s.AddressProblem = nil, nil, nil, nil
		s.Delivery, s.Received, s.Removed = nil, nil, false
		return s
	}
}

// webhookWritten shows a profile as it lies on the disk, whoever waits for it or not.
func webhookWritten(p connector.BuildProfile) webhookEvent {
	return func(s WebhookState) WebhookState {
		if s.Profile.ID == p.ID && s.Step != WebhookIdle {
			s.Profile = p
		}
		return s
	}
}

// webhookMet tells what is known before Bitbucket has answered.
func webhookMet(connection connector.Connection, page string) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.Connection = connection
		if page != "" {
			s.Page = page
		}
		return s
	}
}

func webhookAsksAdmin(s WebhookState) WebhookState {
	if s.Step != WebhookShown && s.Step != WebhookHand {
		return s
	}
	s.before, s.Step, s.AdminFor, s.AdminProblem = s.Step, WebhookAdmin, s.wants(), nil
	return s
}

// wants is what a token with the admin right is needed for: what was refused last for want of it, or else what the
// webhook needs.
func (s WebhookState) wants() WebhookWork {
	if s.asked != HookResting && s.asked != HookLooking {
		return s.asked
	}
	switch s.Profile.Webhook.State {
	case connector.HookNone, connector.HookWanted:
		return HookMaking
	case connector.HookByHand:
		return HookLooking
	default:
		return HookRepairing
	}
}

func webhookAdminWrong(problem *connector.Problem) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.AdminProblem = problem
		return s
	}
}
