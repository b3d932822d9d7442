package views

import (
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func cloudProblem(code connector.Code, args ...string) *connector.Problem {
	p := connector.NewProblem(code, args...).Seen(connector.Evidence{Status: 403, Address: "https://api.bitbucket.org/2.0/user", Millis: 212})
	return &p
}

func cloudReport(done bool, last connector.State, problems ...connector.Problem) connector.Report {
	r := connector.Report{Done: done}
	ids := []connector.CheckID{
		connector.CheckCredential, connector.CheckAccount, connector.CheckScopes, connector.CheckWorkspaces,
		connector.CheckRepositories, connector.CheckAdmin, connector.CheckBudget, connector.CheckWebhook,
	}
	for i, id := range ids {
		rung := connector.Rung{ID: id, State: connector.Pass, Millis: int64(40 + 31*i)}
		switch {
		case i == 2:
			rung.State, rung.Problems = last, problems
		case i > 2 && last == connector.Fail:
			rung.State, rung.NotCheckedAfter = connector.Skip, ids[2]
		case i > 2 && !done:
			rung.State = connector.Waiting
		}
		r.Rungs = append(r.Rungs, rung)
	}
	return r
}

// cloudStates are all designed states of the tab: empty, loading, partial, error and full.
func cloudStates(t *testing.T) map[string]flow.CloudState {
	wanted := []string{"account", "repository", "webhook"}
	has := flow.CloudConsumerState{Has: true, Key: "Xk3Jq", Callback: "http://localhost:28421/callback"}
	base := flow.CloudState{Wanted: wanted, Consumer: has}
	link := "https://bitbucket.org/site/oauth2/authorize?client_id=Xk3JqLmN0pQrStUvWx&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A28421%2Fcallback&scope=account+repository+webhook&state=QmFzZTY0IHRleHQgZm9yIHN0YXRl"
	mia := connector.Connection{
		ID: "1", Name: "Mia Sørensen", Account: connector.Account{ID: "{1}", Name: "Mia Sørensen", Login: "mia.sorensen", Picture: cloudPicture(t)},
		Kind: connector.Session, Workspaces: cloudWorkspaces(3), Checked: time.Date(2026, 11, 22, 15, 4, 0, 0, time.Local), Verdict: connector.Ready,
	}
	long := mia
	long.ID, long.Keep = "2", connector.KeepSession
	long.Account = connector.Account{ID: "{2}", Name: "Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrtsgesellschaft, Maximiliane Elisabeth Katharina von"}
	long.Name, long.Workspaces, long.Verdict = long.Account.Name, cloudWorkspaces(8), connector.Attention
	with := func(step flow.CloudStep, change func(*flow.CloudState)) flow.CloudState {
		s := base
		s.Step = step
		if change != nil {
			change(&s)
		}
		return s
	}
	account := func(c connector.Connection, change func(*flow.CloudState)) func(*flow.CloudState) {
		return func(s *flow.CloudState) {
			s.Connections, s.Current, s.Scopes = []connector.Connection{c}, c.ID, wanted
			if change != nil {
				change(s)
			}
		}
	}
	scope := cloudProblem(connector.CodeScopeMissing, "scopes", "webhook, pullrequest")
	admin := cloudProblem(connector.CodeAdminMissing, "account", "Mia Sørensen")
	states := map[string]flow.CloudState{
		"00-starting": with(flow.CloudStarting, nil),
		"01-welcome":  with(flow.CloudWelcome, nil),
		"02-welcome-gone": with(flow.CloudWelcome, func(s *flow.CloudState) {
			s.Gone = &flow.CloudGone{Name: "Mia Sørensen", Kind: connector.Session, Alive: true}
		}),
		"03-welcome-address": with(flow.CloudWelcome, func(s *flow.CloudState) { s.Address = "http://127.0.0.1:41231" }),
		"04-token":           with(flow.CloudToken, func(s *flow.CloudState) { s.Consumer.Has = false }),
		"05-token-missing":   with(flow.CloudToken, func(s *flow.CloudState) { s.Missing, s.Form.Email = flow.CloudFieldToken, "mia@example.com" }),
		"06-token-server": with(flow.CloudToken, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixServer, cloudProblem(connector.CodeAddressIsServer, "address", "https://git.example.com")
		}),
		"07-token-more": with(flow.CloudToken, account(mia, func(s *flow.CloudState) {
			s.Want = flow.CloudWant{Lack: flow.CloudLackPermission, Permission: "project"}
		})),
		"08-consumer":         with(flow.CloudConsumer, nil),
		"09-consumer-missing": with(flow.CloudConsumer, func(s *flow.CloudState) { s.Missing = flow.CloudFieldSecret }),
		"10-consenting":       with(flow.CloudConsenting, func(s *flow.CloudState) { s.Wait.Link, s.Left = link, 5*time.Minute }),
		"11-consenting-trouble": with(flow.CloudConsenting, func(s *flow.CloudState) {
			s.Wait.Link, s.Left, s.Fix, s.Problem = link, 50*time.Second, flow.CloudFixOpen, cloudProblem(connector.CodeBrowserNotOpened, "link", link)
		}),
		"12-private":  with(flow.CloudConsenting, func(s *flow.CloudState) { s.Wait.Link, s.Left, s.Private = link, 4*time.Minute, true }),
		"13-counting": with(flow.CloudCounting, account(mia, nil)),
		"14-checking": with(flow.CloudChecking, func(s *flow.CloudState) { s.Report = cloudReport(false, connector.Running) }),
		"15-saving":   with(flow.CloudSaving, nil),
		"16-keeping": with(flow.CloudKeeping, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixSession, cloudProblem(connector.CodeKeychainLocked)
		}),
		"17-confirming":      with(flow.CloudConfirming, account(mia, nil)),
		"18-confirming-long": with(flow.CloudConfirming, account(long, nil)),
		"19-stranger":        with(flow.CloudStranger, func(s *flow.CloudState) { s.Stranger = long.Name }),
		"20-connected":       with(flow.CloudConnected, account(mia, func(s *flow.CloudState) { s.Report = cloudReport(true, connector.Pass) })),
		"21-connected-long": with(flow.CloudConnected, account(long, func(s *flow.CloudState) {
			s.Report, s.Problem = cloudReport(true, connector.Warned, *admin), admin
			s.Connections = append(s.Connections, mia)
		})),
		"22-connected-news": with(flow.CloudConnected, account(mia, func(s *flow.CloudState) {
			s.News = &flow.CloudNews{Workspaces: []string{"Fjord Fitness"}, Repositories: 12, Scopes: []string{"pullrequest"}}
		})),
		"23-connected-nothing": with(flow.CloudConnected, account(mia, func(s *flow.CloudState) {
			s.News = &flow.CloudNews{Want: flow.CloudWant{Lack: flow.CloudLackRepository}}
		})),
		"24-connected-offline": with(flow.CloudConnected, account(mia, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixRetry, cloudProblem(connector.CodeNameNotFound, "host", "api.bitbucket.org")
		})),
		"25-signed-out":         with(flow.CloudSignedOut, account(mia, func(s *flow.CloudState) { s.SignedOut = true })),
		"26-signed-out-session": with(flow.CloudSignedOut, account(long, func(s *flow.CloudState) { s.SignedOut = true })),
		"27-session-ended": with(flow.CloudSignedOut, account(mia, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixAsk, cloudProblem(connector.CodeSessionEnded, "name", "Mia Sørensen")
		})),
		"28-more":            with(flow.CloudMore, account(mia, nil)),
		"29-more-permission": with(flow.CloudMore, account(mia, func(s *flow.CloudState) { s.Want.Lack = flow.CloudLackPermission })),
		"30-more-missing": with(flow.CloudMore, account(mia, func(s *flow.CloudState) {
			s.Missing, s.Want = flow.CloudFieldRepository, flow.CloudWant{Lack: flow.CloudLackRepository, Repository: "boat"}
		})),
		"31-leaving": with(flow.CloudLeaving, account(mia, nil)),
		"32-parting": with(flow.CloudParting, account(long, nil)),
		"33-failed": with(flow.CloudFailed, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixAsk, cloudProblem(connector.CodeConsentDenied)
		}),
		"34-failed-checks": with(flow.CloudFailed, func(s *flow.CloudState) {
			s.Fix, s.Problem, s.Report = flow.CloudFixAsk, scope, cloudReport(true, connector.Fail, *scope)
		}),
		"35-failed-token": with(flow.CloudFailed, func(s *flow.CloudState) {
			s.Using, s.Fix, s.Problem = connector.APIToken, flow.CloudFixToken, cloudProblem(connector.CodeTokenRejected, "host", "api.bitbucket.org")
		}),
		"36-failed-port": with(flow.CloudFailed, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixRetry, cloudProblem(connector.CodeCallbackPortBusy, "port", "28421")
		}),
	}
	maps.Copy(states, cloudAccountScenes(t))
	return states
}

