package flow_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestOnlyAProfileWithAWebhookIsAskedAbout(t *testing.T) {
	for state, asked := range map[connector.HookState]bool{
		connector.HookMade: true, connector.HookDiffers: true, connector.HookNone: false, connector.HookWanted: false,
		connector.HookByHand: false, connector.HookMissing: false,
	} {
		synctest.Test(t, func(t *testing.T) {
			disk := hookedProfiles()
			for i := range disk.profiles {
				disk.profiles[i].Webhook.State = state
			}
			r := newListRig(t, disk)
			r.AskDelete("1")
			synctest.Wait()
			if !asked {
				assert.Len(t, disk.kept(), 2, state)
				r.Close()
				return
			}
			assert.Equal(t, "1", r.state().Asking, state)
			assert.Len(t, disk.kept(), 3)
			r.LeaveDelete()
			assert.Empty(t, r.state().Asking)
		})
	}
}

func TestAWebhookGoesWithItsProfileAndUndoSaysThatItIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newListRig(t, hookedProfiles())
		before := kept(t, r.disk, "1")
		r.AskDelete("1")
		r.DeleteWithHook("1")
		synctest.Wait()
		assert.Equal(t, []string{"SHOP/app-1 h1"}, r.bitbucket.removed)
		assert.Len(t, r.disk.kept(), 2)
		s := r.state()
		assert.Empty(t, s.Asking)
		assert.False(t, s.HookRemoving)
		require.NotNil(t, s.Deleted)
		r.Undo()
		r.Wait()
		before.Webhook.State = connector.HookMissing
		assert.Equal(t, before, kept(t, r.disk, "1"))
		assert.Equal(t, []string{"s1", "s2"}, r.vault.ids(), "what came back keeps its secret")
	})
}

func TestASharedWebhookStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := hookedProfiles()
		for i := range disk.profiles {
			disk.profiles[i].Webhook.ID, disk.profiles[i].Webhook.SecretID = "h", "s1"
			disk.profiles[i].Repository = disk.profiles[0].Repository
		}
		r := newListRig(t, disk)
		r.AskDelete("1")
		assert.ElementsMatch(t, []string{"delivery", "Éclair"}, r.state().AskingShared)
		r.DeleteWithHook("1")
		synctest.Wait()
		assert.Empty(t, r.bitbucket.removed)
		assert.Equal(t, connector.HookMade, r.state().Deleted.Webhook.State)
		r.Wait()
		assert.Contains(t, r.vault.ids(), "s1", "the others need the secret")
	})
}

func TestAWebhookThatCannotBeRemovedKeepsItsProfile(t *testing.T) {
	refused := connector.NewProblem(connector.CodeAdminMissing, "account", "Mia")
	for what, breakIt := range map[string]func(*listRig){
		"no right":  func(r *listRig) { r.bitbucket.refuse = refused },
		"no secret": func(r *listRig) { r.clients.err = connector.ErrNoSecret },
	} {
		t.Run(what, func(t *testing.T) {
			r := newListRig(t, hookedProfiles())
			r.AskDelete("1")
			breakIt(r)
			removing := false // which may be over before one can look
			stop := r.Watch(func(s flow.Snapshot[flow.ProfilesState]) { removing = removing || s.State.HookRemoving })
			r.DeleteWithHook("1")
			r.Wait()
			stop()
			assert.True(t, removing)
			s := r.state()
			require.NotNil(t, s.HookFailed)
			assert.Equal(t, "1", s.Asking)
			assert.False(t, s.HookRemoving)
			assert.Len(t, r.disk.kept(), 3)
			assert.Equal(t, connector.HookMade, kept(t, r.disk, "1").Webhook.State)
			r.bitbucket.refuse, r.clients.err = nil, nil
			r.DeleteWithHook("1")
			assert.Nil(t, r.state().HookFailed)
			r.Close()
			r.Wait()
		})
	}
	disk := hookedProfiles()
	disk.connections = nil
	r := newListRig(t, disk)
	r.DeleteWithHook("1")
	r.Wait()
	assert.Equal(t, connector.CodeConnectionMissing, r.state().HookFailed.Code, "a profile without a connection")
}

func TestThinkingBetterOfItInTimeLeavesEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newListRig(t, hookedProfiles())
		r.bitbucket.removal = func(ctx context.Context) { <-ctx.Done() }
		r.bitbucket.refuse = context.Canceled
		r.DeleteWithHook("1")
		synctest.Wait()
		r.AskDelete("2")
		assert.Equal(t, "1", r.state().Asking, "one after another")
		r.LeaveDelete()
		r.Wait()
		s := r.state()
		assert.Empty(t, s.Asking)
		assert.Nil(t, s.HookFailed)
		assert.Len(t, r.disk.kept(), 3)
		assert.Equal(t, connector.HookMade, kept(t, r.disk, "1").Webhook.State)
	})
}

