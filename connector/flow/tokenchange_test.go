package flow_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// tokenTest runs where time passes only when everybody waits, and nothing may be left running.
func tokenTest(t *testing.T, test func(*testing.T)) { synctest.Test(t, test) }

func TestAChangeOfTokenNamesTheProfilesItTouches(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) {
			lone := hookProfile("p4", "Adrift")
			lone.ConnectionID, lone.Repository.Base = "another", "https://else.test"
			r.disk.profiles = append(r.disk.profiles, lone)
			r.disk.connections = append(r.disk.connections, connector.Connection{ID: "another", Base: "https://else.test"})
		})
		s := r.open(flow.ChangeReplace)
		assert.Equal(t, flow.TokenChangeTyping, s.Step)
		var names []string
		for _, p := range s.Profiles {
			assert.Equal(t, connector.Waiting, p.State)
			names = append(names, p.Profile.Name)
		}
		assert.Equal(t, []string{"Kiosk", "Shop", "Wharf"}, names)
		assert.Equal(t, []connector.CredentialKind{connector.AccessToken}, s.Kinds)
		assert.Empty(t, s.Scopes, "a Server's tokens have none")
		assert.Equal(t, "https://git.test/tokens", s.Page)
		r.OpenPage()
		assert.Equal(t, s.Page, <-r.browser.opened)
		r.Wait()
	})
}

func TestATokenThatDoesAllIsKeptAtOnceInOneStep(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		r.Submit(flow.TokenTyped{Token: connector.NewSecret(" " + tokenGood + "\n"), Until: "2027-05-31"})
		s := r.settled()
		require.Nil(t, s.Problem)
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		assert.False(t, s.KeepSession)
		assert.Equal(t, tokenGood, r.token())
		kept := r.vault.kept["c1"]
		assert.Equal(t, tokenConnection().Origins(), kept.Origins)
		c := r.connection()
		assert.Equal(t, c, s.Connection)
		assert.Equal(t, "2027-05-31", c.TokenUntil.Format("2006-01-02"))
		assert.Equal(t, hookNow(), c.Checked)
		assert.Equal(t, connector.Ready, c.Verdict)
		assert.Equal(t, "Shop git", c.Name)
		assert.Equal(t, tokenConnection().Created, c.Created)
		assert.True(t, s.Report.Done)
		for _, p := range s.Profiles {
			assert.Equal(t, connector.Pass, p.State)
			assert.Equal(t, 3, p.Branches)
		}
		assert.Empty(t, s.AdminFree, "that is said of tokens that only read")
		assert.Empty(t, r.changed)
		visits, _ := r.at()
		assert.Equal(t, "repositories", visits[len(visits)-1], "and the list is asked for with what is kept")
		require.Len(t, r.opened, 1)
		assert.Equal(t, c, r.opened[0])
		r.quiet(t, tokenGood, tokenOld)
	})
}

func TestProfilesAreTriedAFewSideBySideAndLive(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) {
			for _, id := range []string{"p4", "p5", "p6", "p7", "p8"} {
				r.disk.profiles = append(r.disk.profiles, hookProfile(id, id))
			}
		})
		r.open(flow.ChangeReplace)
		r.submit(tokenGood)
		assert.Equal(t, 4, r.most)
		running, most := 0, 0
		for _, s := range r.states {
			running = 0
			for _, p := range s.Profiles {
				if p.State == connector.Running {
					running++
				}
			}
			most = max(most, running)
		}
		assert.Equal(t, 4, most)
	})
}

func TestAProfileThatWouldStopWorkingIsAskedAboutAndTheOldTokenStays(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		s := r.submit(tokenHalf)
		assert.Equal(t, flow.TokenChangeFound, s.Step)
		assert.Equal(t, tokenOld, r.token())
		assert.Equal(t, connector.Fail, s.Profiles[0].State)
		require.NotNil(t, s.Profiles[0].Problem)
		assert.Equal(t, connector.CodeRepositoryNotFound, s.Profiles[0].Problem.Code)
		assert.Equal(t, connector.Pass, s.Profiles[1].State)
		assert.Empty(t, s.Was+s.Is)

		r.Back()
		s = r.settled()
		assert.Equal(t, flow.TokenChangeTyping, s.Step)
		assert.Equal(t, connector.Waiting, s.Profiles[0].State)
		r.Keep()
		assert.Equal(t, flow.TokenChangeTyping, r.settled().Step, "what was tried is forgotten")

		r.submit(tokenHalf)
		r.Keep()
		s = r.settled()
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		assert.Equal(t, tokenHalf, r.token())
		assert.Equal(t, connector.Fail, s.Profiles[0].State)
		r.quiet(t, tokenHalf)
	})
}

