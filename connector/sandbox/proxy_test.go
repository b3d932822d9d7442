package sandbox_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func startProxy(t *testing.T, user, password string) *sandbox.Proxy {
	t.Helper()
	p, err := sandbox.StartProxy(user, password)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// through lets the requests go through a proxy, as somebody or nobody.
func (d dc) through(p *sandbox.Proxy, as *url.Userinfo) dc {
	d.t.Helper()
	address, err := url.Parse(p.Address())
	require.NoError(d.t, err)
	address.User = as
	via := &http.Transport{Proxy: http.ProxyURL(address), DisableKeepAlives: true}
	if root := d.box.AuthorityPEM(); root != nil {
		via.TLSClientConfig = tlsClient(d.t, root).TLSClientConfig
		via.TLSClientConfig.ServerName = "localhost"
	}
	d.via = &http.Client{Transport: via, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return d
}

// asNamed gives the server a host name nobody can resolve, and the address it is really at.
func (d dc) asNamed(name string) (named dc, address string) {
	d.t.Helper()
	u, err := url.Parse(d.base)
	require.NoError(d.t, err)
	address, u.Host = u.Host, name
	d.base = u.String()
	return d, address
}

func TestAProxyLeadsEveryNameToOneAddress(t *testing.T) {
	for name, opts := range map[string]sandbox.Options{"http": {Repos: 7}, "https": {Repos: 7, TLS: true}} {
		t.Run(name, func(t *testing.T) {
			p := startProxy(t, "", "")
			d, address := startDC(t, opts).asNamed("bitbucket.nordlicht.example:7990")
			p.To(address)
			d = d.through(p, nil)
			assert.Equal(t, http.StatusOK, d.get(properties).status)
			assert.Equal(t, http.StatusOK, d.get(firstRepo).status)
			want := sandbox.ProxyRequest{Method: http.MethodConnect, Host: "bitbucket.nordlicht.example:7990", Status: 200}
			if name == "http" {
				want.Method = http.MethodGet
			}
			assert.Equal(t, []sandbox.ProxyRequest{want, want}, p.Asked())
		})
	}
}

func TestAProxyThatAsksForSignInGetsItOrRefuses(t *testing.T) {
	p := startProxy(t, "jana", "hush")
	for _, opts := range []sandbox.Options{{Repos: 7}, {Repos: 7, TLS: true}} {
		d := startDC(t, opts)
		for _, wrong := range []*url.Userinfo{nil, url.UserPassword("jana", "wrong"), url.UserPassword("mika", "hush")} {
			got, err := d.through(p, wrong).try(t.Context(), http.MethodGet, properties, "", nil)
			if opts.TLS {
				require.ErrorContains(t, err, "Proxy Authentication Required")
				continue
			}
			require.NoError(t, err)
			assert.Equal(t, http.StatusProxyAuthRequired, got.status)
			assert.True(t, strings.HasPrefix(got.header.Get("Proxy-Authenticate"), "Basic realm="))
		}
		require.Empty(t, d.box.Requests(), "nothing got through")
		got, err := d.through(p, url.UserPassword("jana", "hush")).try(t.Context(), http.MethodGet, properties, "", nil)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, got.status)
	}
	asked := p.Asked()
	require.Len(t, asked, 8)
	assert.Equal(t, []string{"", "jana", "mika", "jana"}, []string{asked[0].User, asked[1].User, asked[2].User, asked[3].User})
	assert.Equal(t, []int{407, 407, 407, 200}, []int{asked[4].Status, asked[5].Status, asked[6].Status, asked[7].Status})
}

func TestAProxyKeepsItsSignInToItselfAndFollowsNothing(t *testing.T) {
	p := startProxy(t, "jana", "hush")
	seen := make(chan http.Header, 1)
	receiver := startReceiver(t, func(r *http.Request, _ string) int {
		seen <- r.Header
		return http.StatusTeapot
	})
	d := startDC(t, sandbox.Options{Repos: 7}).through(p, url.UserPassword("jana", "hush"))
	d.base = receiver
	assert.Equal(t, http.StatusTeapot, d.get("/").status)
	header := <-seen
	assert.Empty(t, header.Values("Proxy-Authorization"))
	assert.NotEmpty(t, header.Get("Authorization"), "what is for the server arrives")

	login := startDC(t, sandbox.Options{Repos: 7, Break: "login-page"}).through(p, url.UserPassword("jana", "hush"))
	assert.Equal(t, http.StatusFound, login.get(properties).status)
}

func TestAProxyReachesLoopbackOnly(t *testing.T) {
	p := startProxy(t, "", "")
	d := startDC(t, sandbox.Options{Repos: 7}).through(p, nil)
	for _, far := range []string{"http://192.0.2.1:7990", "http://bitbucket.nordlicht.example"} {
		d.base = far
		assert.Equal(t, http.StatusBadGateway, d.get(properties).status)
	}
	p.To("192.0.2.1:80")
	assert.Equal(t, http.StatusBadGateway, d.get(properties).status)
	p.To("")
	d.base = d.box.Line().ServerURL
	assert.Equal(t, http.StatusOK, d.get(properties).status, "loopback leads to itself")

	direct, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.Address()+"/", nil)
	require.NoError(t, err)
	answered, err := (&http.Transport{}).RoundTrip(direct)
	require.NoError(t, err)
	require.NoError(t, answered.Body.Close())
	assert.Equal(t, http.StatusBadRequest, answered.StatusCode)
}

func TestClosingAProxyEndsItsTunnels(t *testing.T) {
	p := startProxy(t, "", "")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = silent.Close() }()
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", strings.TrimPrefix(p.Address(), "http://"))
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "CONNECT "+silent.Addr().String()+" HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(t, err)
	const established = "HTTP/1.1 200 Connection established\r\n\r\n"
	head := make([]byte, len(established))
	_, err = io.ReadFull(conn, head)
	require.NoError(t, err)
	assert.Equal(t, established, string(head))
	require.NoError(t, p.Close())
	rest, _ := io.ReadAll(conn)
	assert.Empty(t, rest, "the connection is over")
}
