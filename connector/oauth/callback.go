package oauth

import (
	"crypto/subtle"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mooring/connector/transport"
)

// answer is what Bitbucket sent the browser back with: a code, or why there is none.
type answer struct {
	code    string
	refusal string // RFC 6749 section 4.1.2.1: "access_denied"
	said    string // its words, cleaned; never the code
}

// door is the callback while one question is open. It lets one answer in.
type door struct {
	client *Client
	at     place
	state  string
	server *http.Server

	answered atomic.Int32 // one of the ways below
	denied   atomic.Bool  // something that does not count was a refusal

	answers chan answer   // the one that counts
	strays  chan struct{} // something came that does not
	outcome chan Outcome  // what to tell the browser that brought the answer
	shown   chan struct{} // closed when it has been told
	serving sync.WaitGroup
}

// How the one answer came, if it has come.
const (
	notYet int32 = iota
	byBrowser
	byHand
	tooLate // nobody listens to one any more
)

// openDoor serves the callback until close.
func (c *Client) openDoor(at place, listeners []net.Listener, state string) *door {
	d := &door{
		client: c, at: at, state: state,
		answers: make(chan answer, 1), strays: make(chan struct{}, 1),
		outcome: make(chan Outcome, 1), shown: make(chan struct{}),
	}
	d.server = &http.Server{
		Handler:           d,
		ReadHeaderTimeout: 5 * time.Second,
		MaxHeaderBytes:    64 << 10, // browsers send localhost's cookies to every port
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	d.server.SetKeepAlivesEnabled(false)
	for _, l := range listeners {
		d.serving.Go(func() { _ = d.server.Serve(l) })
	}
	return d
}

// close tells a browser that still waits what became of its answer, and leaves nothing listening.
func (d *door) close(o Outcome) {
	const patience = 2 * time.Second
	d.outcome <- o
	if d.answered.Swap(tooLate) == byBrowser {
		select {
		case <-d.shown:
		case <-time.After(patience):
		}
	}
	_ = d.server.Close()
	d.serving.Wait()
}

// ServeHTTP answers a call of the callback address. The Host header must name it: a page that has its own
// name resolve to this computer gets nothing.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guard(w.Header())
	switch {
	case !strings.EqualFold(r.Host, d.at.authority()):
		http.Error(w, "not the address of this page", http.StatusMisdirectedRequest)
	case r.URL.Path != d.at.path:
		http.Error(w, "nothing here", http.StatusNotFound)
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
	default:
		d.callback(w, r)
	}
}

func (d *door) callback(w http.ResponseWriter, r *http.Request) {
	a, ours := readAnswer(r.URL.RawQuery, d.state)
	went := navigated(r.Header)
	if !ours || !went || !d.take(a, byBrowser) {
		d.stray(went && isRefusal(r.URL.RawQuery))
		d.client.show(w, http.StatusBadRequest, Stray)
		return
	}
	defer close(d.shown)
	select {
	case o := <-d.outcome:
		d.client.show(w, http.StatusOK, o)
	case <-r.Context().Done():
	}
}

// take lets an answer be the one that counts, if there is none yet.
func (d *door) take(a answer, way int32) bool {
	if !d.answered.CompareAndSwap(notYet, way) {
		return false
	}
	d.answers <- a
	return true
}

// waiting tells whether there is no answer yet.
func (d *door) waiting() bool { return d.answered.Load() == notYet }

// stray tells that something came which does not count.
func (d *door) stray(refusal bool) {
	if refusal && d.waiting() {
		d.denied.Store(true)
	}
	select {
	case d.strays <- struct{}{}:
	default: // one is told already
	}
}

// navigated tells whether a person's browser went to the address: pictures, frames and scripts of a page
// do not answer a question, whatever they know. Browsers that do not say are believed.
func navigated(h http.Header) bool {
	mode, dest := h.Get("Sec-Fetch-Mode"), h.Get("Sec-Fetch-Dest")
	return (mode == "" || mode == "navigate") && (dest == "" || dest == "document")
}

// readAnswer reads the query of a callback. It is ours only with our state, once: a parameter given twice
// is forbidden by RFC 6749 section 3.1 and could mean two things.
func readAnswer(query, state string) (answer, bool) {
	values, err := url.ParseQuery(query)
	if err != nil || state == "" {
		return answer{}, false
	}
	for _, name := range []string{"state", "code", "error"} {
		if len(values[name]) > 1 {
			return answer{}, false
		}
	}
	if subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(state)) != 1 {
		return answer{}, false
	}
	if refusal := values.Get("error"); refusal != "" {
		said := transport.Quote(values.Get("error_description"))
		return answer{refusal: transport.Quote(refusal), said: said}, true
	}
	return answer{code: values.Get("code")}, true
}

// isRefusal tells whether a query says no, to whatever question.
func isRefusal(query string) bool {
	values, err := url.ParseQuery(query)
	return err == nil && values.Get("error") != ""
}
