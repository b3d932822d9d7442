package store_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func TestNoSecretReachesAFile(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	p := profile("app")
	p.CloneHTTPS = "https://ana:hunter2@bitbucket.org/shop/app.git"
	p.Web = "https://x-token-auth:hunter2@bitbucket.org/shop/app"
	p.Repository.Base = "https://hunter2@api.bitbucket.org/2.0"
	c := connection("git")
	c.Base, c.Web = "https://ana:hunter2@git.example.test/bitbucket", "https://hunter2@git.example.test"
	require.NoError(t, s.SaveProfile(t.Context(), p))
	require.NoError(t, s.SaveConnection(t.Context(), c))
	require.NoError(t, s.SaveSettings(t.Context(), store.Settings{ConsumerKey: "key"}))
	written := files(t, d.Config)
	require.Len(t, written, 7, "three documents, their copies, and the lock")
	for path, contents := range written {
		require.NotContains(t, contents, "hunter2", path)
	}
	list, err := s.Profiles(t.Context())
	require.NoError(t, err)
	require.Equal(t, "https://bitbucket.org/shop/app.git", list[0].CloneHTTPS)
	require.Equal(t, "ssh://git@bitbucket.org/shop/app.git", list[0].CloneSSH)
}

func TestNoDocumentHasRoomForASecret(t *testing.T) {
	for _, document := range []any{connector.BuildProfile{}, connector.Connection{}, store.Settings{}, connector.Trust{}} {
		require.False(t, holdsSecret(reflect.TypeOf(document)), "%T", document)
	}
	require.True(t, holdsSecret(reflect.TypeOf(connector.Credential{})), "the search works")
}

func holdsSecret(kind reflect.Type) bool {
	switch kind.Kind() {
	case reflect.Struct:
		if kind == reflect.TypeOf(connector.Secret{}) {
			return true
		}
		for n := range kind.NumField() {
			if holdsSecret(kind.Field(n).Type) {
				return true
			}
		}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsSecret(kind.Elem())
	}
	return false
}
