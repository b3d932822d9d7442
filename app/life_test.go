package app

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// settled waits until the webhook's flow has done what was begun.
func (d *demoStage) settled() {
	d.t.Helper()
	d.until(func() bool {
		s := d.flows.Webhook.Now().State
		return s.Step != flow.WebhookIdle && s.Work == flow.HookResting
	})
}

// serverProfile connects the demo's Server and saves a profile as it is suggested.
func (d *demoStage) serverProfile(name string) {
	d.t.Helper()
	shown := d.demo.shown()
	d.flows.Server.Check(flow.ServerTyped{Name: "Demo", Address: shown.Address, Token: shown.Token})
	d.until(func() bool {
		s := d.flows.Server.Now().State
		return s.Step == flow.ServerResult && !s.Current.Created.IsZero()
	})
	d.flows.Server.Choose(d.flows.Server.Now().State.Current.ID)
	d.finish(d.flows.ServerPicker, d.flows.ServerProfile, name)
}

func TestAWebhookIsMadeOnSavingAndKeptInLineWhenTheProfileChanges(t *testing.T) {
	d := newDemoStage(t)
	defer d.close()
	d.serverProfile("In line")
	d.settled()
	hooks := d.demo.bitbucket.Webhooks()
	require.Len(t, hooks, 1)
	assert.Equal(t, []string{"repo:refs_changed"}, hooks[0].Events)
	d.until(func() bool {
		row, there := d.flows.Profiles.Now().State.Current()
		return there && row.Profile.Webhook.State == connector.HookMade
	})

	row, _ := d.flows.Profiles.Now().State.Current()
	form := d.flows.ServerProfile
	form.Edit(row.Connection, row.Profile)
	d.until(func() bool { return form.Now().State.Step == flow.ProfileEditing && !form.Now().State.LookingUp })
	form.SetTrigger(flow.TriggerPullRequest, true)
	form.Save()
	d.until(func() bool { return form.Now().State.Step == flow.ProfileSaved })
	d.until(func() bool {
		hooks = d.demo.bitbucket.Webhooks()
		return len(hooks) == 1 && len(hooks[0].Events) == 3
	})
	d.settled()
	assert.Equal(t, connector.HookMade, d.flows.Webhook.Now().State.Profile.Webhook.State)
	d.flows.Webhook.Push()
	d.until(func() bool { return d.flows.Webhook.Now().State.Received != nil })
	assert.True(t, d.flows.Webhook.Now().State.Received.Verified, "the secret is the same as before")
}

func TestADeletedProfileTakesItsWebhookAlongOnlyWhenAsked(t *testing.T) {
	d := newDemoStage(t)
	defer d.close()
	d.serverProfile("To be gone")
	d.settled()
	d.until(func() bool {
		row, there := d.flows.Profiles.Now().State.Current()
		return there && row.Profile.Webhook.State == connector.HookMade
	})
	list := d.flows.Profiles
	id := list.Now().State.Selected
	list.AskDelete(id)
	d.until(func() bool { return list.Now().State.Asking == id })
	require.Len(t, d.demo.bitbucket.Webhooks(), 1)
	list.DeleteWithHook(id)
	d.until(func() bool { return len(list.Now().State.Rows) == 0 && list.Now().State.Deleted != nil })
	assert.Empty(t, d.demo.bitbucket.Webhooks())

	list.Undo()
	d.until(func() bool { return len(list.Now().State.Rows) == 1 })
	row, _ := list.Now().State.Current()
	assert.Equal(t, connector.HookMissing, row.Profile.Webhook.State, "it says that the webhook has to be made again")
}

func TestATokenThatOnlyReadsTakesThePlaceOfTheOtherEverywhere(t *testing.T) {
	d := newDemoStage(t)
	defer d.close()
	d.serverProfile("Reading")
	d.settled()
	d.flows.Webhook.HandOver()
	change := d.flows.TokenChange
	d.until(func() bool { return change.Now().State.Step == flow.TokenChangeTyping })
	assert.Equal(t, flow.ChangeRead, change.Now().State.Purpose)
	line := d.demo.bitbucket.Line()
	change.Submit(flow.TokenTyped{Kind: connector.AccessToken, Token: connector.NewSecret(line.ServerReadToken)})
	d.until(func() bool { return change.Now().State.Step == flow.TokenChangeKept })
	d.until(func() bool { return !d.flows.Webhook.Now().State.Profile.Webhook.AdminFree.IsZero() })
	d.until(func() bool {
		row, there := d.flows.Profiles.Now().State.Current()
		return there && !row.Profile.Webhook.AdminFree.IsZero()
	})
	all, err := d.house.store.Connections(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.False(t, all[0].TokenExpires.IsZero(), "the Server told when the new one ends")

	list := d.flows.Profiles
	list.Check(list.Now().State.Selected)
	d.until(func() bool {
		row, _ := list.Now().State.Current()
		return list.Now().State.Checking == "" && row.Profile.Verdict != ""
	})
	row, _ := list.Now().State.Current()
	assert.Equal(t, connector.Ready, row.Profile.Verdict, "nobody misses the admin right: %s", row.Profile.Problem)
	d.holdNoSecret(line.ServerReadToken)
}
