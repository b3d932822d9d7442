package flow_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestAfterATokenThatOnlyReadsNobodyNeedsTheAdminRight(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeRead)
		s := r.submit(tokenGood)
		require.Nil(t, s.Problem)
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		assert.Empty(t, s.StillAdmin)
		require.Len(t, s.AdminFree, 2)
		for _, id := range []string{"p1", "p2"} {
			assert.Equal(t, hookNow(), r.disk.profile(id).Webhook.AdminFree)
		}
		assert.Zero(t, r.disk.profile("p3").Webhook.AdminFree, "one that does not stand still needs it")
		require.Len(t, r.changed, 1)
		assert.ElementsMatch(t, s.AdminFree, r.changed[0])
		for _, p := range s.Profiles {
			assert.Equal(t, r.disk.profile(p.Profile.ID), p.Profile)
		}
	})
}

func TestATokenThatMayAdministerAllTheSameIsNamed(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeRead)
		s := r.submit(tokenWide)
		assert.Equal(t, flow.TokenChangeKept, s.Step, "it is no smaller one, and no mistake either")
		assert.Equal(t, []string{"SHOP/kiosk", "SHOP/shop-app", "SHOP/wharf"}, s.StillAdmin)
		assert.Equal(t, tokenWide, r.token())

		r.open(flow.ChangeReplace)
		assert.Empty(t, r.submit(tokenWide).StillAdmin, "of another token nobody asked for less")
	})
}

func TestWithoutAKeychainTheNewTokenStaysUntilTheEnd(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) { r.vault.err = connector.NewProblem(connector.CodeKeychainUnavailable) })
		r.open(flow.ChangeReplace)
		s := r.submit(tokenGood)
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		assert.True(t, s.KeepSession)
		assert.Nil(t, s.Problem)
		assert.Equal(t, connector.KeepSession, r.connection().Keep)
		assert.Equal(t, connector.KeepSession, r.vault.keeps["c1"])
		assert.Equal(t, tokenGood, r.token())
	})
}

func TestADiskThatFailsIsSaidAndTheNewTokenIsInUse(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		r.disk.noConnections = errors.New("no space left on device")
		s := r.submit(tokenGood)
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
		assert.Equal(t, tokenGood, r.token())
	})
}

func TestAListThatFailsAfterwardsIsSaid(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t, func(r *tokenRig) { r.list = connector.NewProblem(connector.CodeServerBusy) })
		r.open(flow.ChangeRead)
		s := r.submit(tokenGood)
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeServerBusy, s.Problem.Code)
		assert.Equal(t, tokenGood, r.token())
	})
}

func TestASessionOfCloudGivesWayToAToken(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		cloud := connector.Connection{
			ID: "c1", Provider: connector.Cloud, Name: "Mia", Base: cloudAPI, Web: cloudWeb, Kind: connector.Session,
			Keep: connector.KeepKeychain, Account: connector.Account{ID: "Mia", Name: "Mia", Picture: []byte("png")},
		}
		r := newTokenRig(t, func(r *tokenRig) { r.disk.connections[0] = cloud })
		r.Open(cloud, flow.ChangeRead)
		s := r.settled()
		assert.Equal(t, []connector.CredentialKind{connector.APIToken, connector.AccessToken}, s.Kinds)
		assert.Equal(t, connector.APIToken, s.Kind)
		assert.Equal(t, []string{"read"}, s.Scopes)
		assert.Equal(t, "https://id.atlassian.com/manage-profile/security/api-tokens", s.Page)
		r.SetKind(connector.AccessToken)
		assert.Equal(t, "https://bitbucket.org/SHOP/workspace/settings/access-tokens", r.Now().State.Page, "the profiles have the workspace in common")

		r.Submit(flow.TokenTyped{Kind: connector.APIToken, Email: "mia", Token: connector.NewSecret(tokenGood)})
		assert.Equal(t, "user-name", r.settled().Wrong["email"].Args["kind"])
		r.Submit(flow.TokenTyped{Kind: connector.APIToken, Email: "mia@example.com", Token: connector.NewSecret(tokenGood)})
		s = r.settled()
		require.Nil(t, s.Problem)
		assert.Equal(t, flow.TokenChangeKept, s.Step)
		c := r.connection()
		assert.Equal(t, connector.APIToken, c.Kind)
		assert.Equal(t, "png", string(c.Account.Picture))
		assert.Equal(t, "mia@example.com", r.vault.kept["c1"].Email)
		assert.Equal(t, cloud.Origins(), r.vault.kept["c1"].Origins)
	})
}

