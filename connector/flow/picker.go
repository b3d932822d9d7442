package flow

import (
	"context"
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
	// OnChosen is told once for each choice, on a goroutine of the picker's: it has made sure first that the
	// repository is there.
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
	// Look is how long a selection must have rested before its details are asked for; zero is 200 milliseconds.
	Look time.Duration
}

// Picker lets a person choose one of the repositories a connection can see, while they are still coming.
// Its methods are called from one goroutine and never wait.
type Picker struct {
	needs    PickerNeeds
	feed     *Feed[PickerState, pickerEvent]
	load     Task
	lookup   Task
	adding   Task // the next page of a large workspace
	asking   Task // large workspaces, for what is typed
	choosing Task // whether what was chosen is there
	looking  Task // the details of what is selected
	rights   Task
	shelf    *line // of lists to be kept on the disk
	book     *line // of changes to what was picked, on the disk

	// showing keeps those who publish what came in a row; a search passes them by.
	showing sync.Mutex
	// mu keeps "search, then publish what was found" one act: otherwise a page that arrives while a
	// letter is typed could publish the hits of the query before. It guards what is here, too. Nobody holds it who
	// looks through the list, takes a page into it, or waits, but Search itself.
	mu   sync.Mutex
	here *opening
	how  Arrangement // as the person wished last
}

// NewPicker makes a picker with nothing open.
func NewPicker(needs PickerNeeds) *Picker {
	if needs.OnChosen == nil {
		needs.OnChosen = func(connector.Connection, connector.Repository) {}
	}
	if needs.OnArrange == nil {
		needs.OnArrange = func(Arrangement) {}
	}
	if needs.Rest == 0 {
		needs.Rest = typingRest
	}
	if needs.Look == 0 {
		needs.Look = lookRest
	}
	if needs.Clock == nil {
		needs.Clock = time.Now
	}
	return &Picker{
		needs: needs, how: needs.Arrangement, here: newOpening(connector.Connection{}), shelf: newLine(), book: newLine(),
		feed: NewFeed(nextPicker(PickerState{}, pickerClosed{}), nextPicker),
	}
}

// Now gives the latest state.
func (p *Picker) Now() Snapshot[PickerState] { return p.feed.Now() }

// Watch tells watcher of this and every later state; see Feed.Watch.
func (p *Picker) Watch(watcher func(Snapshot[PickerState])) (stop func()) {
	return p.feed.Watch(watcher)
}

// Open begins the list of a connection anew and forgets the one before. A list kept from an earlier time is shown at
// once and read anew behind. search is what is searched for from the first page on, if anything.
func (p *Picker) Open(connection connector.Connection, search string) {
	p.stop()
	p.mu.Lock()
	here := newOpening(connection)
	p.here = here
	p.feed.Apply(pickerOpened{
		connection: connection, query: search, asked: catalog.ReadQuery(search), arrangement: p.how,
		typed: readTyped(search, connection, catalog.Listing{}),
	})
	p.mu.Unlock()
	p.load.Start(func(ctx context.Context) {
		p.recall(ctx, here)
		p.read(ctx, here, "")
	})
}

// Close cancels everything and forgets the list. What is being kept on the disk is kept to its end.
func (p *Picker) Close() {
	p.stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here = newOpening(connector.Connection{})
	p.feed.Apply(pickerClosed{})
}

// Wait blocks until no work is under way any more.
func (p *Picker) Wait() {
	for _, t := range []*Task{&p.load, &p.lookup, &p.choosing, &p.adding, &p.asking, &p.rights, &p.looking} {
		t.Wait()
	}
	p.shelf.wait()
	p.book.wait()
}

// stop cancels what only somebody who looks at the list waits for.
func (p *Picker) stop() {
	for _, t := range []*Task{&p.load, &p.lookup, &p.choosing, &p.adding, &p.asking, &p.rights, &p.looking} {
		t.Stop()
	}
}
