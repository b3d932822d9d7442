package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// demoStage is the demo without a real window: everything between a tap and the embedded Bitbucket is
// the program's own.
type demoStage struct {
	*stage
	t     *testing.T
	demo  *demo
	house *house
	queue chan func()
	said  locked
}

// locked is a text that several may write at once.
type locked struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// unhurried is how long something may take where waiting is not what is played: a busy computer must not look like a
// fault.
const unhurried = time.Minute

// timeoutFor is the --timeout of a command, which is short where waiting is what is played.
func timeoutFor(fault string) string {
	switch fault {
	case "connection-timeout", "answer-too-slow":
		return "2s"
	}
	return unhurried.String()
}

func newDemoStage(t *testing.T) *demoStage {
	t.Helper()
	return newDemoStageWith(t, sandboxFlags{repos: 48})
}

// newDemoStageWith is the demo as it was told to be on the command line.
func newDemoStageWith(t *testing.T, flags sandboxFlags) *demoStage {
	t.Helper()
	d := &demoStage{t: t, queue: make(chan func(), 10_000)}
	p := Process{Stdout: &d.said, Stderr: &d.said, Env: func(string) string { return "" }}
	var err error
	d.demo, err = startDemo(p, flags)
	require.NoError(t, err)
	t.Cleanup(d.demo.close)
	p.Env = d.demo.env(p.Env)
	options, err := d.demo.options(&d.said)
	require.NoError(t, err)
	d.house, err = openHouse(t.Context(), p, manifest{Version: "1.2.3"}, unhurried, options...)
	require.NoError(t, err)
	d.house.open = func(string) error { return errors.New("there is none") }
	t.Cleanup(d.house.close)
	test.NewTempApp(t)
	d.stage = newStage(d.house, test.NewTempWindow(t, nil), func(f func()) { d.queue <- f }, d.demo.shown(), "1.2.3")
	d.start()
	return d
}

// until plays what is dispatched until something holds. Only the test's goroutine touches widgets.
func (d *demoStage) until(holds func() bool) {
	d.t.Helper()
	limit := time.After(unhurried)
	for !holds() {
		select {
		case f := <-d.queue:
			f()
		case <-limit:
			d.t.Fatalf("waited in vain: cloud %s, server %s", d.flows.Cloud.Now().State.Step, d.flows.Server.Now().State.Step)
		}
	}
}

// finish chooses a repository and saves a profile of it.
func (d *demoStage) finish(picker *flow.Picker, form *flow.ProfileForm, name string) {
	d.t.Helper()
	d.until(func() bool { s := picker.Now().State; return s.Step == flow.PickerDone && s.Loaded == 48 })
	picker.Search("baeckerei-app")
	picker.ChooseSelected()
	d.until(func() bool { return form.Now().State.Step == flow.ProfileEditing && form.Now().State.Branch != "" })
	form.SetName(name)
	form.Save()
	d.until(func() bool { return form.Now().State.Step == flow.ProfileSaved })
}

func TestTheDemoLeadsFromConsentAndFromATokenToProfilesOnDisk(t *testing.T) {
	d := newDemoStage(t)
	d.until(func() bool { return d.flows.Cloud.Now().State.Step == flow.CloudWelcome })
	d.flows.Cloud.Connect()
	d.until(func() bool { return d.flows.Cloud.Now().State.Step == flow.CloudConfirming })
	assert.Contains(t, d.said.String(), "says yes by itself")
	d.flows.Cloud.ThatIsMe()
	d.flows.Cloud.Choose()
	d.finish(d.flows.CloudPicker, d.flows.CloudProfile, "From the Cloud")

	shown := d.demo.shown()
	d.flows.Server.Check(flow.ServerTyped{Name: "Demo", Address: shown.Address, Token: shown.Token})
	d.until(func() bool {
		s := d.flows.Server.Now().State
		return s.Step == flow.ServerResult && !s.Current.Created.IsZero()
	})
	d.flows.Server.Choose(d.flows.Server.Now().State.Current.ID)
	d.finish(d.flows.ServerPicker, d.flows.ServerProfile, "From the Server")

	d.until(func() bool { return len(d.flows.Profiles.Now().State.Rows) == 2 })
	kept, err := d.house.store.Profiles(t.Context())
	require.NoError(t, err)
	require.Len(t, kept, 2)
	assert.Equal(t, []connector.Provider{connector.Cloud, connector.Server}, []connector.Provider{kept[0].Repository.Provider, kept[1].Repository.Provider})
	d.close()
	d.holdNoSecret(shown.Token.Reveal())
}

