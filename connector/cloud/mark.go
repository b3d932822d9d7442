package cloud

import (
	"context"
	"encoding/json"
	"iter"

	"mooring/connector"
)

// The lists that can be gone on with, as marks call them.
const (
	listAll  = "all"
	listSome = "some"
)

// The bounds of what is believed of a mark.
const (
	markVersion = 1
	longestMark = 4 << 20
	mostTold    = 1 << 30
)

// mark is where a list goes on: of each workspace that was begun, how far it came. Those that are not named were not
// begun. It holds what Bitbucket's answers said of the way on, and no credential.
type mark struct {
	Version int     `json:"v"`
	API     string  `json:"api"`
	List    string  `json:"list"`
	Begun   []begun `json:"begun,omitempty"`
}

// begun is a workspace that was begun: read to its end, or with a page to go on with, or with pages to look at again.
type begun struct {
	Key  string `json:"key"`
	Size int    `json:"size"` // as told last, or -1
	Read int    `json:"read,omitempty"`
	Done bool   `json:"done,omitempty"`
	At   int    `json:"at,omitempty"`   // pages taken
	Next string `json:"next,omitempty"` // the next one's address, as given
	Look []int  `json:"look,omitempty"`
}

// Resume lists what comes after the page with that mark, in the same list and order: workspaces that were read to
// their end are not asked again, and what is Large was told already. One that refused or led nowhere is tried again.
// Totals are those of the whole list. Pages that came after a break, out of their turn, come again. A mark that cannot
// be read, or was made elsewhere, begins Repositories anew.
func (c *Client) Resume(ctx context.Context, given string) iter.Seq2[connector.Page, error] {
	m, ok := c.readMark(given)
	if !ok {
		return c.Repositories(ctx)
	}
	return c.list(ctx, m, given)
}

// readMark reads a mark. What does not hold together, or leads out of the API, is none.
func (c *Client) readMark(text string) (mark, bool) {
	var m mark
	if len(text) > longestMark || json.Unmarshal([]byte(text), &m) != nil {
		return mark{}, false
	}
	if m.Version != markVersion || m.API != c.o.API || m.List != listAll && m.List != listSome {
		return mark{}, false
	}
	named := map[string]bool{}
	for _, b := range m.Begun {
		if b.Key == "" || named[b.Key] || !b.holds(c) {
			return mark{}, false
		}
		named[b.Key] = true
	}
	return m, true
}

// holds tells whether a workspace's place in its list can be one.
func (b begun) holds(c *Client) bool {
	if b.Size < -1 || b.Size > mostTold || b.Read < 0 || b.Read > mostTold || len(b.Look) > mostLooks {
		return false
	}
	for _, at := range b.Look {
		if at < 0 || at >= mostPages {
			return false
		}
	}
	if b.Next == "" {
		return b.Done || len(b.Look) > 0
	}
	return !b.Done && b.At > 0 && b.At < mostPages && c.leadsOn(b.Next)
}

// of gives what a mark says of a workspace.
func (m mark) of(workspace string) (begun, bool) {
	for _, b := range m.Begun {
		if b.Key == workspace {
			return b, true
		}
	}
	return begun{}, false
}

// mark writes where the list goes on by now; nothing where it came to its end.
func (r *reading) mark() string {
	if r.list == "" || len(r.lanes) == 0 {
		return r.given
	}
	m := mark{Version: markVersion, API: r.o.API, List: r.list}
	open := r.refused != nil || r.failed != nil
	for _, l := range r.lanes {
		open = open || !l.done
		if b, some := l.begun(); some {
			m.Begun = append(m.Begun, b)
		}
	}
	if !open {
		return ""
	}
	text, err := json.Marshal(m)
	if err != nil {
		return ""
	}
	return string(text)
}

// begun is how far the list came, if it was begun.
func (l *lane) begun() (begun, bool) {
	b := begun{Key: l.key, Size: l.size.or(-1), Read: l.read - l.stuck}
	switch {
	case l.done && !l.refused:
		b.Done = true
	case l.again:
		b.Look = l.look
	case l.at > 0 && l.next != "":
		b.At, b.Next, b.Look = l.at, l.next, l.look
	default:
		return begun{}, false
	}
	return b, true
}

// resume goes on where a list came to. What happened meanwhile nobody knows.
func (l *lane) resume(c *Client, b begun) {
	l.size = number{n: max(b.Size, 0), told: b.Size >= 0}
	l.read, l.from, l.at, l.next, l.look, l.looks = b.Read, b.At, b.At, b.Next, b.Look, len(b.Look)
	n, plain := c.numbered(b.Next, l.first)
	l.plain = plain && n == b.At+1
	if b.Next == "" { // it was read, and perhaps is to be looked at
		l.again = true
		l.lookOn()
	}
}

// laneOf makes the lane of a workspace in a list. Repositories come by slug: that order stands still while it is
// read. Some come by last work.
func laneOf(list, workspace string) (*lane, bool) {
	sort := "slug"
	if list == listSome {
		sort = "-updated_on"
	}
	first, ok := repositoriesIn(workspace, sort)
	l := newLane(workspace, first)
	l.lazy, l.moved = list == listSome, list == listSome
	return l, ok
}
