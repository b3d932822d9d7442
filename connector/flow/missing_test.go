package flow_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// missingBitbucket explains as a test says.
type missingBitbucket struct {
	pickBitbucket
	explain func(text string) []connector.Check
}

func (b *missingBitbucket) Explain(text string) []connector.Check { return b.explain(text) }

type missingClients struct {
	bitbucket flow.Bitbucket
	err       error
}

func (c *missingClients) Try(connector.Connection, connector.Credential) flow.Bitbucket {
	return c.bitbucket
}

func (c *missingClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return c.bitbucket, c.err
}

// explains is a ladder of two rungs; the second one answers.
func explains(answer func(ctx context.Context) connector.Finding) *missingBitbucket {
	return &missingBitbucket{explain: func(text string) []connector.Check {
		return []connector.Check{
			{ID: connector.CheckPlace, Run: func(context.Context) connector.Finding {
				return connector.Finding{Facts: map[string]string{"asked": text}}
			}},
			{ID: connector.CheckRepository, After: []connector.CheckID{connector.CheckPlace}, Run: answer},
		}
	}}
}

func newMissing(clients *missingClients) (*flow.Missing, *[]string) {
	found := &[]string{}
	m := flow.NewMissing(flow.MissingNeeds{Clients: clients, OnFound: func(c connector.Connection, search string) {
		*found = append(*found, c.ID+" "+search)
	}})
	return m, found
}

func TestTheBlockerOfAMissingRepositoryIsNamed(t *testing.T) {
	m, found := newMissing(&missingClients{bitbucket: explains(func(context.Context) connector.Finding {
		return connector.Finding{Problems: []connector.Problem{connector.NewProblem(connector.CodeNotPermitted, "resource", "SHOP/app")}}
	})})
	m.Open(pickConnection(), "app")
	assert.Equal(t, flow.MissingAsking, m.Now().State.Step)
	assert.Equal(t, "app", m.Now().State.Text)
	m.Ask(" SHOP/app ")
	m.Wait()
	s := m.Now().State
	assert.Equal(t, flow.MissingDone, s.Step)
	assert.Equal(t, "SHOP/app", s.Report.Fact("asked"))
	p, _ := s.Report.Worst()
	assert.Equal(t, connector.CodeNotPermitted, p.Code)
	_, _, ok := s.Found()
	assert.False(t, ok)
	m.Choose()
	assert.Empty(t, *found, "what is blocked cannot be chosen")
	assert.Equal(t, flow.MissingDone, m.Now().State.Step)

	m.Ask("")
	assert.Equal(t, flow.MissingDone, m.Now().State.Step, "nothing to ask about")
	m.Ask("SHOP/other")
	m.Wait()
	assert.Equal(t, "SHOP/other", m.Now().State.Report.Fact("asked"), "another one can be asked about at once")
}

func TestARepositoryThatIsThereAfterAllIsFoundInTheList(t *testing.T) {
	m, found := newMissing(&missingClients{bitbucket: explains(func(context.Context) connector.Finding {
		return connector.Finding{Facts: map[string]string{"key": "SHOP", "slug": "app"}}
	})})
	m.Open(pickConnection(), "")
	m.Ask("app")
	m.Wait()
	key, slug, ok := m.Now().State.Found()
	assert.True(t, ok)
	assert.Equal(t, "SHOP/app", key+"/"+slug)
	m.Choose()
	assert.Equal(t, []string{"c1 SHOP/app"}, *found)
	assert.Equal(t, flow.MissingClosed, m.Now().State.Step)
}

func TestABitbucketThatCannotExplainSaysSo(t *testing.T) {
	m, _ := newMissing(&missingClients{bitbucket: &pickBitbucket{}})
	m.Open(pickConnection(), "")
	m.Ask("app")
	m.Wait()
	s := m.Now().State
	assert.Equal(t, flow.MissingDone, s.Step)
	assert.True(t, s.Unable)
	assert.Empty(t, s.Report.Rungs)
	m.Open(pickConnection(), "")
	assert.False(t, m.Now().State.Unable)
}

func TestWithoutTheSecretThereIsNothingToAskWith(t *testing.T) {
	m, _ := newMissing(&missingClients{err: fmt.Errorf("open: %w", connector.ErrNoSecret)})
	m.Open(pickConnection(), "")
	m.Ask("app")
	m.Wait()
	s := m.Now().State
	assert.Equal(t, flow.MissingDone, s.Step)
	require.NotNil(t, s.Problem)
	assert.Equal(t, connector.CodeSessionEnded, s.Problem.Code)
	assert.Equal(t, "Shop git", s.Problem.Args["name"])
}

func TestLookingForAMissingRepositoryCanBeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := newMissing(&missingClients{bitbucket: explains(func(ctx context.Context) connector.Finding {
			<-ctx.Done()
			return connector.Finding{}
		})})
		assert.False(t, m.Back(), "a closed page has nowhere to go")
		m.Ask("app")
		assert.Equal(t, flow.MissingClosed, m.Now().State.Step, "a closed page asks nobody")
		m.Open(pickConnection(), "")
		m.Ask("app")
		synctest.Wait()
		s := m.Now().State
		assert.Equal(t, flow.MissingLooking, s.Step)
		assert.Equal(t, connector.Running, s.Report.Rungs[1].State)
		assert.True(t, m.Back())
		m.Wait()
		s = m.Now().State
		assert.Equal(t, flow.MissingAsking, s.Step)
		assert.Equal(t, "app", s.Text, "what was typed stays typed")
		assert.Empty(t, s.Report.Rungs)
		assert.True(t, m.Back())
		assert.Equal(t, flow.MissingClosed, m.Now().State.Step)
	})
}
