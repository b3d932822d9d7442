package flow

import (
	"context"
	"slices"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// arrivalsEvery is how often a list that is still coming may be drawn again: ten times a second is smooth,
// more would only keep the computer busy.
const arrivalsEvery = 100 * time.Millisecond

// PickerNeeds is what choosing a repository needs from the rest of the house.
type PickerNeeds struct {
	Clients Clients
	// OnChosen is told once for each choice, on the goroutine that made it: the caller's, or one of the
	// picker's when a typed name had to be looked up first.
	OnChosen func(connector.Connection, connector.Repository)
	// Rest is how long typing must have stopped before Bitbucket is searched for it, and a fifth of how far apart
	// two such questions are at least; zero is 300 milliseconds.
	Rest time.Duration
	// Lists keeps the last list of each connection, Book what was picked; nil keeps nothing.
	Lists Lists
	Book  ChoiceBook
	// Arrangement is how lists are laid out at first, and OnArrange is told when the person changes that.
	Arrangement Arrangement
	OnArrange   func(Arrangement)
	// Clock tells the time; nil is the real one.
	Clock Clock
}

// Picker lets a person choose one of the repositories a connection can see, while they are still coming.
// Its methods are called from one goroutine and never wait.
type Picker struct {
	needs  PickerNeeds
	feed   *Feed[PickerState, pickerEvent]
	load   Task
	lookup Task
	adding Task // the next page of a large workspace
	asking Task // large workspaces, for what is typed

	// mu keeps "search, then publish what was found" one act: otherwise a page that arrives while a
	// letter is typed could publish the hits of the query before. It guards what is here, too.
	mu   sync.Mutex
	here *opening
}

// NewPicker makes a picker with nothing open.
func NewPicker(needs PickerNeeds) *Picker {
	if needs.OnChosen == nil {
		needs.OnChosen = func(connector.Connection, connector.Repository) {}
	}
	if needs.Rest == 0 {
		needs.Rest = typingRest
	}
	return &Picker{
		needs: needs, here: newOpening(connector.Connection{}),
		feed: NewFeed(nextPicker(PickerState{}, pickerClosed{}), nextPicker),
	}
}

// Now gives the latest state.
func (p *Picker) Now() Snapshot[PickerState] { return p.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (p *Picker) Watch(watcher func(Snapshot[PickerState])) (stop func()) {
	return p.feed.Watch(watcher)
}

// Open begins the list of a connection anew and forgets the one before. search is what is searched for from
// the first page on, if anything.
func (p *Picker) Open(connection connector.Connection, search string) {
	p.stop()
	p.mu.Lock()
	p.here = newOpening(connection)
	p.feed.Apply(pickerOpened{connection: connection, query: search, typed: readTyped(search, connection, catalog.Listing{})})
	p.mu.Unlock()
	p.fill()
}

// GoOn reads the list again where it ended early, and adds what is missing; a list that is complete stays
// as it is. It also serves coming back to the picker after a choice.
func (p *Picker) GoOn() {
	s := p.feed.Now().State
	if s.Step == PickerDone {
		p.askOn()
	}
	if s.Step != PickerStopped {
		return
	}
	p.load.Stop()
	p.feed.Apply(pickerResumed{})
	p.fill()
}

// Search shows at once what of the repositories here answers to a query. Large workspaces are searched at
// Bitbucket when the typing rests.
func (p *Picker) Search(query string) {
	p.lookup.Stop()
	p.asking.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.feed.Now().State.LookingUp {
		p.feed.Apply(pickerLookedUp{})
	}
	rows := p.here.list.Search(query)
	open := p.here.unasked(query)
	p.feed.Apply(pickerSearched{
		query: query, rows: rows, typed: readTyped(query, p.here.connection, rows),
		searching: open, cut: p.here.cut(query),
	})
	if open {
		p.ask(query, p.needs.Rest)
	}
}

// Select marks the repository that ChooseSelected would choose.
func (p *Picker) Select(ref connector.RepositoryRef) { p.feed.Apply(pickerSelected{ref}) }

// Move shifts the selection by so many rows and stops at either end. Whoever would go beyond the last row wants
// to see more.
func (p *Picker) Move(by int) {
	s := p.feed.Now().State
	if s.Rows.Len() == 0 {
		return
	}
	wanted := s.Rows.Place(s.Selected) + by
	place := min(max(wanted, 0), s.Rows.Len()-1)
	p.Select(s.Rows.At(place).Ref)
	if wanted > place {
		p.More()
	}
}

// Choose ends the choosing. The list is kept for coming back, but no longer filled.
func (p *Picker) Choose(repository connector.Repository) {
	p.chosen(p.feed.Now().State.Connection, repository)
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

// UseTyped asks Bitbucket for the repository whose name or address is typed, and chooses it if it is there.
func (p *Picker) UseTyped() {
	s := p.feed.Now().State
	if s.Typed == "" || s.LookingUp {
		return
	}
	p.lookup.Stop()
	p.feed.Apply(pickerLookingUp{})
	p.lookup.Start(func(ctx context.Context) { p.find(ctx, s.Connection, s.Typed) })
}

// Close cancels everything and forgets the list.
func (p *Picker) Close() {
	p.stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here = newOpening(connector.Connection{})
	p.feed.Apply(pickerClosed{})
}

// Wait blocks until no work is under way any more.
func (p *Picker) Wait() {
	p.load.Wait()
	p.lookup.Wait()
	p.adding.Wait()
	p.asking.Wait()
}

func (p *Picker) stop() {
	p.load.Stop()
	p.lookup.Stop()
	p.adding.Stop()
	p.asking.Stop()
}

func (p *Picker) fill() {
	p.mu.Lock()
	here := p.here
	p.mu.Unlock()
	p.load.Start(func(ctx context.Context) { p.read(ctx, here) })
}

// read fills the list page by page. The first page is shown at once, later ones as often as is sensible.
func (p *Picker) read(ctx context.Context, here *opening) {
	arrivals := &pace{every: arrivalsEvery, act: func() { p.arrived(ctx, here) }}
	defer arrivals.stop()
	waiting := false
	err := p.readPages(ctx, here, func(page connector.Page) {
		// A pause is shown at once: the page that comes after it may be long in coming.
		if waits := !page.Pause.IsZero(); waits || waiting {
			waiting = waits
			p.feed.ApplyFrom(ctx, pickerWaits{page.Pause})
		}
		if page.Pause.IsZero() || len(page.Repositories) > 0 {
			p.put(here, page)
			arrivals.ask()
		}
	})
	p.arrived(ctx, here)
	p.ended(ctx, here, err)
}

// readPages reads the list to its end; of large workspaces only the beginning, where Bitbucket can be left to
// search them.
func (p *Picker) readPages(ctx context.Context, here *opening, came func(connector.Page)) error {
	bitbucket, err := p.needs.Clients.Open(ctx, here.connection)
	if err != nil {
		return err
	}
	list := bitbucket.Repositories
	if lazy, can := bitbucket.(Lazy); can {
		list = lazy.Some
		p.mu.Lock()
		here.lazy = lazy
		p.mu.Unlock()
	}
	for page, err := range list(ctx) {
		if err != nil {
			return err
		}
		came(page)
	}
	return nil
}

func (p *Picker) put(here *opening, page connector.Page) {
	p.mu.Lock()
	defer p.mu.Unlock()
	here.put(page)
}

// arrived publishes what has come. A large workspace that came to light while something is searched for is
// asked about it.
func (p *Picker) arrived(ctx context.Context, here *opening) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.feed.Now().State
	rows := here.list.Search(s.Query)
	loaded, total := here.list.Counts()
	if s.Step == PickerDone {
		total = here.whole()
	}
	begin := !s.Searching && s.SearchProblem == nil && here.unasked(s.Query)
	counts := p.feed.ApplyFrom(ctx, pickerArrived{
		rows: rows, loaded: loaded, total: total, typed: readTyped(s.Query, s.Connection, rows),
		large: slices.Clone(here.large), searching: s.Searching || begin,
	})
	if counts && begin {
		p.ask(s.Query, p.needs.Rest)
	}
}

func (p *Picker) ended(ctx context.Context, here *opening, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.feed.ApplyFrom(ctx, pickerEnded{problem: problemFor(err, here.connection), total: here.whole()})
}

func (p *Picker) find(ctx context.Context, connection connector.Connection, name string) {
	repository, err := findByName(ctx, p.needs.Clients, connection, name)
	p.feed.ApplyFrom(ctx, pickerLookedUp{problemFor(err, connection)})
	if err == nil && ctx.Err() == nil {
		p.chosen(connection, repository)
	}
}

func (p *Picker) chosen(connection connector.Connection, repository connector.Repository) {
	p.stop()
	p.feed.Apply(pickerPaused{})
	p.needs.OnChosen(connection, repository)
}
