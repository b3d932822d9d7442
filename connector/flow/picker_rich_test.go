package flow_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/catalog"
	"mooring/connector/flow"
)

// richBitbucket can do all that a picker may ask for.
type richBitbucket struct {
	pickBitbucket
	details func(ctx context.Context, r connector.Repository) (connector.Details, error)
	rights  func(ctx context.Context, page func(connector.RightsPage)) (bool, error)
	resume  func(ctx context.Context, mark string, yield func(connector.Page, error) bool)

	lock     sync.Mutex
	looked   []string // at which repositories
	asked    int      // how often for rights
	resumed  []string // at which marks
	listings int
}

func (b *richBitbucket) Repositories(ctx context.Context) iter.Seq2[connector.Page, error] {
	b.count(func() { b.listings++ })
	return b.pickBitbucket.Repositories(ctx)
}

func (b *richBitbucket) Details(ctx context.Context, r connector.Repository) (connector.Details, error) {
	b.count(func() { b.looked = append(b.looked, r.Name) })
	if b.details == nil {
		return connector.Details{Description: "About " + r.Name, Size: -1, Branches: -1}, nil
	}
	return b.details(ctx, r)
}

func (b *richBitbucket) Rights(ctx context.Context, page func(connector.RightsPage)) (bool, error) {
	b.count(func() { b.asked++ })
	if b.rights == nil {
		return false, nil
	}
	return b.rights(ctx, page)
}

func (b *richBitbucket) Resume(ctx context.Context, mark string) iter.Seq2[connector.Page, error] {
	b.count(func() { b.resumed = append(b.resumed, mark) })
	return func(yield func(connector.Page, error) bool) {
		b.resume(ctx, mark, func(page connector.Page, err error) bool {
			b.list(page)
			return yield(page, err)
		})
	}
}

func (b *richBitbucket) count(do func()) {
	b.lock.Lock()
	defer b.lock.Unlock()
	do()
}

func (b *richBitbucket) seen() []string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return slices.Clone(b.looked)
}

// memory keeps lists and what was picked, or fails.
type memory struct {
	mu      sync.Mutex
	lists   map[string][]byte
	picked  map[string]connector.Choices
	saves   int
	failing error
	slow    chan struct{} // what is written waits for it
}

func newMemory() *memory {
	return &memory{lists: map[string][]byte{}, picked: map[string]connector.Choices{}}
}

func (m *memory) List(_ context.Context, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lists[id], m.failing
}

func (m *memory) SaveList(_ context.Context, id string, write func(io.Writer) error) error {
	var to bytes.Buffer
	if err := write(&to); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lists[id] = to.Bytes()
	m.saves++
	return nil
}

func (m *memory) Choices(_ context.Context, id string) (connector.Choices, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.picked[id], m.failing
}

func (m *memory) ChangeChoices(_ context.Context, id string, change func(*connector.Choices)) (connector.Choices, error) {
	if m.slow != nil {
		<-m.slow
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failing != nil {
		return connector.Choices{}, m.failing
	}
	c := m.picked[id]
	change(&c)
	m.picked[id] = c
	return c, nil
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failing = err
}

// kept gives the names of a list that is kept, and what it says of itself.
func (m *memory) kept(t *testing.T, id string) ([]string, catalog.Meta) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	list, meta, err := catalog.Read(m.lists[id])
	require.NoError(t, err)
	rows := list.Find("", flow.Arrangement{By: flow.ByName}, flow.Top{})
	var names []string
	for i := range rows.Len() {
		names = append(names, rows.At(i).Name)
	}
	return names, meta
}

// chose collects what was chosen.
type chose struct {
	mu    sync.Mutex
	names []string
}

func (c *chose) take(_ connector.Connection, r connector.Repository) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names = append(c.names, r.Name)
}

func (c *chose) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.names)
}

// richPicker is a picker by name over one that can do everything, on a memory; nothing is opened yet.
func richPicker(b flow.Bitbucket, m *memory) (*flow.Picker, *chose) {
	c := &chose{}
	return flow.NewPicker(flow.PickerNeeds{
		Clients: lazyClients{b}, OnChosen: c.take, Lists: m, Book: m,
		Arrangement: flow.Arrangement{By: flow.ByName}, Clock: time.Now,
	}), c
}

// richListed is a picker whose list has come to its end.
func richListed(b flow.Bitbucket, m *memory) (*flow.Picker, *chose) {
	p, c := richPicker(b, m)
	p.Open(pickConnection(), "")
	p.Wait()
	return p, c
}

// rows are the rows as a person reads them: headings in brackets, pins starred, those not in the list with a dash.
func rows(s flow.PickerState) []string {
	var all []string
	for i := range s.Rows.Len() {
		row := s.Rows.Row(i)
		switch {
		case row.Heading != nil:
			all = append(all, "["+string(row.Heading.Kind)+"]")
		case row.Absent:
			all = append(all, "- "+row.Repository.Name)
		case row.Pinned:
			all = append(all, "* "+row.Repository.Name)
		default:
			all = append(all, row.Repository.Name)
		}
	}
	return all
}

func named(p *flow.Picker, name string) connector.Repository {
	rows := p.Now().State.Rows
	for i := range rows.Len() {
		if r := rows.At(i); r.Name == name {
			return r
		}
	}
	return connector.Repository{}
}