// holdNoSecret looks through everything the demo wrote.
func (d *demoStage) holdNoSecret(secret string) {
	d.t.Helper()
	files := 0
	require.NoError(d.t, filepath.WalkDir(d.demo.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		assert.False(d.t, bytes.Contains(text, []byte(secret)), path)
		return err
	}))
	assert.GreaterOrEqual(d.t, files, 5)
	assert.False(d.t, strings.Contains(d.said.String(), secret))
}

func TestASettingOutlivesTheWindow(t *testing.T) {
	d := newDemoStage(t)
	look := lookOf(d.house.settings)
	look.Scale, look.Variant = 1.5, "dark"
	d.house.keepLook(look)
	s, err := d.house.store.LoadSettings(context.Background())
	require.NoError(t, err)
	assert.Equal(t, look, lookOf(s))
	d.close()
}

func TestTheDemoTalksToItselfOnly(t *testing.T) {
	d := newDemoStage(t)
	for _, origin := range d.house.cloudOrigins() {
		assert.Contains(t, origin, "http://127.0.0.1:")
	}
	assert.Equal(t, d.house.cloudWeb, d.house.cloudAddress(), "the window names the address")
	assert.True(t, d.house.consumer.fixed, "its Bitbucket knows one consumer only")
	d.close()
	d.demo.close()
	assert.NoDirExists(t, d.demo.home)
}

func TestAPrivateSignInLeavesTheBrowserClosed(t *testing.T) {
	d := newDemoStage(t)
	d.house.holdBrowser(true)
	require.NoError(t, d.house.openForConsent("http://127.0.0.1:1/nobody"), "held back, so nothing is opened")
	d.house.holdBrowser(false)
	require.Error(t, d.house.openForConsent("http://127.0.0.1:1/nobody"))
	d.close()
}

func TestAMachineWithoutADisplayIsToldSo(t *testing.T) {
	none := func(string) string { return "" }
	wayland := func(name string) string { return map[string]string{"WAYLAND_DISPLAY": "wayland-0"}[name] }
	require.ErrorContains(t, displayIn("linux", none), "no display")
	require.Error(t, displayIn("freebsd", none))
	require.NoError(t, displayIn("linux", wayland))
	require.NoError(t, displayIn("windows", none))
	require.NoError(t, displayIn("darwin", none))
}

func TestTheDemoAnswersNothingButItsConsent(t *testing.T) {
	d := newDemoStage(t)
	require.Error(t, d.house.open(d.house.cloudWeb+"/nordlicht-apps"), "a page of a repository is for a browser alone")
	assert.NotContains(t, d.said.String(), "says yes by itself")
	d.close()
}

func TestAnAccountThatHasToSignInAgainHidesNoOther(t *testing.T) {
	d := newDemoStage(t)
	h := d.house
	for _, name := range []string{"Ada, without a secret", "Zoe"} {
		c := connector.Connection{
			ID: connector.NewID(), Provider: connector.Cloud, Name: name, Web: h.cloudWeb, Base: h.cloudAPI, Kind: connector.APIToken,
		}
		require.NoError(t, h.store.SaveConnection(t.Context(), c))
		if name == "Zoe" {
			credential := connector.Credential{Kind: connector.APIToken, Email: "zoe@example.com", Token: connector.NewSecret("t0ken"), Origins: c.Origins()}
			require.NoError(t, h.vault.Put(t.Context(), c.ID, credential, connector.KeepKeychain))
		}
	}
	_, address, err := h.asked(t.Context(), ask{provider: connector.Cloud})
	require.NoError(t, err)
	assert.Equal(t, h.cloudAPI, address)
	d.close()
}
