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

func newNetwork(t *testing.T, d *netDisk) *flow.Network {
	t.Helper()
	n := flow.NewNetwork(flow.NetworkNeeds{Proxies: d, Trusts: d})
	t.Cleanup(n.Close)
	return n
}

func manualProxy(address, user string) connector.ProxyChoice {
	return connector.ProxyChoice{Mode: connector.ProxyManual, Address: address, User: user}
}

func secretly(text string) *connector.Secret {
	s := connector.NewSecret(text)
	return &s
}

func TestTheSettingsShowWhatIsKept(t *testing.T) {
	d := &netDisk{proxy: manualProxy("http://proxy.example:8080", "ada"), password: connector.NewSecret("p"), trusts: []connector.Trust{{Host: "a:443"}}}
	n := newNetwork(t, d)
	assert.False(t, n.Now().State.Loaded)
	n.Start()
	n.Wait()
	s := n.Now().State
	assert.True(t, s.Loaded)
	assert.Equal(t, d.proxy, s.Proxy)
	assert.True(t, s.Password)
	assert.Equal(t, d.trusts, s.Trusts)
	assert.False(t, s.Saved)
}

func TestWhatCannotBeReadIsToldAndNothingIsMadeUp(t *testing.T) {
	d := &netDisk{unread: errors.New("unplugged")}
	n := newNetwork(t, d)
	n.Start()
	n.Wait()
	s := n.Now().State
	assert.False(t, s.Loaded)
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)

	d.unread, d.trusts = nil, []connector.Trust{{Host: "a:443"}}
	n.Start()
	n.Wait()
	assert.True(t, n.Now().State.Loaded)
	assert.Nil(t, n.Now().State.Problem)

	d.unread = connector.NewProblem(connector.CodeKeychainLocked)
	n.Start()
	n.Wait()
	s = n.Now().State
	assert.Equal(t, connector.CodeKeychainLocked, s.Problem.Code)
	assert.Equal(t, d.trusts, s.Trusts, "what was shown stays")
}

func TestAProxyIsSavedAsItIsUnderstood(t *testing.T) {
	d := &netDisk{}
	n := newNetwork(t, d)
	n.Start()
	n.SetProxy(manualProxy(" proxy.example ", " ada "), secretly("p"))
	n.Wait()
	s := n.Now().State
	assert.Equal(t, manualProxy("http://proxy.example:8080", "ada"), s.Proxy)
	assert.True(t, s.Password)
	assert.True(t, s.Saved)
	assert.False(t, s.Working)
}

func TestAProxyThatCannotBeReadIsToldAndNotSaved(t *testing.T) {
	d := &netDisk{}
	n := newNetwork(t, d)
	n.SetProxy(manualProxy("proxy.example", ""), nil)
	n.Wait()
	for _, address := range []string{"", "ftp://proxy.example", "http://ada:pass@proxy.example", "http://proxy.example/path"} {
		n.SetProxy(manualProxy(address, ""), nil)
		n.Wait()
		s := n.Now().State
		require.NotNil(t, s.Problem, address)
		assert.Equal(t, connector.CodeAddressInvalid, s.Problem.Code, address)
		assert.False(t, s.Saved, address)
		assert.False(t, s.Working, address)
	}
	assert.Equal(t, 1, d.saves)
	n.SetProxy(manualProxy("other.example", ""), nil)
	n.Wait()
	assert.Nil(t, n.Now().State.Problem)
	assert.True(t, n.Now().State.Saved)
}

func TestAPasswordIsNeverSentToAnotherProxyOrForAnotherUser(t *testing.T) {
	for name, test := range map[string]struct {
		choice   connector.ProxyChoice
		password *connector.Secret
		left     string
	}{
		"the same proxy keeps it":       {manualProxy("http://PROXY.example:8080", "ada"), nil, "p"},
		"another network list keeps it": {connector.ProxyChoice{Mode: connector.ProxyManual, Address: "proxy.example", User: "ada", Bypass: "intern"}, nil, "p"},
		"no proxy for now keeps it":     {connector.ProxyChoice{Mode: connector.ProxyNone}, nil, "p"},
		"another proxy loses it":        {manualProxy("other.example", "ada"), nil, ""},
		"another port loses it":         {manualProxy("proxy.example:3128", "ada"), nil, ""},
		"another user loses it":         {manualProxy("proxy.example", "tom"), nil, ""},
		"a new one takes its place":     {manualProxy("other.example", "tom"), secretly("q"), "q"},
		"it can be wiped":               {manualProxy("proxy.example", "ada"), &connector.Secret{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := &netDisk{proxy: manualProxy("http://proxy.example:8080", "ada"), password: connector.NewSecret("p")}
			n := newNetwork(t, d)
			n.SetProxy(test.choice, test.password)
			n.Wait()
			require.True(t, n.Now().State.Saved)
			assert.Equal(t, test.left, d.password.Reveal())
			assert.Equal(t, test.left != "", n.Now().State.Password)
		})
	}
}

