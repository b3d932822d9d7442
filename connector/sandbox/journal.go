package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"
)

// The sides a request may come in on.
const (
	SideCloudWeb = "cloud-web"
	SideCloudAPI = "cloud-api"
	SideServer   = "server"
	// SideElsewhere is where some faults of Cloud lead to, and no client of ours may go.
	SideElsewhere = "elsewhere"
	// SideReceiver is the demo's build service, which is no Bitbucket: no fault of a connection hits it.
	SideReceiver = "receiver"
)

// isAPI tells whether a side is what programs talk to; people's pages stay reachable whatever fault is played.
func isAPI(side string) bool { return side != SideCloudWeb && side != SideReceiver }

// journalLimit bounds the request log of a sandbox that runs for days; the oldest half goes first.
const journalLimit = 20_000

// Request is one line of the request log: outside evidence of what a client did. It never holds a secret.
type Request struct {
	Time   time.Time `json:"time"`
	Side   string    `json:"side"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Query  string    `json:"query,omitempty"` // codes, states and tokens read ***
	Status int       `json:"status"`          // 0 while, or if ever, nothing was answered
	As     string    `json:"as,omitempty"`    // who was recognised, as the side names them
}

// journal keeps the requests in memory.
type journal struct {
	mask    mask
	mu      sync.Mutex
	entries []*Request
}

func (j *journal) add(e *Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) >= journalLimit {
		j.entries = slices.Clone(j.entries[journalLimit/2:])
	}
	j.entries = append(j.entries, e)
}

func (j *journal) change(change func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change()
}

// tell writes an answered request as one line of JSON, for whoever watches from outside.
func (j *journal) tell(e *Request, to io.Writer) {
	if to == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	_ = json.NewEncoder(to).Encode(e) // a watcher that went away is no fault of the request
}

func (j *journal) all() []Request {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Request, len(j.entries))
	for i, e := range j.entries {
		out[i] = *e
	}
	return out
}

type entryKey struct{}

// recognised notes in the request log who the request was answered as. Call it before answering.
func (s *Sandbox) recognised(r *http.Request, who string) {
	if e, ok := r.Context().Value(entryKey{}).(*Request); ok {
		s.journal.change(func() { e.As = who })
	}
}

// watch logs every request, holds it back by the latency and plays the faults of the connection itself.
func (s *Sandbox) watch(side string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entry := &Request{
			Time: time.Now(), Side: side, Method: r.Method, Path: s.journal.mask.over(r.URL.Path), Query: s.journal.mask.query(r.URL.Query()),
		}
		s.journal.add(entry)
		defer s.journal.tell(entry, s.opts.Journal)
		if side != SideReceiver && !pause(r.Context(), s.opts.Latency) {
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), entryKey{}, entry))
		noted := &statusNoter{ResponseWriter: w, note: func(status int) {
			s.journal.change(func() { entry.Status = status })
		}}
		if isAPI(side) && s.breakConnection(noted, r) {
			return
		}
		next.ServeHTTP(noted, r)
	})
}

// pause waits and tells whether the client is still there.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// mask hides what would open a door, wherever it stands.
type mask struct{ named, signedIn, tokens *regexp.Regexp }

func newMask() mask {
	return mask{
		// A value by its name, also inside an address that is a value itself.
		named: regexp.MustCompile(`(?i)\b(code|state|token|access_token|refresh_token|client_secret|code_verifier|code_challenge|password)=[^&\s]*`),
		// The name and password of an address.
		signedIn: regexp.MustCompile(`://[^/@\s]+@`),
		// What Atlassian's secrets begin with.
		tokens: regexp.MustCompile(`\b(ATATT|ATCTT|ATBB|BBDC-)[^&/\s]*`),
	}
}

func (m mask) over(text string) string {
	text = m.named.ReplaceAllString(text, "$1=***")
	text = m.signedIn.ReplaceAllString(text, "://***@")
	return m.tokens.ReplaceAllString(text, "***")
}

// query keeps what was asked for and hides the rest.
func (m mask) query(asked url.Values) string {
	text, err := url.QueryUnescape(asked.Encode())
	if err != nil {
		text = asked.Encode()
	}
	return m.over(text)
}

// statusNoter writes the status into the log before the client can see it.
type statusNoter struct {
	http.ResponseWriter
	note  func(int)
	noted bool
}

// WriteHeader notes the status and passes it on.
func (n *statusNoter) WriteHeader(status int) {
	if !n.noted {
		n.noted = true
		n.note(status)
	}
	n.ResponseWriter.WriteHeader(status)
}

// Write notes the 200 that a body without a status means.
func (n *statusNoter) Write(b []byte) (int, error) {
	if !n.noted {
		n.noted = true
		n.note(http.StatusOK)
	}
	return n.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach flushing and hijacking.
func (n *statusNoter) Unwrap() http.ResponseWriter { return n.ResponseWriter }
