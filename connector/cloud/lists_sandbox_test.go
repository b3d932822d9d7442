package cloud_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestEveryWayOfPagingGivesEverything(t *testing.T) {
	for _, paging := range []string{"", "opaque", "numbers"} {
		s := start(t, sandbox.Options{Repos: 1150, Workspaces: 4, CloudPaging: paging})
		c := with(s, apiToken(s.Line()))
		o := gather(c.Repositories(t.Context()))
		require.Empty(t, o.errs, paging)
		seen := map[string]bool{}
		workspaces := []string{}
		for _, name := range o.names {
			require.False(t, seen[name], "%s came twice", name)
			seen[name] = true
			if w, _, _ := strings.Cut(name, "/"); len(workspaces) == 0 || workspaces[len(workspaces)-1] != w {
				workspaces = append(workspaces, w)
			}
		}
		assert.Len(t, o.names, 1150, paging)
		assert.Len(t, workspaces, 4, "%s: one workspace after another", paging)
		assert.Equal(t, len(o.totals)+1, c.Requests(), "one request a page, and one for the workspaces")
		assert.Len(t, s.Requests(), c.Requests())
	}
}

func TestALargeWorkspaceIsLeftHoweverItPages(t *testing.T) {
	for paging, c := range map[string]struct{ total, shown, requests int }{
		"": {2250, 100, 2}, "opaque": {-1, 2000, 21}, "numbers": {-1, 2000, 21},
	} {
		s := start(t, sandbox.Options{Repos: 2250, Workspaces: 1, CloudPaging: paging})
		client := with(s, apiToken(s.Line()))
		o := gather(client.Some(t.Context()))
		require.Empty(t, o.errs, paging)
		require.Len(t, o.large, 1, paging)
		assert.Equal(t, c.total, o.large[0].Total, paging)
		assert.Len(t, o.names, c.shown, paging)
		assert.Equal(t, c.requests, client.Requests(), paging)
		rest, _, err := further(t, client, o.large[0])
		require.NoError(t, err, paging)
		assert.Len(t, append(o.names, rest...), 2250, paging)
	}
}
