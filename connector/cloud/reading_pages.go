package cloud

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"

	"mooring/connector"
)

// take gives the page whose turn it is, if it has come.
func (r *reading) take() (connector.Page, bool) {
	for _, l := range r.lanes {
		if l.done {
			continue
		}
		a := l.ahead[l.at]
		if a == nil || !a.came {
			return connector.Page{}, false
		}
		if a.err == nil {
			return r.taken(l, a), true
		}
		if !r.ends(l, a.err) {
			return connector.Page{}, false
		}
	}
	return connector.Page{}, false
}

// ends ends a list with an error. Where only this workspace refuses, the others go on.
func (r *reading) ends(l *lane, err error) bool {
	if l.again && refusesWorkspace(err) { // a page that was to be looked at again is no longer there
		l.looked()
		return true
	}
	if !refusesWorkspace(err) && !connector.IsProblem(err, connector.CodePagingBroken) {
		r.failed = cmp.Or(r.failed, err)
		return false
	}
	r.refused = cmp.Or(r.refused, err)
	l.refused = true
	l.close()
	l.size = number{n: l.read, told: true} // more will not come
	return true
}

// taken makes a page of what came, and goes on behind it.
func (r *reading) taken(l *lane, a *asked) connector.Page {
	delete(l.ahead, a.at)
	out := connector.Page{Repositories: r.fresh(a.page.Values, l.key)}
	if err := l.took(r.Client, a.page, len(out.Repositories)); err != nil {
		r.ends(l, err)
	}
	if l.tooLarge(r.before + r.seen.count()) {
		name := l.key
		if len(out.Repositories) > 0 {
			name = out.Repositories[0].Owner
		}
		out.Large = []connector.Large{l.left(name)}
	}
	out.Total, out.Mark = r.total(l), r.mark()
	return out
}

// fresh makes nouns of what was not seen before.
func (r *reading) fresh(values []repository, workspace string) []connector.Repository {
	out := make([]connector.Repository, 0, len(values))
	r.seen.page(values)
	for _, v := range values {
		if r.seen.first(v) {
			out = append(out, v.noun(r.o.API, workspace))
		}
	}
	return out
}

// total is how many there are in all, once every workspace has told; of a search, how many one workspace has.
func (r *reading) total(of *lane) int {
	if of.once {
		return of.size.or(-1)
	}
	sum := 0
	for _, l := range r.lanes {
		if !l.size.told {
			return -1
		}
		sum += l.size.n
	}
	return sum
}

// rest gives what came and still waits where something before it did not come, and tells what went wrong.
func (r *reading) rest() error {
	for _, l := range r.lanes {
		for _, at := range slices.Sorted(maps.Keys(l.ahead)) {
			a := l.ahead[at]
			if !a.came || a.err != nil || a.page.Number.or(at+1) != at+1 {
				continue
			}
			if !r.yield(connector.Page{Repositories: r.fresh(a.page.Values, l.key), Total: r.total(l), Mark: r.mark()}, nil) {
				return errEnough
			}
		}
	}
	return r.counted(cmp.Or(r.failed, r.refused))
}

// counted says of a list that broke off how much of it is there.
func (r *reading) counted(err error) error {
	var p connector.Problem
	if errors.As(err, &p) && p.Code == connector.CodePagingBroken {
		return p.With("count", strconv.Itoa(r.before+r.seen.count()))
	}
	return err
}
