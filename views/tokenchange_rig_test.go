package views

import (
	"testing"

	"mooring/connector"
	"mooring/connector/flow"
)

// changeDouble stands in for flow.TokenChange: it publishes what a test wants shown and notes what it is asked.
type changeDouble struct {
	snapshot flow.Snapshot[flow.TokenChangeState]
	watcher  func(flow.Snapshot[flow.TokenChangeState])
	asked    []string
	typed    flow.TokenTyped
}

func (d *changeDouble) publish(s flow.TokenChangeState) {
	d.snapshot = flow.Snapshot[flow.TokenChangeState]{Seq: d.snapshot.Seq + 1, State: s}
	if d.watcher != nil {
		d.watcher(d.snapshot)
	}
}

func (d *changeDouble) Watch(w func(flow.Snapshot[flow.TokenChangeState])) func() {
	d.watcher = w
	w(d.snapshot)
	return func() { d.watcher = nil }
}

func (d *changeDouble) SetKind(kind connector.CredentialKind) {
	s := d.snapshot.State
	s.Kind = kind
	d.publish(s)
}

func (d *changeDouble) OpenPage() { d.asked = append(d.asked, "page") }
func (d *changeDouble) Keep()     { d.asked = append(d.asked, "keep") }
func (d *changeDouble) Back()     { d.asked = append(d.asked, "back") }
func (d *changeDouble) Cancel()   { d.asked = append(d.asked, "cancel") }

func (d *changeDouble) Submit(typed flow.TokenTyped) {
	d.asked, d.typed = append(d.asked, "submit"), typed
}

func (d *changeDouble) Close() {
	d.asked = append(d.asked, "close")
	d.publish(flow.TokenChangeState{Step: flow.TokenChangeIdle})
}

// changeStage is a window with the page that changes a token in it.
type changeStage struct {
	*hookStage
	flow   *changeDouble
	screen *tokenChangeScreen
}

func newChangeStage(t *testing.T) *changeStage {
	t.Helper()
	s := &changeStage{hookStage: newHookStage(t), flow: &changeDouble{}}
	s.flow.publish(flow.TokenChangeState{Step: flow.TokenChangeIdle})
	s.screen = newTokenChangeScreen(s.kit, s.flow)
	s.put(s.screen)
	return s
}

func (s *changeStage) show(state flow.TokenChangeState) {
	s.flow.publish(state)
	s.queue.drain()
	s.lay()
}

// changeState is the form for another token.
func changeState(provider connector.Provider, purpose flow.ChangePurpose) flow.TokenChangeState {
	s := flow.TokenChangeState{
		Step: flow.TokenChangeTyping, Purpose: purpose, Connection: hookConnection(provider),
		Kinds: []connector.CredentialKind{connector.AccessToken},
		Page:  "https://git.harbour.example/plugins/servlet/access-tokens/manage",
	}
	s.Kind = connector.AccessToken
	if provider == connector.Cloud {
		s.Kind = connector.APIToken
		s.Kinds = []connector.CredentialKind{connector.APIToken, connector.AccessToken}
		s.Page = "https://id.atlassian.com/manage-profile/security/api-tokens"
		s.Scopes = []string{
			"read:user:bitbucket", "read:workspace:bitbucket", "read:project:bitbucket", "read:repository:bitbucket", "read:pullrequest:bitbucket",
		}
	}
	one, two, three := hookProfile(provider), hookProfile(provider), hookProfile(provider)
	one.Webhook = madeHook(provider).Profile.Webhook
	two.ID, two.Name, two.Slug, two.Webhook.State = "p2", "Kiosk for Android", "kiosk", connector.HookMissing
	three.ID, three.Name, three.Slug = "p3", longName, "harbour-logistics-for-everybody"
	for _, p := range []connector.BuildProfile{one, two, three} {
		s.Profiles = append(s.Profiles, flow.TriedProfile{Profile: p, State: connector.Waiting})
	}
	return s
}

// triedState is a change with its profiles tried: the first works, the second does not, the third likewise or not.
func triedState(step flow.TokenChangeStep, purpose flow.ChangePurpose, fails bool) flow.TokenChangeState {
	s := changeState(connector.Server, purpose)
	s.Step, s.Report = step, cloudReport(true, connector.Pass)
	for i := range s.Profiles {
		s.Profiles[i].State, s.Profiles[i].Branches = connector.Pass, 12*i+1
	}
	if fails {
		s.Profiles[1].State = connector.Fail
		s.Profiles[1].Problem = hookProblem(connector.CodeRepositoryNotFound, "repository", "SHOP/kiosk")
	}
	return s
}