func TestAnAccessTokenOfCloudIsForWhatTheProfilesHaveInCommon(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		cloud := connector.Connection{ID: "c1", Provider: connector.Cloud, Base: cloudAPI, Web: cloudWeb, Kind: connector.APIToken, Account: connector.Account{ID: "Mia"}}
		for place, slugs := range map[string][]string{
			"SHOP/app": {"SHOP/app", "SHOP/app"}, "SHOP": {"SHOP/app", "SHOP/kiosk", "SHOP/app"}, "": {"SHOP/app", "WHARF/app"},
		} {
			r := newTokenRig(t, func(r *tokenRig) {
				r.disk.connections, r.disk.profiles = []connector.Connection{cloud}, nil
				for i, name := range slugs {
					p := hookProfile(fmt.Sprint(i), fmt.Sprint(i))
					p.Key, p.Slug, _ = strings.Cut(name, "/")
					r.disk.profiles = append(r.disk.profiles, p)
				}
			})
			r.Open(cloud, flow.ChangeReplace)
			r.Wait()
			r.Submit(flow.TokenTyped{Kind: connector.AccessToken, Token: connector.NewSecret("ATCTT" + tokenGood)})
			r.Wait()
			require.Len(t, r.tried, 1)
			assert.Equal(t, place, r.tried[0].Place)
			assert.Equal(t, connector.AccessToken, r.tried[0].Kind)
		}
	})
}

// Whoever stops waiting, at whatever moment, has either the old token or the new one, with what is saved of it, and
// nothing left running.
func TestACancelledChangeKeepsTheOldTokenOrHasTheNewOne(t *testing.T) {
	for _, purpose := range []flow.ChangePurpose{flow.ChangeReplace, flow.ChangeRead} {
		for moment := 1; ; moment++ {
			held := false
			synctest.Test(t, func(t *testing.T) {
				r := newTokenRig(t)
				r.open(purpose)
				r.arm(moment)
				r.Submit(flow.TokenTyped{Token: connector.NewSecret(tokenGood)})
				<-time.After(30 * time.Second) // of the test's own time: it is held or has ended
				synctest.Wait()
				var visits []string
				visits, held = r.at()
				r.Cancel()
				s := r.settled()
				at := fmt.Sprint(moment, ": ", visits)
				if s.Step == flow.TokenChangeKept {
					assert.Equal(t, tokenGood, r.token(), at)
					assert.False(t, r.connection().Checked.IsZero(), at)
				} else {
					assert.Equal(t, flow.TokenChangeTyping, s.Step, at)
					assert.Equal(t, tokenOld, r.token(), at)
					assert.Equal(t, tokenConnection(), r.connection(), at)
				}
				r.arm(0)
				r.Close()
				r.open(purpose)
				assert.Equal(t, flow.TokenChangeKept, r.submit(tokenGood).Step, at)
			})
			if !held {
				assert.Greater(t, moment, 10)
				break
			}
		}
	}
}

func TestATokenKeptInTheMomentOfCancellingStaysKept(t *testing.T) {
	for step, after := range map[flow.TokenChangeStep]flow.TokenChangeStep{
		flow.TokenChangeTrying: flow.TokenChangeTyping, flow.TokenChangeFound: flow.TokenChangeTyping,
		flow.TokenChangeKept: flow.TokenChangeKept, flow.TokenChangeIdle: flow.TokenChangeIdle,
	} {
		assert.Equal(t, after, flow.Returned(flow.TokenChangeState{Step: step}).Step, "from %s", step)
	}
}

func TestClosingForgetsWhatWasTried(t *testing.T) {
	tokenTest(t, func(t *testing.T) {
		r := newTokenRig(t)
		r.open(flow.ChangeReplace)
		r.submit(tokenHalf)
		r.Close()
		assert.Equal(t, flow.TokenChangeState{Step: flow.TokenChangeIdle}, r.settled())
		r.Keep()
		r.open(flow.ChangeReplace)
		r.Keep()
		assert.Equal(t, flow.TokenChangeTyping, r.settled().Step)
		assert.Equal(t, tokenOld, r.token())
	})
}
