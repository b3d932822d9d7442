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

func TestAWantedWebhookIsMadeOnOpeningAndItsSecretIsKept(t *testing.T) {
	r := newHookRig(t)
	s := r.open()
	require.Nil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, connector.Webhook{
		State: connector.HookMade, Address: hookAt, ID: "1", Secret: connector.SecretKept, SecretID: w.SecretID,
		Changed: hookNow(), Seen: hookNow(),
	}, w)
	assert.Equal(t, flow.HookMaking, s.Done)
	assert.True(t, s.Read && s.CanCopy && s.CanTest && s.CanPush && !s.Unseen)
	require.NotNil(t, s.Hook)
	assert.Equal(t, "1", s.Hook.ID)
	assert.Zero(t, s.Others)
	assert.Equal(t, "https://git.test/webhooks/SHOP/shop-app", s.Page)

	kept := r.vault.kept[w.SecretID]
	assert.Equal(t, connector.WebhookSecret, kept.Kind)
	assert.Equal(t, []string{hookOrigin}, kept.Origins)
	assert.Equal(t, connector.KeepKeychain, r.vault.keeps[w.SecretID])
	assert.Len(t, kept.Token.Reveal(), 64)
	assert.Equal(t, kept.Token.Reveal(), r.store.secret("1"))
	assert.Equal(t, connector.HookName, r.store.all()[0].Name)
	assert.Equal(t, map[string]string{hookAt: kept.Token.Reveal()}, r.rehearsal.told, "the demo's service is told")
	assert.Equal(t, s.Profile, r.changed[len(r.changed)-1])
	visits, _ := r.at()
	assert.Equal(t, []string{"read", "open", "list", "list done", "keep", "write", "write done", "make"}, visits[:8], "kept and written down before Bitbucket is asked")
	r.quiet(t, kept.Token.Reveal())
}

func TestAServiceThatVerifiesNothingGetsNoSecret(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) { r.disk.profiles[0].Service = "plain" })
	s := r.open()
	require.Nil(t, s.Problem)
	assert.Equal(t, connector.HookMade, r.hook().State)
	assert.Equal(t, connector.SecretNone, r.hook().Secret)
	assert.Empty(t, r.vault.ids())
	assert.Nil(t, r.store.wishes[0].Secret)
	assert.False(t, s.CanCopy)
}

func TestAWebhookWithTheAddressIsUsedAndNotDoubled(t *testing.T) {
	for name, c := range map[string]struct {
		secret string
		known  connector.HookSecret
		hook   connector.Hook
		asked  int // changes
	}{
		"as it is":      {"theirs", connector.SecretUnknown, connector.Hook{Active: true, Push: true}, 0},
		"without one":   {"", connector.SecretNone, connector.Hook{Active: true, Push: true}, 0},
		"switched off":  {"theirs", connector.SecretUnknown, connector.Hook{Push: true}, 1},
		"for less":      {"theirs", connector.SecretUnknown, connector.Hook{Active: true, PullRequests: true}, 1},
		"for even more": {"theirs", connector.SecretUnknown, connector.Hook{Active: true, Push: true, PullRequests: true}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := newHookRig(t, func(r *hookRig) {
				c.hook.Address, c.hook.Name = hookAt, "Ours, by Tom"
				r.store.add(c.hook, c.secret)
				r.store.add(connector.Hook{Address: "https://else.test/"}, "")
			})
			s := r.open()
			require.Nil(t, s.Problem)
			require.NotNil(t, s.News)
			assert.Equal(t, connector.CodeWebhookExists, s.News.Code)
			w := r.hook()
			assert.Equal(t, connector.HookMade, w.State)
			assert.True(t, w.Found)
			assert.Equal(t, c.known, w.Secret)
			assert.Equal(t, 1, s.Others)
			require.Len(t, r.store.all(), 2)
			assert.Len(t, r.store.wishes, c.asked)
			for _, h := range r.store.all() {
				assert.NotEqual(t, connector.HookName, h.Name, "somebody else's keeps its name")
			}
			assert.Equal(t, c.secret, r.store.secret("1"), "and its secret")
			assert.Equal(t, c.hook.PullRequests, s.Hook.PullRequests, "and its events")
			assert.Empty(t, r.vault.ids())
			assert.Empty(t, r.rehearsal.told)

			r.Look()
			assert.Nil(t, r.settled().News, "that is news once")
		})
	}
}

