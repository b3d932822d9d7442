package vault_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/vault"
)

func requireSame(t *testing.T, want, got connector.Credential) {
	t.Helper()
	require.Equal(t, want.Token.Reveal(), got.Token.Reveal())
	require.Equal(t, want.Refresh.Reveal(), got.Refresh.Reveal())
	require.Equal(t, want.Passphrase.Reveal(), got.Passphrase.Reveal())
	require.True(t, want.Expires.Equal(got.Expires))
	require.Equal(t, []any{want.Kind, want.Email, want.Scopes, want.Origins}, []any{got.Kind, got.Email, got.Scopes, got.Origins})
}

func TestACredentialComesBackWholeAndLeavesNothingWhenDeleted(t *testing.T) {
	k := newKeychain()
	v := vault.New(k, vault.Options{})
	want := credential("one")
	require.NoError(t, v.Put(t.Context(), id, want, connector.KeepKeychain))
	got, err := vault.New(k, vault.Options{}).Get(t.Context(), id, origins())
	require.NoError(t, err)
	requireSame(t, want, got)
	require.NoError(t, v.Delete(t.Context(), id))
	require.Empty(t, k.snapshot())
	_, err = v.Get(t.Context(), id, origins())
	require.ErrorIs(t, err, connector.ErrNoSecret)
	require.NoError(t, v.Delete(t.Context(), id), "deleting what is not there is fine")
}

func TestTheKeychainHoldsAHeadAndPiecesOfAtMost2000Bytes(t *testing.T) {
	for _, mark := range []string{"", "1", "12"} { // so that cuts fall inside and between characters
		k := newKeychain()
		require.NoError(t, vault.New(k, vault.Options{}).Put(t.Context(), id, credential(mark), connector.KeepKeychain))
		items := k.snapshot()
		var head struct {
			Generation string
			Count      int
			SHA256     string
		}
		require.NoError(t, json.Unmarshal([]byte(items[id]), &head))
		require.Equal(t, 3, head.Count)
		require.Len(t, head.SHA256, 64)
		var document strings.Builder
		for n := range head.Count {
			piece, ok := items[fmt.Sprintf("%s/%s/%d", id, head.Generation, n)]
			require.True(t, ok)
			require.LessOrEqual(t, len(piece), 2000)
			require.True(t, utf8.ValidString(piece), "no character is cut in two")
			document.WriteString(piece)
		}
		require.True(t, json.Valid([]byte(document.String())))
		require.Len(t, items, 1+head.Count)
	}
}

func TestANewSecretTakesThePlaceOfTheOldOne(t *testing.T) {
	k := newKeychain()
	v := vault.New(k, vault.Options{})
	require.NoError(t, v.Put(t.Context(), id, credential("first"), connector.KeepKeychain))
	require.NoError(t, v.Put(t.Context(), other, credential("neighbour"), connector.KeepKeychain))
	short := connector.Credential{Kind: connector.AccessToken, Token: connector.NewSecret("second"), Origins: origins()}
	require.NoError(t, v.Put(t.Context(), id, short, connector.KeepKeychain))
	got, err := v.Get(t.Context(), id, origins())
	require.NoError(t, err)
	require.Equal(t, "second", got.Token.Reveal())
	require.Len(t, k.snapshot(), 2+4)
	require.NotContains(t, k.whole(), "first")
	require.Contains(t, k.whole(), "neighbour")
}

func TestASecretIsGivenOutForItsOwnOriginsOnly(t *testing.T) {
	for _, keep := range []connector.Keep{connector.KeepKeychain, connector.KeepSession} {
		v := vault.New(newKeychain(), vault.Options{})
		require.NoError(t, v.Put(t.Context(), id, credential("one"), keep))
		for _, asked := range [][]string{
			nil,
			{""},
			origins()[:1], append(origins(), "https://evil.test:443"),
			{"http://api.bitbucket.org:80", "https://bitbucket.org:443"},
		} {
			_, err := v.Get(t.Context(), id, asked)
			require.ErrorIs(t, err, connector.ErrNoSecret, "%v", asked)
		}
		reversed := append(slices.Clone(origins()), origins()[0])
		slices.Reverse(reversed)
		_, err := v.Get(t.Context(), id, reversed)
		require.NoError(t, err, "order and number do not matter")
	}
}

func TestASecretWithoutAPlaceToSendItIsNotKept(t *testing.T) {
	k := newKeychain()
	v := vault.New(k, vault.Options{})
	for _, origins := range [][]string{nil, {""}} {
		c := credential("one")
		c.Origins = origins
		require.True(t, connector.IsProblem(v.Put(t.Context(), id, c, connector.KeepKeychain), connector.CodeKeychainRefused))
	}
	require.True(t, connector.IsProblem(v.Put(t.Context(), id+"/0", credential("x"), connector.KeepKeychain), connector.CodeKeychainRefused))
	require.Empty(t, k.snapshot())
}

func TestASessionSecretStaysInMemory(t *testing.T) {
	k := newKeychain()
	v := vault.New(k, vault.Options{})
	require.NoError(t, v.Put(t.Context(), id, credential("one"), connector.KeepSession))
	got, err := v.Get(t.Context(), id, origins())
	require.NoError(t, err)
	requireSame(t, credential("one"), got)
	require.Zero(t, k.count(), "the keychain is not asked")
	_, err = vault.New(k, vault.Options{}).Get(t.Context(), id, origins())
	require.ErrorIs(t, err, connector.ErrNoSecret, "it is gone with the program")
	require.NoError(t, v.Delete(t.Context(), id))
	_, err = v.Get(t.Context(), id, origins())
	require.ErrorIs(t, err, connector.ErrNoSecret)
}

