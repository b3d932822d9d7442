package server_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/ladder"
	"mooring/connector/server"
)

// oneWay is how long everything takes in each direction; the round trip is twice that.
const oneWay = 25 * time.Millisecond

// distance is a relay on loopback behind which a server is far away: all that passes is held back, and the
// first bytes of a connection also by the round trip in which TCP would have been set up.
type distance struct {
	net.Listener
	target string

	mu    sync.Mutex
	conns []net.Conn
}

func (d *distance) connections() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.conns)
}

func (d *distance) close() {
	_ = d.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.conns {
		_ = c.Close()
	}
}

func farAway(tb testing.TB, target string) *distance {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	d := &distance{Listener: listener, target: target}
	var running sync.WaitGroup
	tb.Cleanup(func() { d.close(); running.Wait() })
	running.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			d.mu.Lock()
			d.conns = append(d.conns, near)
			d.mu.Unlock()
			running.Go(func() { d.carry(near) })
		}
	})
	return d
}

// carry joins a connection with one to the server.
func (d *distance) carry(near net.Conn) {
	far, err := net.Dial("tcp", d.target)
	if err != nil {
		_ = near.Close()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { late(far, near, time.Now().Add(2*oneWay)) })
	both.Go(func() { late(near, far, time.Now()) })
	both.Wait()
}

// late copies with a delay, and not before a time; what follows closely does not wait for what went before.
func late(to, from net.Conn, notBefore time.Time) {
	type parcel struct {
		due  time.Time
		data []byte
	}
	under := make(chan parcel, 1024)
	go func() {
		defer close(under)
		for {
			buffer := make([]byte, 16<<10)
			n, err := from.Read(buffer)
			if n > 0 {
				due := time.Now()
				if due.Before(notBefore) {
					due = notBefore
				}
				under <- parcel{due.Add(oneWay), buffer[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range under {
		<-time.After(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	_ = to.Close()
	_ = from.Close()
	for range under { // let the reader end
	}
}

// BenchmarkLadder climbs the whole ladder over TLS with a round trip of 50 ms, and beside it measures the
// floor: one new connection and as many requests, one after another, and nothing else.
func BenchmarkLadder(b *testing.B) {
	f := &fake{answers: healthyAnswers()}
	f.oneRepo()
	f.answers[tokens+"/users/ada_l"] = says(200, `{"values":[{"expiryDate":1829217600000}],"isLastPage":true}`)
	f.Server = httptest.NewUnstartedServer(f)
	quiet(f.Server)
	f.StartTLS()
	b.Cleanup(f.Close)
	d := farAway(b, strings.TrimPrefix(f.URL, "https://"))
	address := "https://" + d.Addr().String()
	o := calm()
	o.Roots = trusting(f.Server)
	var ladders, floors time.Duration
	requests, connections, rounds := 0, 0, 0
	for b.Loop() {
		asked, connected, begun := len(f.requests()), d.connections(), time.Now()
		client := server.New(server.Options{Address: address, Token: connector.NewSecret("t0ken"), Transport: o})
		report := ladder.Climb(b.Context(), client.Checks(""), nil)
		ladders += time.Since(begun)
		client.Close()
		if report.Verdict() != connector.Ready {
			b.Fatal(codes(report))
		}
		requests, connections, rounds = requests+len(f.requests())-asked, connections+d.connections()-connected, rounds+1
		floors += floor(b, address, o.Roots, len(f.requests())-asked)
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(rounds) }
	b.ReportMetric(float64(requests)/float64(rounds), "requests")
	b.ReportMetric(float64(connections)/float64(rounds), "connections")
	b.ReportMetric(each(ladders), "ms")
	b.ReportMetric(each(floors), "ms-floor")
	b.ReportMetric(ladders.Seconds()/floors.Seconds(), "x-floor")
	b.ReportMetric(0, "ns/op")
}

// floor is the time of one connection and so many requests on it.
func floor(b *testing.B, address string, roots *x509.CertPool, requests int) time.Duration {
	b.Helper()
	wire := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	defer wire.CloseIdleConnections()
	begun := time.Now()
	for range requests {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address+restAPI+"/application-properties", nil)
		require.NoError(b, err)
		resp, err := wire.RoundTrip(req)
		require.NoError(b, err)
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	return time.Since(begun)
}