// Every state fits a window of 1024 by 768 in every look, and no text is cut. With MOORING_PICTURES naming a
// folder each is drawn into it, to be looked at.
func TestCloudEveryPageFitsTheWindow(t *testing.T) {
	w := newCloudWindow(t)
	folder := os.Getenv("MOORING_PICTURES")
	all := looks()
	if folder != "" {
		all["dark"] = Look{Scale: 1, Variant: "dark"}
	}
	for look, l := range all {
		looking(l)
		for name, s := range cloudStates(t) {
			w.show(s)
			assert.LessOrEqual(t, w.win.Content().MinSize().Width, float32(1024), "%s at %s", name, look)
			assert.LessOrEqual(t, w.win.Content().MinSize().Height, float32(768), "%s at %s", name, look)
			w.nothingCut(t, name+" "+look)
			if folder != "" {
				savePicture(t, w, filepath.Join(folder, name+"-"+look+".png"))
			}
		}
	}
}

// show lays out a state as one that has just come.
func (w *cloudWindow) show(s flow.CloudState) {
	w.screen.page, w.screen.forms = cloudPage{}, cloudForms{}
	w.screen.render(s)
	w.update()
	for _, tall := range []float32{767, 768} {
		w.win.Resize(fyne.NewSize(1024, tall))
	}
	w.win.Content().Refresh()
}

