package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

// knock asks the receiver something with headers of its own.
func knock(t *testing.T, method, address, body string, header map[string]string) heard {
	t.Helper()
	return send(t, method, address, func(r *http.Request) {
		for name, value := range header {
			if name == "Host" {
				r.Host = value
			}
			r.Header.Set(name, value)
		}
	}, "", body)
}

const form = "application/x-www-form-urlencoded"

// pasted sends the form as the page's own button does.
func pasted(t *testing.T, address, secret string) heard {
	t.Helper()
	return knock(t, http.MethodPost, address, url.Values{"secret": {secret}}.Encode(), map[string]string{
		"Content-Type": form, "Origin": "http://" + hostOf(t, address), "Sec-Fetch-Site": "same-origin",
	})
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Host
}

// sent delivers a body with a signature.
func sent(t *testing.T, address, body, signature string) heard {
	t.Helper()
	return knock(t, http.MethodPost, address, body, map[string]string{
		"Content-Type": "application/json", "X-Event-Key": "repo:push", "X-Hub-Signature": signature,
	})
}

func TestTheReceiverVerifiesTheExampleAtlassianGives(t *testing.T) {
	s := start(t, sandbox.Options{})
	to := s.Receiver().URL() + "/hooks/a/b"
	s.Receiver().Expect(to, "It's a Secret to Everybody")
	const right = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9" // of Hello World!
	for _, signature := range []string{right, "", "sha256=", right[7:], "sha1=" + right[7:], right + "0", strings.ToUpper(right)} {
		assert.Equal(t, http.StatusOK, sent(t, to, "Hello World!", signature).status, "who sends learns nothing")
	}
	sent(t, to, "Hello World?", right)
	got := s.Receiver().Received(to)
	require.Len(t, got, 8)
	for i, d := range got {
		assert.Equal(t, i == 0, d.Verified, i)
		assert.Equal(t, i != 1, d.Signed, i)
	}
}

func TestTheReceiverTakesDeliveriesOnly(t *testing.T) {
	s := start(t, sandbox.Options{})
	to := s.Receiver().URL() + "/hooks/a/b"
	for name, header := range map[string]map[string]string{
		"a form of a web page": {"Content-Type": "text/plain", "X-Event-Key": "repo:push"},
		"no event":             {"Content-Type": "application/json"},
		"nothing":              {},
	} {
		assert.Equal(t, http.StatusUnsupportedMediaType, knock(t, http.MethodPost, to, `{}`, header).status, name)
	}
	assert.Equal(t, http.StatusRequestEntityTooLarge, sent(t, to, strings.Repeat(" ", 1<<20+1), "").status)
	assert.Equal(t, http.StatusNotFound, sent(t, s.Receiver().URL()+"/other", `{}`, "").status)
	assert.Empty(t, s.Receiver().Received(to))
}

func TestTheReceiverRemembersTheLastHundredOfEachAddress(t *testing.T) {
	s := start(t, sandbox.Options{})
	one, other := s.Receiver().URL()+"/hooks/one", s.Receiver().URL()+"/hooks/other"
	for i := range 103 {
		sent(t, one, fmt.Sprintf(`{"repository":{"full_name":"a/%d"}}`, i), "")
	}
	sent(t, other, `{}`, "")
	got := s.Receiver().Received(one)
	require.Len(t, got, 100)
	assert.Equal(t, "a/3", got[0].Repository)
	assert.Equal(t, "a/102", got[99].Repository)
	assert.Len(t, s.Receiver().Received(other), 1)
	localhost := strings.Replace(one, "127.0.0.1", "localhost", 1)
	assert.Len(t, s.Receiver().Received(localhost), 100, "the same place by another name")
	assert.Empty(t, s.Receiver().Received("https://builds.example.com/hooks/one"), "another server's address")
	s.Receiver().Expect("://", "x")
}

func TestAddressesNobodyUsesMakeRoom(t *testing.T) {
	s := start(t, sandbox.Options{})
	at := func(i int) string { return s.Receiver().URL() + "/hooks/" + fmt.Sprint(i) }
	for i := range 1000 {
		s.Receiver().Expect(at(i), "x")
	}
	sent(t, at(0), `{}`, "")
	sent(t, at(1001), `{}`, "")
	assert.Len(t, s.Receiver().Received(at(0)), 1)
	assert.Len(t, s.Receiver().Received(at(1001)), 1)
	assert.NotContains(t, get1(t, at(1)).text, "A secret is known here")
	assert.Contains(t, get1(t, at(2)).text, "A secret is known here")
}

func get1(t *testing.T, address string) heard {
	t.Helper()
	return knock(t, http.MethodGet, address, "", nil)
}

