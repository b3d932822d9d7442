package vault_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/vault"
)

// hangAt makes the nth call of a kind hang until the function it gives is called; the call then goes
// through, late.
func hangAt(k *keychain, n int) (let func()) {
	gate := make(chan struct{})
	var calls atomic.Int64
	k.behave(func(string, string) error {
		if calls.Add(1) == int64(n) {
			<-gate
		}
		return nil
	})
	return func() { close(gate) }
}

func TestAKeychainThatIsUnlockedInTimeIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeychain()
		start := time.Now()
		var told []time.Duration
		v := vault.New(k, vault.Options{Waiting: func(p connector.Problem) {
			require.Equal(t, connector.CodeKeychainLocked, p.Code)
			told = append(told, time.Since(start))
		}})
		let := hangAt(k, 1)
		time.AfterFunc(90*time.Second, let)
		require.NoError(t, v.Put(t.Context(), id, credential("one"), connector.KeepKeychain))
		require.Equal(t, 90*time.Second, time.Since(start))
		require.Equal(t, []time.Duration{3 * time.Second}, told)
		_, err := v.Get(t.Context(), id, origins())
		require.NoError(t, err)
		require.Len(t, told, 1, "a keychain that answers at once is not remarked on")
	})
}

func TestPatienceEndsAndTheLateWriteIsUndone(t *testing.T) {
	steps := putCalls(t)
	for n := 1; n <= steps; n++ {
		t.Run(fmt.Sprint("hanging at call ", n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := newKeychain()
				v := vault.New(k, vault.Options{})
				require.NoError(t, v.Put(t.Context(), id, credential("old"), connector.KeepKeychain))
				let := hangAt(k, n)
				start := time.Now()
				err := v.Put(t.Context(), id, credential("late"), connector.KeepKeychain)
				require.Equal(t, 2*time.Minute, time.Since(start))
				mark := "refresh-old"
				if err == nil { // it hung while tidying up: the new one counts already
					mark = "refresh-late"
				} else {
					require.True(t, connector.IsProblem(err, connector.CodeKeychainLocked))
				}
				let()
				synctest.Wait()
				got, err := v.Get(t.Context(), id, origins())
				require.NoError(t, err)
				require.Equal(t, mark, got.Refresh.Reveal())
				require.NoError(t, v.Delete(t.Context(), id))
				require.Empty(t, k.snapshot())
			})
		})
	}
}

func TestALateWriteNeverStandsOverANewerOne(t *testing.T) {
	steps := putCalls(t)
	for n := 1; n <= steps; n++ {
		t.Run(fmt.Sprint("hanging at call ", n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := newKeychain()
				v := vault.New(k, vault.Options{})
				require.NoError(t, v.Put(t.Context(), id, credential("old"), connector.KeepKeychain))
				let := hangAt(k, n)
				_ = v.Put(t.Context(), id, credential("late"), connector.KeepKeychain)
				time.AfterFunc(time.Minute, let)
				require.NoError(t, v.Put(t.Context(), id, credential("newer"), connector.KeepKeychain))
				synctest.Wait()
				got, err := vault.New(k, vault.Options{}).Get(t.Context(), id, origins())
				require.NoError(t, err)
				requireSame(t, credential("newer"), got)
				require.Len(t, k.snapshot(), 4)
				require.NotContains(t, k.whole(), "refresh-late")
			})
		})
	}
}

func TestOthersGoOnOnceSomebodyGaveUpOnAHangingCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeychain()
		v := vault.New(k, vault.Options{})
		let := hangAt(k, 2)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		first := make(chan error, 1)
		go func() { first <- v.Put(ctx, id, credential("one"), connector.KeepKeychain) }()
		synctest.Wait()
		start := time.Now()
		require.NoError(t, v.Put(t.Context(), other, credential("two"), connector.KeepKeychain))
		require.Equal(t, time.Second, time.Since(start), "it waits for its turn, and no longer")
		require.ErrorIs(t, <-first, context.DeadlineExceeded)

		_, err := v.Get(t.Context(), id, origins())
		require.True(t, connector.IsProblem(err, connector.CodeKeychainLocked), "the id itself stays closed: %v", err)
		require.NoError(t, v.Put(t.Context(), id, credential("session"), connector.KeepSession))
		got, err := v.Get(t.Context(), id, origins())
		require.NoError(t, err, "but keeping it for the session works at once")
		requireSame(t, credential("session"), got)

		let()
		synctest.Wait()
		_, err = vault.New(k, vault.Options{}).Get(t.Context(), id, origins())
		require.ErrorIs(t, err, connector.ErrNoSecret)
		require.Len(t, k.snapshot(), 4, "only the other one is there")
	})
}

func TestCancelEndsTheWaitAtOnceAndTheKeychainIsAskedNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeychain()
		v := vault.New(k, vault.Options{})
		require.NoError(t, v.Put(t.Context(), id, credential("one"), connector.KeepKeychain))
		before := k.count()
		let := hangAt(k, 1)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := v.Get(ctx, id, origins())
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, time.Second, time.Since(start))
		require.ErrorIs(t, v.Delete(ctx, id), context.Canceled, "what is cancelled before it begins asks nothing")
		let()
		synctest.Wait()
		require.Equal(t, 1, k.count()-before)
	})
}

func TestManyAtOnceComeOneAfterTheOther(t *testing.T) {
	k := newKeychain()
	var inside, beside atomic.Int64
	k.behave(func(string, string) error {
		if inside.Add(1) > 1 {
			beside.Add(1)
		}
		inside.Add(-1)
		return nil
	})
	v := vault.New(k, vault.Options{})
	done := make(chan error)
	for n := range 40 {
		go func() {
			name := []string{id, other}[n%2]
			err := v.Put(t.Context(), name, credential(fmt.Sprint(n)), connector.KeepKeychain)
			if err == nil {
				_, err = v.Get(t.Context(), name, origins())
			}
			done <- err
		}()
	}
	for range 40 {
		require.NoError(t, <-done)
	}
	require.Zero(t, beside.Load())
	require.Len(t, k.snapshot(), 8)
}
