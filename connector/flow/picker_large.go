package flow

import (
	"context"
	"strconv"
	"time"

	"mooring/connector"
)

const (
	// typingRest is how long typing must have stopped before Bitbucket is searched. People pause about as long
	// between two letters when they type slowly, so two questions are also this many times as far apart.
	typingRest  = 300 * time.Millisecond
	apartByRest = 5
	// reachAhead is how many rows before the end of the list its next page is asked for.
	reachAhead = 20
)

// Reached tells which row can be seen: near the end of the list its next page is read, where it has one and
// nothing is searched for. After a page that did not come, only More reads on.
func (p *Picker) Reached(row int) {
	s := p.feed.Now().State
	if s.AddProblem == nil && row >= s.Rows.Len()-reachAhead {
		p.More()
	}
}

// More reads the next page of a large workspace, unless one is on its way.
func (p *Picker) More() {
	s := p.feed.Now().State
	if !s.CanAdd() || s.Adding {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	here := p.here
	large, goesOn := here.next()
	if here.lazy == nil || !goesOn {
		return
	}
	p.feed.Apply(pickerAdds{})
	p.adding.Start(func(ctx context.Context) { p.add(ctx, here, large) })
}

// add reads a page of a large workspace; where Bitbucket asks for a pause, after that.
func (p *Picker) add(ctx context.Context, here *opening, large connector.Large) {
	page, err := here.lazy.GoOn(ctx, large)
	for err == nil && !page.Pause.IsZero() && len(page.Repositories) == 0 {
		if !p.pause(ctx, here, page.Pause) {
			return
		}
		page, err = here.lazy.GoOn(ctx, large)
	}
	if err == nil || len(page.Large) > 0 { // a list that breaks may have brought something all the same
		p.mu.Lock()
		here.further(large, page)
		p.mu.Unlock()
		p.arrived(ctx, here)
	}
	p.feed.ApplyFrom(ctx, pickerAdded{problemFor(err, here.connection)})
}

// SearchAgain asks Bitbucket once more for what is typed, after that failed.
func (p *Picker) SearchAgain() {
	if p.feed.Now().State.SearchProblem != nil {
		p.askOn()
	}
}

// askOn asks at once what has not been asked yet for what is typed.
func (p *Picker) askOn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.feed.Now().State
	if s.Searching || !p.here.unasked(s.Query) {
		return
	}
	p.feed.Apply(pickerAsks{})
	p.ask(s.Query, 0)
}

// ask lets Bitbucket be searched for a query in the large workspaces, after a rest. The caller holds the mutex
// and has said in the state that it is searched.
func (p *Picker) ask(query string, resting time.Duration) {
	here := p.here
	apart := p.needs.Rest * apartByRest
	if resting == 0 { // asked for by the person
		apart = 0
	}
	wait, until := here.wait(resting, apart), here.until
	p.asking.Start(func(ctx context.Context) {
		pauses := time.Until(until) > 0
		if pauses {
			p.feed.ApplyFrom(ctx, pickerWaits{until})
		}
		if !rest(ctx, wait) {
			return
		}
		if pauses {
			p.feed.ApplyFrom(ctx, pickerWaits{})
		}
		p.searchAll(ctx, here, query)
	})
}

// searchAll asks what is to be asked for a query; also for workspaces that come to light meanwhile.
func (p *Picker) searchAll(ctx context.Context, here *opening, query string) {
	for {
		q, more := p.question(ctx, here, query)
		if !more {
			return
		}
		came, err := p.search(ctx, here, q)
		if ctx.Err() != nil {
			return
		}
		p.mu.Lock()
		here.answered(q, came, err != nil)
		if err != nil {
			here.until = restedAt(err)
			p.feed.ApplyFrom(ctx, pickerAsked{problem: problemFor(err, here.connection)})
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
	}
}

// question gives the next one. Where there is none any more, that is published in the same breath: a workspace
// that comes to light after it begins a search of its own.
func (p *Picker) question(ctx context.Context, here *opening, query string) (question, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	open := here.questions(query)
	if len(open) == 0 {
		p.feed.ApplyFrom(ctx, pickerAsked{cut: here.cut(query)})
		return question{}, false
	}
	here.last = time.Now()
	return open[0], true
}

// search puts one question and shows what comes, page by page. It counts by workspace what came.
func (p *Picker) search(ctx context.Context, here *opening, q question) (map[string]int, error) {
	came := map[string]int{}
	waiting := false
	for page, err := range here.lazy.Search(ctx, q.large, q.words) {
		if err != nil {
			return came, err
		}
		if waits := !page.Pause.IsZero(); waits || waiting {
			waiting = waits
			p.waits(ctx, here, page.Pause)
		}
		for _, r := range page.Repositories {
			came[r.Key]++
		}
		if len(page.Repositories) > 0 {
			p.mu.Lock()
			here.found(page)
			p.mu.Unlock()
			p.arrived(ctx, here)
		}
	}
	return came, nil
}

// pause shows that Bitbucket asked for one and waits. It tells whether it ended by itself.
func (p *Picker) pause(ctx context.Context, here *opening, until time.Time) bool {
	p.waits(ctx, here, until)
	ended := rest(ctx, time.Until(until))
	p.waits(ctx, here, time.Time{})
	return ended
}

// waits shows until when Bitbucket wants to be left alone, and keeps it for what is asked next.
func (p *Picker) waits(ctx context.Context, here *opening, until time.Time) {
	p.mu.Lock()
	here.until = until
	p.mu.Unlock()
	p.feed.ApplyFrom(ctx, pickerWaits{until})
}

// restedAt is when Bitbucket may be asked again after an error, as far as that says so.
func restedAt(err error) time.Time {
	p, _ := connector.AsProblem(err)
	seconds, bad := strconv.Atoi(p.Args["seconds"])
	if p.Code != connector.CodeRateLimited || bad != nil {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(seconds) * time.Second)
}
