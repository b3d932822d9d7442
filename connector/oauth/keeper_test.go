package oauth_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
)

// place is where a session is kept, shared by keepers as a keychain is by processes, and a Bitbucket whose
// refresh tokens live once.
type place struct {
	mu        sync.Mutex
	kept      connector.Credential
	saves     int
	refreshes int
	saveErr   error
	answerErr error
	slow      time.Duration
	lock      sync.Mutex
}

func numbered(n int, life time.Duration) connector.Credential {
	return connector.Credential{
		Kind: connector.Session, Expires: time.Now().Add(life),
		Token: connector.NewSecret(fmt.Sprint("token-", n)), Refresh: connector.NewSecret(fmt.Sprint("refresh-", n)),
	}
}

func (p *place) load(context.Context) (connector.Credential, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept, nil
}

func (p *place) save(_ context.Context, c connector.Credential) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.saveErr != nil {
		return p.saveErr
	}
	p.saves++
	p.kept = c
	return nil
}

// refresh takes the old token at once and answers when it likes: who goes away meanwhile loses the answer.
func (p *place) refresh(ctx context.Context, old connector.Credential) (connector.Credential, error) {
	p.mu.Lock()
	known := old.Refresh.Reveal() == fmt.Sprint("refresh-", p.refreshes)
	failure := p.answerErr
	if known && failure == nil {
		p.refreshes++
	}
	fresh := numbered(p.refreshes, 2*time.Hour)
	p.mu.Unlock()
	select {
	case <-time.After(p.slow):
	case <-ctx.Done():
		return connector.Credential{}, ctx.Err()
	}
	switch {
	case failure != nil:
		return connector.Credential{}, failure
	case !known:
		return connector.Credential{}, connector.NewProblem(connector.CodeSessionEnded)
	}
	return fresh, nil
}

func (p *place) options() oauth.KeeperOptions {
	return oauth.KeeperOptions{
		Load: p.load, Save: p.save, Refresh: p.refresh, Name: "Harbour",
		Lock: func(context.Context) (func(), error) { p.lock.Lock(); return p.lock.Unlock, nil },
	}
}

func (p *place) keeper() *oauth.Keeper { return oauth.NewKeeper(p.options()) }

func token(t *testing.T, k *oauth.Keeper) string {
	t.Helper()
	c, err := k.Token(t.Context())
	assert.NoError(t, err) // several may ask at once, and only the test itself may end it
	return c.Token.Reveal()
}

func TestAGoodTokenIsNotRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &place{kept: numbered(0, time.Hour)}
		k := p.keeper()
		assert.Equal(t, "token-0", token(t, k))
		<-time.After(57 * time.Minute)
		assert.Equal(t, "token-0", token(t, k))
		<-time.After(2 * time.Minute) // now it ends within two
		assert.Equal(t, "token-1", token(t, k))
		assert.Equal(t, "token-1", p.kept.Token.Reveal())
		assert.Equal(t, 1, p.refreshes)
	})
}

func TestManyWhoAskAtOnceRenewOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &place{kept: numbered(0, time.Minute), slow: time.Second}
		k := p.keeper()
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() { assert.Equal(t, "token-1", token(t, k)) })
		}
		all.Wait()
		assert.Equal(t, 1, p.refreshes)
	})
}

func TestAnotherProcessThatRenewedAlreadyIsBelieved(t *testing.T) {
	p := &place{kept: numbered(0, time.Minute)}
	var all sync.WaitGroup
	for range 8 { // each has a memory of its own
		all.Go(func() { assert.Equal(t, "token-1", token(t, p.keeper())) })
	}
	all.Wait()
	assert.Equal(t, 1, p.refreshes)
}

func TestATokenBitbucketCallsExpiredIsRenewedOnce(t *testing.T) {
	p := &place{kept: numbered(0, time.Hour)}
	k := p.keeper()
	used, err := k.Token(t.Context())
	require.NoError(t, err)
	k.Stale(used)
	assert.Equal(t, "token-1", token(t, k))
	k.Stale(used) // said late, of the token before
	assert.Equal(t, "token-1", token(t, k))
	assert.Equal(t, 1, p.refreshes)
}

func TestThePairIsSavedBeforeItIsUsed(t *testing.T) {
	p := &place{kept: numbered(0, time.Minute), saveErr: errors.New("the keychain is locked")}
	k := p.keeper()
	_, err := k.Token(t.Context())
	require.ErrorContains(t, err, "locked")
	_, err = k.Token(t.Context())
	require.ErrorContains(t, err, "locked")
	p.saveErr = nil
	assert.Equal(t, "token-1", token(t, k), "the pair was not lost meanwhile")
	assert.Equal(t, "refresh-1", p.kept.Refresh.Reveal())
	assert.Equal(t, 1, p.refreshes, "nor was the dead refresh token tried again")
}

