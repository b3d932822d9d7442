package sandbox

import (
	"crypto/hmac"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// What the receiver remembers: of each address its last deliveries, and of so many addresses those last delivered to.
const (
	rememberedDeliveries = 100
	rememberedAddresses  = 1000
	maxDelivery          = 1 << 20
)

// Receiver is the demo's build service: a server on a loopback port of its own that takes webhooks at any address
// below /hooks/, verifies their signatures, and shows people what arrived. Its methods may be called from any
// goroutine.
type Receiver struct {
	address string // host:port
	mu      sync.Mutex
	refuse  int
	boxes   map[string]*mailbox // by path
}

// Delivered is an event that arrived.
type Delivered struct {
	At         time.Time
	Event      string // Bitbucket's name of it
	Repository string // "KEY/slug"; on Cloud the key is the workspace
	Branch     string // that was pushed to; empty where something else was
	Tag        string // that was pushed, likewise
	Commit     string // the new one's hash
	Signed     bool   // a signature came with it
	Verified   bool   // and it is right by the secret expected for the address
	Ping       bool   // a test, not an event
}

// mailbox is what there is about one address.
type mailbox struct {
	secret string
	got    []Delivered // newest last
	used   time.Time
}

func newReceiver(address string) *Receiver {
	return &Receiver{address: address, boxes: map[string]*mailbox{}}
}

// Receiver gives the demo's build service. It runs as long as the sandbox.
func (s *Sandbox) Receiver() *Receiver { return s.receiver }

// URL is where the receiver is, http://127.0.0.1:PORT. Webhooks go to any address below URL() + "/hooks/"; there, and
// at URL() itself, is a page for people.
func (r *Receiver) URL() string { return "http://" + r.address }

// Expect gives the receiver the secret that deliveries to an address are signed with; empty is none, and nothing is
// verified. Addresses of other servers are none of its business.
func (r *Receiver) Expect(address, secret string) {
	if path, ok := r.path(address); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.box(path).secret = secret
	}
}

// Received gives what arrived at an address, the newest last.
func (r *Receiver) Received(address string) []Delivered {
	path, ok := r.path(address)
	if !ok {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if box := r.boxes[path]; box != nil {
		return slices.Clone(box.got)
	}
	return nil
}

// Refuse makes the receiver answer everything with a status, and remember nothing; 0 makes it well again.
func (r *Receiver) Refuse(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse = status
}

// path is what of an address tells its mailbox, if it is an address of this receiver.
func (r *Receiver) path(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || !r.isHere(u.Host) || !strings.HasPrefix(u.Path, hooksPath) {
		return "", false
	}
	return u.Path, true
}

const hooksPath = "/hooks/"

// isHere tells whether a host with its port means this receiver. Any other name would be a web page elsewhere that
// has its name lead to this computer.
func (r *Receiver) isHere(host string) bool {
	_, here, _ := net.SplitHostPort(r.address)
	name, port, err := net.SplitHostPort(host)
	return err == nil && port == here && isLoopback(name)
}

// box gives the mailbox of a path, and makes room for it. The receiver must be locked.
func (r *Receiver) box(path string) *mailbox {
	if r.boxes[path] == nil {
		if len(r.boxes) >= rememberedAddresses {
			delete(r.boxes, r.oldest())
		}
		r.boxes[path] = &mailbox{}
	}
	r.boxes[path].used = time.Now()
	return r.boxes[path]
}

// oldest is the path nobody used for the longest time.
func (r *Receiver) oldest() (path string) {
	for one, box := range r.boxes {
		if path == "" || box.used.Before(r.boxes[path].used) {
			path = one
		}
	}
	return path
}

// take remembers a delivery.
func (r *Receiver) take(path string, d Delivered, sign string, body []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	box := r.box(path)
	d.Signed = sign != ""
	d.Verified = d.Signed && box.secret != "" && hmac.Equal([]byte(sign), []byte(signature(box.secret, body)))
	box.got = append(box.got, d)
	if over := len(box.got) - rememberedDeliveries; over > 0 {
		box.got = slices.Delete(box.got, 0, over)
	}
}

// handler answers webhooks and people.
func (r *Receiver) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+hooksPath+"{path...}", r.post)
	mux.HandleFunc("GET "+hooksPath+"{path...}", r.boxPage)
	mux.HandleFunc("GET /{$}", r.startPage)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { pageMissing(w) })
	return http.HandlerFunc(func(w http.ResponseWriter, asked *http.Request) {
		r.mu.Lock()
		refuse := r.refuse
		r.mu.Unlock()
		switch {
		case refuse != 0:
			http.Error(w, http.StatusText(refuse), refuse)
		case !r.isHere(asked.Host):
			http.Error(w, "This server answers to its own address only.", http.StatusMisdirectedRequest)
		default:
			mux.ServeHTTP(w, asked)
		}
	})
}