func TestWithoutAKeychainTheProxyIsSavedAndThePasswordIsSaidToBeForThisTimeOnly(t *testing.T) {
	d := &netDisk{unsaved: connector.NewProblem(connector.CodeKeychainUnavailable)}
	n := newNetwork(t, d)
	n.SetProxy(manualProxy("proxy.example", "ada"), secretly("p"))
	n.Wait()
	s := n.Now().State
	assert.True(t, s.Saved)
	assert.Equal(t, connector.CodeKeychainUnavailable, s.Problem.Code)
	assert.Equal(t, "http://proxy.example:8080", s.Proxy.Address)
}

func TestAProxyNotInUseIsKeptForComingBackToIt(t *testing.T) {
	d := &netDisk{proxy: manualProxy("http://proxy.example:8080", "ada")}
	n := newNetwork(t, d)
	n.SetProxy(connector.ProxyChoice{Mode: connector.ProxySystem}, nil)
	n.Wait()
	s := n.Now().State
	assert.Equal(t, connector.ProxySystem, s.Proxy.Mode)
	assert.Equal(t, "http://proxy.example:8080", s.Proxy.Address)
	assert.Equal(t, "ada", s.Proxy.User)
}

func TestTrustIsTakenBack(t *testing.T) {
	d := &netDisk{trusts: []connector.Trust{{Host: "a:443"}, {Host: "b:443"}}}
	n := newNetwork(t, d)
	n.Start()
	n.Distrust("a:443")
	n.Wait()
	s := n.Now().State
	assert.Equal(t, []connector.Trust{{Host: "b:443"}}, s.Trusts)
	assert.True(t, s.Saved)
}

func TestAChangeThatCannotBeSavedIsToldUntilTheNextOne(t *testing.T) {
	d := &netDisk{trusts: []connector.Trust{{Host: "a:443"}}, unsaved: errors.New("full")}
	n := newNetwork(t, d)
	n.Start()
	n.Distrust("a:443")
	n.Wait()
	s := n.Now().State
	assert.Equal(t, connector.CodeDiskFailed, s.Problem.Code)
	assert.False(t, s.Saved)
	assert.False(t, s.Working)
	assert.Len(t, s.Trusts, 1, "it is still trusted, and shown")
	n.Distrust("a:443")
	assert.Nil(t, n.Now().State.Problem)
	n.Wait()
	assert.Empty(t, n.Now().State.Trusts)
}

func TestNoChangeIsDroppedForAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &netDisk{trusts: []connector.Trust{{Host: "a:443"}}, hold: make(chan struct{})}
		n := newNetwork(t, d)
		n.SetProxy(manualProxy("proxy.example", ""), nil)
		n.Distrust("a:443")
		n.Start()
		synctest.Wait()
		assert.True(t, n.Now().State.Working)
		d.hold <- struct{}{}
		synctest.Wait()
		s := n.Now().State
		assert.Equal(t, "http://proxy.example:8080", s.Proxy.Address)
		assert.True(t, s.Working, "one is still to come")
		d.hold <- struct{}{}
		synctest.Wait()
		s = n.Now().State
		assert.Empty(t, s.Trusts)
		assert.False(t, s.Working)
		assert.True(t, s.Saved)
	})
}

func TestChangesAreSavedInTheOrderTheyWereMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &netDisk{look: make(chan struct{}), trusts: []connector.Trust{{Host: "a:443"}}}
		n := newNetwork(t, d)
		n.SetProxy(manualProxy("proxy.example", ""), nil)
		n.Distrust("a:443")
		synctest.Wait()
		assert.Zero(t, d.saves, "the second waits for the first")
		close(d.look)
		n.Wait()
		assert.Equal(t, 2, d.saves)
	})
}

func TestAChangeThatFailedIsNotHiddenByTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &netDisk{hold: make(chan struct{}), unsaved: errors.New("full")}
		n := newNetwork(t, d)
		n.SetProxy(manualProxy("proxy.example", ""), nil)
		n.Distrust("a:443")
		d.hold <- struct{}{}
		d.hold <- struct{}{}
		n.Wait()
		s := n.Now().State
		require.NotNil(t, s.Problem)
		assert.False(t, s.Saved)
		assert.Equal(t, 1, d.saves)
	})
}

func TestALookThatIsOutOfDateIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &netDisk{look: make(chan struct{}), trusts: []connector.Trust{{Host: "a:443"}}}
		n := newNetwork(t, d)
		n.Start()
		synctest.Wait()
		n.Distrust("a:443") // does not wait for the look that hangs
		synctest.Wait()
		assert.Equal(t, 1, d.saves)
		assert.False(t, n.Now().State.Loaded)
		d.look <- struct{}{}
		synctest.Wait()
		assert.True(t, n.Now().State.Loaded)
		assert.Empty(t, n.Now().State.Trusts)
	})
}

func TestClosingTheSettingsEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &netDisk{hold: make(chan struct{})}
		n := newNetwork(t, d)
		n.Distrust("a:443")
		n.Distrust("b:443")
		synctest.Wait()
		n.Close()
		assert.Zero(t, d.saves)
		n.Start()
		n.Wait()
		assert.False(t, n.Now().State.Loaded, "nothing begins after it")
	})
}