func TestOfTwoWithTheAddressTheOneThatIsOnIsUsed(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.store.add(connector.Hook{Address: hookAt, Push: true}, "")
		r.store.add(connector.Hook{Address: hookAt, Push: true, Active: true}, "")
	})
	r.open()
	assert.Equal(t, "2", r.hook().ID)
	assert.Empty(t, r.store.wishes)
}

func TestAWebhookThatAnotherProfileUsesComesWithItsSecret(t *testing.T) {
	r := newHookRig(t, withShared, func(r *hookRig) {
		r.disk.profiles[0].Webhook = connector.Webhook{State: connector.HookWanted, Address: hookAt}
	})
	s := r.open()
	require.Nil(t, s.Problem)
	w := r.hook()
	assert.Equal(t, connector.SecretKept, w.Secret)
	assert.Equal(t, "s1", w.SecretID)
	assert.False(t, w.Found, "Mooring made it")
	assert.Equal(t, []string{"Kiosk"}, s.SharedWith)
	assert.Equal(t, map[string]string{hookAt: "the-first-secret"}, r.rehearsal.told)
	assert.Len(t, r.store.all(), 1)
}

func TestARefusalIsRememberedInBitbucketsWordsAndItsSecretGoes(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.store.refuse["make"] = connector.NewProblem(connector.CodeWebhookRefused, "said", "Enter a valid URL.")
	})
	s := r.open()
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeWebhookRefused, s.Problem.Code)
	w := r.hook()
	assert.Equal(t, connector.Webhook{
		State: connector.HookWanted, Address: hookAt, Problem: connector.CodeWebhookRefused, Said: "Enter a valid URL.",
	}, w)
	assert.Empty(t, r.vault.ids())
	assert.Empty(t, s.Done)
	assert.True(t, !s.Unseen)

	r.store.set(func(s *hookStore) { clear(s.refuse) })
	r.Make()
	s = r.settled()
	assert.Nil(t, s.Problem)
	assert.Empty(t, r.hook().Problem, "what went well is not remembered as failed")
}

func TestAnAnswerThatIsLostIsLookedForBeforeASecondIsMade(t *testing.T) {
	lost := connector.NewProblem(connector.CodeConnectionReset)
	t.Run("it stands", func(t *testing.T) {
		r := newHookRig(t, func(r *hookRig) { r.store.lose["make"] = lost })
		s := r.open()
		require.Nil(t, s.Problem)
		assert.Equal(t, connector.SecretKept, r.hook().Secret)
		assert.False(t, r.hook().Found)
		assert.Equal(t, r.store.secret("1"), r.vault.secret(r.hook().SecretID))
		assert.Len(t, r.store.all(), 1)
	})
	t.Run("it does not", func(t *testing.T) {
		r := newHookRig(t, func(r *hookRig) { r.store.refuse["make"] = lost })
		s := r.open()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeConnectionReset, s.Problem.Code)
		assert.Equal(t, connector.HookWanted, r.hook().State)
		assert.Empty(t, r.vault.ids())
		assert.Empty(t, r.hook().Problem, "a network that fails is not worth remembering")
	})
	t.Run("nobody can tell yet", func(t *testing.T) {
		r := newHookRig(t, func(r *hookRig) { r.store.lose["make"] = lost })
		r.store.meanwhile = func(act string) {
			if act == "make" {
				r.store.set(func(s *hookStore) { s.refuse["list"] = lost })
			}
		}
		s := r.open()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.HookWanted, r.hook().State)
		kept := r.vault.ids()
		require.Equal(t, []string{r.hook().SecretID}, kept, "it may stand")

		r.store.set(func(s *hookStore) { clear(s.refuse) })
		r.Look()
		s = r.settled()
		assert.Nil(t, s.News, "nobody else made it")
		assert.Equal(t, connector.HookMade, r.hook().State)
		assert.Equal(t, connector.SecretKept, r.hook().Secret)
		assert.Equal(t, kept, r.vault.ids())
	})
}

