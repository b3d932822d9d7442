package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestDoneByHandIsVerifiedWhereWebhooksCanBeRead(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook = connector.Webhook{} })
	})
	s := r.open()
	assert.Equal(t, hookAt+"-app", s.Address, "what the service gives")
	r.ByHand()
	s = r.Now().State
	assert.Equal(t, flow.WebhookHand, s.Step)
	assert.Equal(t, connector.HookWish{Name: connector.HookName, Address: hookAt + "-app", Push: true}, s.Wish)
	assert.NotEmpty(t, s.Page)

	r.Done()
	s = r.settled()
	assert.Equal(t, flow.WebhookHand, s.Step, "it is not there yet")
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeWebhookRefused, s.Problem.Code)
	assert.Equal(t, "yet", s.Problem.Args["gone"])
	assert.True(t, s.Read)
	assert.Equal(t, connector.HookNone, r.hook().State)

	r.store.add(connector.Hook{Name: "By hand", Address: hookAt + "-app", Active: true, Push: true}, "typed by hand")
	r.Done()
	s = r.settled()
	require.Nil(t, s.Problem)
	assert.Equal(t, flow.WebhookShown, s.Step)
	assert.Equal(t, flow.HookVerifying, s.Done)
	w := r.hook()
	assert.Equal(t, connector.Webhook{
		State: connector.HookMade, Address: hookAt + "-app", ID: "1", Secret: connector.SecretUnknown, Changed: hookNow(), Seen: hookNow(),
	}, w)
	assert.Nil(t, s.News)
}

func TestDoneByHandIsBelievedWhereNobodyMayLook(t *testing.T) {
	r := newHookRig(t, withoutRight)
	s := r.open()
	require.True(t, s.Unseen)
	assert.Equal(t, connector.CodeAdminMissing, r.hook().Problem, "why it could not be made is remembered")
	r.ByHand()
	assert.Nil(t, r.Now().State.Problem)
	r.Done()
	s = r.settled()
	require.Nil(t, s.Problem)
	assert.Equal(t, flow.WebhookShown, s.Step)
	assert.True(t, s.Unseen)
	assert.Equal(t, connector.Webhook{State: connector.HookByHand, Address: hookAt, Changed: hookNow()}, r.hook())
	assert.True(t, r.hook().Stands())

	r.store.add(connector.Hook{Address: hookAt, Active: true, Push: true}, "")
	r.store.set(func(s *hookStore) { s.admin = true })
	r.Look()
	s = r.settled()
	assert.Equal(t, connector.HookMade, s.Profile.Webhook.State, "who may look sees it")
	assert.Equal(t, "1", r.hook().ID)
	assert.False(t, r.hook().Found)
	assert.Nil(t, s.News)

	r.store.set(func(s *hookStore) { s.hooks = nil })
	r.Look()
	assert.Equal(t, connector.HookMissing, r.settled().Profile.Webhook.State)
}

func TestDoneByHandOverALineThatFailsChangesNothing(t *testing.T) {
	r := newHookRig(t, withoutRight)
	r.open()
	before := r.disk.profile("p1")
	r.ByHand()
	r.store.set(func(s *hookStore) { s.refuse["list"] = connector.NewProblem(connector.CodeConnectionTimeout) })
	r.Done()
	s := r.settled()
	assert.Equal(t, flow.WebhookHand, s.Step)
	require.NotNil(t, s.Problem)
	assert.Equal(t, before, r.disk.profile("p1"))
}

func TestAWebhookByHandThatDoesTooLittleDiffers(t *testing.T) {
	r := newHookRig(t, func(r *hookRig) {
		r.disk.change("p1", func(p *connector.BuildProfile) { p.Webhook.State = connector.HookByHand })
	})
	r.store.add(connector.Hook{Address: hookAt, Active: true}, "")
	r.open()
	assert.Equal(t, connector.HookDiffers, r.hook().State)
	r.ByHand()
	r.Done()
	s := r.settled()
	assert.Equal(t, connector.HookDiffers, s.Profile.Webhook.State)
	assert.Equal(t, "1", r.hook().ID)
}

func TestBackLeavesTheStepsForAPerson(t *testing.T) {
	r := newHookRig(t, withoutRight)
	r.open()
	r.ByHand()
	r.AskAdmin()
	assert.Equal(t, flow.WebhookAdmin, r.Now().State.Step)
	r.Back()
	assert.Equal(t, flow.WebhookHand, r.Now().State.Step)
	r.Back()
	assert.Equal(t, flow.WebhookShown, r.Now().State.Step)
	r.Back()
	assert.Equal(t, flow.WebhookShown, r.Now().State.Step)
}