func TestARenewalIsFinishedThoughItsCallerGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &place{kept: numbered(0, time.Minute), slow: time.Second}
		k := p.keeper()
		ctx, cancel := context.WithCancel(t.Context())
		var given error
		var asked sync.WaitGroup
		asked.Go(func() { _, given = k.Token(ctx) })
		synctest.Wait()
		cancel()
		asked.Wait()
		require.ErrorIs(t, given, context.Canceled)
		assert.Equal(t, "token-1", token(t, k))
		assert.Equal(t, 1, p.refreshes)
		assert.Equal(t, 1, p.saves)
	})
}

func TestAnEndedSessionNamesItsConnection(t *testing.T) {
	p := &place{kept: numbered(7, time.Minute)}
	_, err := p.keeper().Token(t.Context())
	problem, ok := connector.AsProblem(err)
	require.True(t, ok)
	assert.Equal(t, connector.CodeSessionEnded, problem.Code)
	assert.Equal(t, "Harbour", problem.Args["name"])
	assert.Equal(t, "token-7", p.kept.Token.Reveal(), "what is kept stays until somebody signs in again")
}

func TestANetworkFailureDoesNotEndASession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &place{kept: numbered(0, 90*time.Second), answerErr: connector.NewProblem(connector.CodeConnectionTimeout)}
		k := p.keeper()
		assert.Equal(t, "token-0", token(t, k), "a token that still lives is used")
		<-time.After(2 * time.Minute)
		_, err := k.Token(t.Context())
		assert.True(t, connector.IsProblem(err, connector.CodeConnectionTimeout), "%v", err)
		p.answerErr = nil
		assert.Equal(t, "token-1", token(t, k))
	})
}

func TestAStaleTokenIsNotUsedWhenRenewalFails(t *testing.T) {
	p := &place{kept: numbered(0, time.Hour), answerErr: connector.NewProblem(connector.CodeServerBusy)}
	k := p.keeper()
	used, err := k.Token(t.Context())
	require.NoError(t, err)
	k.Stale(used)
	_, err = k.Token(t.Context())
	assert.True(t, connector.IsProblem(err, connector.CodeServerBusy), "%v", err)
}

func TestOtherCredentialsPassUnchanged(t *testing.T) {
	p := &place{kept: connector.Credential{
		Kind: connector.APIToken, Email: "a@b.example", Token: connector.NewSecret("api"), Expires: time.Now().Add(-time.Hour),
	}}
	k := p.keeper()
	used, err := k.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, p.kept, used)
	k.Stale(used)
	assert.Equal(t, "api", token(t, k))
	assert.Zero(t, p.refreshes)
}

func TestErrorsOfKeepingArePassedOn(t *testing.T) {
	gone := errors.New("gone")
	var loads atomic.Int32
	k := oauth.NewKeeper(oauth.KeeperOptions{Load: func(context.Context) (connector.Credential, error) {
		loads.Add(1)
		return connector.Credential{}, connector.ErrNoSecret
	}})
	_, err := k.Token(t.Context())
	require.ErrorIs(t, err, connector.ErrNoSecret)
	o := (&place{kept: numbered(0, time.Hour)}).options()
	o.Lock = func(context.Context) (func(), error) { return nil, gone }
	_, err = oauth.NewKeeper(o).Token(t.Context())
	require.ErrorIs(t, err, gone)
}

// unsavedPair is a keeper that has traded its refresh token, and a keychain that would not take the new pair.
func unsavedPair(t *testing.T) (*place, *oauth.Keeper) {
	t.Helper()
	p := &place{kept: numbered(0, time.Minute), saveErr: errors.New("the keychain is locked")}
	k := p.keeper()
	_, err := k.Token(t.Context())
	require.ErrorContains(t, err, "locked")
	p.saveErr = nil
	return p, k
}

func TestAPairThatWasNotSavedGivesWayToANewSession(t *testing.T) {
	p, k := unsavedPair(t)
	anew := numbered(7, time.Hour)
	p.kept, p.refreshes = anew, 7
	assert.Equal(t, "token-7", token(t, k), "the person has signed in anew meanwhile")
	assert.Equal(t, "refresh-7", p.kept.Refresh.Reveal())
	assert.Zero(t, p.saves)
}

func TestAPairThatWasNotSavedIsNotKeptAfterDisconnecting(t *testing.T) {
	p := &place{kept: numbered(0, time.Minute), saveErr: errors.New("the keychain is locked")}
	var gone atomic.Bool
	o := p.options()
	o.Load = func(ctx context.Context) (connector.Credential, error) {
		if gone.Load() {
			return connector.Credential{}, connector.ErrNoSecret
		}
		return p.load(ctx)
	}
	k := oauth.NewKeeper(o)
	_, err := k.Token(t.Context())
	require.ErrorContains(t, err, "locked")
	p.saveErr = nil
	gone.Store(true)
	_, err = k.Token(t.Context())
	require.ErrorIs(t, err, connector.ErrNoSecret)
	assert.Zero(t, p.saves)
}

func TestAPairThatIsSavedTooLateToBeUsedIsRenewedOnceMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, k := unsavedPair(t)
		<-time.After(3 * time.Hour)
		assert.Equal(t, "token-2", token(t, k))
		assert.Equal(t, 2, p.saves)
		assert.Equal(t, 2, p.refreshes, "no refresh token was used twice")
	})
}
