package vault_test

import (
	"errors"
	"maps"
	"strings"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/vault"
)

const (
	id    = "00112233445566778899aabbccddeeff"
	other = "ffeeddccbbaa99887766554433221100"
)

func origins() []string {
	return []string{"https://api.bitbucket.org:443", "https://bitbucket.org:443"}
}

// credential makes a session whose tokens carry a mark, long enough for several pieces.
func credential(mark string) connector.Credential {
	return connector.Credential{
		Kind: connector.Session, Email: "ana@example.test",
		Token:   connector.NewSecret("token-" + mark + strings.Repeat("ü", 2500)),
		Refresh: connector.NewSecret("refresh-" + mark),
		Expires: time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC),
		Scopes:  []string{"account", "repository"}, Origins: origins(),
		Passphrase: connector.NewSecret("open " + mark + " sesame "),
	}
}

// errLanded is the answer to a call that is carried out all the same: the program ended in between.
var errLanded = errors.New("the program has ended")

// keychain is a fake that may be told to misbehave. It counts what was asked of it.
type keychain struct {
	mu    sync.Mutex
	items map[string]string
	calls int

	limit   int                              // bytes an item may have; 0 for any
	before  func(call, account string) error // runs before each call, outside the lock; an error is the answer
	changes bool                             // Set keeps pieces in capitals
	forgets bool                             // Set says yes and keeps nothing
}

func newKeychain() *keychain { return &keychain{items: map[string]string{}, limit: 2560} }

func (k *keychain) ask(call, account string) error {
	k.mu.Lock()
	k.calls++
	before := k.before
	k.mu.Unlock()
	if before == nil {
		return nil
	}
	return before(call, account)
}

func (k *keychain) Set(service, account, value string) error {
	if service != vault.Service {
		return errors.New("wrong service")
	}
	answer := k.ask("set", account)
	if answer != nil && !errors.Is(answer, errLanded) {
		return answer
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.limit > 0 && len(value) > k.limit {
		return errors.New("too long: " + value) // careless keychains repeat what they are given
	}
	if k.changes && strings.Contains(account, "/") {
		value = strings.ToUpper(value)
	}
	if !k.forgets {
		k.items[account] = value
	}
	return answer
}

func (k *keychain) Get(_, account string) (string, error) {
	if err := k.ask("get", account); err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	value, ok := k.items[account]
	if !ok {
		return "", vault.ErrNotFound
	}
	return value, nil
}

func (k *keychain) Delete(_, account string) error {
	answer := k.ask("delete", account)
	if answer != nil && !errors.Is(answer, errLanded) {
		return answer
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.items[account]; !ok {
		return vault.ErrNotFound
	}
	delete(k.items, account)
	return answer
}

// behave sets how the keychain misbehaves from now on; nil is well.
func (k *keychain) behave(before func(call, account string) error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.before = before
}

func (k *keychain) snapshot() map[string]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.items)
}

func (k *keychain) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.calls
}

// whole joins all there is, to look for secrets in.
func (k *keychain) whole() string {
	var all strings.Builder
	for account, value := range k.snapshot() {
		all.WriteString(account + value)
	}
	return all.String()
}
