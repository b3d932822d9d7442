package cloud_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

// hurried tells of no workspace before the first page of one was asked for.
func hurried(t *testing.T, s *shelves, first string) *shelves {
	t.Helper()
	asked := make(chan struct{}, 100)
	s.change(func() {
		s.ask = func(_ http.ResponseWriter, r *http.Request, slug string, page int) bool {
			if slug == first && page == 1 {
				asked <- struct{}{}
			}
			if slug == "gone" {
				<-r.Context().Done() // nobody waits for it
			}
			return slug == "gone"
		}
		s.listed = func(r *http.Request) {
			select {
			case <-asked:
			case <-r.Context().Done():
			}
		}
	})
	return s
}

func TestTheFirstRowsAreThereAfterOneRoundTripWhereTheirWorkspaceIsKnown(t *testing.T) {
	for _, seen := range []string{"a", "b", "gone"} {
		for _, kind := range []string{"all", "some"} {
			s := hurried(t, shelve(t, "a", 550, "b", 300), seen)
			c := s.client(t, func(o *cloud.Options) { o.Seen = []connector.Workspace{{Slug: seen}, {Slug: "x"}} })
			begun := time.Now()
			o := gather(lists(c)[kind](t.Context()))
			require.Empty(t, o.errs)
			assert.Equal(t, s.whole("a", "b"), o.names, "%s %s", seen, kind)
			assert.Less(t, time.Since(begun), 10*time.Second, "%s %s", seen, kind)
			assert.Len(t, s.pages("gone"), strings.Count(seen, "gone"))
			s.forgetAsked()
			hurried(t, s, "a") // which came first the last time
			o = gather(lists(c)[kind](t.Context()))
			require.Empty(t, o.errs)
			assert.Equal(t, s.whole("a", "b"), o.names, "%s %s", seen, kind)
			once(t, s)
			nothingRuns(t, seen)
		}
	}
	s := shelve(t, "a", 550)
	requireWhole(t, s, gather(s.client(t, func(o *cloud.Options) { o.Seen = []connector.Workspace{{Slug: ".."}} }).Repositories(t.Context())))
}

func TestAListThatIsLimitedToOneWorkspaceAsksNoOther(t *testing.T) {
	s := shelve(t, "a", 550, "b", 300)
	c := s.client(t, func(o *cloud.Options) { o.Seen, o.Workspace = []connector.Workspace{{Slug: "a"}}, "b" })
	o := gather(c.Repositories(t.Context()))
	require.Empty(t, o.errs)
	assert.Equal(t, s.whole("b"), o.names, "what everything is limited to")
	assert.Empty(t, s.pages("a"))
}
