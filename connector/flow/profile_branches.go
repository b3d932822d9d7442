package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

const (
	// mostBranches is how many branches Bitbucket gives at most; a shorter answer is the whole list.
	mostBranches = 100
	// typingPause is how long somebody must have stopped typing before Bitbucket is asked: each letter by
	// itself would use up what Cloud allows in an hour.
	typingPause = 250 * time.Millisecond
)

// SetBranch takes the branch as it is typed or chosen. Where a repository has more branches than one
// answer holds, Bitbucket is asked for those that are like it once the typing pauses.
func (f *ProfileForm) SetBranch(branch string) {
	f.feed.Apply(profileBranched{branch})
	w, s := f.way, f.feed.Now().State
	f.lookAgain(w)
	if s.allKnown || !s.BranchesCome || s.lists(s.Branches, branch) {
		return
	}
	query := strings.TrimSpace(branch)
	f.branches.Stop()
	f.feed.Apply(profileLooking{})
	f.branches.Start(func(ctx context.Context) {
		if rest(ctx, typingPause) {
			f.readBranches(ctx, w, query)
		}
	})
}

// ChooseBranch takes one of the branches listed; the list stays, so that another can be chosen.
func (f *ProfileForm) ChooseBranch(branch string) {
	f.feed.Apply(profileChose{branch})
	f.lookAgain(f.way)
}

// RetryBranches asks for the branches again after that failed.
func (f *ProfileForm) RetryBranches() {
	s := f.feed.Now().State
	if s.Step != ProfileEditing || s.LookingUp {
		return
	}
	query := strings.TrimSpace(s.Branch)
	if !s.BranchesCome {
		query = ""
	}
	f.branches.Stop()
	w := f.afresh()
	f.feed.Apply(profileLooking{})
	f.branches.Start(func(ctx context.Context) { f.readBranches(ctx, w, query) })
}

func (f *ProfileForm) readBranches(ctx context.Context, w *way, query string) {
	s := f.feed.Now().State
	bitbucket, err := w.open(ctx)
	var found []connector.Branch
	if err == nil {
		found, err = bitbucket.Branches(ctx, s.Repository, query)
	}
	if !f.feed.ApplyFrom(ctx, profileBranches{query: query, branches: found, problem: problemFor(err, s.Connection)}) {
		return
	}
	f.count(w, false)
	f.lookAgain(w)
	if typed := f.feed.Now().State.unanswered(query); typed != "" {
		f.feed.ApplyFrom(ctx, profileLooking{})
		f.readBranches(ctx, w, typed)
	}
}

func (s ProfileState) lists(branches []connector.Branch, name string) bool {
	return slices.ContainsFunc(branches, func(b connector.Branch) bool { return b.Name == name })
}

// branchesLike gives the branches whose name contains query, ignoring case, in their order.
func branchesLike(branches []connector.Branch, query string) []connector.Branch {
	if query == "" {
		return branches
	}
	query = strings.ToLower(query)
	var like []connector.Branch
	for _, b := range branches {
		if strings.Contains(strings.ToLower(b.Name), query) {
			like = append(like, b)
		}
	}
	return like
}