func TestWhatNeverCameToBeLeavesNoSecret(t *testing.T) {
	t.Run("given up before Bitbucket was asked", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newHookRig(t)
			r.arm(7) // written down, and about to be asked for
			r.Open(r.disk.profile("p1"), pickConnection())
			synctest.Wait()
			visits, _ := r.at()
			require.Equal(t, "write done", visits[6])
			r.Cancel()
			r.settled()
			assert.Empty(t, r.store.all())
			assert.Empty(t, r.vault.ids())
			assert.Empty(t, r.hook().SecretID)
		})
	})
	t.Run("asked for, and found not to be there", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newHookRig(t)
			r.arm(8)
			r.Open(r.disk.profile("p1"), pickConnection())
			synctest.Wait()
			visits, _ := r.at()
			require.Equal(t, "make", visits[7])
			r.Cancel()
			r.settled()
			require.Len(t, r.vault.ids(), 1, "it may stand")
			r.Look()
			s := r.settled()
			assert.Equal(t, connector.HookWanted, s.Profile.Webhook.State)
			assert.Empty(t, r.hook().SecretID)
			assert.Empty(t, r.vault.ids())
		})
	})
}

func TestADiskThatTakesNothingAsksNothingOfBitbucket(t *testing.T) {
	for name, work := range map[string]func(*hookRig){
		"make": (*hookRig).make, "repair": func(r *hookRig) { r.Repair() }, "replace": func(r *hookRig) { r.ReplaceSecret() },
		"remove": func(r *hookRig) { r.Remove() },
	} {
		t.Run(name, func(t *testing.T) {
			r := newHookRig(t, withMade)
			r.open()
			if name != "remove" && name != "replace" {
				r.store.set(func(s *hookStore) { s.hooks = nil })
			}
			before := r.store.all()
			r.disk.refuse(errors.New("no space left on device"))
			work(r)
			s := r.settled()
			require.NotNil(t, s.Problem)
			assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
			assert.Equal(t, before, r.store.all())
			assert.Empty(t, r.store.wishes)
			r.disk.refuse(nil)
			assert.Equal(t, []string{"s1"}, r.vault.ids())
			assert.Equal(t, connector.HookMade, r.hook().State)
		})
	}
}

func (r *hookRig) make() { r.Make() }

func TestAProfileThatIsDeletedMeanwhileTakesNothingFromBitbucketAndLeavesNothingThere(t *testing.T) {
	t.Run("before", func(t *testing.T) {
		r := newHookRig(t)
		p := r.disk.profile("p1")
		require.NoError(t, r.disk.DeleteProfile(t.Context(), "p1"))
		r.Open(p, pickConnection())
		s := r.settled()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeProfileInvalid, s.Problem.Code)
		assert.Equal(t, "yes", s.Problem.Args["gone"])
		assert.Empty(t, r.store.all())
		assert.Empty(t, r.vault.ids())
	})
	t.Run("while Bitbucket makes it", func(t *testing.T) {
		r := newHookRig(t)
		r.store.meanwhile = func(act string) {
			if act == "make" {
				_ = r.disk.DeleteProfile(t.Context(), "p1")
			}
		}
		s := r.open()
		require.NotNil(t, s.Problem)
		assert.Equal(t, connector.CodeProfileInvalid, s.Problem.Code)
		assert.Empty(t, r.store.all(), "what was made for nobody goes again")
		assert.Empty(t, r.vault.ids())
	})
}
