package transport_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"mooring/connector"
	"mooring/connector/transport"
)

// drip writes until the other side has gone, a piece every 20 ms.
func drip(w http.ResponseWriter, r *http.Request, piece string) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := io.WriteString(w, piece); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
	}
}

func TestWhatGoesWrongWithAnAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    connector.Code
		client  *transport.Client
	}{
		"no first byte": {
			func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, connector.CodeConnectionTimeout, quick(),
		},
		"silent in the middle": {
			func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, strings.Repeat(" ", 8<<10))
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}, connector.CodeAnswerTooSlow, transport.New(transport.Options{Timeout: later, Pace: time.Hour}),
		},
		"a trickle": {
			func(w http.ResponseWriter, r *http.Request) { drip(w, r, " ") }, connector.CodeAnswerTooSlow,
			transport.New(transport.Options{Timeout: long, Pace: soon}),
		},
		"endless": {
			func(w http.ResponseWriter, _ *http.Request) {
				block := strings.Repeat(" ", 1<<20)
				for range 40 {
					if _, err := io.WriteString(w, block); err != nil {
						return
					}
				}
			}, connector.CodeAnswerTooLarge, calm(),
		},
		"cut off": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				_, _ = io.WriteString(w, "{")
			}, connector.CodeAnswerInvalid, calm(),
		},
		"hung up": {
			func(w http.ResponseWriter, _ *http.Request) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err == nil {
					_ = conn.Close()
				}
			}, connector.CodeConnectionReset, calm(),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handler)
			_, err := get(t, c.client, s.URL+"/rest")
			p := requireProblem(t, err, c.want)
			assert.Equal(t, s.URL+"/rest", p.Evidence.Address)
		})
	}
}

func TestASlowButSteadyAnswerIsRead(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for range 150 { // 3 s, longer than either limit
			_, _ = io.WriteString(w, strings.Repeat(" ", 8<<10))
			_ = http.NewResponseController(w).Flush()
			<-tick.C
		}
	})
	c := transport.New(transport.Options{Timeout: later, Pace: later})
	answer, err := get(t, c, s.URL)
	require.NoError(t, err)
	assert.Len(t, answer.Body, 150*8<<10)
}

func TestAnErrorCountsEvenWhenItsBodyNeverEnds(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		drip(w, r, "no ")
	})
	answer, err := get(t, transport.New(transport.Options{Timeout: long, Pace: later}), s.URL)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUnauthorized, answer.Status)
	assert.True(t, strings.HasPrefix(string(answer.Body), "no no"))
}

func TestHeadersThatNeverEndAreTooSlow(t *testing.T) {
	t.Parallel()
	address := raw(t, func(conn net.Conn) {
		hear(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Ty")
		hold(conn)
	})
	_, err := get(t, transport.New(transport.Options{Timeout: later}), "http://"+address)
	requireProblem(t, err, connector.CodeAnswerTooSlow)
}

func TestHeadersHaveTheirOwnTimeAfterTheFirstByte(t *testing.T) {
	t.Parallel()
	address := raw(t, func(conn net.Conn) {
		hear(conn)
		for _, part := range []string{"HTTP/1.1 20", "0 OK\r\nContent-Length: 0\r\n\r\n"} {
			<-time.After(1800 * time.Millisecond)
			_, _ = io.WriteString(conn, part)
		}
		hold(conn)
	})
	_, err := get(t, transport.New(transport.Options{Timeout: 3 * time.Second}), "http://"+address)
	require.NoError(t, err)
}

func TestWhatIsNoHTTPIsAnInvalidAnswer(t *testing.T) {
	address := raw(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "220 mail.example.test ESMTP ready\r\n")
		hold(conn)
	})
	_, err := get(t, calm(), "http://"+address)
	requireProblem(t, err, connector.CodeAnswerInvalid)
}

func TestARefusedConnectionNamesThePort(t *testing.T) {
	address := nobodyAt(t)
	_, port, _ := net.SplitHostPort(address)
	_, err := get(t, calm(), "http://"+address)
	assert.Equal(t, port, requireProblem(t, err, connector.CodeConnectionRefused).Args["port"])
	_, err = calm().Reach(t.Context(), "http://"+address)
	assert.Equal(t, port, requireProblem(t, err, connector.CodeConnectionRefused).Args["port"])
}

func TestANameThatDoesNotResolveIsNotFound(t *testing.T) {
	for name, answers := range map[string]bool{"no such name": true, "no name server answers": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := transport.New(transport.Options{Timeout: soon, Resolver: nowhere(t, answers), Proxy: noProxy})
			_, err := get(t, c, "https://git.example.test/rest")
			assert.Equal(t, "git.example.test", requireProblem(t, err, connector.CodeNameNotFound).Args["host"])
			_, err = c.Reach(t.Context(), "https://git.example.test")
			requireProblem(t, err, connector.CodeNameNotFound)
			_, err = c.Handshake(t.Context(), "https://git.example.test")
			requireProblem(t, err, connector.CodeNameNotFound)
		})
	}
}

// nowhere is a resolver whose name server knows no name at all, or is silent.
func nowhere(t *testing.T, answers bool) *net.Resolver { return nameServer(t, answers) }

// nameServer is a resolver whose name server gives every name these addresses; without any it knows no name.
func nameServer(t *testing.T, answers bool, addresses ...[4]byte) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0") //nolint:noctx // a test
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || !answers {
				continue
			}
			m.Response, m.RCode, m.Additionals = true, dnsmessage.RCodeNameError, nil
			if len(addresses) > 0 {
				m.RCode = dnsmessage.RCodeSuccess
			}
			if m.Questions[0].Type == dnsmessage.TypeA {
				for _, a := range addresses {
					m.Answers = append(m.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET, TTL: 60},
						Body:   &dnsmessage.AResource{A: a},
					})
				}
			}
			if packed, err := m.Pack(); err == nil {
				_, _ = server.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func TestNamesUnderLocalhostMeanThisComputer(t *testing.T) {
	s := serve(t, answerOK)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "http://"))
	c := calm()
	_, err := get(t, c, fmt.Sprintf("http://git.localhost:%s/", port))
	require.NoError(t, err)
	reach, err := c.Reach(t.Context(), fmt.Sprintf("http://git.localhost:%s/", port))
	require.NoError(t, err)
	for _, ip := range reach.Addresses {
		assert.True(t, ip.IsLoopback())
	}
}