// changeScenes are all designed states of the page.
func changeScenes() map[string]flow.TokenChangeState {
	all := map[string]flow.TokenChangeState{
		"00-read-server":    changeState(connector.Server, flow.ChangeRead),
		"01-read-cloud":     changeState(connector.Cloud, flow.ChangeRead),
		"02-replace-server": changeState(connector.Server, flow.ChangeReplace),
		"03-replace-cloud":  changeState(connector.Cloud, flow.ChangeReplace),
	}
	add := func(name string, s flow.TokenChangeState, change func(*flow.TokenChangeState)) {
		change(&s)
		all[name] = s
	}
	add("04-wrong", changeState(connector.Cloud, flow.ChangeReplace), func(s *flow.TokenChangeState) {
		s.Wrong = map[string]*connector.Problem{
			"token": hookProblem(connector.CodeTokenMissing), "email": hookProblem(connector.CodeTokenKindUnsupported, "kind", "user-name"),
		}
	})
	add("05-refused", changeState(connector.Server, flow.ChangeRead), func(s *flow.TokenChangeState) {
		s.Problem = hookProblem(connector.CodeTokenRejected, "host", "git.harbour.example", "kind", "access-token")
	})
	add("06-keychain", changeState(connector.Server, flow.ChangeReplace), func(s *flow.TokenChangeState) {
		s.Problem = hookProblem(connector.CodeKeychainRefused)
	})
	add("10-trying", triedState(flow.TokenChangeTrying, flow.ChangeRead, false), func(s *flow.TokenChangeState) {
		s.Report = cloudReport(false, connector.Running)
		s.Profiles[1].State, s.Profiles[2].State = connector.Running, connector.Waiting
	})
	add("11-found-stops", triedState(flow.TokenChangeFound, flow.ChangeReplace, true), func(*flow.TokenChangeState) {})
	add("12-found-stranger", triedState(flow.TokenChangeFound, flow.ChangeReplace, false), func(s *flow.TokenChangeState) {
		s.Was, s.Is = "Ada Okafor", "Şükrü Ärzteversorgung-Vandenbroucke"
	})
	add("13-found-all", triedState(flow.TokenChangeFound, flow.ChangeRead, true), func(s *flow.TokenChangeState) {
		s.Was, s.Is, s.StillAdmin = "Ada Okafor", "Build bot", []string{"SHOP/checkout", "SHOP/harbour-logistics-for-everybody"}
		s.Problem = hookProblem(connector.CodeDiskFailed, "file", "/home/ada/.config/mooring/connections")
	})
	add("20-kept-read", triedState(flow.TokenChangeKept, flow.ChangeRead, false), func(s *flow.TokenChangeState) {
		s.AdminFree = []connector.BuildProfile{s.Profiles[0].Profile}
	})
	add("23-kept-disk", triedState(flow.TokenChangeKept, flow.ChangeReplace, false), func(s *flow.TokenChangeState) {
		s.Problem = hookProblem(connector.CodeDiskFailed, "file", "/home/ada/.config/mooring/connections")
	})
	add("21-kept-replace", triedState(flow.TokenChangeKept, flow.ChangeReplace, false), func(s *flow.TokenChangeState) { s.KeepSession = true })
	add("22-kept-wide", triedState(flow.TokenChangeKept, flow.ChangeRead, false), func(s *flow.TokenChangeState) {
		s.AdminFree, s.StillAdmin = []connector.BuildProfile{s.Profiles[0].Profile}, []string{"SHOP/checkout"}
	})
	return all
}

// Every state of the change of a token fits the window in every look.
func TestEveryStateOfAChangeOfTokenFitsTheWindow(t *testing.T) {
	s := newChangeStage(t)
	for look, l := range looks() {
		looking(l)
		for name, state := range changeScenes() {
			s.flow.publish(flow.TokenChangeState{Step: flow.TokenChangeIdle})
			s.show(state)
			s.screen.focus()
			s.fitsHere(name + " " + look)
			s.draw("token-" + name + "-" + look)
		}
	}
	looking(Look{Variant: "light"})
}
