package vault_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/vault"
)

// dieAfter makes every call from the nth on fail, as if the program had ended there. Whether what the nth
// call was to do still happens, landed says.
func dieAfter(k *keychain, n int, landed bool) {
	calls := 0
	k.behave(func(call, account string) error {
		calls++
		if calls == n && landed {
			return errLanded
		}
		if calls >= n {
			return errors.New("the program has ended")
		}
		return nil
	})
}

// putCalls counts what one Put over an old secret asks of a keychain.
func putCalls(t *testing.T) int {
	t.Helper()
	k := newKeychain()
	v := vault.New(k, vault.Options{})
	require.NoError(t, v.Put(t.Context(), id, credential("old"), connector.KeepKeychain))
	before := k.count()
	require.NoError(t, v.Put(t.Context(), id, credential("new"), connector.KeepKeychain))
	return k.count() - before
}

func TestAPutInterruptedAtAnyStepLeavesAWholeSecretAndNoLitter(t *testing.T) {
	steps := putCalls(t)
	require.Greater(t, steps, 10)
	for n := 1; n <= steps; n++ {
		for _, landed := range []bool{false, true} {
			k := newKeychain()
			require.NoError(t, vault.New(k, vault.Options{}).Put(t.Context(), id, credential("old"), connector.KeepKeychain))
			dieAfter(k, n, landed)
			putErr := vault.New(k, vault.Options{}).Put(t.Context(), id, credential("new"), connector.KeepKeychain)
			k.behave(nil)

			next := vault.New(k, vault.Options{})
			got, err := next.Get(t.Context(), id, origins())
			require.NoError(t, err, "step %d", n)
			mark := got.Refresh.Reveal()
			require.Contains(t, []string{"refresh-old", "refresh-new"}, mark)
			if putErr == nil {
				require.Equal(t, "refresh-new", mark, "what was promised is there, step %d", n)
			}
			require.NoError(t, next.Put(t.Context(), id, credential("third"), connector.KeepKeychain))
			require.Len(t, k.snapshot(), 4, "step %d left litter", n)
			require.NoError(t, next.Delete(t.Context(), id))
			require.Empty(t, k.snapshot())
		}
	}
}

func TestAFirstPutInterruptedAtAnyStepIsWipedByDelete(t *testing.T) {
	for n := 1; n <= putCalls(t); n++ {
		k := newKeychain()
		dieAfter(k, n, true)
		putErr := vault.New(k, vault.Options{}).Put(t.Context(), id, credential("new"), connector.KeepKeychain)
		k.behave(nil)
		next := vault.New(k, vault.Options{})
		_, err := next.Get(t.Context(), id, origins())
		if putErr == nil {
			require.NoError(t, err)
		} else if err != nil {
			require.ErrorIs(t, err, connector.ErrNoSecret, "step %d", n)
		}
		require.NoError(t, next.Delete(t.Context(), id))
		require.Empty(t, k.snapshot(), "step %d", n)
	}
}

func TestADeleteInterruptedAtAnyStepCanBeFinished(t *testing.T) {
	for n := 1; n <= 8; n++ {
		for _, landed := range []bool{false, true} {
			k := newKeychain()
			v := vault.New(k, vault.Options{})
			require.NoError(t, v.Put(t.Context(), id, credential("old"), connector.KeepKeychain))
			dieAfter(k, n, landed)
			deleteErr := v.Delete(t.Context(), id)
			k.behave(nil)
			if deleteErr == nil {
				require.Empty(t, k.snapshot(), "step %d", n)
			}
			got, err := v.Get(t.Context(), id, origins())
			if err == nil {
				requireSame(t, credential("old"), got) // the head was not reached
			} else {
				require.ErrorIs(t, err, connector.ErrNoSecret, "step %d", n)
			}
			require.NoError(t, v.Delete(t.Context(), id))
			require.Empty(t, k.snapshot(), "step %d", n)
		}
	}
}

func TestAKeychainThatOnlyDeletesStillLosesTheSecret(t *testing.T) {
	k := newKeychain()
	v := vault.New(k, vault.Options{})
	require.NoError(t, v.Put(t.Context(), id, credential("old"), connector.KeepKeychain))
	k.behave(func(call, _ string) error {
		if call == "set" {
			return errors.New("full")
		}
		return nil
	})
	require.NoError(t, v.Delete(t.Context(), id))
	require.Empty(t, k.snapshot())
}

func TestAReaderMeetsTheNewSecretWhenAnotherProgramReplacesIt(t *testing.T) {
	k := newKeychain()
	here, there := vault.New(k, vault.Options{}), vault.New(k, vault.Options{})
	require.NoError(t, here.Put(t.Context(), id, credential("old"), connector.KeepKeychain))
	replaced := false
	k.behave(func(call, account string) error {
		if call == "get" && account != id && !replaced {
			replaced = true
			return there.Put(t.Context(), id, credential("new"), connector.KeepKeychain)
		}
		return nil
	})
	got, err := here.Get(t.Context(), id, origins())
	require.NoError(t, err)
	requireSame(t, credential("new"), got)
}

func TestASecretThatArrivedWholeCountsThoughTheProgramEndedBeforeItSaidSo(t *testing.T) {
	saved := 0
	for n := 1; n <= putCalls(t); n++ {
		k := newKeychain()
		require.NoError(t, vault.New(k, vault.Options{}).Put(t.Context(), id, credential("old"), connector.KeepKeychain))
		before := k.snapshot()
		dieAfter(k, n, true)
		putErr := vault.New(k, vault.Options{}).Put(t.Context(), id, credential("new"), connector.KeepKeychain)
		k.behave(nil)
		arrived := 0
		for account := range k.snapshot() {
			if _, was := before[account]; !was {
				arrived++
			}
		}
		next := vault.New(k, vault.Options{})
		got, err := next.Get(t.Context(), id, origins())
		require.NoError(t, err)
		want := "refresh-old"
		if arrived == 3 || putErr == nil { // all its pieces
			want = "refresh-new"
		}
		require.Equal(t, want, got.Refresh.Reveal(), "step %d, %d pieces", n, arrived)
		if putErr != nil && arrived == 3 {
			saved++
		}
		// And what comes after begins from there: interrupted anew at its first step it loses nothing.
		dieAfter(k, 2, true)
		_ = next.Put(t.Context(), id, credential("third"), connector.KeepKeychain)
		k.behave(nil)
		again, err := vault.New(k, vault.Options{}).Get(t.Context(), id, origins())
		require.NoError(t, err)
		require.Equal(t, want, again.Refresh.Reveal(), "step %d", n)
		require.NoError(t, next.Delete(t.Context(), id))
		require.Empty(t, k.snapshot())
	}
	require.Positive(t, saved, "some were saved by it")
}
