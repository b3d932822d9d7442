package vault

import (
	"errors"

	"github.com/zalando/go-keyring"
)

// systemKeyring is the keychain of the system: Keychain on macOS, Credential Manager on Windows, the
// Secret Service elsewhere.
type systemKeyring struct{}

// Keyring gives the system's keychain. A call blocks for as long as the system's own unlock window stands.
func Keyring() Backend { return systemKeyring{} }

func (systemKeyring) Set(service, account, value string) (err error) {
	defer survive(&err)
	return told(keyring.Set(service, account, value))
}

func (systemKeyring) Get(service, account string) (value string, err error) {
	defer survive(&err)
	value, err = keyring.Get(service, account)
	return value, told(err)
}

func (systemKeyring) Delete(service, account string) (err error) {
	defer survive(&err)
	return told(keyring.Delete(service, account))
}

// survive turns a panic into an error. go-keyring v0.2.8 reads a signal without looking whether the bus
// went away while its unlock window stood, and then falls over a nil pointer.
func survive(err *error) {
	if recover() != nil {
		*err = failure{class: ErrUnavailable, detail: "the keychain went away"}
	}
}

// told sorts go-keyring's errors and leaves their texts behind: they may repeat arguments.
func told(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return ErrUnavailable
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return failure{class: errRefused, detail: "too big"}
	}
	return classify(err)
}
