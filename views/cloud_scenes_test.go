package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

const waitLimit, waitStep = time.Minute, 2 * time.Millisecond

const cloudCallback = "http://localhost:28421/callback"

func cloudLink() string {
	return "https://bitbucket.org/site/oauth2/authorize?client_id=Xk3JqLmN0pQrStUvWx&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A28421%2Fcallback&scope=account+repository+webhook&state=QmFzZTY0IHRleHQgZm9yIHN0YXRl"
}

// cloudCrowd is many accounts side by side: every way of being connected, long names, none at all, with and without
// picture, workspaces and dates.
func cloudCrowd(t *testing.T, n int) []connector.Connection {
	checked := time.Date(2026, 11, 22, 15, 4, 0, 0, time.Local)
	day := func(days int) time.Time { return dayAfter(time.Now(), days) }
	kinds := []connector.Connection{
		{Account: connector.Account{Name: "Mia Sørensen", Login: "mia.sorensen", Picture: cloudPicture(t)}, Kind: connector.Session, Workspaces: cloudWorkspaces(3), Verdict: connector.Ready},
		{Account: connector.Account{Name: "Ada Okafor"}, Kind: connector.APIToken, TokenUntil: day(90), Workspaces: cloudWorkspaces(8), Verdict: connector.Attention},
		{Account: connector.Account{Name: "till"}, Kind: connector.AccessToken, Place: "harbour-bakery/till", TokenUntil: day(5), Workspaces: cloudWorkspaces(1), Verdict: connector.Ready},
		{Account: connector.Account{Name: "Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrtsgesellschaft, Maximiliane Elisabeth"}, Kind: connector.Session, Keep: connector.KeepSession, Workspaces: cloudWorkspaces(8), Verdict: connector.Blocked},
		{Account: connector.Account{Name: "京都 太郎"}, Kind: connector.APIToken, TokenUntil: day(-3), Verdict: connector.Blocked},
		{Account: connector.Account{Name: longName}, Kind: connector.AccessToken, Place: "quay-and-sons/" + strings.ToLower(longName), TokenKind: connector.TokenRepository, Workspaces: cloudWorkspaces(2), Verdict: connector.Ready},
	}
	var all []connector.Connection
	for i := range n {
		c := kinds[i%len(kinds)]
		c.ID, c.Provider, c.Name, c.Checked = fmt.Sprint(i+1), connector.Cloud, c.Account.Name, checked
		c.Account.ID = c.ID
		all = append(all, c)
	}
	return all
}

// crowded is a state with many accounts, of which one is on screen and some are signed out or in trouble.
func crowded(t *testing.T, n int, current string, change func(*flow.CloudState)) flow.CloudState {
	s := flow.CloudState{
		Step: flow.CloudConnected, Wanted: []string{"account", "repository", "webhook"}, Current: current, Connections: cloudCrowd(t, n),
		Consumer: flow.CloudConsumerState{Has: true, Key: "Xk3Jq", Callback: cloudCallback},
		Accounts: map[string]flow.CloudAccount{
			"4": {SignedOut: true, Problem: cloudProblem(connector.CodeSessionEnded, "name", "Maximiliane")},
			"5": {SignedOut: true},
			"2": {Problem: cloudProblem(connector.CodeAdminMissing, "account", "Ada Okafor")},
		},
	}
	if change != nil {
		change(&s)
	}
	return s
}

// waitingFor is a consent that is waited for.
func waitingFor(change func(*flow.CloudState)) flow.CloudState {
	s := flow.CloudState{
		Step: flow.CloudConsenting, Left: 4 * time.Minute, Wait: connector.ConsentWait{Link: cloudLink(), Callback: cloudCallback},
		Consumer: flow.CloudConsumerState{Has: true, Key: "Xk3Jq", Callback: cloudCallback}, Using: connector.Session,
	}
	change(&s)
	return s
}

// cloudAccountScenes are the states of several accounts, of waiting for a consent, and of leaving.
func cloudAccountScenes(t *testing.T) map[string]flow.CloudState {
	late := func(own bool, change func(*flow.CloudState)) flow.CloudState {
		return waitingFor(func(s *flow.CloudState) {
			s.Wait.Late, s.CanAnswer, s.Consumer.Own = true, true, own
			if change != nil {
				change(s)
			}
		})
	}
	forged := connector.NewProblem(connector.CodeConsentForged)
	denied := forged.With("denied", "yes")
	gone := func(g flow.CloudGone) flow.CloudState {
		return flow.CloudState{Step: flow.CloudWelcome, Consumer: flow.CloudConsumerState{Has: true}, Gone: &g}
	}
	report := cloudReport(true, connector.Pass)
	report.Requests = 7
	for i := range report.Rungs {
		switch r := &report.Rungs[i]; r.ID {
		case connector.CheckAccount:
			r.Facts = map[string]string{"account": "Mia Sørensen"}
		case connector.CheckWorkspaces:
			r.Facts = map[string]string{"workspaces": "3"}
		case connector.CheckRepositories:
			r.Facts = map[string]string{connector.FactReads: "100+"}
		case connector.CheckBudget:
			r.Facts = map[string]string{"budget": "1000", "resource": "api-repository", "near-limit": "true"}
		}
	}
	return map[string]flow.CloudState{
		"40-accounts-two": crowded(t, 2, "1", func(s *flow.CloudState) { s.Report = report }),
		"41-accounts-many": crowded(t, 12, "9", func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixRetry, cloudProblem(connector.CodeNameNotFound, "host", "api.bitbucket.org")
		}),
		"42-accounts-token":  crowded(t, 3, "3", nil),
		"43-accounts-narrow": crowded(t, 6, "6", nil),
		"44-accounts-out": crowded(t, 4, "4", func(s *flow.CloudState) {
			s.Step, s.SignedOut, s.Fix, s.Problem = flow.CloudSignedOut, true, flow.CloudFixAsk, s.Accounts["4"].Problem
		}),
		"45-account-report":  crowded(t, 1, "1", func(s *flow.CloudState) { s.Report = report }),
		"46-account-instead": crowded(t, 2, "2", func(s *flow.CloudState) { s.Instead = "Mia Sørensen" }),
		"47-account-same":    crowded(t, 1, "1", func(s *flow.CloudState) { s.Same = true }),
		"48-account-removed": crowded(t, 2, "1", func(s *flow.CloudState) { s.Removed = &flow.CloudRemoved{Sessions: 2} }),

		"50-late-own":    late(true, nil),
		"51-late-shared": late(false, nil),
		"52-late-forged": late(true, func(s *flow.CloudState) { s.Problem = &forged }),
		"53-denied":      waitingFor(func(s *flow.CloudState) { s.CanAnswer, s.Problem = true, &denied }),
		"54-answer-wrong": waitingFor(func(s *flow.CloudState) {
			s.CanAnswer, s.AnswerProblem = true, cloudProblem(connector.CodeConsentForged)
		}),
		"55-byhand": late(false, func(s *flow.CloudState) {
			s.Fix, s.Problem = flow.CloudFixOpen, cloudProblem(connector.CodeBrowserNotOpened, "link", s.Wait.Link)
		}),
		"56-private-late": late(true, func(s *flow.CloudState) { s.Private = true }),

		"60-gone-told":   gone(flow.CloudGone{Name: "Mia Sørensen", Kind: connector.Session}),
		"61-gone-token":  gone(flow.CloudGone{Name: "Ada Okafor", Kind: connector.APIToken, Alive: true}),
		"62-gone-access": gone(flow.CloudGone{Name: longName, Kind: connector.AccessToken, Place: "quay-and-sons/till", Alive: true}),
	}
}
