package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Proxy is a web proxy on loopback, for tests of what goes through one: CONNECT for https, whole addresses for
// http. It reaches loopback addresses only, whatever it is asked for.
type Proxy struct {
	user, password string
	listener       net.Listener
	server         *http.Server
	direct         *http.Transport
	ctx            context.Context //nolint:containedctx // ends tunnels
	cancel         context.CancelFunc
	running        sync.WaitGroup

	mu    sync.Mutex
	to    string
	asked []ProxyRequest
}

// ProxyRequest is what a proxy was asked for. It holds no password.
type ProxyRequest struct {
	Method string // CONNECT for https
	Host   string // host:port, or the host alone where the address had no port
	User   string // who signed in, rightly or not
	Status int    // what the proxy, or the server behind it, answered; 0 while nothing was
}

// StartProxy serves until Close. With a user, everybody has to sign in (Basic), and hears 407 otherwise.
func StartProxy(user, password string) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // the proxy ends by Close
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	p := &Proxy{user: user, password: password, listener: listener}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.direct = &http.Transport{DialContext: p.dial} // no proxy behind the proxy
	p.server = &http.Server{
		Handler: p, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return p.ctx },
	}
	p.running.Go(func() { _ = p.server.Serve(listener) })
	return p, nil
}

// Address is http://host:port of the proxy.
func (p *Proxy) Address() string { return "http://" + p.listener.Addr().String() }

// To lets every host name lead to one loopback address (host:port) from then on. Until then, and with an empty
// address, hosts lead to themselves if they are on loopback.
func (p *Proxy) To(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = address
}

// Asked lists what was asked for, oldest first.
func (p *Proxy) Asked() []ProxyRequest {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// Close ends every tunnel and frees the port. It may be called again.
func (p *Proxy) Close() error {
	p.cancel()
	err := p.server.Close()
	p.direct.CloseIdleConnections()
	p.running.Wait()
	return err
}

// note keeps what was asked, and gives a way to add what was answered.
func (p *Proxy) note(r *http.Request, user string) (answered func(status int)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := len(p.asked)
	p.asked = append(p.asked, ProxyRequest{Method: r.Method, Host: r.Host, User: user})
	return func(status int) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked[at].Status = status
	}
}

// ServeHTTP answers one request to the proxy.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, password := proxyCredentials(r)
	answered := p.note(r, user)
	switch {
	case p.user != "" && (user != p.user || password != p.password):
		w.Header().Set("Proxy-Authenticate", `Basic realm="Nordlicht Proxy"`)
		answered(http.StatusProxyAuthRequired)
		http.Error(w, "Sign in to the proxy first.", http.StatusProxyAuthRequired)
	case r.Method == http.MethodConnect:
		p.tunnel(w, r, answered)
	case !r.URL.IsAbs():
		answered(http.StatusBadRequest)
		http.Error(w, "This is a proxy.", http.StatusBadRequest)
	default:
		p.forward(w, r, answered)
	}
}

// proxyCredentials reads Basic from the header that is for proxies.
func proxyCredentials(r *http.Request) (user, password string) {
	asIfToServer := http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}
	user, password, _ = asIfToServer.BasicAuth()
	return user, password
}

// errFar keeps the proxy from reaching other computers.
var errFar = errors.New("not a loopback address")

func (p *Proxy) dial(ctx context.Context, network, address string) (net.Conn, error) {
	p.mu.Lock()
	if p.to != "" {
		address = p.to
	}
	p.mu.Unlock()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if !isLoopback(host) {
		return nil, errFar
	}
	return (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, network, address)
}

// tunnel joins the client with the server until either has had enough.
func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request, answered func(int)) {
	far, err := p.dial(r.Context(), "tcp", r.Host)
	if err != nil {
		answered(http.StatusBadGateway)
		http.Error(w, "The proxy cannot reach that host.", http.StatusBadGateway)
		return
	}
	answered(http.StatusOK)
	near, early, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = far.Close()
		return
	}
	ended := make(chan struct{}, 3)
	join := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from)
		ended <- struct{}{}
	}
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		ended <- struct{}{}
	}
	go join(far, early.Reader)
	go join(near, far)
	select {
	case <-ended:
	case <-p.ctx.Done():
	}
	_ = closers{near, far}.Close() // which ends the other half, too
}

// forward asks the server in the client's place and hands on what it says, redirects included.
func (p *Proxy) forward(w http.ResponseWriter, r *http.Request, answered func(int)) {
	out := r.Clone(r.Context())
	out.RequestURI = ""
	for _, name := range []string{"Proxy-Authorization", "Proxy-Connection", "Connection", "Keep-Alive", "Te", "Trailer", "Upgrade"} {
		out.Header.Del(name)
	}
	got, err := p.direct.RoundTrip(out)
	if err != nil {
		answered(http.StatusBadGateway)
		http.Error(w, "The proxy cannot reach that host.", http.StatusBadGateway)
		return
	}
	defer func() { _ = got.Body.Close() }()
	answered(got.StatusCode)
	for name, values := range got.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(got.StatusCode)
	_, _ = io.Copy(w, got.Body)
}
