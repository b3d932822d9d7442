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

// errPage is a page or length that is none; Bitbucket answers it with 400.
var errPage = errors.New("invalid page")

// cut is where a page begins and ends in its list.
type cut struct{ number, length, from, to int }

// cutOf reads page and pagelen for a list of n.
func cutOf(query url.Values, n int) (cut, error) {
	at := cut{number: 1, length: defaultPageLength}
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
	at, err := cutOf(r.URL.Query(), len(list))
	if err != nil {
		refuse(w, http.StatusBadRequest, "Invalid page", nil)
		return
	}
	values := make([]any, 0, at.to-at.from)
	for _, one := range list[at.from:at.to] {
		values = append(values, shape(one))
	}
	out := object{"values": values, "pagelen": at.length, "page": at.number, "size": len(list)}
	if at.to < len(list) { // absent on the last page, as clients must expect
		out["next"] = c.pageLink(r.URL, at.number+1)
	}
	if at.number > 1 {
		out["previous"] = c.pageLink(r.URL, at.number-1)
	}
	if c.broken("paging-broken") && len(list) > 0 { // a list that leads back to where one is
		out["next"] = c.pageLink(r.URL, at.number)
	}
	writeJSON(w, http.StatusOK, partial(out, r.URL.Query().Get("fields")))
}

// pageLink is the address of another page of the same list.
func (c *cloudState) pageLink(u *url.URL, number int) string {
	query := u.Query()
	query.Set("page", strconv.Itoa(number))
	return originOf(c.api()) + u.EscapedPath() + "?" + query.Encode()
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
