package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// What the watchdog ends an attempt with.
var (
	errNoAnswer = errors.New("no answer in time")
	errHungUp   = fmt.Errorf("the connection was closed after the question: %w", io.EOF)
	errTooSlow  = errors.New("the answer stalled")
	errTooLarge = errors.New("the answer is too large")
	errCrowded  = errors.New("the answer holds too many values")
)

// phase is how far an attempt came; the same silence means another thing in each.
type phase int32

const (
	phaseStart phase = iota
	phaseResolving
	phaseConnecting
	phaseSecuring
	phaseWaiting
	phaseAnswering
)

// attempt is what is known of one try, written by whichever goroutine sees it.
type attempt struct {
	at    atomic.Int32
	asked atomic.Bool // the server asked for a client certificate
	shown atomic.Bool // and was shown one
	sent  atomic.Bool // the request was written
	via   atomic.Pointer[string]
}

func (a *attempt) reach(p phase)       { a.at.Store(int32(p)) }
func (a *attempt) phase() phase        { return phase(a.at.Load()) }
func (a *attempt) begun() bool         { return a.phase() == phaseAnswering }
func (a *attempt) proxied(host string) { a.via.Store(&host) }
func (a *attempt) proxy() (string, bool) {
	p := a.via.Load()
	if p == nil {
		return "", false
	}
	return *p, true
}

type attemptKey struct{}

// onceKey marks a request that is sent once. By itself net/http sends it again where a connection kept from
// before ends without an answer, and a token that was cut off must not be pressed on the other side.
type onceKey struct{}

// attemptOf finds the attempt a context belongs to, or one nobody looks at.
func attemptOf(ctx context.Context) *attempt {
	if a, ok := ctx.Value(attemptKey{}).(*attempt); ok {
		return a
	}
	return &attempt{}
}

// with puts the attempt into a context and has it follow the connection being made.
func (a *attempt) with(ctx context.Context, firstByte func()) context.Context {
	ctx = context.WithValue(ctx, attemptKey{}, a)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:          func(httptrace.DNSStartInfo) { a.reach(phaseResolving) },
		ConnectStart:      func(string, string) { a.reach(phaseConnecting) },
		TLSHandshakeStart: func() { a.reach(phaseSecuring) },
		GotConn:           func(httptrace.GotConnInfo) { a.reach(phaseWaiting) },
		GotFirstResponseByte: func() {
			a.reach(phaseAnswering)
			firstByte()
		},
	})
}

// learn takes over what was seen when the connection that is used now was made.
func (a *attempt) learn(from *attempt) {
	a.asked.Store(from.asked.Load())
	a.shown.Store(from.shown.Load())
	if via, proxied := from.proxy(); proxied {
		a.proxied(via)
	}
}

// failure is an error together with how far the attempt had come.
type failure struct {
	attempt *attempt
	err     error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// watchdog gives every attempt its own time: for the first byte, for the rest of the headers, and for
// each part of the body. It sits below the retries, so that each of them starts afresh.
type watchdog struct {
	client *Client
}

// CloseIdleConnections lets http.Client reach the connections behind the watchdog.
func (w *watchdog) CloseIdleConnections() { w.client.Close() }

// RoundTrip makes one attempt.
func (w *watchdog) RoundTrip(req *http.Request) (*http.Response, error) {
	a := &attempt{}
	ctx, cancel := context.WithCancelCause(req.Context())
	once := req.Context().Value(onceKey{}) != nil
	timeout := w.client.options.Timeout
	timer := time.AfterFunc(timeout, func() {
		if a.begun() {
			cancel(errTooSlow)
			return
		}
		cancel(errNoAnswer)
	})
	again := func() bool {
		if once && a.sent.Load() {
			cancel(errHungUp)
			return true
		}
		return false
	}
	followed := httptrace.WithClientTrace(a.with(ctx, func() { timer.Reset(timeout) }), &httptrace.ClientTrace{
		WroteHeaders: func() { a.sent.Store(true) },
		GetConn:      func(string) { again() },
		GotConn: func(got httptrace.GotConnInfo) {
			if again() {
				mute(got.Conn)
			}
		},
	})
	resp, err := w.client.target(req.URL).roundTrip(req.WithContext(followed))
	timer.Stop()
	if err != nil {
		err = stalledOr(ctx, err)
		cancel(nil)
		return nil, &failure{attempt: a, err: err}
	}
	resp.Body = watchBody(resp.Body, a, ctx, cancel, timeout, w.client.options.Pace)
	return resp, nil
}

// mute lets nothing more be written on a connection: net/http writes on one it has got without looking whether the
// request still stands. Over HTTP/2, where others write on it too, only what the server left unread is sent again.
func mute(conn net.Conn) {
	if s, ok := conn.(interface{ ConnectionState() tls.ConnectionState }); ok && s.ConnectionState().NegotiatedProtocol == "h2" {
		return
	}
	_ = conn.SetWriteDeadline(time.Unix(1, 0))
}

// stalledOr gives the watchdog's own reason where it was the one who ended things.
func stalledOr(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errTooSlow) || errors.Is(cause, errNoAnswer) || errors.Is(cause, errHungUp) {
		return cause
	}
	return err
}

// watchedBody ends a body that falls silent, or that brings too little in a window of time.
type watchedBody struct {
	io.ReadCloser
	attempt *attempt
	ctx     context.Context
	cancel  context.CancelCauseFunc
	timeout time.Duration
	silence *time.Timer
	pace    *time.Timer
	came    atomic.Int64
}

func watchBody(body io.ReadCloser, a *attempt, ctx context.Context, cancel context.CancelCauseFunc, timeout, window time.Duration) *watchedBody {
	b := &watchedBody{ReadCloser: body, attempt: a, ctx: ctx, cancel: cancel, timeout: timeout}
	b.silence = time.AfterFunc(timeout, func() { cancel(errTooSlow) })
	ready := make(chan struct{})
	b.pace = time.AfterFunc(window, func() {
		<-ready
		if b.came.Swap(0) < paceBytes {
			cancel(errTooSlow)
			return
		}
		b.pace.Reset(window)
	})
	close(ready)
	return b
}

// Read reads on and feeds the watchdog.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.came.Add(int64(n))
	if err == nil {
		b.silence.Reset(b.timeout)
		return n, nil
	}
	b.stop()
	if errors.Is(err, io.EOF) {
		return n, io.EOF
	}
	return n, &failure{attempt: b.attempt, err: stalledOr(b.ctx, err)}
}

// Close ends the watching too.
func (b *watchedBody) Close() error {
	b.stop()
	err := b.ReadCloser.Close()
	b.cancel(nil)
	return err
}

func (b *watchedBody) stop() {
	b.silence.Stop()
	b.pace.Stop()
}
