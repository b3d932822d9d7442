package flow

import (
	"context"
	"slices"

	"mooring/connector"
	"mooring/connector/catalog"
)

// mostRecent is how many of those chosen last are remembered.
const mostRecent = 5

type pickerPinned struct{ problem *connector.Problem }

func (e pickerPinned) pick(s PickerState) PickerState {
	s.PinProblem = e.problem
	return s
}

// change is something to be done to what was picked. It counts at once, and on the disk a moment later.
type change struct {
	do func(*connector.Choices)
	// pin says that somebody asked for it and hears of it if it cannot be kept; else it counts as long as the list is open.
	pin bool
}

// picks are what was picked of a connection: as it lies on the disk, and what is about to be done to it.
type picks struct {
	kept connector.Choices
	// told says that kept is newer than what was read at the opening.
	told    bool
	pending []*change
}

// now gives what was picked, with everything that is about to be done.
func (k *picks) now() connector.Choices {
	c := connector.Choices{Pinned: slices.Clone(k.kept.Pinned), Recent: slices.Clone(k.kept.Recent)}
	for _, change := range k.pending {
		change.do(&c)
	}
	return c
}

// settle ends a change: kept is what lies on the disk now, unless it could not be kept.
func (k *picks) settle(done *change, kept connector.Choices, err error) {
	k.pending = slices.DeleteFunc(k.pending, func(c *change) bool { return c == done })
	switch {
	case err == nil:
		k.kept, k.told = kept, true
	case !done.pin:
		done.do(&k.kept)
	}
}

// Pin puts a repository above all others, or takes it down again. It stands there at once; if that cannot be kept, it
// is taken back and told.
func (p *Picker) Pin(repository connector.Repository, on bool) {
	if repository.Ref.ID == "" || p.feed.Now().State.Step == PickerIdle {
		return
	}
	picked := connector.ChoiceOf(repository, p.needs.Clock().UTC())
	p.mu.Lock()
	here := p.here
	p.mu.Unlock()
	p.feed.Apply(pickerPinned{})
	p.note(here, change{pin: true, do: func(c *connector.Choices) {
		there := slices.ContainsFunc(c.Pinned, func(o connector.Choice) bool { return o.Repository == picked.Repository })
		switch {
		case on && !there:
			c.Pinned = append(c.Pinned, picked)
		case !on:
			c.Pinned = without(c.Pinned, picked.Repository)
		}
	}})
}

// note does something to what was picked: at once in the list, and then on the disk, one after another.
func (p *Picker) note(here *opening, c change) {
	if p.needs.Book == nil && !c.pin {
		return
	}
	p.mu.Lock()
	here.picks.pending = append(here.picks.pending, &c)
	p.atop(here)
	p.mu.Unlock()
	p.book.change(func(ctx context.Context) {
		kept, err := p.write(ctx, here, c)
		p.mu.Lock()
		defer p.mu.Unlock()
		here.picks.settle(&c, kept, err)
		if err != nil && c.pin && here == p.here {
			p.feed.Apply(pickerPinned{problemFor(err, here.connection)})
		}
		p.atop(here)
	})
}

// write does it on the disk. Without a book it counts as long as the list is open.
func (p *Picker) write(ctx context.Context, here *opening, c change) (connector.Choices, error) {
	if p.needs.Book == nil || here.connection.ID == "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		kept := here.picks.kept
		c.do(&kept)
		return kept, nil
	}
	return p.needs.Book.ChangeChoices(ctx, here.connection.ID, c.do)
}

// atop shows what stands on top by now. The caller holds the mutex.
func (p *Picker) atop(here *opening) {
	now := here.picks.now()
	if here != p.here || slices.Equal(now.Pinned, here.top.Pinned) && slices.Equal(now.Recent, here.top.Recent) {
		return
	}
	here.turn++
	here.top = catalog.Top{Pinned: now.Pinned, Recent: now.Recent}
	s := p.feed.Now().State
	p.feed.Apply(pickerArranged{arrangement: s.Arrangement, rows: here.list.Find(s.Query, s.Arrangement, here.top)})
	p.look()
}

// recallPicked reads what was picked, unless something newer is known. It tells whether there is anything.
func (p *Picker) recallPicked(ctx context.Context, here *opening) bool {
	if p.needs.Book == nil || here.connection.ID == "" {
		return false
	}
	kept, err := p.needs.Book.Choices(ctx, here.connection.ID)
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !here.picks.told {
		here.picks.kept = kept
	}
	now := here.picks.now()
	here.turn++
	here.top = catalog.Top{Pinned: now.Pinned, Recent: now.Recent}
	return len(now.Pinned)+len(now.Recent) > 0
}

// remember puts one on top of those chosen last.
func remember(c *connector.Choices, picked connector.Choice) {
	c.Recent = slices.Insert(without(c.Recent, picked.Repository), 0, picked)
	c.Recent = c.Recent[:min(len(c.Recent), mostRecent)]
}

func forgetRecent(c *connector.Choices, ref connector.RepositoryRef) {
	c.Recent = without(c.Recent, ref)
}

func without(choices []connector.Choice, ref connector.RepositoryRef) []connector.Choice {
	return slices.DeleteFunc(slices.Clone(choices), func(c connector.Choice) bool { return c.Repository == ref })
}
