package server

import (
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// Decode reads a page of repositories as lists do: fast, unless slow is asked for. odd says that the fast way left it
// to the slow one.
func Decode(a transport.Answer, base string, slow bool) (values []connector.Repository, next *int64, last, odd bool, err error) {
	l := &listing{base: base}
	if !slow {
		row, words := restRepository{}, shared{}
		_, plain := scanPage[connector.Repository](a.Body, func(s *scanner) { s.repository(&row, words) })
		p, err := l.decode(a)
		return p.Values, p.NextPageStart, p.last(), !plain, err
	}
	p, err := readPage[restRepository](a)
	for _, r := range p.Values {
		if r.usable() {
			values = append(values, r.repository(base))
		}
	}
	return values, p.NextPageStart, p.last(), false, err
}

// Pace is how many pages may be under way, of a client that waits so long for an answer.
type Pace struct{ pace }

// NewPace makes one.
func NewPace(timeout time.Duration) *Pace { return &Pace{newPace(timeout)} }

// Ask counts so many requests.
func (p *Pace) Ask(n int) { p.asked += n }

// Came notes how long the n-th request took, and whether it had to be made again.
func (p *Pace) Came(n int, took time.Duration, again bool) int {
	p.arrived(n, took, again)
	return p.most
}
