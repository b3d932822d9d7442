package vault

import (
	"errors"
	"sync"
)

// Service is the name under which every item of Mooring stands in a keychain.
const Service = "dev.mooring.Mooring"

// Backend is a keychain: short texts by service and account. Its calls may take as long as a person needs
// to type a password. It says ErrNotFound, ErrUnavailable and ErrLocked where it can tell; any other error
// is a refusal, whose text is never shown since it may repeat what was to be kept.
type Backend interface {
	Set(service, account, value string) error
	Get(service, account string) (string, error)
	Delete(service, account string) error
}

// What a backend may say.
var (
	ErrNotFound    = errors.New("no such item in the keychain")
	ErrUnavailable = errors.New("no keychain on this system")
	ErrLocked      = errors.New("the keychain was not unlocked")
	errRefused     = errors.New("the keychain refused")
)

// failure is a backend's error with words that are known to hold no secret: the name of a D-Bus error, an
// exit code, an error number.
type failure struct {
	class  error
	detail string
}

func (f failure) Error() string {
	if f.detail == "" {
		return f.class.Error()
	}
	return f.class.Error() + " (" + f.detail + ")"
}

func (f failure) Unwrap() error { return f.class }

// memory is a keychain that is gone when the program ends.
type memory struct {
	mu    sync.Mutex
	items map[[2]string]string
}

// Memory makes a keychain that lives in memory only: for the demo, which leaves nothing behind, and tests.
func Memory() Backend { return &memory{items: make(map[[2]string]string)} }

func (m *memory) Set(service, account, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items[[2]string{service, account}] = value
	return nil
}

func (m *memory) Get(service, account string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.items[[2]string{service, account}]
	if !ok {
		return "", ErrNotFound
	}
	return value, nil
}

func (m *memory) Delete(service, account string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := [2]string{service, account}
	if _, ok := m.items[key]; !ok {
		return ErrNotFound
	}
	delete(m.items, key)
	return nil
}
