package vault_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/vault"
)

// FuzzWhateverStandsInTheKeychain reads a head and a piece that somebody else may have written.
func FuzzWhateverStandsInTheKeychain(f *testing.F) {
	k := newKeychain()
	short := connector.Credential{Token: connector.NewSecret("t"), Origins: origins()}
	if err := vault.New(k, vault.Options{}).Put(f.Context(), id, short, connector.KeepKeychain); err != nil {
		f.Fatal(err)
	}
	items := k.snapshot()
	for account, piece := range items {
		if account != id {
			f.Add(items[id], piece)
		}
	}
	f.Add(`{"generation":"g","count":1,"sha256":"x"}`, `{"schema":1,"token":"t","origins":["https://bitbucket.org:443"]}`)
	f.Add(`{"generation":"","count":-1,"left":[{"generation":"g","count":1}]}`, "null")
	f.Add(`[]`, "")
	f.Fuzz(func(t *testing.T, head, piece string) {
		k := newKeychain()
		k.items = map[string]string{id: head, id + "/g/0": piece}
		v := vault.New(k, vault.Options{})
		got, err := v.Get(t.Context(), id, origins())
		if err == nil {
			require.ElementsMatch(t, origins(), got.Origins)
		} else {
			require.True(t, errors.Is(err, connector.ErrNoSecret) || connector.IsProblem(err, connector.CodeKeychainRefused), "%v", err)
		}
		require.NoError(t, v.Put(t.Context(), id, short, connector.KeepKeychain), "a new secret mends it")
		require.NoError(t, v.Delete(t.Context(), id))
		require.NotContains(t, k.snapshot(), id)
	})
}
