package flow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

func TestTheServiceUsedLastGivesTheAddressAndTheWebhookIsWanted(t *testing.T) {
	r := newFormRig(t)
	s := r.open()
	assert.Equal(t, "demo", s.Service.ID)
	assert.Equal(t, "https://build.test/hooks/SHOP/shop-app", s.HookAddress)
	assert.True(t, s.WantHook)
	assert.Nil(t, s.HookProblem)
	p := r.save(t)
	assert.Equal(t, connector.Webhook{State: connector.HookWanted, Address: s.HookAddress}, p.Webhook)
	assert.Equal(t, "demo", p.Service)
	assert.Equal(t, []connector.BuildProfile{p}, r.saved)
}

func TestAnAddressOfAProfilesOwnIsKnownBeforeItIsSaved(t *testing.T) {
	r := newFormRig(t)
	r.open()
	r.SetService("own")
	address := r.state().HookAddress
	p := r.save(t)
	assert.Equal(t, "https://own.test/"+p.ID, address)
	assert.Equal(t, address, p.Webhook.Address)
}

func TestAServiceWithoutAnAddressWantsNoWebhookByItself(t *testing.T) {
	r := newFormRig(t)
	r.open()
	r.SetService("custom")
	s := r.state()
	assert.Empty(t, s.HookAddress)
	assert.False(t, s.WantHook)
	assert.Nil(t, s.HookProblem)
	assert.True(t, s.Ready())
	r.SetWantHook(true)
	require.NotNil(t, r.state().HookProblem)
	assert.Equal(t, connector.CodeAddressInvalid, r.state().HookProblem.Code)
	assert.False(t, r.state().Ready())
	for address, good := range map[string]bool{
		"https://own.test/in?x=1": true, " http://build.intern:8080/hook ": true, "ftp://own.test/": false, "own.test/in": false,
		"https://mia:secret@own.test/": false, "https://": false, "": false,
	} {
		r.SetHookAddress(address)
		assert.Equal(t, good, r.state().HookProblem == nil, address)
		assert.Equal(t, good, r.state().Ready(), address)
		if p := r.state().HookProblem; p != nil {
			assert.NotContains(t, p.Args["address"], "secret")
		}
	}
	r.SetHookAddress("ftp://own.test/")
	r.SetWantHook(false)
	assert.NotNil(t, r.state().HookProblem, "said, though it keeps nobody from saving")
	p := r.save(t)
	assert.Equal(t, connector.Webhook{}, p.Webhook)
}

func TestWhatWasTypedStaysWithAnotherService(t *testing.T) {
	r := newFormRig(t)
	r.open()
	r.SetHookAddress("https://mine.test/x")
	r.SetService("own")
	assert.Equal(t, "https://mine.test/x", r.state().HookAddress)
	r.SetHookAddress(" ")
	assert.NotNil(t, r.state().HookProblem)
	r.SetService("demo")
	assert.Equal(t, "https://build.test/hooks/SHOP/shop-app", r.state().HookAddress, "an empty field is nothing typed")
	r.SetWantHook(false)
	r.SetService("own")
	assert.False(t, r.state().WantHook)
	r.SetService("nobody")
	assert.Equal(t, "own", r.state().Service.ID)
	p := r.save(t)
	assert.Equal(t, connector.HookNone, p.Webhook.State)
	assert.Equal(t, "https://own.test/"+p.ID, p.Webhook.Address, "kept for later")
}

func TestWithoutTheRightToMakeWebhooksNoneIsWantedByItself(t *testing.T) {
	other := pickProfile("9", "Other")
	for why, change := range map[string]func(*connector.BuildProfile){
		"a check found it missing": func(p *connector.BuildProfile) { p.Problem = connector.CodeAdminMissing },
		"a webhook was refused":    func(p *connector.BuildProfile) { p.Webhook.Problem = connector.CodeAdminMissing },
		"the token only reads": func(p *connector.BuildProfile) {
			p.Webhook.AdminFree, p.Repository.ID = time.Now(), "77"
		},
	} {
		t.Run(why, func(t *testing.T) {
			r := newFormRig(t)
			p := other
			p.Repository.ID = "1"
			change(&p)
			r.disk.profiles = append(r.disk.profiles, p)
			s := r.open()
			assert.True(t, s.NoAdmin)
			assert.False(t, s.WantHook)
			r.SetWantHook(true)
			assert.True(t, r.state().Ready(), "somebody may have an admin token at hand")
		})
	}
	r := newFormRig(t)
	other.Problem = connector.CodeAdminMissing
	r.disk.profiles = append(r.disk.profiles, other)
	assert.False(t, r.open().NoAdmin, "another repository says nothing of this one")
}

func TestWithNoServiceAtAllTheFormStillWorks(t *testing.T) {
	disk := &pickDisk{}
	f := profileForm(t, disk, someBranches("main"))
	f.Wait()
	f.SetHookAddress("https://mine.test/x")
	f.SetWantHook(true)
	f.Save()
	f.Wait()
	require.Equal(t, flow.ProfileSaved, f.Now().State.Step)
	assert.Equal(t, connector.HookWanted, disk.kept()[0].Webhook.State)
}
