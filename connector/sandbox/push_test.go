package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestAPushReachesTheReceiverWithASignatureItVerifies(t *testing.T) {
	onEachSide(t, sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		to := s.Receiver().URL() + "/hooks/" + p.repository
		id := p.hooked(t, s, to, "hush-hush", true, p.push)
		s.Receiver().Expect(to, "hush-hush")
		pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
		assert.Equal(t, []sandbox.HookDelivery{{Hook: id, Address: to, Status: http.StatusOK}}, pushed.Deliveries)
		got := s.Receiver().Received(to)
		require.Len(t, got, 1)
		assert.WithinDuration(t, time.Now(), got[0].At, time.Minute)
		got[0].At = time.Time{}
		assert.Equal(t, sandbox.Delivered{
			Event: p.push, Repository: p.repository, Branch: "main", Commit: pushed.Commit, Signed: true, Verified: true,
		}, got[0])
	})
}

func TestOnlyTheRightSecretVerifies(t *testing.T) {
	onEachSide(t, sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		for name, c := range map[string]struct {
			secret, expected string
			signed           bool
		}{
			"wrong":    {"hush-hush", "hush-hush!", true},
			"untold":   {"hush-hush", "", true},
			"unsigned": {"", "hush-hush", false},
			"neither":  {"", "", false},
		} {
			to := s.Receiver().URL() + "/hooks/" + name
			p.hooked(t, s, to, c.secret, true, p.push)
			s.Receiver().Expect(to, c.expected)
			_, err := s.Push(t.Context(), p.provider, p.repository, "main")
			require.NoError(t, err)
			got := s.Receiver().Received(to)
			require.NotEmpty(t, got, name)
			assert.Equal(t, c.signed, got[len(got)-1].Signed, name)
			assert.False(t, got[len(got)-1].Verified, name)
		}
	})
}

func TestWebhooksThatDoNotWaitForAPushGetNothing(t *testing.T) {
	onEachSide(t, sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		to := s.Receiver().URL() + "/hooks/quiet"
		p.hooked(t, s, to, "", false, p.push)
		p.hooked(t, s, to, "", true, p.pulls)
		for _, branch := range []string{"main", "release/1.2"} {
			pushed, err := s.Push(t.Context(), p.provider, p.repository, branch)
			require.NoError(t, err)
			assert.Empty(t, pushed.Deliveries)
		}
		assert.Empty(t, s.Receiver().Received(to))
	})
}

func TestCloudTriesTwiceMoreWhereAServerFailsAndDataCenterDoesNot(t *testing.T) {
	onEachSide(t, sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		var down, refusing letters
		p.hooked(t, s, down.takes(t, http.StatusInternalServerError), "", true, p.push)
		p.hooked(t, s, refusing.takes(t, http.StatusNotFound), "", true, p.push)
		pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
		require.Len(t, pushed.Deliveries, 2)
		assert.Equal(t, []int{500, 404}, []int{pushed.Deliveries[0].Status, pushed.Deliveries[1].Status})
		assert.Len(t, refusing.texts(), 1, "who refuses is not asked again")
		if p.provider == "server" {
			assert.Len(t, down.texts(), 1)
			return
		}
		headers, bodies := down.kept()
		require.Len(t, bodies, 3)
		for i, h := range headers {
			assert.Equal(t, fmt.Sprint(i+1), h.Get("X-Attempt-Number"))
			assert.Equal(t, headers[0].Get("X-Request-UUID"), h.Get("X-Request-UUID"), "one event, however often it is sent")
			assert.Equal(t, bodies[0], bodies[i])
		}
	})
}

func TestTheReceiverCanRefuseAndGetWellAgain(t *testing.T) {
	onEachSide(t, sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		to := s.Receiver().URL() + "/hooks/x"
		p.hooked(t, s, to, "", true, p.push)
		s.Receiver().Refuse(http.StatusServiceUnavailable)
		pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
		assert.Equal(t, http.StatusServiceUnavailable, pushed.Deliveries[0].Status)
		assert.Empty(t, s.Receiver().Received(to))
		s.Receiver().Refuse(0)
		_, err = s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
		assert.Len(t, s.Receiver().Received(to), 1)
	})
}

