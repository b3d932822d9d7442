package flow

import (
	"context"
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/catalog"
)

// Search shows at once what of the repositories here answers to a query. Large workspaces are searched at
// Bitbucket when the typing rests. What was being made sure of is given up.
func (p *Picker) Search(query string) {
	p.lookup.Stop()
	p.choosing.Stop()
	p.asking.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	here := p.here
	here.turn, here.away = here.turn+1, false
	rows := here.list.Find(query, p.feed.Now().State.Arrangement, here.top)
	open := here.unasked(query)
	asked := catalog.ReadQuery(query)
	p.feed.Apply(pickerSearched{
		query: query, asked: asked, rows: rows, typed: readTyped(query, here.connection, rows),
		searching: open, cut: here.cut(query),
	})
	p.look()
	if open {
		p.ask(query, p.needs.Rest)
	}
	p.askRights(here, false)
}

// Narrow adds a word that narrows the list to what is typed, or takes it out: one of the Only words, or "project:" with
// a key. It stands before all else, with a space behind it, so that whoever goes on typing does not make another word
// of it.
func (p *Picker) Narrow(word string, on bool) {
	text := catalog.With(p.feed.Now().State.Query, word, on)
	if on {
		word = catalog.With("", word, true)
		text = strings.TrimSpace(word + " " + strings.TrimSuffix(text, word))
	}
	if text != "" && catalog.Plain(text) == "" {
		text += " "
	}
	p.Search(text)
}

// Arrange lays the list out in another way. What is selected stays so.
func (p *Picker) Arrange(how Arrangement) {
	p.mu.Lock()
	here := p.here
	p.how = how
	here.turn++
	rows := here.list.Find(p.feed.Now().State.Query, how, here.top)
	p.feed.Apply(pickerArranged{arrangement: how, rows: rows})
	p.look()
	p.mu.Unlock()
	p.needs.OnArrange(how)
}

// Select marks the repository that ChooseSelected would choose.
func (p *Picker) Select(ref connector.RepositoryRef) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.feed.Apply(pickerSelected{ref})
	p.look()
}

// Move shifts the selection by so many repositories and stops at either end. Whoever would go beyond the last one wants
// to see more.
func (p *Picker) Move(by int) {
	s := p.feed.Now().State
	if s.Rows.Len() == 0 {
		return
	}
	from, step := s.Rows.Place(s.Selected), by
	if from < 0 && s.Selected.ID != "" { // it has vanished, and the next one stands where it stood
		from, step = min(s.stood, s.Rows.Len()-1), by-min(1, max(0, by))
	}
	place := s.Rows.Step(from, step)
	if place < 0 {
		return
	}
	p.Select(s.Rows.At(place).Ref)
	if by > 0 && s.Rows.Step(place, 1) == place && place-from < by {
		p.More()
	}
}

// list gives the list as it is filled now: one that was kept takes the place of the empty one.
func (p *Picker) list(here *opening) *catalog.Catalog {
	p.mu.Lock()
	defer p.mu.Unlock()
	return here.list
}

// arrived publishes what has come. A large workspace that came to light while something is searched for is
// asked about it. The list is looked through while nobody has to wait for it; where somebody has searched meanwhile,
// what they found holds what has come, too.
func (p *Picker) arrived(ctx context.Context, here *opening) {
	p.showing.Lock()
	defer p.showing.Unlock()
	p.mu.Lock()
	turn, list, top, s := here.turn, here.list, here.top, p.feed.Now().State
	p.mu.Unlock()
	rows := list.Find(s.Query, s.Arrangement, top)
	p.mu.Lock()
	defer p.mu.Unlock()
	s = p.feed.Now().State
	if turn != here.turn {
		rows = s.Rows
	}
	loaded, total := list.Counts()
	if s.Step == PickerDone {
		total = here.whole()
	}
	begin := !s.Searching && s.SearchProblem == nil && here.unasked(s.Query)
	counts := p.feed.ApplyFrom(ctx, pickerArrived{
		rows: rows, loaded: loaded, total: total, typed: readTyped(s.Query, s.Connection, rows),
		large: slices.Clone(here.large), searching: s.Searching || begin, kept: here.kept,
	})
	if !counts {
		return
	}
	p.look()
	if begin {
		p.ask(s.Query, p.needs.Rest)
	}
}
