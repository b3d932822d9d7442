package sandbox

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// answerMatches answers with a page of what the query's q and sort make of a list.
func answerMatches[T any](c *cloudState, w http.ResponseWriter, r *http.Request, list []T, of func(T) record, shape func(T) any) {
	found, err := matching(list, r.URL.Query(), of)
	if err != nil {
		refuseQuery(w, err)
		return
	}
	answerPage(c, w, r, found, shape)
}

func refuseQuery(w http.ResponseWriter, err error) {
	refuse(w, http.StatusBadRequest, "Invalid query", err.Error())
}

// matching gives, as a list of its own, what q wants of a list in the order that sort asks for.
func matching[T any](list []T, query url.Values, of func(T) record) ([]T, error) {
	wanted, err := readQuery(query.Get("q"))
	if err != nil {
		return nil, err
	}
	found, err := sieve(list, wanted, of)
	if err != nil {
		return nil, err
	}
	return found, sortBy(found, query.Get("sort"), of)
}

// sieve keeps what a filter wants.
func sieve[T any](list []T, wanted filter, of func(T) record) ([]T, error) {
	out := make([]T, 0, len(list))
	for _, one := range list {
		ok, err := wanted(of(one))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, one)
		}
	}
	return out, nil
}

// sortBy sorts by a field, downwards with a minus before it; equal things keep their order.
func sortBy[T any](list []T, field string, of func(T) record) error {
	if field == "" {
		return nil
	}
	field, down := strings.CutPrefix(field, "-")
	if len(list) > 0 {
		if _, known := of(list[0])(field); !known {
			return errQuery
		}
	}
	slices.SortStableFunc(list, func(a, b T) int {
		x, _ := of(a)(field)
		y, _ := of(b)(field)
		if down {
			x, y = y, x
		}
		return compareValues(x, y)
	})
	return nil
}

func compareValues(x, y any) int {
	switch a := x.(type) {
	case string:
		b, _ := y.(string)
		return cmp.Compare(strings.ToLower(a), strings.ToLower(b))
	case rank:
		b, _ := y.(rank)
		return a.height() - b.height()
	case int:
		b, _ := y.(int)
		return cmp.Compare(a, b)
	case time.Time:
		b, _ := y.(time.Time)
		return a.Compare(b)
	case bool:
		b, _ := y.(bool)
		switch {
		case a == b:
			return 0
		case b:
			return -1
		}
		return 1
	}
	return 0
}
