package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// letter has somebody push, and gives what a build service was sent.
func letter(t *testing.T, s *sandbox.Sandbox, p side, push func() (sandbox.Push, error)) (h http.Header, body map[string]any, made sandbox.Push) {
	t.Helper()
	var box letters
	p.hooked(t, s, box.takes(t, http.StatusOK), "hush-hush", true, p.push)
	made, err := push()
	require.NoError(t, err)
	headers, bodies := box.kept()
	require.Len(t, bodies, 1)
	require.NoError(t, json.Unmarshal([]byte(bodies[0]), &body))
	assert.NotContains(t, bodies[0], "hush-hush")
	return headers[0], body, made
}

// within walks into JSON: names of objects, and "0" for the first of a list.
func within(t *testing.T, value any, path string) any {
	t.Helper()
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			require.Len(t, v, 1, path)
			value = v[0]
		default:
			require.Fail(t, "there is no "+path)
		}
	}
	return value
}

func TestCloudsPushIsAsDocumented(t *testing.T) {
	s := start(t, sandbox.Options{})
	p := sides()["cloud"]
	h, body, made := letter(t, s, p, func() (sandbox.Push, error) { return s.Push(t.Context(), p.provider, p.repository, "main") })
	assert.Equal(t, "repo:push", h.Get("X-Event-Key"))
	assert.Equal(t, "1", h.Get("X-Attempt-Number"))
	assert.Equal(t, strings.Trim(s.Webhooks()[0].ID, "{}"), h.Get("X-Hook-UUID"))
	assert.Regexp(t, `^[0-9a-f-]{36}$`, h.Get("X-Request-UUID"))
	assert.Equal(t, "Bitbucket-Webhooks/2.0", h.Get("User-Agent"))
	assert.Equal(t, "application/json", h.Get("Content-Type"))
	_, err := time.Parse(time.RFC1123, h.Get("X-Event-Time"))
	require.NoError(t, err)
	for path, want := range map[string]any{
		"repository.full_name": p.repository, "repository.type": "repository", "actor.type": "user",
		"actor.display_name": "Mika Lindqvist", "push.changes.0.new.type": "branch", "push.changes.0.new.name": "main",
		"push.changes.0.new.target.hash": made.Commit, "push.changes.0.new.target.type": "commit", "push.changes.0.created": false,
		"push.changes.0.closed": false, "push.changes.0.commits.0.hash": made.Commit, "push.changes.0.truncated": false,
	} {
		assert.Equal(t, want, within(t, body, path), path)
	}
	assert.Equal(t, within(t, body, "push.changes.0.new.target.parents.0.hash"), within(t, body, "push.changes.0.old.target.hash"))
	assert.NotEqual(t, made.Commit, within(t, body, "push.changes.0.old.target.hash"))
	assert.Regexp(t, `^\{.*\}$`, within(t, body, "repository.uuid"))
	assert.NotNil(t, within(t, body, "repository.links.html.href"))
}

func TestDataCentersPushIsAsDocumented(t *testing.T) {
	s := start(t, sandbox.Options{})
	p := sides()["server"]
	h, body, made := letter(t, s, p, func() (sandbox.Push, error) { return s.Push(t.Context(), p.provider, p.repository, "release/1.2") })
	assert.Equal(t, "repo:refs_changed", h.Get("X-Event-Key"))
	assert.Regexp(t, `^[0-9a-f-]{36}$`, h.Get("X-Request-Id"))
	assert.Contains(t, h.Get("User-Agent"), "Bitbucket-10.2.7 (10002007)")
	assert.Equal(t, "application/json; charset=utf-8", h.Get("Content-Type"))
	assert.Empty(t, h.Get("X-Attempt-Number"), "only Cloud counts")
	for path, want := range map[string]any{
		"eventKey": "repo:refs_changed", "repository.slug": "baeckerei-app", "repository.project.key": "LADEN",
		"actor.name": "mika.lindqvist@nordlicht.example", "changes.0.ref.id": "refs/heads/release/1.2",
		"changes.0.ref.displayId": "release/1.2", "changes.0.ref.type": "BRANCH", "changes.0.refId": "refs/heads/release/1.2",
		"changes.0.toHash": made.Commit, "changes.0.type": "UPDATE",
	} {
		assert.Equal(t, want, within(t, body, path), path)
	}
	from, _ := within(t, body, "changes.0.fromHash").(string)
	assert.Regexp(t, `^[0-9a-f]{40}$`, from)
	assert.NotEqual(t, made.Commit, from)
	date, _ := within(t, body, "date").(string)
	_, err := time.Parse("2006-01-02T15:04:05-0700", date)
	require.NoError(t, err)
}

func TestANewTagIsToldAsOne(t *testing.T) {
	s := start(t, sandbox.Options{})
	for _, p := range sides() {
		_, body, made := letter(t, s, p, func() (sandbox.Push, error) { return s.PushTag(t.Context(), p.provider, p.repository, "v9.0.0") })
		if p.provider == "cloud" {
			assert.Equal(t, "tag", within(t, body, "push.changes.0.new.type"))
			assert.Equal(t, made.Commit, within(t, body, "push.changes.0.new.target.hash"))
			assert.Equal(t, true, within(t, body, "push.changes.0.created"))
			assert.Nil(t, within(t, body, "push.changes.0.old"))
			continue
		}
		assert.Equal(t, "ADD", within(t, body, "changes.0.type"))
		assert.Equal(t, "TAG", within(t, body, "changes.0.ref.type"))
		assert.Equal(t, strings.Repeat("0", 40), within(t, body, "changes.0.fromHash"))
		assert.Equal(t, "refs/tags/v9.0.0", within(t, body, "changes.0.refId"))
	}
	to := s.Receiver().URL() + "/hooks/tags"
	p := sides()["server"]
	p.hooked(t, s, to, "", true, p.push)
	made, err := s.PushTag(t.Context(), p.provider, p.repository, "v9.1.0")
	require.NoError(t, err)
	got := s.Receiver().Received(to)
	require.Len(t, got, 1)
	assert.Equal(t, []string{"v9.1.0", "", made.Commit}, []string{got[0].Tag, got[0].Branch, got[0].Commit})
}

func TestThePingOfDataCenterIsSignedAndShownAsOne(t *testing.T) {
	d := startDC(t, sandbox.Options{})
	p := sides()["server"]
	to := d.box.Receiver().URL() + "/hooks/LADEN/baeckerei-app"
	id := p.hooked(t, d.box, to, "hush-hush", true, p.push)
	d.box.Receiver().Expect(to, "hush-hush")
	const test = firstRepo + "/webhooks/test?url="
	got := d.do(http.MethodPost, test+to+"&webhookId="+id, `{}`)
	require.Equal(t, http.StatusOK, got.status, got.body)
	assert.EqualValues(t, 200, within(t, got.json(t), "response.statusCode"))
	assert.Equal(t, "Received.\n", within(t, got.json(t), "response.body"))
	d.do(http.MethodPost, test+to, `{}`)
	received := d.box.Receiver().Received(to)
	require.Len(t, received, 2)
	assert.True(t, received[0].Ping && received[0].Verified, "the webhook that is named signs")
	assert.True(t, received[1].Ping && !received[1].Signed, "an address alone has no secret")
	assert.Equal(t, "diagnostics:ping", received[0].Event)
	d.box.Receiver().Refuse(http.StatusBadGateway)
	got = d.do(http.MethodPost, test+to, `{}`)
	assert.EqualValues(t, 502, within(t, got.json(t), "response.statusCode"), "the service's answer, not the server's")
}