func TestAnotherRepositoryOfTheNameIsNotTheProfiles(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) {
			s := r.sights[tokenGood]
			s.other = map[string]bool{"wharf": true}
			r.sights[tokenGood] = s
		})
		r.open(flow.ChangeReplace)
		s := r.submit(tokenGood)
		assert.Equal(t, flow.TokenChangeFound, s.Step)
		assert.Equal(t, connector.Fail, s.Profiles[2].State)
	})
}

func TestSomebodyElsesTokenIsAskedAbout(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		s := r.submit(tokenHers)
		assert.Equal(t, flow.TokenChangeFound, s.Step)
		assert.Equal(t, "Mia", s.Was)
		assert.Equal(t, "Zoe", s.Is)
		assert.Equal(t, tokenOld, r.token())
		r.Keep()
		s = r.settled()
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		assert.Equal(t, "Zoe", r.connection().Account.Name)
		assert.Equal(t, "Shop git", r.connection().Name)
	})
}

func TestATokenThatIsRefusedChangesNothing(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		before := r.connection()
		s := r.submit("no-such-token")
		assert.Equal(t, flow.TokenChangeTyping, s.Step)
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeTokenRejected, s.Problem.Code)
		assert.Equal(t, connector.Fail, s.Report.Rungs[0].State)
		assert.Equal(t, tokenOld, r.token())
		assert.Equal(t, before, r.connection())
		r.submit(tokenGood)
		assert.Equal(t, flow.TokenChangeKept, r.settled().Step)
	})
}

func TestAnOldTokenThatIsLongWithdrawnIsNotAskedFor(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) { delete(r.vault.kept, "c1") })
		r.open(flow.ChangeReplace)
		assert.Equal(t, flow.TokenChangeKept, r.submit(tokenGood).Step)
		assert.Equal(t, tokenGood, r.token())
	})
}

func TestAFormThatIsNotFilledInIsSaidByField(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		for _, c := range []struct {
			typed flow.TokenTyped
			wrong map[string]connector.Code
		}{
			{flow.TokenTyped{}, map[string]connector.Code{"token": connector.CodeTokenMissing}},
			{flow.TokenTyped{Token: connector.NewSecret("ATATTx")}, map[string]connector.Code{"token": connector.CodeTokenKindUnsupported}},
			{flow.TokenTyped{Token: connector.NewSecret("x"), Until: "soon"}, map[string]connector.Code{"until": connector.CodeTokenExpired}},
			{flow.TokenTyped{Until: "2026-11-30"}, map[string]connector.Code{"token": connector.CodeTokenMissing, "until": connector.CodeTokenExpired}},
		} {
			r.Submit(c.typed)
			s := r.settled()
			assert.Equal(t, flow.TokenChangeTyping, s.Step)
			require.Len(t, s.Wrong, len(c.wrong))
			for field, code := range c.wrong {
				assert.Equal(t, code, s.Wrong[field].Code)
			}
		}
		assert.Empty(t, r.tried)
		r.Submit(flow.TokenTyped{Token: connector.NewSecret(tokenGood), Until: "2026-12-01"})
		s := r.settled()
		assert.Equal(t, flow.TokenChangeKept, s.Step, "today is not over")
		assert.Empty(t, s.Wrong)
	})
}

func TestAServerThatDoesNotAnswerHasAPageForTokensAllTheSame(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) {
			r.guide = func(string, string) (connector.TokenGuide, error) { return connector.TokenGuide{}, errors.New("away") }
		})
		s := r.open(flow.ChangeRead)
		assert.Equal(t, "https://git.test/plugins/servlet/access-tokens/manage", s.Page)
		r.browser.err = errors.New("no browser")
		r.OpenPage()
		<-r.browser.opened
		assert.Equal(t, connector.CodeBrowserNotOpened, r.settled().Problem.Code)
	})
}
