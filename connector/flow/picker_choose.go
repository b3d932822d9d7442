package flow

import (
	"context"
	"strings"

	"mooring/connector"
	"mooring/connector/catalog"
)

// whyGone is the argument why of a repository that was listed and is not there any more.
const whyGone = "gone"

type (
	pickerChooses   struct{ ref connector.RepositoryRef }
	pickerUnchosen  struct{}
	pickerNotChosen struct{ problem *connector.Problem }
)

// pick holds the selection where it is: were it to jump to a neighbour because the chosen one is gone, a second Return
// would choose that.
func (e pickerChooses) pick(s PickerState) PickerState {
	s.Choosing, s.ChoiceProblem, s.touched = e.ref, nil, true
	return s
}

func (pickerUnchosen) pick(s PickerState) PickerState {
	s.Choosing, s.ChoiceProblem = connector.RepositoryRef{}, nil
	return s
}

func (e pickerNotChosen) pick(s PickerState) PickerState {
	s.Choosing, s.ChoiceProblem = connector.RepositoryRef{}, e.problem
	return s
}

// Choose makes sure that a repository is still there and then ends the choosing. The list is kept for coming back, but
// no longer filled. One that is gone leaves the list.
func (p *Picker) Choose(repository connector.Repository) {
	s := p.feed.Now().State
	if s.Step == PickerIdle || repository.Ref.ID == "" || s.Choosing == repository.Ref {
		return
	}
	p.lookup.Stop()
	p.choosing.Stop()
	p.mu.Lock()
	here := p.here
	here.tried = repository
	p.feed.Apply(pickerChooses{repository.Ref})
	p.mu.Unlock()
	p.choosing.Follow(func(ctx context.Context) { p.makeSure(ctx, here, repository) })
}

// ChooseSelected is what Return does: it chooses the selected repository, or looks up what is typed where
// nothing in the list answers to it.
func (p *Picker) ChooseSelected() {
	s := p.feed.Now().State
	if place := s.Rows.Place(s.Selected); place >= 0 {
		p.Choose(s.Rows.At(place))
		return
	}
	p.UseTyped()
}

// ChooseAgain chooses once more what could not be made sure of.
func (p *Picker) ChooseAgain() {
	if p.feed.Now().State.ChoiceProblem == nil {
		return
	}
	p.mu.Lock()
	tried := p.here.tried
	p.mu.Unlock()
	p.Choose(tried)
}

// Unchoose gives up making sure of a repository that was chosen, and puts away why one could not be chosen.
func (p *Picker) Unchoose() {
	p.choosing.Stop()
	p.feed.Apply(pickerUnchosen{})
}

// UseTyped asks Bitbucket for the repository whose name or address is typed, and chooses it if it is there.
func (p *Picker) UseTyped() {
	s := p.feed.Now().State
	if s.Typed == "" || s.LookingUp {
		return
	}
	p.Unchoose()
	p.lookup.Stop()
	p.mu.Lock()
	here := p.here
	p.mu.Unlock()
	p.feed.Apply(pickerLookingUp{})
	p.lookup.Start(func(ctx context.Context) { p.find(ctx, here, s.Typed) })
}

// find looks up a name that is typed.
func (p *Picker) find(ctx context.Context, here *opening, name string) {
	repository, err := p.byName(ctx, here, name)
	p.feed.ApplyFrom(ctx, pickerLookedUp{problemFor(err, here.connection)})
	if err == nil {
		p.chosen(ctx, here, repository)
	}
}

// makeSure asks Bitbucket for a repository by the name it had. Another one of that name is not the one that was chosen.
// What cannot be asked may still be there.
func (p *Picker) makeSure(ctx context.Context, here *opening, r connector.Repository) {
	fresh, err := p.byName(ctx, here, r.FullName())
	if ctx.Err() != nil {
		return
	}
	if connector.IsProblem(err, connector.CodeRepositoryNotFound) || err == nil && fresh.Ref.ID != r.Ref.ID {
		p.gone(ctx, here, r, err)
		return
	}
	if err != nil {
		p.feed.ApplyFrom(ctx, pickerNotChosen{problemFor(err, here.connection)})
		return
	}
	if list := p.list(here); has(list, r.Ref) {
		list.Add(connector.Page{Repositories: []connector.Repository{fresh}, Total: -1})
		p.arrived(ctx, here)
	}
	p.chosen(ctx, here, fresh)
}

// gone takes a repository out that is not there any more, and tells so.
func (p *Picker) gone(ctx context.Context, here *opening, r connector.Repository, cause error) {
	problem := connector.NewProblem(connector.CodeRepositoryNotFound, "repository", r.FullName(), "why", whyGone)
	if cause != nil {
		problem = problem.Because(cause)
	}
	p.drop(here, r.Ref)
	p.arrived(ctx, here)
	p.feed.ApplyFrom(ctx, pickerNotChosen{&problem})
	p.note(here, change{do: func(c *connector.Choices) { forgetRecent(c, r.Ref) }})
}

// byName asks for one repository by its "key/slug".
func (p *Picker) byName(ctx context.Context, here *opening, name string) (connector.Repository, error) {
	bitbucket, err := p.client(ctx, here)
	if err != nil {
		return connector.Repository{}, err
	}
	key, slug, _ := strings.Cut(name, "/")
	r, err := bitbucket.Repository(ctx, key, slug)
	p.forsake(ctx, here, err)
	return r, err
}

// chosen ends the choosing with a repository that is there.
func (p *Picker) chosen(ctx context.Context, here *opening, r connector.Repository) {
	p.mu.Lock()
	if ctx.Err() != nil {
		p.mu.Unlock()
		return
	}
	s := p.feed.Now().State
	p.stop()
	here.paused(s)
	p.feed.Apply(pickerPaused{})
	if s.Step == PickerLoading {
		p.keep(here, false)
	}
	p.mu.Unlock()
	picked := connector.ChoiceOf(r, p.needs.Clock().UTC())
	p.note(here, change{do: func(c *connector.Choices) { remember(c, picked) }})
	p.needs.OnChosen(here.connection, r)
}

// client gives the client that the list is read with, or makes one.
func (p *Picker) client(ctx context.Context, here *opening) (Bitbucket, error) {
	p.mu.Lock()
	bitbucket := here.bitbucket
	p.mu.Unlock()
	if bitbucket != nil {
		return bitbucket, nil
	}
	bitbucket, err := p.needs.Clients.Open(ctx, here.connection)
	if err == nil {
		p.met(ctx, here, bitbucket)
	}
	return bitbucket, err
}

// forsake has the next question asked with a new client after one that failed: whoever has signed in again meanwhile has
// another secret.
func (p *Picker) forsake(ctx context.Context, here *opening, err error) {
	if err == nil || ctx.Err() != nil || connector.IsProblem(err, connector.CodeRepositoryNotFound) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	here.bitbucket = nil
}

// drop takes a repository out of the list.
func (p *Picker) drop(here *opening, ref connector.RepositoryRef) {
	p.mu.Lock()
	if here.before > 0 {
		here.before--
	}
	list := here.list
	p.mu.Unlock()
	list.Drop(ref)
}

// has tells whether a repository is in the list itself, not only among what was picked.
func has(list *catalog.Catalog, ref connector.RepositoryRef) bool {
	return list.Find("", Arrangement{}, Top{}).Place(ref) >= 0
}
