package flow

import (
	"context"
	"maps"
	"slices"

	"mooring/connector"
)

// fewForRights is how long a list may be for what one may do to be asked without being wanted: it costs as many requests
// as the list itself. Of workspaces that are not even listed whole it is asked only when wanted, too.
const fewForRights = 5000

type (
	pickerFindsRights struct{}
	pickerFoundRights struct {
		known   bool
		problem *connector.Problem
	}
)

func (pickerFindsRights) pick(s PickerState) PickerState {
	s.FindingRights, s.RightsProblem = true, nil
	return s
}

func (e pickerFoundRights) pick(s PickerState) PickerState {
	s.FindingRights, s.RightsKnown, s.RightsProblem = false, e.known, e.problem
	return s
}

// FindRights asks once more what the account may do, after that failed, or however long the list is.
func (p *Picker) FindRights() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here.rightsAsked = false
	p.askRights(p.here, true)
}

// askRights asks what the account may do once the list is there: where it is short, where somebody has typed that they
// want to see what they administer, or where it is wanted. The caller holds the mutex.
func (p *Picker) askRights(here *opening, wanted bool) {
	s := p.feed.Now().State
	righter, can := here.bitbucket.(Righter)
	wanted = wanted || slices.Contains(s.Asked.Is, OnlyAdmin)
	if !can || s.Step != PickerDone || here.rightsAsked || !wanted && (s.Partial() || max(s.Loaded, s.Total) > fewForRights) {
		return
	}
	here.rightsAsked = true
	p.feed.Apply(pickerFindsRights{})
	p.rights.Follow(func(ctx context.Context) { p.findRights(ctx, here, righter) })
}

// findRights shows what comes as it comes. Only at the end it is known of the others that they may be read and no more.
func (p *Picker) findRights(ctx context.Context, here *opening, righter Righter) {
	arrivals := &pace{every: arrivalsEvery, act: func() { p.arrived(ctx, here) }}
	defer arrivals.stop()
	list := p.list(here)
	told := map[connector.RepositoryRef]connector.Right{}
	all, err := righter.Rights(ctx, func(page connector.RightsPage) {
		if len(page.Rights) == 0 || ctx.Err() != nil {
			return
		}
		maps.Copy(told, page.Rights)
		list.Right(page.Rights, connector.RightUnknown)
		arrivals.ask()
	})
	if ctx.Err() != nil {
		return
	}
	if all && err == nil {
		list.Right(told, connector.RightRead)
	}
	p.arrived(ctx, here)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.feed.ApplyFrom(ctx, pickerFoundRights{all && err == nil, problemFor(err, here.connection)}) && len(told) > 0 {
		p.keep(here, true) // the list was whole, and was kept before this was known
	}
}
