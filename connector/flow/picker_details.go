package flow

import (
	"context"
	"time"

	"mooring/connector"
)

const (
	// lookRest is how long a selection must have rested before its details are asked for: whoever walks through the
	// list with the arrows asks nothing.
	lookRest = 200 * time.Millisecond
	// mostDetails is how many of those looked at are remembered while the list is open.
	mostDetails = 50
)

type (
	pickerMet   struct{ tells bool }
	pickerLooks struct{}
	pickerSaw   struct {
		ref     connector.RepositoryRef
		details *connector.Details
		problem *connector.Problem
	}
)

func (e pickerMet) pick(s PickerState) PickerState {
	s.tells = e.tells
	return s
}

func (pickerLooks) pick(s PickerState) PickerState {
	s.LookingAt, s.DetailsProblem = true, nil
	return s
}

// pick leaves out what came too late for what is selected by now.
func (e pickerSaw) pick(s PickerState) PickerState {
	if e.ref == s.Selected {
		s.LookingAt, s.Details, s.DetailsProblem = false, e.details, e.problem
	}
	return s
}

// seen are the details of those looked at, the latest last.
type seen struct {
	of    map[connector.RepositoryRef]connector.Details
	order []connector.RepositoryRef
}

func (m *seen) put(ref connector.RepositoryRef, d connector.Details) {
	if m.of == nil {
		m.of = map[connector.RepositoryRef]connector.Details{}
	}
	if _, there := m.of[ref]; !there {
		m.order = append(m.order, ref)
	}
	m.of[ref] = d
	if len(m.order) > mostDetails {
		delete(m.of, m.order[0])
		m.order = m.order[1:]
	}
}

// LookAgain asks once more for the details of the selected repository, after that failed.
func (p *Picker) LookAgain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.feed.Now().State.DetailsProblem == nil {
		return
	}
	p.here.lookedAt = connector.RepositoryRef{}
	p.feed.Apply(pickerLooks{})
	p.lookAfter(0)
}

// look has the details of what is selected asked for as soon as the selection has rested. The caller holds the mutex.
func (p *Picker) look() { p.lookAfter(p.needs.Look) }

func (p *Picker) lookAfter(rested time.Duration) {
	here, s := p.here, p.feed.Now().State
	if here.lookedAt == s.Selected || here.away {
		return
	}
	p.looking.Stop()
	if !s.tells {
		return
	}
	here.lookedAt = s.Selected
	place := s.Rows.Place(s.Selected)
	details, known := here.seen.of[s.Selected]
	switch {
	case s.Selected.ID == "":
	case known:
		p.feed.Apply(pickerSaw{ref: s.Selected, details: &details})
	case place < 0:
		p.feed.Apply(pickerSaw{ref: s.Selected})
	default:
		r := s.Rows.At(place)
		if !s.LookingAt {
			p.feed.Apply(pickerLooks{})
		}
		p.looking.Follow(func(ctx context.Context) {
			if rest(ctx, rested) {
				p.lookAt(ctx, here, r)
			}
		})
	}
}

// lookAt asks for the details of one. What they tell of what the account may do is shown in the list as well.
func (p *Picker) lookAt(ctx context.Context, here *opening, r connector.Repository) {
	d, err := p.details(ctx, here, r)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		p.feed.ApplyFrom(ctx, pickerSaw{ref: r.Ref, problem: problemFor(err, here.connection)})
		return
	}
	p.mu.Lock()
	here.seen.put(r.Ref, d)
	p.mu.Unlock()
	p.feed.ApplyFrom(ctx, pickerSaw{ref: r.Ref, details: &d})
	if d.Right != connector.RightUnknown && d.Right != r.Right {
		p.list(here).Right(map[connector.RepositoryRef]connector.Right{r.Ref: d.Right}, connector.RightUnknown)
		p.arrived(ctx, here)
	}
}

func (p *Picker) details(ctx context.Context, here *opening, r connector.Repository) (connector.Details, error) {
	bitbucket, err := p.client(ctx, here)
	if err != nil {
		return connector.Details{}, err
	}
	detailer, can := bitbucket.(Detailer)
	if !can {
		return connector.Details{Size: -1, Branches: -1}, nil
	}
	d, err := detailer.Details(ctx, r)
	p.forsake(ctx, here, err)
	return d, err
}