// nothingCut holds every text to the room it needs, but for those that end in "…" by intent.
func (w *cloudWindow) nothingCut(t *testing.T, where string) {
	t.Helper()
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		room := func(text string) {
			assert.GreaterOrEqual(t, o.Size().Height+0.5, o.MinSize().Height, "%s: %s", where, text)
		}
		switch o := o.(type) {
		case *widget.Label:
			if o.Wrapping == fyne.TextWrapWord {
				room(o.Text)
			}
		case *button:
			assert.GreaterOrEqual(t, o.Size().Width+0.5, o.MinSize().Width, "%s: %s", where, o.Text)
			room(o.Text)
		case *lamp:
			assert.GreaterOrEqual(t, o.Size().Width+0.5, o.MinSize().Width, "%s: %s", where, o.word)
		case *muted:
			room(o.String())
		}
	})
}

// picture draws the window as it stands where MOORING_PICTURES names a folder.
func (w *cloudWindow) picture(t *testing.T, name string) {
	t.Helper()
	if folder := os.Getenv("MOORING_PICTURES"); folder != "" {
		savePicture(t, w, filepath.Join(folder, name+".png"))
	}
}

func savePicture(t *testing.T, w *cloudWindow, path string) {
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, w.win.Canvas().Capture()))
	require.NoError(t, file.Close())
}
