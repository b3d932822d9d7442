package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestListsLeadOnInEachWayBitbucketMay(t *testing.T) {
	for paging, c := range map[string]struct{ has, hasNot []string }{
		"":        {[]string{"page", "size"}, []string{"after"}},
		"opaque":  {nil, []string{"page", "size", "previous"}},
		"numbers": {[]string{"page"}, []string{"size"}},
	} {
		t.Run(paging, func(t *testing.T) {
			s := start(t, sandbox.Options{Repos: 200, CloudPaging: paging})
			first := get(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=20").object(t)
			for _, field := range c.has {
				assert.Contains(t, first, field)
			}
			for _, field := range c.hasNot {
				assert.NotContains(t, first, field)
			}
			next, err := url.Parse(first["next"].(string))
			require.NoError(t, err)
			assert.Equal(t, paging == "opaque", !next.Query().Has("page"), next)
			seen := map[any]bool{}
			for _, one := range all(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=20&fields=next,values.uuid") {
				assert.False(t, seen[one["uuid"]])
				seen[one["uuid"]] = true
			}
			whole := start(t, sandbox.Options{Repos: 200})
			assert.EqualValues(t, len(seen), get(t, whole, tokenOf(whole), "/repositories/nordlicht-apps?pagelen=1").object(t)["size"])
		})
	}
	_, err := sandbox.Start(sandbox.Options{CloudPaging: "sideways"})
	assert.Error(t, err)
}

func TestNobodyCountsUpPagesThatHaveNoNumbers(t *testing.T) {
	s := start(t, sandbox.Options{Repos: 200, CloudPaging: "opaque"})
	for _, guess := range []string{"page=2", "after=2", "after=x"} {
		assert.Equal(t, http.StatusBadRequest, get(t, s, tokenOf(s), "/repositories/nordlicht-apps?"+guess).status, guess)
	}
}

func TestThePagesSizeComesOnlyWhereItWasWished(t *testing.T) {
	for paging, sized := range map[string]bool{"": true, "numbers": false, "opaque": false} {
		s := start(t, sandbox.Options{Repos: 200, CloudPaging: paging})
		ask := func(fields string) map[string]any {
			return get(t, s, tokenOf(s), "/repositories/nordlicht-apps?pagelen=20&fields="+fields).object(t)
		}
		assert.ElementsMatch(t, []string{"values", "next"}, keys(ask("next,values.slug")))
		assert.Equal(t, sized, len(ask("next,size,values.slug")) == 3, paging)
		assert.Len(t, ask("next,size,values.slug")["values"], 20)
		last := get(t, s, tokenOf(s), "/repositories/kafeneio?pagelen=100&fields=next,size,values.slug").object(t)
		assert.NotContains(t, last, "next")
	}
}

func TestRepositoriesAreSpreadOverAsManyWorkspacesAsAsked(t *testing.T) {
	for _, n := range []int{1, 2, 4, 20, 130} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			s := start(t, sandbox.Options{Repos: 260, Workspaces: n})
			list := workspacesOf(t, s, tokenOf(s))
			require.Len(t, list, n)
			seen := map[any]bool{}
			for _, workspace := range list {
				inside := all(t, s, tokenOf(s), "/repositories/"+workspace+"?pagelen=100&fields=next,values.uuid")
				assert.InDelta(t, 260/n, len(inside), 1, workspace)
				for _, one := range inside {
					seen[one["uuid"]] = true
				}
				assert.NotEmpty(t, get(t, s, tokenOf(s), "/workspaces/"+workspace).object(t)["name"])
			}
			assert.Len(t, seen, 260)
			assert.Equal(t, http.StatusOK, get(t, s, tokenOf(s), "/repositories/"+s.Line().CloudRepository).status)
		})
	}
	_, err := sandbox.Start(sandbox.Options{Workspaces: -1})
	assert.Error(t, err)
}