func TestNothingIsSentToAnotherComputer(t *testing.T) {
	onEachSide(t, sandbox.Options{}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		var away letters
		here := away.takes(t, http.StatusOK)
		leads := httptest.NewServer(http.RedirectHandler(here, http.StatusTemporaryRedirect))
		defer leads.Close()
		p.hooked(t, s, "https://builds.example.com/hook", "hush-hush", true, p.push)
		p.hooked(t, s, leads.URL, "", true, p.push)
		pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
		far := pushed.Deliveries[0]
		assert.Zero(t, far.Status)
		assert.Equal(t, "not sent: the embedded Bitbucket reaches this computer only", far.Err)
		assert.Equal(t, http.StatusTemporaryRedirect, pushed.Deliveries[1].Status)
		assert.Empty(t, away.texts(), "redirects are not followed")
	})
}

func TestAReceiverThatIsGoneOrSilentIsToldApart(t *testing.T) {
	held := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-held:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(held); silent.Close() })
	gone := nobodyAt(t)
	for name, p := range sides() {
		for _, c := range []struct {
			to, says string
			wait     time.Duration
		}{{"http://" + gone, "refused", time.Minute}, {silent.URL, "no answer in time", 100 * time.Millisecond}} {
			s := start(t, sandbox.Options{DeliveryWait: c.wait})
			p.hooked(t, s, c.to, "", true, p.push)
			pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
			require.NoError(t, err)
			assert.Zero(t, pushed.Deliveries[0].Status, name)
			assert.Contains(t, pushed.Deliveries[0].Err, c.says, name)
		}
	}
}

func TestClosingEndsDeliveriesOnTheirWay(t *testing.T) {
	reached := make(chan struct{}, 1)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached <- struct{}{}
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	s := start(t, sandbox.Options{DeliveryWait: time.Minute})
	p := sides()["server"]
	p.hooked(t, s, silent.URL, "", true, p.push)
	over := make(chan sandbox.Push, 1)
	go func() {
		pushed, _ := s.Push(t.Context(), p.provider, p.repository, "main")
		over <- pushed
	}()
	<-reached
	require.NoError(t, s.Close())
	select {
	case pushed := <-over:
		assert.NotEmpty(t, pushed.Deliveries[0].Err)
	case <-time.After(10 * time.Second):
		require.Fail(t, "the delivery outlived the sandbox")
	}
}

func TestManyWebhooksAreDeliveredToSideBySide(t *testing.T) {
	var now, most int
	var mu sync.Mutex
	gate := make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		if most == 8 {
			select {
			case <-gate:
			default:
				close(gate)
			}
		}
		mu.Unlock()
		<-gate
		mu.Lock()
		now--
		mu.Unlock()
	}))
	t.Cleanup(service.Close)
	s := start(t, sandbox.Options{DeliveryWait: 20 * time.Second})
	p := sides()["cloud"]
	for range 30 {
		p.hooked(t, s, service.URL, "", true, p.push)
	}
	pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
	require.NoError(t, err)
	require.Len(t, pushed.Deliveries, 30)
	for i, d := range pushed.Deliveries {
		assert.Equal(t, http.StatusOK, d.Status)
		assert.Equal(t, s.Webhooks()[i].ID, d.Hook, "in the order of the webhooks")
	}
	assert.Equal(t, 8, most)
}

func TestPushesThatCannotBeAreRefused(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, c := range []struct{ provider, repository, branch string }{
		{"gitlab", "LADEN/baeckerei-app", "main"},
		{"server", "LADEN/nothing", "main"},
		{"server", "nordlicht-apps/baeckerei-app", "main"},
		{"cloud", "nordlicht-apps/baeckerei-app", "no-such-branch"},
		{"cloud", "nordlicht-apps/neues-kassensystem", "main"},
		{"server", "LADEN/alte-kassen-app", "main"},
	} {
		_, err := s.Push(t.Context(), c.provider, c.repository, c.branch)
		assert.Error(t, err, c)
	}
	_, err := s.PushTag(t.Context(), "cloud", "nordlicht-apps/baeckerei-app", "v1.0.0")
	assert.ErrorContains(t, err, "already")
	_, err = s.PushTag(t.Context(), "cloud", "nordlicht-apps/nothing", "v9")
	assert.Error(t, err)
}
