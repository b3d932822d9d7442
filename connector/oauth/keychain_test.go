package oauth_test

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mooring/connector/vault"
)

// keychain is one made of files, which processes share as they share the system's. Each item changes as a
// whole or not at all; everything above that is the vault's own doing. step is told of every move.
type keychain struct {
	folder string
	step   func(name string)
}

func (k keychain) file(account string) string {
	return filepath.Join(k.folder, hex.EncodeToString([]byte(account)))
}

// around tells of a move before and after it.
func (k keychain) around(what, account string) func() {
	if k.step == nil {
		return func() {}
	}
	name := what + " head"
	if strings.Contains(account, "/") {
		name = what + " piece"
	}
	k.step("before " + name)
	return func() { k.step("after " + name) }
}

func (k keychain) Set(_, account, value string) error {
	defer k.around("set", account)()
	f, err := os.CreateTemp(k.folder, "new-")
	if err != nil {
		return err
	}
	_, err = f.WriteString(value)
	return errors.Join(err, f.Close(), os.Rename(f.Name(), k.file(account)))
}

func (k keychain) Get(_, account string) (string, error) {
	defer k.around("get", account)()
	value, err := os.ReadFile(k.file(account))
	return string(value), notFound(err)
}

func (k keychain) Delete(_, account string) error {
	defer k.around("delete", account)()
	return notFound(os.Remove(k.file(account)))
}

func notFound(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return vault.ErrNotFound
	}
	return err
}
