package flow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

func TestARealServerSaysWhyARepositoryIsNotSeen(t *testing.T) {
	var searched string
	there, m := seekingAt(t, connector.Server, &searched)
	m.Ask(there.Key + "/there-is-none")
	m.Wait()
	s := m.Now().State
	assert.Equal(t, flow.MissingDone, s.Step)
	assert.Equal(t, connector.Blocked, s.Report.Verdict())

	m.Ask(there.Web)
	m.Wait()
	_, _, ok := m.Now().State.Found()
	require.True(t, ok, "%+v", m.Now().State.Report)
	m.Choose()
	assert.Equal(t, there.FullName(), searched)
}

func TestARealCloudSaysWhyARepositoryIsNotSeen(t *testing.T) {
	var searched string
	there, m := seekingAt(t, connector.Cloud, &searched)
	for text, rung := range map[string]connector.CheckID{
		there.Key + "/there-is-none":                          connector.CheckRepository,
		"no-such-workspace-at-all/app":                        connector.CheckOwner,
		"https://git.harbour.example/projects/SHOP/repos/app": connector.CheckPlace,
	} {
		m.Ask(text)
		m.Wait()
		s := m.Now().State
		assert.Equal(t, flow.MissingDone, s.Step)
		assert.False(t, s.Unable, "Cloud can be asked")
		require.Equal(t, connector.Blocked, s.Report.Verdict(), text)
		for _, r := range s.Report.Rungs {
			assert.Equal(t, r.ID == rung, r.State == connector.Fail, "%s: %s", text, r.ID)
		}
	}
	m.Ask(there.Web)
	m.Wait()
	_, _, ok := m.Now().State.Found()
	require.True(t, ok, "%+v", m.Now().State.Report)
	m.Choose()
	assert.Equal(t, there.FullName(), searched)
}

// seekingAt opens the question for a connection to an embedded Bitbucket, and gives a repository that can be seen
// there. What is found in the end is searched for.
func seekingAt(t *testing.T, provider connector.Provider, searched *string) (connector.Repository, *flow.Missing) {
	t.Helper()
	j := newJoinedShelf(t, sandbox.Options{})
	c := j.connection(provider)
	p := flow.NewPicker(flow.PickerNeeds{Clients: j})
	p.Open(c, "")
	p.Wait()
	require.Positive(t, p.Now().State.Rows.Len())
	m := flow.NewMissing(flow.MissingNeeds{Clients: j, OnFound: func(_ connector.Connection, search string) { *searched = search }})
	m.Open(c, "")
	return p.Now().State.Rows.At(0), m
}
