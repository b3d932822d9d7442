package flow

import (
	"context"
	"iter"
	"time"

	"mooring/connector"
)

// GoOn reads on where the list ended early, and adds what is missing; where Bitbucket cannot tell where that was, from
// the beginning. A list that is complete stays as it is. It also serves coming back to the picker after a choice.
func (p *Picker) GoOn() {
	s := p.feed.Now().State
	if s.Step == PickerDone {
		p.askOn()
		p.comeBack()
	}
	if s.Step != PickerStopped {
		return
	}
	p.load.Stop()
	p.mu.Lock()
	here, mark := p.here, p.here.mark
	here.away = false
	p.feed.Apply(pickerResumed{kept: here.kept})
	p.look()
	p.mu.Unlock()
	p.load.Start(func(ctx context.Context) { p.read(ctx, here, mark) })
}

// comeBack goes on with what a choice had ended.
func (p *Picker) comeBack() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here.away = false
	p.look()
	p.askRights(p.here, false)
}

// Again reads the list anew behind what is shown, unless it is being read.
func (p *Picker) Again() {
	s := p.feed.Now().State
	if s.Step != PickerDone && s.Step != PickerStopped {
		return
	}
	p.load.Stop()
	p.rights.Stop()
	p.looking.Stop()
	p.mu.Lock()
	here := p.here
	here.away = false
	here.again()
	p.feed.Apply(pickerResumed{kept: here.kept})
	p.look()
	p.mu.Unlock()
	p.load.Start(func(ctx context.Context) { p.read(ctx, here, "") })
}

// read fills the list page by page, from a mark on or from the beginning. The first page is shown at once, later ones as
// often as is sensible.
func (p *Picker) read(ctx context.Context, here *opening, mark string) {
	arrivals := &pace{every: arrivalsEvery, act: func() { p.arrived(ctx, here) }}
	defer arrivals.stop()
	waiting := false
	err := p.readPages(ctx, here, mark, func(page connector.Page) {
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
	p.ended(ctx, here, err)
}

// readPages reads the list to its end; of large workspaces only the beginning, where Bitbucket can be left to
// search them.
func (p *Picker) readPages(ctx context.Context, here *opening, mark string, came func(connector.Page)) error {
	bitbucket, err := p.needs.Clients.Open(ctx, here.connection)
	if err != nil {
		return err
	}
	p.met(ctx, here, bitbucket)
	list := bitbucket.Repositories
	if lazy, can := bitbucket.(Lazy); can {
		list = lazy.Some
	}
	if resumer, can := bitbucket.(Resumer); can && mark != "" {
		list = func(ctx context.Context) iter.Seq2[connector.Page, error] { return resumer.Resume(ctx, mark) }
	} else {
		p.begin(here)
	}
	for page, err := range list(ctx) {
		if err != nil {
			p.broke(here, page)
			return err
		}
		came(page)
	}
	return nil
}

// met notes the client that the list is read with: what else is asked about it is asked of the same.
func (p *Picker) met(ctx context.Context, here *opening, bitbucket Bitbucket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	here.meet(bitbucket)
	_, tells := bitbucket.(Detailer)
	if tells != p.feed.Now().State.tells && p.feed.ApplyFrom(ctx, pickerMet{tells}) {
		p.look()
	}
}

// begin has the list read from its beginning: what does not come again by its end is gone.
func (p *Picker) begin(here *opening) {
	p.mu.Lock()
	here.mark = ""
	list := here.list
	p.mu.Unlock()
	if loaded, _ := list.Counts(); loaded > 0 {
		list.Begin()
	}
}

// put takes a page in. The list itself is not guarded: a search need not wait until it is taken in.
func (p *Picker) put(here *opening, page connector.Page) {
	p.mu.Lock()
	here.put(page)
	list := here.list
	p.mu.Unlock()
	list.Add(page)
}

// broke notes where a list that ends with an error goes on, if it says so.
func (p *Picker) broke(here *opening, last connector.Page) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last.Mark != "" {
		here.mark = last.Mark
	}
}

// ended publishes how a list ended, and keeps it.
func (p *Picker) ended(ctx context.Context, here *opening, err error) {
	if ctx.Err() != nil {
		return
	}
	e := pickerEnded{problem: problemFor(err, here.connection)}
	if err == nil {
		e.came, e.gone = p.finish(here)
	}
	p.arrived(ctx, here)
	p.mu.Lock()
	defer p.mu.Unlock()
	e.total = here.whole()
	if err == nil {
		here.kept, here.read, here.mark = time.Time{}, p.needs.Clock(), ""
	}
	if !p.feed.ApplyFrom(ctx, e) {
		return
	}
	p.keep(here, err == nil)
	if err == nil {
		p.askRights(here, false)
	}
}

// finish ends a reading that came to its end. It tells how many have come and gone since the list that was shown
// before; nothing where there was none.
func (p *Picker) finish(here *opening) (came, gone int) {
	p.mu.Lock()
	large := here.largeKeys()
	list := here.list
	p.mu.Unlock()
	gone = list.Finish(large...) // of which only the beginning has come again
	loaded, _ := list.Counts()
	p.mu.Lock()
	defer p.mu.Unlock()
	if here.before < 0 {
		return 0, 0
	}
	came = loaded - here.before + gone
	here.before = -1
	return max(0, came), gone
}
