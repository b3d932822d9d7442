package sandbox

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

func TestWhoStandsInLineIsCalledTheLastPageFirst(t *testing.T) {
	for range 20 { // they line up in whatever order
		synctest.Test(t, func(t *testing.T) {
			var line lineUp
			var mu sync.Mutex
			var called []int
			var all sync.WaitGroup
			for at := range 6 {
				all.Go(func() {
					leave := line.enter(t.Context(), at)
					mu.Lock()
					called = append(called, at)
					mu.Unlock()
					leave()
				})
			}
			all.Wait()
			assert.Equal(t, []int{5, 4, 3, 2, 1, 0}, called)
			synctest.Wait()
		})
	}
}
