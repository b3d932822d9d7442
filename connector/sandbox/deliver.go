package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

// How events are delivered. Bitbucket Cloud waits ten seconds and tries twice more when a server fails (Atlassian's
// "Troubleshoot webhooks"); here everything is near, and nobody wants to wait.
const (
	deliveryWait  = 2 * time.Second
	deliveryPause = 100 * time.Millisecond
	cloudAttempts = 3
	deliveryLanes = 8 // deliveries at a time
	maxAnswer     = 64 << 10
)

// notSent is what becomes of deliveries to other computers.
const notSent = "not sent: the embedded Bitbucket reaches this computer only"

// HookDelivery is what became of one event for one webhook.
type HookDelivery struct {
	Hook    string // its ID
	Address string
	Status  int    // the receiver's answer to the last attempt; 0 where there was none
	Err     string // why there was no answer
}

// parcel is an event on its way to one webhook's receiver.
type parcel struct {
	hook, address string
	secret        string // empty sends it unsigned
	header        http.Header
	body          []byte
	attempts      int  // at most; 1 unless the product tries again
	counted       bool // tells the receiver which attempt it is
	anyCert       bool
}

// answer is what a receiver said.
type answer struct {
	status int
	body   string
}

// deliver sends a parcel, as often as its product would, and tells what became of it.
func (s *Sandbox) deliver(ctx context.Context, p parcel) HookDelivery {
	done := HookDelivery{Hook: p.hook, Address: p.address}
	for attempt := 1; ; attempt++ {
		got, err := s.post(ctx, p, attempt)
		done.Status, done.Err = got.status, ""
		if err != nil {
			done.Err = err.Error()
		}
		if got.status < http.StatusInternalServerError || attempt >= p.attempts || !s.pause(ctx, deliveryPause) {
			return done
		}
	}
}

// pause waits and tells whether to go on: not where whoever waits has gone, or the sandbox ends.
func (s *Sandbox) pause(ctx context.Context, d time.Duration) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	return pause(ctx, d)
}

// post sends a parcel once. It goes to loopback addresses only, whatever names resolve to, follows no redirect and
// uses no proxy: nothing here may reach another computer.
func (s *Sandbox) post(ctx context.Context, p parcel, attempt int) (answer, error) {
	target, err := url.Parse(p.address)
	if err != nil || target.Host == "" {
		return answer{}, errors.New("not sent: this is not a web address")
	}
	if s.broken("webhook-undelivered") {
		return answer{status: http.StatusBadGateway, body: "Bad Gateway"}, nil
	}
	if !isLoopback(target.Hostname()) {
		return answer{}, errors.New(notSent)
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.opts.DeliveryWait, deliveryWait))
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.address, bytes.NewReader(p.body))
	if err != nil {
		return answer{}, errors.New("not sent: this is not a web address")
	}
	r.Header = p.header.Clone()
	if p.counted {
		r.Header.Set("X-Attempt-Number", strconv.Itoa(attempt))
	}
	if p.secret != "" {
		r.Header.Set("X-Hub-Signature", signature(p.secret, p.body))
	}
	return send(r, p.anyCert)
}

// send makes the request on a connection of its own.
func send(r *http.Request, anyCert bool) (answer, error) {
	via := &http.Transport{
		DialContext:     (&net.Dialer{Control: loopbackOnly}).DialContext,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: anyCert}, //nolint:gosec // the webhook says so, and it is this computer
	}
	defer via.CloseIdleConnections()
	got, err := via.RoundTrip(r)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return answer{}, errors.New("no answer in time")
	case err != nil:
		return answer{}, err
	}
	said, _ := io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	return answer{got.StatusCode, string(said)}, got.Body.Close()
}

// loopbackOnly refuses every address that is not this computer, after its name was looked up.
func loopbackOnly(_, address string, _ syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err != nil || !to.Addr().IsLoopback() {
		return errors.New(notSent)
	}
	return nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// signature is what both products put into X-Hub-Signature: the HMAC of the body as it is sent.
func signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
