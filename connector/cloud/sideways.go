package cloud

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// sideways does n things, a few at a time, until one fails.
func sideways(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(besides)
	for i := range n {
		group.Go(func() error { return do(ctx, i) })
	}
	return group.Wait()
}
