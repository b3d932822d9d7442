package sandbox

import (
	"net"
	"net/http"
	"strings"
)

// openElsewhere opens the place that some faults of Cloud lead to: another host name and another port. It answers
// as the healthy API does, so that a client which goes there finds nothing amiss, and Strayed tells on it.
func (s *Sandbox) openElsewhere() error {
	if !s.broken("redirected-elsewhere") && !s.broken("paging-broken") {
		return nil
	}
	p, err := s.open(SideElsewhere)
	if err != nil {
		return err
	}
	_, number, err := net.SplitHostPort(p.address)
	if err != nil {
		return err
	}
	s.elsewhere = "http://" + net.JoinHostPort("localhost", number)
	api := s.cloud.routes()
	s.serve(p, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			s.strayed.Add(1)
		}
		api.ServeHTTP(w, r)
	}))
	return nil
}

// Strayed tells how many requests with a credential came to the place that redirected-elsewhere and paging-broken
// lead Cloud's clients to. Nobody's should.
func (s *Sandbox) Strayed() int { return int(s.strayed.Load()) }

// leadElsewhere answers as an API that has moved to another host.
func (c *cloudState) leadElsewhere(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, c.s.elsewhere+r.URL.RequestURI(), http.StatusMovedPermanently)
}

// nextElsewhere is a link to the next page on another host.
func (c *cloudState) nextElsewhere(link string) string {
	return c.s.elsewhere + strings.TrimPrefix(link, originOf(c.api()))
}
