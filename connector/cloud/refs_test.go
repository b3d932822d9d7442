package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

func TestNamesOfBranchesAndTagsComeAsBitbucketGivesThem(t *testing.T) {
	var order []string
	for _, paging := range []string{"opaque", "", "numbers"} {
		s := start(t, sandbox.Options{CloudPaging: paging})
		c := with(s, apiToken(s.Line()))
		r := repositoryOf(t, c, "nordlicht-apps", "baeckerei-app")
		for kind, some := range map[connector.RefKind]string{connector.Branches: *r.DefaultBranch, connector.Tags: "v1.0.0"} {
			names, err := c.Refs(t.Context(), r, kind)
			require.NoError(t, err)
			assert.Contains(t, names.Names, some)
			assert.False(t, names.More)
		}
		many := repositoryOf(t, c, "nordlicht-apps", "karten-sdk")
		before := c.Requests()
		names, err := c.Refs(t.Context(), many, connector.Tags)
		require.NoError(t, err)
		require.Len(t, names.Names, 1000, paging)
		assert.True(t, names.More, paging)
		if order == nil {
			order = names.Names
		}
		assert.Equal(t, order, names.Names, "%s: in the order in which one page leads to the next", paging)
		assert.Equal(t, 10, c.Requests()-before, paging)
	}
}

func TestARepositoryWithoutARefIsNotAskedWhereThatIsKnown(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, apiToken(s.Line()))
	names, err := c.Refs(t.Context(), connector.Repository{Key: "w", Slug: "r", Empty: true}, connector.Branches)
	require.NoError(t, err)
	assert.Empty(t, names)
	assert.Zero(t, c.Requests())

	_, err = c.Refs(t.Context(), connector.Repository{Key: "nordlicht-apps", Slug: "none"}, connector.Tags)
	assert.True(t, connector.IsProblem(err, connector.CodeRepositoryNotFound), "%v", err)
}

// roll is a Bitbucket with so many branches.
func roll(t *testing.T, size int, bend func(page int, body map[string]any)) (s *httptest.Server, read func() []int) {
	t.Helper()
	var mu sync.Mutex
	var asked []int
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := 1
		if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil {
			page = n
		}
		mu.Lock()
		asked = append(asked, page)
		mu.Unlock()
		values := []any{}
		for i := (page - 1) * 100; i < min(page*100, size); i++ {
			values = append(values, map[string]any{"name": fmt.Sprintf("b%05d", i)})
		}
		body := map[string]any{"values": values, "size": size, "page": page, "pagelen": 100}
		if page*100 < size {
			query := r.URL.Query()
			query.Set("page", strconv.Itoa(page+1))
			body["next"] = "http://" + r.Host + r.URL.Path + "?" + query.Encode()
		}
		if bend != nil {
			bend(page, body)
		}
		writeJSON(w, http.StatusOK, string(mustJSON(body)))
	}))
	t.Cleanup(s.Close)
	return s, func() []int {
		mu.Lock()
		defer mu.Unlock()
		return slices.Sorted(slices.Values(asked))
	}
}

func TestPagesOfNamesAreReadSideBySideAndPutInOrder(t *testing.T) {
	for size, want := range map[int]struct {
		names, pages int
		more         bool
	}{
		0: {0, 1, false}, 1: {1, 1, false}, 100: {100, 1, false}, 101: {101, 2, false}, 999: {999, 10, false},
		1000: {1000, 10, false}, 1001: {1000, 10, true}, 25000: {1000, 10, true},
	} {
		s, asked := roll(t, size, nil)
		names, err := (&hookery{Server: s}).client(t).Refs(t.Context(), repo1(), connector.Branches)
		require.NoError(t, err)
		assert.Len(t, names.Names, want.names, "%d", size)
		assert.True(t, slices.IsSorted(names.Names), "%d", size)
		assert.Equal(t, want.more, names.More, "%d", size)
		assert.Len(t, asked(), want.pages, "%d", size)
		assert.Equal(t, asked(), slices.Compact(asked()), "no page twice")
	}
}

func TestAListOfNamesThatLeadsNowhereEnds(t *testing.T) {
	for name, next := range map[string]string{"a circle": "/2.0/repositories/w/app/refs/branches?ctx=1", "elsewhere": "http://other.example/2.0/x"} {
		var s *httptest.Server
		s, _ = roll(t, 300, func(_ int, body map[string]any) {
			delete(body, "size")
			body["next"] = next
			if strings.HasPrefix(next, "/") {
				body["next"] = s.URL + next
			}
		})
		_, err := (&hookery{Server: s}).client(t).Refs(t.Context(), repo1(), connector.Branches)
		assert.True(t, connector.IsProblem(err, connector.CodePagingBroken), "%s: %v", name, err)
	}
}

func TestAPageOfNamesThatFailsFailsAll(t *testing.T) {
	s, _ := roll(t, 900, func(page int, body map[string]any) {
		if page == 5 {
			body["values"] = "none"
		}
	})
	names, err := (&hookery{Server: s}).client(t).Refs(t.Context(), repo1(), connector.Branches)
	assert.True(t, connector.IsProblem(err, connector.CodeAnswerInvalid), "%v", err)
	assert.Empty(t, names)
}