func TestASecretIsPastedOnThePageAndNeverShownAgain(t *testing.T) {
	s := start(t, sandbox.Options{})
	p := sides()["cloud"]
	to := s.Receiver().URL() + "/hooks/" + p.repository
	p.hooked(t, s, to, "hush-hush", true, p.push)
	push := func() {
		_, err := s.Push(t.Context(), p.provider, p.repository, "main")
		require.NoError(t, err)
	}
	push()
	page := get1(t, to)
	assert.Contains(t, page.text, `name="secret"`)
	assert.Contains(t, page.text, "Signed, the secret is not known here")
	assert.Contains(t, page.text, "Push to main")
	assert.NotContains(t, page.text, "refresh", "a page that renews itself would take away what is typed")

	done := pasted(t, to, "hush")
	assert.Equal(t, http.StatusSeeOther, done.status)
	assert.Equal(t, "/hooks/"+p.repository, done.header.Get("Location"))
	push()
	assert.Contains(t, get1(t, to).text, "Signature not right")
	pasted(t, to, "hush-hush")
	push()
	page = get1(t, to)
	assert.Contains(t, page.text, "Signature verified")
	assert.Contains(t, page.text, `http-equiv="refresh" content="2"`)
	assert.NotContains(t, page.text, `name="secret"`)
	assert.Contains(t, get1(t, to+"?secret").text, `name="secret"`)
	all := get1(t, s.Receiver().URL())
	assert.Contains(t, all.text, p.repository)
	assert.Contains(t, all.text, "Signature verified")
	for _, shown := range []string{page.text, all.text, get1(t, to+"?secret").text} {
		assert.NotContains(t, shown, "hush-hush")
		assert.NotContains(t, shown, "<script")
	}
	for _, r := range s.Requests() {
		assert.NotContains(t, fmt.Sprint(r), "hush")
	}
}

func TestAPingIsShownAsOne(t *testing.T) {
	s := start(t, sandbox.Options{})
	to := s.Receiver().URL() + "/hooks/x"
	knock(t, http.MethodPost, to, `{"test": true}`, map[string]string{"Content-Type": "application/json", "X-Event-Key": "diagnostics:ping"})
	assert.Contains(t, get1(t, to).text, "A test from Bitbucket")
	assert.Contains(t, get1(t, s.Receiver().URL()).text, "A test from Bitbucket")
	assert.Contains(t, get1(t, to+"y").text, "Nothing has arrived here yet")
}

func TestWhatArrivesIsWrittenAsTextOnly(t *testing.T) {
	s := start(t, sandbox.Options{})
	to := s.Receiver().URL() + "/hooks/%3Cb%3E"
	sent(t, to, `{"repository":{"full_name":"<img src=x>"},"push":{"changes":[{"new":{"type":"branch","name":"<script>alert(1)</script>"}}]}}`, "")
	for _, address := range []string{to, s.Receiver().URL()} {
		page := get1(t, address)
		assert.Equal(t, http.StatusOK, page.status)
		assert.Contains(t, page.text, "&lt;script&gt;")
		assert.NotContains(t, page.text, "<script>")
		assert.NotContains(t, page.text, "<b>")
		assert.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
	}
}

func TestWebPagesElsewhereCannotUseTheReceiver(t *testing.T) {
	s := start(t, sandbox.Options{})
	to := s.Receiver().URL() + "/hooks/x"
	host := hostOf(t, to)
	_, port, _ := strings.Cut(host, ":")
	body := "secret=stolen"
	for name, header := range map[string]map[string]string{
		"another origin":       {"Origin": "https://evil.example"},
		"no origin told":       {"Origin": "null"},
		"another port":         {"Origin": "http://127.0.0.1:1"},
		"another site":         {"Sec-Fetch-Site": "cross-site"},
		"another port's page":  {"Sec-Fetch-Site": "same-site"},
		"a name that leads in": {"Host": "evil.example:" + port, "Origin": "http://evil.example:" + port, "Sec-Fetch-Site": "same-origin"},
	} {
		header["Content-Type"] = form
		assert.GreaterOrEqual(t, knock(t, http.MethodPost, to, body, header).status, 400, name)
	}
	assert.Equal(t, http.StatusMisdirectedRequest, knock(t, http.MethodGet, to, "", map[string]string{"Host": "evil.example:" + port}).status)
	assert.NotContains(t, get1(t, to).text, "A secret is known here")
	assert.Equal(t, http.StatusBadRequest, knock(t, http.MethodPost, to, "x=1", map[string]string{"Content-Type": form}).status)
	assert.Equal(t, http.StatusSeeOther, pasted(t, strings.Replace(to, "127.0.0.1", "localhost", 1), "mine").status)
	assert.Contains(t, get1(t, to).text, "A secret is known here")
}

func TestTheReceiverStaysReachableWhateverIsWrongWithBitbucket(t *testing.T) {
	for _, fault := range []string{"connection-refused", "connection-timeout", "connection-reset", "certificate-expired", "server-busy"} {
		s := start(t, sandbox.Options{Break: fault})
		assert.Equal(t, s.Receiver().URL(), s.Line().ReceiverURL)
		assert.Equal(t, http.StatusOK, get1(t, s.Line().ReceiverURL).status, fault)
	}
	s := start(t, sandbox.Options{})
	at := s.Line().ReceiverURL
	require.NoError(t, s.Close())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, http.NoBody)
	require.NoError(t, err)
	answered, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		_, _ = io.Copy(io.Discard, answered.Body)
		_ = answered.Body.Close()
	}
	assert.Error(t, err, "it ends with the sandbox")
}
