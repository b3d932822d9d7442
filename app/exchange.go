package app

import (
	"context"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/connector/source"
	"mooring/connector/store"
)

// exchange is the store's file for giving profiles away, as the flows use it.
type exchange struct{}

// Export writes profiles into one file.
func (exchange) Export(profiles []connector.BuildProfile) ([]byte, error) {
	return store.Export(profiles)
}

// Import reads such a file.
func (exchange) Import(file []byte) ([]connector.BuildProfile, error) { return store.Import(file) }

// finder looks for platforms in what a Bitbucket lists.
type finder struct{}

// Find lists what could be built from a repository.
func (finder) Find(ctx context.Context, tree flow.Tree, repository connector.Repository, branch string) ([]connector.Candidate, error) {
	entries, err := tree.Tree(ctx, repository, branch)
	if err != nil {
		return nil, err
	}
	read := func(ctx context.Context, path string) (string, error) {
		return tree.File(ctx, repository, branch, path)
	}
	return source.Find(ctx, entries, read), ctx.Err()
}
