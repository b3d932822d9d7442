package flow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/flow"
)

// slowly answers everything after a while, unless nobody waits for it any more.
func slowly(t *testing.T) *richBitbucket {
	t.Helper()
	late := func(ctx context.Context, d time.Duration) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	b := &richBitbucket{}
	b.pickBitbucket.pages = func(ctx context.Context, yield func(connector.Page, error) bool) {
		for i := range 5 {
			if err := late(ctx, 90*time.Millisecond); err != nil {
				yield(connector.Page{}, err)
				return
			}
			if !yield(pickPage(-1, strings.Repeat("Shop", i+1)), nil) {
				return
			}
		}
	}
	b.byName = func(ctx context.Context, _, _ string) (connector.Repository, error) {
		err := late(ctx, 150*time.Millisecond)
		return pickPage(-1, "Shop").Repositories[0], err
	}
	b.details = func(ctx context.Context, _ connector.Repository) (connector.Details, error) {
		return connector.Details{}, late(ctx, 130*time.Millisecond)
	}
	b.rights = func(ctx context.Context, page func(connector.RightsPage)) (bool, error) {
		for range 3 {
			if err := late(ctx, 70*time.Millisecond); err != nil {
				return false, err
			}
			page(connector.RightsPage{})
		}
		return true, nil
	}
	return b
}

func TestNothingOutlivesTheListWheneverItIsLeft(t *testing.T) {
	for moment := time.Duration(0); moment < 1200*time.Millisecond; moment += 37 * time.Millisecond {
		for _, choosing := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) { // which fails if anything goes on when this returns
				p, chosen := richPicker(slowly(t), newMemory())
				p.Open(pickConnection(), "")
				if choosing {
					time.Sleep(moment / 2)
					p.ChooseSelected()
				}
				time.Sleep(moment)
				p.Close()
				before := len(chosen.all())
				begun := time.Now()
				p.Wait()
				assert.Zero(t, time.Since(begun), "nobody waits for what is not wanted any more, after %v", moment)
				s := p.Now().State
				assert.Equal(t, flow.PickerIdle, s.Step)
				assert.Zero(t, s.Rows.Len())
				assert.False(t, s.LookingAt || s.FindingRights || s.Searching || s.Adding || s.LookingUp)
				assert.Len(t, chosen.all(), before)
			})
		}
	}
}

func TestTypingWhilePagesArriveAlwaysShowsWhatWasTyped(t *testing.T) {
	const size = 20_000
	b := &richBitbucket{}
	b.pickBitbucket.pages = func(_ context.Context, yield func(connector.Page, error) bool) {
		for from := 0; from < size; from += 1000 {
			page := connector.Page{Total: size}
			for n := from; n < from+1000; n++ {
				page.Repositories = append(page.Repositories, pickRepository(n, fmt.Sprint([]string{"Bakery", "Cafe", "Florist"}[n%3], " ", n)))
			}
			if !yield(page, nil) {
				return
			}
		}
	}
	p, _ := richPicker(b, newMemory())
	p.Open(pickConnection(), "")
	for i := 0; p.Now().State.Step == flow.PickerLoading; i++ {
		query := []string{"bakery", "cafe", "florist", "cafe 1"}[i%4]
		p.Search(query)
		s := p.Now().State
		require.Equal(t, query, s.Query)
		for at := range min(s.Rows.Len(), 50) {
			require.Contains(t, strings.ToLower(s.Rows.At(at).Name), strings.Fields(query)[0])
		}
	}
	p.Search("florist")
	p.Wait()
	assert.Equal(t, size/3, p.Now().State.Rows.Len())
	assert.Equal(t, size, p.Now().State.Total)
}
