package flow

import "mooring/connector"

// hookOutcome is what came of a job.
type hookOutcome struct {
	problem, news *connector.Problem
	connection    connector.Connection
	profile       connector.BuildProfile
	// read tells that hook and others are as Bitbucket has just listed them.
	read    bool
	hook    *connector.Hook
	others  int
	shared  []string
	canTest bool
	// unread tells that webhooks may not be read, and the person has said that one is there all the same.
	unread bool

	delivery *connector.Delivery
	received *connector.Received
	removed  bool
	// undone tells that there was nothing to be done, and nothing went wrong.
	undone   bool
	handOver bool // the webhook stands: the connection may get another token
}

// isRight tells whether a problem is that the token may not do it: another one may.
func isRight(p *connector.Problem) bool {
	if p == nil {
		return false
	}
	switch p.Code {
	case connector.CodeAdminMissing, connector.CodeScopeMissing, connector.CodeNotPermitted:
		return true
	}
	return false
}

// shown is how a job's end is seen.
func (o hookOutcome) shown(job hookJob) webhookEvent {
	return func(s WebhookState) WebhookState {
		s.Work, s.asked = HookResting, HookResting
		if o.read {
			s.Read, s.Unseen, s.Hook, s.Others, s.SharedWith = true, false, o.hook, o.others, o.shared
			s.CanTest = o.canTest
		}
		s.Delivery, s.Received, s.Removed = o.delivery, o.received, o.removed
		if job.admin != nil && o.ofToken() {
			s.AdminProblem = o.problem
			return s
		}
		s.Problem, s.News = o.problem, o.news
		if isRight(o.problem) {
			s.asked = job.work
		}
		if !o.read && (isRight(o.problem) || o.unread) {
			s.Read, s.Unseen, s.Hook = false, true, nil
		}
		if s.Step == WebhookAdmin {
			s.Step, s.AdminFor, s.AdminProblem = WebhookShown, HookResting, nil
		}
		if o.problem == nil && !o.undone {
			s.Done = job.work
		}
		if s.Done == job.work && job.hand {
			s.Step = WebhookShown
		}
		return s
	}
}

// ofToken tells whether a job with an admin token failed because of the token, or on the way: the form stays.
func (o hookOutcome) ofToken() bool {
	if o.problem == nil || o.read && !isRight(o.problem) {
		return false
	}
	switch o.problem.Code {
	case connector.CodeWebhookRefused, connector.CodeProfileInvalid, connector.CodeDiskFailed, connector.CodeProfileNewer:
		return false
	}
	return true
}
