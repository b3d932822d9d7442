package flow_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

// lazyBitbucket holds workspaces that are searched instead of being listed whole.
type lazyBitbucket struct {
	pickBitbucket
	sizes   map[string]int           // of its workspaces
	silent  bool                     // they do not tell their size
	lag     time.Duration            // of every answer
	failing func(asked string) error // what an answer fails with
	pause   func(asked string) time.Time

	mu    sync.Mutex
	asked []string // requests, as "words@workspace" or "page n@workspace"
	ended int      // searches that were cancelled
}

func (b *lazyBitbucket) ask(ctx context.Context, what string) error {
	b.mu.Lock()
	b.asked = append(b.asked, what)
	b.mu.Unlock()
	select {
	case <-time.After(b.lag):
	case <-ctx.Done():
		b.mu.Lock()
		b.ended++
		b.mu.Unlock()
		return ctx.Err()
	}
	if b.failing != nil {
		return b.failing(what)
	}
	return nil
}

func (b *lazyBitbucket) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

// one is a repository of a large workspace: every tenth is for mobiles, every thousandth a bakery.
func (b *lazyBitbucket) one(workspace string, n int) connector.Repository {
	name := fmt.Sprintf("Service %d", n)
	switch {
	case n%1000 == 999:
		name = fmt.Sprintf("Bakery %d", n)
	case n%10 == 5:
		name = fmt.Sprintf("Mobile app %d", n)
	}
	return connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Cloud, Base: "https://api.test/2.0", ID: workspace + strconv.Itoa(n)},
		Key: workspace, Slug: strings.ToLower(strings.ReplaceAll(name, " ", "-")), Name: name, Owner: workspace,
	}
}

func (b *lazyBitbucket) page(workspace string, from int) connector.Page {
	size := b.sizes[workspace]
	page := connector.Page{Total: -1}
	for n := from; n < min(from+100, size); n++ {
		page.Repositories = append(page.Repositories, b.one(workspace, n))
	}
	if size > 2000 {
		next := ""
		if from+100 < size {
			next = strconv.Itoa(from + 100)
		}
		total := size
		if b.silent {
			total = -1
		}
		page.Large = []connector.Large{{Key: workspace, Name: strings.ToUpper(workspace), Total: total, Next: next}}
	}
	return page
}

func (b *lazyBitbucket) Some(context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for _, workspace := range slices.Sorted(func(yield func(string) bool) {
			for w := range b.sizes {
				if !yield(w) {
					return
				}
			}
		}) {
			if !yield(b.page(workspace, 0), nil) {
				return
			}
		}
	}
}

func (b *lazyBitbucket) GoOn(ctx context.Context, large connector.Large) (connector.Page, error) {
	if b.pause != nil {
		if until := b.pause("page " + large.Next + "@" + large.Key); !until.IsZero() {
			return connector.Page{Total: -1, Pause: until}, nil
		}
	}
	if err := b.ask(ctx, "page "+large.Next+"@"+large.Key); err != nil {
		return connector.Page{}, err
	}
	from, _ := strconv.Atoi(large.Next)
	return b.page(large.Key, from), nil
}

func (b *lazyBitbucket) Search(ctx context.Context, large []connector.Large, words string) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for _, l := range large {
			if b.pause != nil {
				if until := b.pause(words + "@" + l.Key); !until.IsZero() {
					yield(connector.Page{Total: -1, Pause: until}, nil)
					select {
					case <-time.After(time.Until(until)):
					case <-ctx.Done():
						yield(connector.Page{}, ctx.Err())
						return
					}
				}
			}
			if err := b.ask(ctx, words+"@"+l.Key); err != nil {
				yield(connector.Page{}, err)
				return
			}
			if !yield(b.hits(l.Key, words), nil) {
				return
			}
		}
	}
}

// hits are the first hundred in whose name or slug all words occur.
func (b *lazyBitbucket) hits(workspace, words string) connector.Page {
	page := connector.Page{Total: -1}
	for n := range b.sizes[workspace] {
		r := b.one(workspace, n)
		text := strings.ToLower(r.Name + "\n" + r.Slug)
		if !slices.ContainsFunc(strings.Fields(words), func(w string) bool { return !strings.Contains(text, w) }) {
			page.Repositories = append(page.Repositories, r)
		}
		if len(page.Repositories) == 100 {
			break
		}
	}
	return page
}

// Repository finds any that there is.
func (b *lazyBitbucket) Repository(_ context.Context, key, slug string) (connector.Repository, error) {
	for n := range b.sizes[key] {
		if r := b.one(key, n); r.Slug == slug {
			return r, nil
		}
	}
	return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
}

type lazyClients struct{ bitbucket flow.Bitbucket }

func (c lazyClients) Try(connector.Connection, connector.Credential) flow.Bitbucket {
	return c.bitbucket
}

func (c lazyClients) Open(context.Context, connector.Connection) (flow.Bitbucket, error) {
	return c.bitbucket, nil
}

func cloudConnection() connector.Connection {
	return connector.Connection{
		ID: "c2", Provider: connector.Cloud, Name: "Mia", Base: "https://api.test/2.0", Web: "https://bitbucket.test",
		Account: connector.Account{Name: "Mia"},
	}
}

func lazyPicker(b *lazyBitbucket) *flow.Picker {
	p := flow.NewPicker(flow.PickerNeeds{Clients: lazyClients{b}})
	p.Open(cloudConnection(), "")
	p.Wait()
	return p
}

// standstill always gives the same page.
type standstill struct{ lazyBitbucket }

func (b *standstill) GoOn(context.Context, connector.Large) (connector.Page, error) {
	return b.page("acme", 0), nil
}

// breaking gives a page together with what is wrong with its list.
type breaking struct{ lazyBitbucket }

func (b *breaking) GoOn(_ context.Context, large connector.Large) (connector.Page, error) {
	page := b.page(large.Key, 100)
	page.Large[0].Next = ""
	return page, connector.NewProblem(connector.CodePagingBroken, "host", "api.test")
}

// pauseFor has it ask for a pause that ends in a while, and tells when.
func (b *lazyBitbucket) pauseFor(d time.Duration) (until time.Time) {
	until = time.Now().Add(d)
	b.pause = func(string) time.Time {
		if time.Now().Before(until) {
			return until
		}
		return time.Time{}
	}
	return until
}
