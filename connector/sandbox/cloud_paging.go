package sandbox

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

// How long pages are: Bitbucket's default and limit.
const (
	defaultPageLength = 10
	maxPageLength     = 100
)

// The ways to lead to the next page; see Options.CloudPaging.
const (
	pagesCounted  = ""
	pagesOpaque   = "opaque"
	pagesNumbered = "numbers"
)

// errPage is a page or length that is none; Bitbucket answers it with 400.
var errPage = errors.New("invalid page")

// cut is where a page begins and ends in its list.
type cut struct{ number, length, from, to int }

// cutOf reads page and pagelen for a list of n.
func (c *cloudState) cutOf(query url.Values, n int) (cut, error) {
	at := cut{number: 1, length: defaultPageLength}
	if c.s.opts.CloudPaging == pagesOpaque {
		if query.Has("page") {
			return cut{}, errPage // nobody was given a number here
		}
		if query.Has(afterField) {
			number, known := c.pageAfter(query.Get(afterField))
			if !known {
				return cut{}, errPage
			}
			query.Set("page", strconv.Itoa(number))
		}
	}
	for name, value := range map[string]*int{"page": &at.number, "pagelen": &at.length} {
		if !query.Has(name) {
			continue
		}
		number, err := strconv.Atoi(query.Get(name))
		if err != nil || number < 1 {
			return cut{}, errPage
		}
		*value = number
	}
	if at.length > maxPageLength || at.number > 1<<30 {
		return cut{}, errPage
	}
	at.from = min((at.number-1)*at.length, n)
	at.to = min(at.from+at.length, n)
	return at, nil
}

// answerPage cuts a list, makes the JSON of the things on the page, and answers with links to the pages
// beside it.
func answerPage[T any](c *cloudState, w http.ResponseWriter, r *http.Request, list []T, shape func(T) any) {
	answerCut(c, w, r, list, true, shape)
}

// answerCut is answerPage, and tells how many there are only of lists that are sized.
func answerCut[T any](c *cloudState, w http.ResponseWriter, r *http.Request, list []T, sized bool, shape func(T) any) {
	at, out, ok := c.page(w, r, len(list), sized)
	if !ok {
		return
	}
	values := make([]any, 0, at.to-at.from)
	for _, one := range list[at.from:at.to] {
		values = append(values, shape(one))
	}
	out["values"] = values
	writeJSON(w, http.StatusOK, partial(out, r.URL.Query().Get("fields")))
}

// page cuts a list of n, and makes what stands around the things on a page. It refuses a page that is none.
func (c *cloudState) page(w http.ResponseWriter, r *http.Request, n int, sized bool) (at cut, around object, ok bool) {
	at, err := c.cutOf(r.URL.Query(), n)
	if err != nil {
		refuse(w, http.StatusBadRequest, "Invalid page", nil)
		return cut{}, nil, false
	}
	out := object{"pagelen": at.length}
	if c.s.opts.CloudPaging != pagesOpaque {
		out["page"] = at.number
	}
	if sized && c.s.opts.CloudPaging == pagesCounted {
		out["size"] = n
	}
	if at.to < n { // absent on the last page, as clients must expect
		out["next"] = c.pageLink(r.URL, at.number+1)
	}
	if at.number > 1 && c.s.opts.CloudPaging != pagesOpaque {
		out["previous"] = c.pageLink(r.URL, at.number-1)
	}
	if c.broken("paging-broken") && n > 0 {
		out["next"] = c.nextElsewhere(c.pageLink(r.URL, at.number+1))
	}
	return at, out, true
}

// pageLink is the address of another page of the same list.
func (c *cloudState) pageLink(u *url.URL, number int) string {
	query := u.Query()
	if c.s.opts.CloudPaging == pagesOpaque {
		query.Set(afterField, c.nameForPage(number))
	} else {
		query.Set("page", strconv.Itoa(number))
	}
	return originOf(c.api()) + u.EscapedPath() + "?" + query.Encode()
}

// afterField is the query's name for what stands for a page that has no number.
const afterField = "after"

// nameForPage gives a text that stands for a page and tells nothing about it.
func (c *cloudState) nameForPage(number int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, known := range c.pageNames {
		if known == number {
			return name
		}
	}
	name := randomText(22)
	c.pageNames[name] = number
	return name
}

func (c *cloudState) pageAfter(name string) (number int, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	number, known = c.pageNames[name]
	return number, known
}

// pageIn reads which page of a list is asked for.
func (c *cloudState) pageIn(query url.Values) int {
	if number, known := c.pageAfter(query.Get(afterField)); known {
		return number
	}
	number, err := strconv.Atoi(query.Get("page"))
	if err != nil {
		return 1
	}
	return number
}

// originOf cuts the path off an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// sendPart sends one thing, or the part of it that was asked for.
func sendPart(w http.ResponseWriter, r *http.Request, status int, thing any) {
	writeJSON(w, status, partial(thing, r.URL.Query().Get("fields")))
}
