package oauth_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/oauth"
)

// A token that lives is used while whatever keeps its successor cannot be had.
func TestATokenThatLivesIsUsedWhileTheLockOrTheKeychainIsNotToBeHad(t *testing.T) {
	away := errors.New("not to be had")
	for name, c := range map[string]struct {
		lock, load error
		stale      bool
		want       error
	}{
		"the lock":                        {lock: away},
		"the keychain":                    {load: away},
		"but not once it is refused":      {load: away, stale: true, want: away},
		"nor after disconnecting":         {load: connector.ErrNoSecret, want: connector.ErrNoSecret},
		"nor refused without the lock":    {lock: away, stale: true, want: away},
		"and all is well without trouble": {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &place{kept: numbered(0, 10*time.Minute)}
				trouble := false
				o := p.options()
				o.Lock = func(context.Context) (func(), error) {
					if trouble && c.lock != nil {
						return nil, c.lock
					}
					return func() {}, nil
				}
				o.Load = func(ctx context.Context) (connector.Credential, error) {
					if trouble && c.load != nil {
						return connector.Credential{}, c.load
					}
					return p.load(ctx)
				}
				k := oauth.NewKeeper(o)
				used, err := k.Token(t.Context())
				require.NoError(t, err)
				trouble = true
				<-time.After(9 * time.Minute) // it should be renewed, and lives
				if c.stale {
					k.Stale(used)
				}
				_, err = k.Token(t.Context())
				require.ErrorIs(t, err, c.want)
				<-time.After(2 * time.Minute) // and now it does not
				_, err = k.Token(t.Context())
				for _, known := range []error{c.lock, c.load} {
					if known != nil {
						require.ErrorIs(t, err, known)
					}
				}
				trouble = false
				assert.Equal(t, "token-1", token(t, k))
				assert.Equal(t, 1, p.refreshes)
			})
		})
	}
}