func TestThinkingBetterOfItTooLateSaysThatTheWebhookIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newListRig(t, hookedProfiles())
		r.bitbucket.removal = func(ctx context.Context) { <-ctx.Done() } // Bitbucket has done it all the same
		r.DeleteWithHook("1")
		synctest.Wait()
		r.LeaveDelete()
		r.Wait()
		assert.Len(t, r.disk.kept(), 3)
		assert.Equal(t, connector.HookMissing, kept(t, r.disk, "1").Webhook.State)
		row, _ := r.state().Current()
		assert.Equal(t, connector.HookMissing, row.Profile.Webhook.State)
	})
}

func TestADiskThatFailsAfterTheWebhookIsGoneIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newListRig(t, hookedProfiles())
		r.bitbucket.removal = func(context.Context) { r.disk.failing(errors.New("read-only")) }
		r.DeleteWithHook("1")
		r.Wait()
		s := r.state()
		assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
		assert.Empty(t, s.Asking)
		assert.False(t, s.HookRemoving)
		assert.Len(t, s.Rows, 3)
	})
}

func TestTheSecretOfADeletedWebhookIsWipedWhenItCannotComeBack(t *testing.T) {
	for what, end := range map[string]func(*listRig){
		"the time is over":      func(r *listRig) { time.Sleep(11 * time.Second) },
		"the list is closed":    func(r *listRig) { r.Close() },
		"the next one is going": func(r *listRig) { r.Delete("3"); synctest.Wait() },
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newListRig(t, hookedProfiles())
				r.Delete("1")
				synctest.Wait()
				assert.Equal(t, []string{"s1", "s2"}, r.vault.ids(), "it may come back")
				end(r)
				synctest.Wait()
				assert.Equal(t, []string{"s2"}, r.vault.ids())
				r.Close()
				r.Wait()
			})
		})
	}
}

func TestASecretIsKeptWhereItsProfileIsBackAfterAll(t *testing.T) {
	for what, back := range map[string]func(*testing.T, *listRig, connector.BuildProfile){
		"just before the end": func(_ *testing.T, r *listRig, _ connector.BuildProfile) {
			r.Undo()
			r.Close()
		},
		"through another Mooring": func(t *testing.T, r *listRig, p connector.BuildProfile) {
			require.NoError(t, r.disk.SaveProfile(t.Context(), p))
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newListRig(t, hookedProfiles())
				p := kept(t, r.disk, "1")
				r.Delete("1")
				synctest.Wait()
				back(t, r, p)
				r.Wait()
				assert.Equal(t, p, kept(t, r.disk, "1"))
				assert.Equal(t, []string{"s1", "s2"}, r.vault.ids())
			})
		})
	}
}

func TestADeletedProfileComesBackAsItLayOnTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newListRig(t, threeProfiles())
		_, err := r.disk.ChangeProfile(t.Context(), "1", func(p *connector.BuildProfile) { p.Branch = "elsewhere" })
		require.NoError(t, err)
		r.Delete("1")
		synctest.Wait()
		r.Undo()
		r.Wait()
		assert.Equal(t, "elsewhere", kept(t, r.disk, "1").Branch, "another Mooring changed it")
	})
}

func TestWhatAnotherMooringDeletedVanishesWithoutAWord(t *testing.T) {
	for what, act := range map[string]func(*listRig){
		"rename": func(r *listRig) { r.StartRename("1"); r.SetNewName("Zoo"); r.Rename() },
		"pin":    func(r *listRig) { r.Pin("1", true) },
		"delete": func(r *listRig) { r.Delete("1") },
		"copy":   func(r *listRig) { r.Duplicate("1") },
		"hand":   func(r *listRig) { r.HandedOver("1") },
		"ask":    func(r *listRig) { r.AskDelete("1"); r.Pin("1", true) },
	} {
		t.Run(what, func(t *testing.T) {
			r := newListRig(t, hookedProfiles())
			require.NoError(t, r.disk.DeleteProfile(t.Context(), "1"))
			act(r)
			r.Wait()
			s := r.state()
			assert.Equal(t, []string{"delivery", "Éclair"}, listed(s))
			assert.Nil(t, s.Problem)
			assert.Nil(t, s.Deleted)
			assert.Empty(t, s.Renaming)
			assert.Empty(t, s.Asking)
		})
	}
}
