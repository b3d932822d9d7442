package app

import (
	"context"

	"mooring/connector"
	"mooring/connector/flow"
)

// disconnectAsk is what disconnect is told on the command line.
type disconnectAsk struct {
	account string
	all     bool
	json    bool
	way     wayFlags
}

func readDisconnect(p Process) (disconnectAsk, error) {
	if err := cloudAlone(p, "disconnect"); err != nil {
		return disconnectAsk{}, err
	}
	var a disconnectAsk
	flags := newFlags("disconnect")
	flags.StringVar(&a.account, "account", "", "")
	flags.BoolVar(&a.all, "all", false, "")
	flags.BoolVar(&a.json, "json", false, "")
	a.way.register(flags)
	if err := parse(flags, p.Args[2:]); err != nil {
		return disconnectAsk{}, err
	}
	if a.all && a.account != "" {
		return disconnectAsk{}, usagef("--all and --account at once: choose one")
	}
	return a, nil
}

// disconnected is the end of a connection. Revoked tells whether Bitbucket forgot what it had granted; where it
// did not, RevokeAt is the page where the person takes it back.
type disconnected struct {
	signedIn
	Revoked  bool   `json:"revoked"`
	RevokeAt string `json:"revoke_at,omitempty"`
}

// disconnectCommand says goodbye to Bitbucket Cloud: the session is revoked as far as Bitbucket listens, its
// secret wiped, its connection forgotten. Build profiles stay.
func disconnectCommand(ctx context.Context, p Process, about manifest) error {
	a, err := readDisconnect(p)
	if err != nil {
		return err
	}
	h, err := a.way.house(ctx, p, about)
	if err != nil {
		return err
	}
	defer h.close()
	return h.disconnect(ctx, p, a)
}

// disconnect ends what is meant and tells what became of it.
func (h *house) disconnect(ctx context.Context, p Process, a disconnectAsk) error {
	leaving, err := h.whoLeaves(ctx, a)
	if err != nil {
		return err
	}
	t := startTerminal(h, p, a.json)
	defer t.close()
	if err := t.settle(ctx); err != nil {
		return t.ended(err)
	}
	if len(leaving) == 0 {
		return t.tell(signedIn{schema, connector.Cloud, "disconnected", nil}, "nobody is signed in to Bitbucket Cloud here\n")
	}
	for _, c := range leaving {
		if err := t.leave(ctx, c); err != nil {
			return t.ended(err)
		}
	}
	return nil
}

// whoLeaves finds the accounts that are meant. Of several none is guessed.
func (h *house) whoLeaves(ctx context.Context, a disconnectAsk) ([]connector.Connection, error) {
	accounts, err := h.cloudAccounts(ctx)
	switch {
	case err != nil:
		return nil, err
	case a.account != "":
		return accountNamed(accounts, a.account)
	case len(accounts) > 1 && !a.all:
		return nil, usagef("several accounts are signed in (%s): name one with --account, or write --all", names(accounts))
	}
	return accounts, nil
}

// leave ends one connection and tells what became of it.
func (t *terminal) leave(ctx context.Context, c connector.Connection) error {
	t.flow.Show(c.ID)
	t.flow.Disconnect()
	gone, err := t.farewell(ctx, c.ID)
	if err != nil {
		return err
	}
	out := disconnected{signedIn: signedIn{schema, connector.Cloud, "disconnected", accountOf(c)}, Revoked: !gone.Alive}
	if gone.Alive {
		out.RevokeAt = t.flow.GrantsPage()
		return t.tell(out, "signed out: %s. Bitbucket may still accept what it gave; take it back at %s\n", c.Name, out.RevokeAt)
	}
	return t.tell(out, "signed out: %s\n", c.Name)
}

// farewell waits until the connection is gone, or why it stayed.
func (t *terminal) farewell(ctx context.Context, id string) (flow.CloudGone, error) {
	left := false
	for {
		s, err := t.states.next(ctx)
		if err != nil {
			return flow.CloudGone{}, err
		}
		left = left || s.Step == flow.CloudLeaving
		if !left || s.Step == flow.CloudLeaving {
			continue
		}
		if s.Gone != nil && !has(s.Connections, id) {
			return *s.Gone, nil
		}
		if s.Problem != nil {
			return flow.CloudGone{}, *s.Problem
		}
	}
}
