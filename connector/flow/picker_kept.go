package flow

import (
	"context"
	"io"
	"slices"

	"mooring/connector"
	"mooring/connector/catalog"
)

// recall shows what is kept of a connection on this computer: what was picked, and the list as it was last. Neither
// is needed: what cannot be read is as good as nothing, since the list is read anew in any case.
func (p *Picker) recall(ctx context.Context, here *opening) {
	picked := p.recallPicked(ctx, here)
	listed := p.recallList(ctx, here)
	if picked || listed {
		p.arrived(ctx, here)
	}
}

func (p *Picker) recallList(ctx context.Context, here *opening) bool {
	if p.needs.Lists == nil || here.connection.ID == "" {
		return false
	}
	data, err := p.needs.Lists.List(ctx, here.connection.ID)
	if err != nil || len(data) == 0 {
		return false
	}
	list, meta, err := catalog.Read(data)
	if err != nil || meta.Account != whose(here.connection) || meta.Read.IsZero() {
		return false
	}
	loaded, _ := list.Counts()
	p.mu.Lock()
	defer p.mu.Unlock()
	here.list, here.kept, here.onDisk, here.before = list, meta.Read, loaded, loaded
	return loaded > 0
}

// whose tells whose list of which Bitbucket it is: after a token was changed for somebody else's, what is kept is not
// for their eyes.
func whose(c connector.Connection) string {
	account := c.Account.ID
	if account == "" {
		account = c.Account.Login + c.Account.Name
	}
	return c.Base + " " + account
}

// keep keeps the list as it is. One that broke off takes the place of what is kept only where it knows more, and is then
// as old as that. That it cannot be kept is told nobody: it is read anew anyway. The caller holds the mutex.
func (p *Picker) keep(here *opening, whole bool) {
	list := here.list
	loaded, total := list.Counts()
	if p.needs.Lists == nil || here.connection.ID == "" || !whole && loaded <= here.onDisk {
		return
	}
	here.onDisk = loaded
	meta := catalog.Meta{Account: whose(here.connection), Read: p.needs.Clock(), Total: total, Large: slices.Clone(here.large)}
	switch {
	case whole:
		meta.Total = here.whole()
	case !here.kept.IsZero():
		meta.Read = here.kept
	}
	for i := range meta.Large {
		meta.Large[i].Next = ""
	}
	p.shelf.change(func(ctx context.Context) {
		_ = p.needs.Lists.SaveList(ctx, here.connection.ID, func(to io.Writer) error { return list.Write(to, meta) })
	})
}
