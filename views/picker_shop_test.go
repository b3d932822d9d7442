package views

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
)

// largeShop is Bitbucket Cloud with workspaces that are searched instead of being listed whole.
type largeShop struct {
	sizes  map[string]int
	names  map[string]string
	silent bool // they do not tell their size

	mu     sync.Mutex
	asked  []string
	broken error
	until  time.Time     // it asks for a pause
	gate   chan struct{} // answers wait for it, where there is one
}

// largeAskable makes one the Bitbucket behind a window.
type largeAskable struct {
	askable
	*largeShop
}

func acmeConnection() connector.Connection {
	return connector.Connection{
		ID: "c9", Provider: connector.Cloud, Name: "Mia Sandmann", Base: "https://api.bitbucket.org/2.0", Web: "https://bitbucket.org",
		Kind: connector.Session, Account: connector.Account{Name: "Mia Sandmann", ID: "{5b1f}"},
	}
}

func acme() *largeShop {
	return &largeShop{sizes: map[string]int{"acme": 20412}, names: map[string]string{"acme": "Acme"}}
}

func (b *largeShop) ask(ctx context.Context, what string) error {
	b.mu.Lock()
	b.asked = append(b.asked, what)
	gate, broken := b.gate, b.broken
	b.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return broken
}

func (b *largeShop) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

func (b *largeShop) set(broken error, gate chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.broken, b.gate = broken, gate
}

func (b *largeShop) one(workspace string, n int) connector.Repository {
	kinds := []string{"Checkout service", "Delivery backend", "Design tokens", "Mobile app", "Price list", "Stock keeper", "Shop window"}
	name := kinds[n%len(kinds)] + " " + strconv.Itoa(n)
	if n%5000 == 4999 {
		name = fmt.Sprintf("Bakery %d", n)
	}
	r := shopRepository(n%60, name)
	r.Ref = connector.RepositoryRef{Provider: connector.Cloud, Base: "https://api.bitbucket.org/2.0", ID: workspace + strconv.Itoa(n)}
	r.Key, r.Owner, r.Project = workspace, b.names[workspace], "Shops"
	r.Slug = strings.ToLower(strings.ReplaceAll(name, " ", "-"))
	r.Web = "https://bitbucket.org/" + workspace + "/" + r.Slug
	return r
}

func (b *largeShop) page(workspace string, from int) connector.Page {
	size := b.sizes[workspace]
	page := connector.Page{Total: -1}
	for n := from; n < min(from+100, size); n++ {
		page.Repositories = append(page.Repositories, b.one(workspace, n))
	}
	if size > 2000 {
		next, total := "", size
		if from+100 < size {
			next = strconv.Itoa(from + 100)
		}
		if b.silent {
			total = -1
		}
		page.Large = []connector.Large{{Key: workspace, Name: b.names[workspace], Total: total, Next: next}}
	}
	return page
}

func (b *largeShop) Some(context.Context) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		for _, workspace := range []string{"acme", "globex", "corner"} {
			if b.sizes[workspace] > 0 && !yield(b.page(workspace, 0), nil) {
				return
			}
		}
	}
}

// Repository finds one by its name: its number ends the slug.
func (b *largeShop) Repository(_ context.Context, key, slug string) (connector.Repository, error) {
	n, err := strconv.Atoi(slug[strings.LastIndex(slug, "-")+1:])
	if r := b.one(key, n); err == nil && n < b.sizes[key] && r.Slug == slug {
		return r, nil
	}
	return connector.Repository{}, connector.NewProblem(connector.CodeRepositoryNotFound, "repository", key+"/"+slug)
}

func (b *largeShop) GoOn(ctx context.Context, large connector.Large) (connector.Page, error) {
	if err := b.ask(ctx, "page "+large.Next+"@"+large.Key); err != nil {
		return connector.Page{}, err
	}
	from, _ := strconv.Atoi(large.Next)
	return b.page(large.Key, from), nil
}

func (b *largeShop) Search(ctx context.Context, large []connector.Large, words string) iter.Seq2[connector.Page, error] {
	return func(yield func(connector.Page, error) bool) {
		if !b.until.IsZero() {
			yield(connector.Page{Total: -1, Pause: b.until}, nil)
		}
		for _, l := range large {
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

func (b *largeShop) hits(workspace, words string) connector.Page {
	page := connector.Page{Total: -1}
	for n := 0; n < b.sizes[workspace] && len(page.Repositories) < 100; n++ {
		r := b.one(workspace, n)
		text := strings.ToLower(r.Name + "\n" + r.Slug)
		if !slices.ContainsFunc(strings.Fields(words), func(w string) bool { return !strings.Contains(text, w) }) {
			page.Repositories = append(page.Repositories, r)
		}
	}
	return page
}
