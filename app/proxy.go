package app

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"mooring/connector"
	"mooring/connector/store"
	"mooring/connector/transport"
	"mooring/connector/vault"
)

// findProxy finds the proxy for a request, or none.
type findProxy func(*http.Request) (*url.URL, error)

// proxies is the way out of the network for everything in a house. What a person chooses counts from the
// next request on.
type proxies struct {
	house *house

	mu       sync.Mutex
	choice   connector.ProxyChoice
	password connector.Secret
	known    bool      // the password was fetched or typed, and may be empty
	find     findProxy // for the choice; nil until it is first needed
}

// follow takes over a choice whose password, if there is one, is fetched when it is needed.
func (p *proxies) follow(choice connector.ProxyChoice) {
	if choice.Mode == "" {
		choice.Mode = connector.ProxySystem
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.choice, p.password, p.known, p.find = choice, connector.Secret{}, false, nil
}

// Find is what clients ask before each request. It may wait for the keychain when a proxy wants a password.
func (p *proxies) Find(req *http.Request) (*url.URL, error) {
	find, err := p.finder(req.Context())
	if err != nil {
		return nil, err
	}
	return find(req)
}

func (p *proxies) finder(ctx context.Context) (findProxy, error) {
	p.mu.Lock()
	choice, find := p.choice, p.find
	p.mu.Unlock()
	if find != nil {
		return find, nil
	}
	password, err := p.secret(ctx)
	if err != nil {
		return nil, err
	}
	find = transport.ProxyFunc(choice, password)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.choice == choice { // else another was chosen while the keychain was asked
		p.find = find
	}
	return find, nil
}

// secret gives the password of the proxy that is chosen; an empty one where none is kept for it.
func (p *proxies) secret(ctx context.Context) (connector.Secret, error) {
	p.mu.Lock()
	choice, password, known := p.choice, p.password, p.known
	p.mu.Unlock()
	if known || p.house.bare || choice.Mode != connector.ProxyManual || choice.User == "" {
		return password, nil
	}
	kept, err := p.house.vault.Get(ctx, vault.ProxyID, proxyOrigins(choice))
	if err != nil && !errors.Is(err, connector.ErrNoSecret) {
		return password, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.choice == choice && !p.known {
		p.password, p.known = kept.Token, true
	}
	return kept.Token, nil
}

// proxyOrigins is what the password of a proxy is bound to.
func proxyOrigins(c connector.ProxyChoice) []string { return []string{c.Address} }

// by tells where the proxy comes from, for whoever reads a report.
func (p *proxies) by() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.choice.Mode == connector.ProxyManual {
		return string(connector.ProxyManual)
	}
	return string(connector.ProxySystem)
}

// naming adds to the rung about the network where the proxy it names comes from.
func (p *proxies) naming(checks []connector.Check) []connector.Check {
	for i, c := range checks {
		if c.ID != connector.CheckNetwork {
			continue
		}
		run := c.Run
		checks[i].Run = func(ctx context.Context) connector.Finding {
			f := run(ctx)
			if f.Facts["proxy"] != "" {
				f.Facts["proxy_by"] = p.by()
			}
			return f
		}
	}
	return checks
}

// Proxy makes it a flow.Proxies. A keychain that cannot be asked now has no password now.
func (p *proxies) Proxy(ctx context.Context) (connector.ProxyChoice, bool, error) {
	p.mu.Lock()
	choice := p.choice
	p.mu.Unlock()
	password, err := p.secret(ctx)
	if ctx.Err() != nil {
		return choice, false, ctx.Err()
	}
	if err != nil {
		p.house.log.Warn("the password of the proxy was not read", "error", err)
	}
	return choice, !password.Empty(), nil
}

// SetProxy keeps a choice in the settings and its password in the keychain. Where there is no keychain the
// password serves until the app ends, and the problem is passed on.
func (p *proxies) SetProxy(ctx context.Context, choice connector.ProxyChoice, password *connector.Secret) error {
	choice, err := readable(choice)
	if err != nil {
		return err
	}
	if err := p.house.changeSettings(ctx, func(s *store.Settings) { s.Proxy = choice }); err != nil {
		return err
	}
	p.mu.Lock()
	moved := p.choice.Address != choice.Address
	p.choice, p.find = choice, nil
	if moved { // a password belongs to the proxy it was typed for
		p.password, p.known = connector.Secret{}, false
	}
	if password != nil {
		p.password, p.known = *password, true
	}
	p.mu.Unlock()
	p.house.link.Close() // what goes through the old one is not used again
	return p.keep(ctx, choice, password)
}

func (p *proxies) keep(ctx context.Context, choice connector.ProxyChoice, password *connector.Secret) error {
	switch {
	case password == nil:
		return nil
	case password.Empty() || choice.Address == "":
		err := p.house.vault.Delete(ctx, vault.ProxyID)
		if connector.IsProblem(err, connector.CodeKeychainUnavailable) {
			return nil // where there is no keychain there is nothing to wipe
		}
		return err
	}
	credential := connector.Credential{Token: *password, Origins: proxyOrigins(choice)}
	return p.house.vault.Put(ctx, vault.ProxyID, credential, connector.KeepKeychain)
}

// readable brings a choice into the one spelling there is. It answers address-invalid.
func readable(c connector.ProxyChoice) (connector.ProxyChoice, error) {
	if c.Mode == "" {
		c.Mode = connector.ProxySystem
	}
	c.User, c.Bypass = strings.TrimSpace(c.User), strings.TrimSpace(c.Bypass)
	if c.Mode != connector.ProxyManual && strings.TrimSpace(c.Address) == "" {
		c.Address = ""
		return c, nil
	}
	address, err := connector.ReadProxy(c.Address)
	if err != nil && c.Mode != connector.ProxyManual {
		c.Address, err = "", nil // nobody asked to use it
		return c, err
	}
	c.Address = address
	return c, err
}

// proxyFlag reads what --proxy says: system, none, or an address. Hosts that are reached directly stand in
// the environment, as for other programs.
func proxyFlag(text string, env func(string) string) (connector.ProxyChoice, error) {
	switch text {
	case string(connector.ProxySystem), string(connector.ProxyNone):
		return connector.ProxyChoice{Mode: connector.ProxyMode(text)}, nil
	}
	address, err := connector.ReadProxy(text)
	if err != nil {
		// What was written is not repeated: a password may stand in it.
		return connector.ProxyChoice{}, usagef("--proxy takes system, none or the address of a proxy, without a user name and password: those may stand in HTTPS_PROXY")
	}
	bypass := env("NO_PROXY")
	if bypass == "" {
		bypass = env("no_proxy")
	}
	return connector.ProxyChoice{Mode: connector.ProxyManual, Address: address, Bypass: bypass}, nil
}
