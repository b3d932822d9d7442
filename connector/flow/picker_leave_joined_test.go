package flow_test

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

func TestLeavingAtAnyMomentLeavesNothingBehind(t *testing.T) {
	bothProducts(t, func(t *testing.T, provider connector.Provider) {
		j := newJoinedShelf(t, sandbox.Options{Repos: 1500, Workspaces: 3, Latency: 2 * time.Millisecond})
		c, p, _ := j.keeps(t, provider)
		nobodyWorks(t) // for a test before this one
		for moment := range 20 {
			come := make(chan struct{})
			seen := 0
			stop := p.Watch(func(s flow.Snapshot[flow.PickerState]) {
				if seen++; seen == 2*moment+2 {
					close(come)
				}
			})
			p.Open(c, "")
			p.Search("app")
			p.Search("")
			if moment%3 == 0 {
				p.ChooseSelected()
			}
			ended := make(chan struct{})
			go func() { p.Wait(); close(ended) }()
			select {
			case <-come:
			case <-ended:
			}
			stop()
			p.Close()
			p.Wait()
			<-ended
			nobodyWorks(t)
			require.Equal(t, flow.PickerIdle, p.Now().State.Step)
		}
	})
}

// nobodyWorks waits until no goroutine is a picker's any more; what was shown last may be a moment longer about it.
func nobodyWorks(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return !strings.Contains(stacks(), "flow.(*Picker)") }, time.Minute, time.Millisecond)
}

// stacks tells what every goroutine but this one does.
func stacks() string {
	all := make([]byte, 1<<20)
	all = all[:runtime.Stack(all, true)]
	_, others, _ := bytes.Cut(all, []byte("\n\n"))
	return string(others)
}

func TestADiskThatIsSlowHoldsNobodyUp(t *testing.T) {
	j := newJoinedShelf(t, sandbox.Options{})
	c := j.connection(connector.Server)
	m := newMemory()
	m.slow = make(chan struct{})
	p := flow.NewPicker(flow.PickerNeeds{Clients: j, Lists: m, Book: m})
	p.Open(c, "")
	done := make(chan struct{})
	stop := p.Watch(func(s flow.Snapshot[flow.PickerState]) {
		if s.State.Step == flow.PickerDone {
			select {
			case <-done:
			default:
				close(done)
			}
		}
	})
	<-done
	stop()
	first := p.Now().State.Rows.At(p.Now().State.Rows.Step(-1, 1))
	p.Pin(first, true)
	p.Search("app")
	p.Search("")
	row := p.Now().State.Rows.Row(p.Now().State.Rows.Place(first.Ref))
	assert.True(t, row.Pinned, "while the disk has not even begun")
	close(m.slow)
	p.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	kept, err := m.Choices(ctx, c.ID)
	require.NoError(t, err)
	assert.Len(t, kept.Pinned, 1)
}
