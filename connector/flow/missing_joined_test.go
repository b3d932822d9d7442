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
	j := newJoinedShelf(t, sandbox.Options{})
	c := j.connection(connector.Server)
	p := flow.NewPicker(flow.PickerNeeds{Clients: j})
	p.Open(c, "")
	p.Wait()
	require.Positive(t, p.Now().State.Rows.Len())
	there := p.Now().State.Rows.At(0)

	var searched string
	m := flow.NewMissing(flow.MissingNeeds{Clients: j, OnFound: func(_ connector.Connection, search string) { searched = search }})
	m.Open(c, "")
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
