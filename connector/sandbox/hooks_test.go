package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestTheWebhooksOfBothSidesAreToldOldestFirst(t *testing.T) {
	s := start(t, sandbox.Options{})
	cloud, server := sides()["cloud"], sides()["server"]
	a := cloud.hooked(t, s, "https://a.example", "hush-hush", true, "repo:push")
	b := server.hooked(t, s, "https://b.example", "", false, "pr:opened")
	c := cloud.hooked(t, s, "https://c.example", "", true, "repo:push")
	all := s.Webhooks()
	require.Len(t, all, 3)
	assert.Equal(t, sandbox.Webhook{
		Provider: "cloud", Repository: "nordlicht-apps/baeckerei-app", ID: a, Name: "builds", Address: "https://a.example",
		Active: true, Signed: true, Events: []string{"repo:push"},
	}, all[0])
	assert.Equal(t, sandbox.Webhook{
		Provider: "server", Repository: "LADEN/baeckerei-app", ID: b, Name: "builds", Address: "https://b.example", Events: []string{"pr:opened"},
	}, all[1])
	assert.Equal(t, c, all[2].ID)
	assert.NotContains(t, fmt.Sprintf("%+v", all), "hush-hush")
	d := dcOf(t, s)
	require.Equal(t, http.StatusNoContent, d.do(http.MethodDelete, firstRepo+"/webhooks/"+b, "").status)
	assert.Len(t, s.Webhooks(), 2)
}

func TestDataCenterEchoesTheSecretAndForgetsOneThatIsLeftOut(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	id := fmt.Sprint(d.do(http.MethodPost, firstRepo+"/webhooks", aHook).json(t)["id"])
	one := firstRepo + "/webhooks/" + id
	assert.Equal(t, "hush", within(t, d.get(one).json(t), "configuration.secret"))
	rename := strings.Replace(aHook, "Builds", "Other", 1)
	unsaid := strings.Replace(rename, `,"configuration":{"secret":"hush"}`, "", 1)
	require.NotEqual(t, rename, unsaid)
	d.do(http.MethodPut, one, unsaid)
	assert.True(t, d.box.Webhooks()[0].Signed, "unsaid, it stays")
	d.do(http.MethodPut, one, strings.Replace(rename, `"secret":"hush"`, "", 1))
	assert.False(t, d.box.Webhooks()[0].Signed, "said, it is all there is")
	assert.Equal(t, "Other", d.box.Webhooks()[0].Name)
}

func TestEveryRepositoryHasAColleaguesWebhook(t *testing.T) {
	s := start(t, sandbox.Options{Break: "webhook-exists"})
	all := s.Webhooks()
	assert.Len(t, all, 2*48)
	seen := map[string]bool{}
	for _, h := range all {
		assert.Equal(t, s.Receiver().URL()+"/hooks/"+h.Repository, h.Address)
		assert.True(t, h.Active && h.Signed, h.Address)
		seen[h.Provider+h.ID] = true
	}
	assert.Len(t, seen, 2*48)
	d := dcOf(t, s)
	hooks := d.get(firstRepo + "/webhooks").values(t)
	require.Len(t, hooks, 1)
	assert.Equal(t, s.Receiver().URL()+"/hooks/LADEN/baeckerei-app", hooks[0]["url"])
	onCloud := get(t, s, tokenOf(s), askFirst+"/hooks").values(t)
	require.Len(t, onCloud, 1)
	assert.Equal(t, true, onCloud[0]["secret_set"])
	pushed, err := s.Push(t.Context(), "cloud", "nordlicht-apps/baeckerei-app", "main")
	require.NoError(t, err)
	require.Len(t, pushed.Deliveries, 1)
	got := s.Receiver().Received(pushed.Deliveries[0].Address)
	require.Len(t, got, 1)
	assert.True(t, got[0].Signed && !got[0].Verified, "nobody has told the service the colleague's secret")

	require.Equal(t, http.StatusNoContent, d.do(http.MethodDelete, fmt.Sprintf("%s/webhooks/%v", firstRepo, hooks[0]["id"]), "").status)
	assert.Empty(t, d.get(firstRepo+"/webhooks").values(t), "what is removed does not come back")
	assert.Equal(t, http.StatusOK, d.do(http.MethodPost, firstRepo+"/webhooks", aHook).status, "another one can be made")
}

func TestAnUndeliverableWebhookIsMadeAndReachesNobody(t *testing.T) {
	onEachSide(t, sandbox.Options{Break: "webhook-undelivered"}, func(t *testing.T, s *sandbox.Sandbox, p side) {
		var box letters
		p.hooked(t, s, box.takes(t, http.StatusOK), "", true, p.push)
		to := s.Receiver().URL() + "/hooks/x"
		p.hooked(t, s, to, "", true, p.push)
		pushed, err := s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
		for _, d := range pushed.Deliveries {
			assert.Equal(t, http.StatusBadGateway, d.Status)
		}
		assert.Empty(t, box.texts())
		assert.Empty(t, s.Receiver().Received(to))
	})
}

func TestCloudShowsAPageOfWebhooksWithoutTheirSecrets(t *testing.T) {
	s := start(t, sandbox.Options{})
	at := s.Line().CloudWeb + "/nordlicht-apps/baeckerei-app/admin/webhooks"
	assert.Contains(t, get1(t, at).text, "There are no webhooks yet")
	sides()["cloud"].hooked(t, s, "https://a.example/hook", "hush-hush", true, "repo:push")
	page := get1(t, at)
	assert.Contains(t, page.text, "https://a.example/hook")
	assert.Contains(t, page.text, "secret set")
	assert.NotContains(t, page.text, "hush-hush")
	assert.Equal(t, http.StatusNotFound, get1(t, s.Line().CloudWeb+"/nordlicht-apps/nothing/admin/webhooks").status)
}