func TestASessionSecretIsDeletedWithoutAKeychain(t *testing.T) {
	k := newKeychain()
	k.behave(func(string, string) error { return vault.ErrUnavailable })
	v := vault.New(k, vault.Options{})
	require.NoError(t, v.Put(t.Context(), id, credential("one"), connector.KeepSession))
	require.NoError(t, v.Delete(t.Context(), id))
	require.True(t, connector.IsProblem(v.Delete(t.Context(), id), connector.CodeKeychainUnavailable))
}

func TestTheConsumerSecretIsACredentialWithATokenOnly(t *testing.T) {
	v := vault.New(vault.Memory(), vault.Options{})
	secret := connector.Credential{Token: connector.NewSecret("s3cret"), Origins: []string{"https://bitbucket.org:443"}}
	require.NoError(t, v.Put(t.Context(), vault.ConsumerID, secret, connector.KeepKeychain))
	got, err := v.Get(t.Context(), vault.ConsumerID, secret.Origins)
	require.NoError(t, err)
	require.Equal(t, "s3cret", got.Token.Reveal())
	require.NoError(t, v.Delete(t.Context(), vault.ConsumerID))
	require.NoError(t, v.Delete(t.Context(), vault.ConsumerID))
}

func TestWhatAKeychainSaysBecomesAProblemWithoutTheSecret(t *testing.T) {
	for name, test := range map[string]struct {
		answer error
		code   connector.Code
	}{
		"none":      {vault.ErrUnavailable, connector.CodeKeychainUnavailable},
		"dismissed": {vault.ErrLocked, connector.CodeKeychainLocked},
		"no":        {errors.New("cannot take token-one for " + id), connector.CodeKeychainRefused},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKeychain()
			v := vault.New(k, vault.Options{})
			require.NoError(t, v.Put(t.Context(), other, credential("neighbour"), connector.KeepKeychain))
			k.behave(func(string, string) error { return test.answer })
			err := v.Put(t.Context(), id, credential("one"), connector.KeepKeychain)
			_, getErr := v.Get(t.Context(), id, origins())
			for _, err := range []error{err, getErr, v.Delete(t.Context(), other)} {
				require.True(t, connector.IsProblem(err, test.code), "%v", err)
				require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "token-one")
			}
			k.behave(nil)
			require.NotContains(t, k.whole(), "token-one")
		})
	}
}

func TestAKeychainThatForgetsOrTakesLittleRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*keychain){
		"forgets":           func(k *keychain) { k.forgets = true },
		"changes pieces":    func(k *keychain) { k.changes = true },
		"takes 1,000 bytes": func(k *keychain) { k.limit = 1000 },
		"forgets the flipped head": func(k *keychain) {
			heads := 0
			k.before = func(call, account string) error {
				if call == "set" && account == id {
					if heads++; heads == 2 {
						return errors.New("token-one")
					}
				}
				return nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKeychain()
			spoil(k)
			v := vault.New(k, vault.Options{})
			err := v.Put(t.Context(), id, credential("one"), connector.KeepKeychain)
			require.True(t, connector.IsProblem(err, connector.CodeKeychainRefused), "%v", err)
			require.NotContains(t, fmt.Sprintf("%+v", err), "token-one")
			require.Empty(t, k.snapshot(), "nothing was there before, nothing stays")
		})
	}
}

func TestAnEnormousSecretIsRefused(t *testing.T) {
	k := newKeychain()
	c := credential("one")
	c.Token = connector.NewSecret(strings.Repeat("x", 200_000))
	require.True(t, connector.IsProblem(vault.New(k, vault.Options{}).Put(t.Context(), id, c, connector.KeepKeychain), connector.CodeKeychainRefused))
	require.Empty(t, k.snapshot())
}

func TestDamageIsToldAndMendedByANewSecret(t *testing.T) {
	for name, damage := range map[string]func(items map[string]string, piece string){
		"piece gone":      func(items map[string]string, piece string) { delete(items, piece) },
		"piece changed":   func(items map[string]string, piece string) { items[piece] = "{}" },
		"head unreadable": func(items map[string]string, _ string) { items[id] = "not json" },
		"head immense":    func(items map[string]string, _ string) { items[id] = `{"generation":"g","count":99999999}` },
		"head elsewhere":  func(items map[string]string, _ string) { items[id] = `{"generation":"a/b","count":1}` },
	} {
		t.Run(name, func(t *testing.T) {
			k := newKeychain()
			v := vault.New(k, vault.Options{})
			require.NoError(t, v.Put(t.Context(), id, credential("one"), connector.KeepKeychain))
			for account := range k.snapshot() {
				if strings.HasSuffix(account, "/1") {
					damage(k.items, account)
				}
			}
			_, err := v.Get(t.Context(), id, origins())
			require.True(t, connector.IsProblem(err, connector.CodeKeychainRefused), "%v", err)
			require.NoError(t, v.Put(t.Context(), id, credential("two"), connector.KeepKeychain))
			got, err := v.Get(t.Context(), id, origins())
			require.NoError(t, err)
			requireSame(t, credential("two"), got)
			require.NoError(t, v.Delete(t.Context(), id))
		})
	}
}
