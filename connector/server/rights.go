package server

import (
	"context"
	"net/url"
	"strconv"

	"mooring/connector"
	"mooring/connector/transport"
)

// Rights lists the repositories the account may administer, and then those it may also write to, page by page, archived
// ones included. all says that everything not told may only be read. It is false, without an error, where the server
// lets this token ask nothing of the kind, and where it told of no repository at all: tokens of a project or a
// repository belong to an account of their own, and no server promises that such a list knows what they may do.
func (c *Client) Rights(ctx context.Context, tell func(connector.RightsPage)) (all bool, err error) {
	base, err := c.base()
	if err != nil {
		return false, err
	}
	g := &grants{base: base, tell: tell, seen: map[int64]bool{}}
	for _, level := range levels() {
		g.right = level.right
		r := &reading[int64]{
			client: c, base: base, first: nextPages, query: url.Values{"permission": {level.permission}},
			decode: decodeIDs, fresh: g.fresh, give: g.give, same: func(a, b int64) bool { return a == b },
		}
		err := r.run(ctx)
		if connector.IsProblem(err, connector.CodeNotPermitted) {
			return false, nil
		}
		if err != nil {
			return false, told(err, base)
		}
	}
	return len(g.seen) > 0, nil
}

// level is a right as lists are narrowed by it.
type level struct {
	permission string
	right      connector.Right
}

// levels are the rights worth asking for, the greatest first.
func levels() []level {
	return []level{{"REPO_ADMIN", connector.RightAdmin}, {"REPO_WRITE", connector.RightWrite}}
}

// grants tells of rights as they are read.
type grants struct {
	base  string
	right connector.Right // of the list under way
	seen  map[int64]bool
	tell  func(connector.RightsPage)
}

// fresh drops what was told before: who may administer a repository is listed as one who may write to it, too.
func (g *grants) fresh(ids []int64) []int64 {
	out := ids[:0]
	for _, id := range ids {
		if id != 0 && !g.seen[id] {
			g.seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

func (g *grants) give(s sheet[int64]) bool {
	if len(s.values) == 0 && s.pause.IsZero() {
		return true
	}
	out := connector.RightsPage{Pause: s.pause, Rights: make(map[connector.RepositoryRef]connector.Right, len(s.values))}
	for _, id := range s.values {
		out.Rights[connector.RepositoryRef{Provider: connector.Server, Base: g.base, ID: strconv.FormatInt(id, 10)}] = g.right
	}
	g.tell(out)
	return true
}

// decodeIDs reads no more of a page than whom it tells of.
func decodeIDs(a transport.Answer) (page[int64], error) {
	var out []int64
	p, plain := scanPage[int64](a.Body, func(s *scanner) {
		s.object(func(name []byte) {
			if string(name) == "id" {
				out = append(out, s.number())
				return
			}
			s.skip()
		})
	})
	if !plain {
		slow, err := readPage[struct {
			ID int64 `json:"id"`
		}](a)
		if err != nil {
			return page[int64]{}, err
		}
		p.IsLastPage, p.NextPageStart, out = slow.IsLastPage, slow.NextPageStart, out[:0]
		for _, r := range slow.Values {
			out = append(out, r.ID)
		}
	}
	p.Values = out
	return p, nil
}
