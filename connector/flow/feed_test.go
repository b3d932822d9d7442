package flow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector/flow"
)

func sum(state, event int) int { return state + event }

func TestWatchersSeeEveryStateInOrder(t *testing.T) {
	f := flow.NewFeed(1, sum)
	var seen []flow.Snapshot[int]
	stop := f.Watch(func(s flow.Snapshot[int]) { seen = append(seen, s) })
	f.Apply(2)
	stop()
	f.Apply(3)
	assert.Equal(t, []flow.Snapshot[int]{{Seq: 1, State: 1}, {Seq: 2, State: 3}}, seen)
	assert.Equal(t, 6, f.Now().State)
}

func TestAnAnswerNobodyWaitsForChangesNothing(t *testing.T) {
	f := flow.NewFeed(1, sum)
	var task flow.Task
	begun, release := make(chan struct{}), make(chan struct{})
	task.Start(func(ctx context.Context) {
		close(begun)
		<-release
		f.ApplyFrom(ctx, 10)
	})
	<-begun
	task.Stop()
	close(release)
	task.Wait()
	assert.Equal(t, 1, f.Now().State)
}

func TestStartingAgainCancelsWhatRan(t *testing.T) {
	var task flow.Task
	cancelled := make(chan struct{})
	task.Start(func(ctx context.Context) {
		<-ctx.Done()
		close(cancelled)
	})
	task.Start(func(context.Context) {})
	<-cancelled
	task.Wait()
}

func TestWorkThatFollowsBeginsWhenTheWorkBeforeHasTidiedUp(t *testing.T) {
	var task flow.Task
	begun, tidy, order := make(chan struct{}), make(chan struct{}), make(chan string, 2)
	task.Start(func(ctx context.Context) {
		close(begun)
		<-ctx.Done()
		<-tidy
		order <- "before"
	})
	<-begun
	task.Follow(func(context.Context) { order <- "after" })
	close(tidy)
	task.Wait()
	assert.Equal(t, "before", <-order)
	assert.Equal(t, "after", <-order)
}
