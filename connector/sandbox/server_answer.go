package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The page sizes of Data Center: what it gives unasked, and what it lowers a greater wish to.
const (
	defaultLimit = 25
	maxLimit     = 1000
)

// serverPage is Data Center's page. nextPageStart is absent on the last one, and it is not start + limit.
type serverPage[V any] struct {
	Size          int  `json:"size"`
	Limit         int  `json:"limit"`
	IsLastPage    bool `json:"isLastPage"`
	NextPageStart *int `json:"nextPageStart,omitempty"`
	Values        []V  `json:"values"`
	Start         int  `json:"start"`
}

// paged cuts the page that was asked for out of all. Positions count what is left out by keep, too, as in
// the product, so a client that computes the next start itself misses or repeats entries.
func paged[T, V any](s *Sandbox, c call, all []T, keep func(T) bool, show func(T) V) restReply {
	cut, refused := cutPage(s, c, all, keep)
	if refused != nil {
		return *refused
	}
	shown := serverPage[V]{cut.Size, cut.Limit, cut.IsLastPage, cut.NextPageStart, make([]V, len(cut.Values)), cut.Start}
	for i, one := range cut.Values {
		shown.Values[i] = show(one)
	}
	return okReply(shown)
}

// cutPage is the page before what is on it is shown.
func cutPage[T any](s *Sandbox, c call, all []T, keep func(T) bool) (p serverPage[T], refused *restReply) {
	start, limit, refused := window(c, cmp.Or(s.opts.ServerLimit, maxLimit))
	if refused != nil {
		return p, refused
	}
	p = serverPage[T]{Limit: limit, Start: start}
	at := start
	short := s.opts.ServerSkips // what is looked through is no longer than a page then
	for ; at < len(all) && len(p.Values) < limit && (!short || at-start < limit); at++ {
		if keep(all[at]) {
			p.Values = append(p.Values, all[at])
		}
	}
	for at < len(all) && !keep(all[at]) {
		at++
	}
	p.Size, p.IsLastPage = len(p.Values), at >= len(all)
	if s.broken("paging-broken") {
		p.IsLastPage, at = false, start
	}
	if !p.IsLastPage {
		p.NextPageStart = &at
	}
	return p, nil
}

// window reads start and limit, which is lowered to most without a word.
func window(c call, most int) (start, limit int, refused *restReply) {
	limit = defaultLimit
	for name, into := range map[string]*int{"start": &start, "limit": &limit} {
		text := c.FormValue(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || name == "limit" && n == 0 {
			return 0, 0, invalid(name, fmt.Sprintf("%q is not a valid %s", text, name))
		}
		*into = n
	}
	return start, min(limit, most), nil
}

// shownErrors is the envelope of every error.
type shownErrors struct {
	Errors []shownError `json:"errors"`
}

type shownError struct {
	Context       *string `json:"context"`
	Message       string  `json:"message"`
	ExceptionName *string `json:"exceptionName"`
}

// failure makes the envelope. An empty context or exception is null.
func failure(status int, context, message, exception string) restReply {
	orNull := func(text string) *string {
		if text == "" {
			return nil
		}
		return &text
	}
	return restReply{status, shownErrors{[]shownError{{orNull(context), message, orNull(exception)}}}}
}

func refused(a restReply) *restReply { return &a }

// invalid refuses a value that was sent, naming where it stood.
func invalid(context, message string) *restReply {
	a := failure(http.StatusBadRequest, context, message, "")
	return &a
}

// written is the body of an answer that is JSON already.
type written []byte

// send writes an answer. A broken one ends in the middle of its JSON.
func (s *Sandbox) send(w http.ResponseWriter, a restReply) {
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	if file, is := a.body.(asItIs); is {
		w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(file)))
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, string(file))
		return
	}
	if e, failed := a.body.(shownErrors); failed {
		a.body = s.version.inItsWords(e)
	}
	body, ready := a.body.(written)
	if !ready {
		var made bytes.Buffer
		encoder := json.NewEncoder(&made)
		encoder.SetEscapeHTML(false) // as Jackson does not either
		if err := encoder.Encode(a.body); err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		body = bytes.TrimSuffix(made.Bytes(), []byte("\n"))
	}
	if s.broken("answer-invalid") && a.status == http.StatusOK {
		body = body[:len(body)/2]
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
	if ready {
		s.buffers.put(body)
	}
}

// restHeaders sets what every REST answer carries.
func restHeaders(w http.ResponseWriter) {
	now := time.Now()
	h := w.Header()
	h["X-AREQUESTID"] = []string{fmt.Sprintf("@%Xx%dx%dx0", now.Unix()%0xfffff, now.Hour()*60+now.Minute(), now.Nanosecond()%100_000)}
	h["X-ASESSIONID"] = []string{strconv.FormatInt(now.UnixNano()%0x7fffffff, 36)}
	h.Set("Cache-Control", "no-cache, no-transform")
	h.Set("Vary", "X-AUSERNAME,X-AUSERID,Cookie,accept-encoding")
	h.Set("X-Content-Type-Options", "nosniff")
}
