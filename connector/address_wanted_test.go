package connector_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestALostRepositoryIsNamedByNameKeyOrAddress(t *testing.T) {
	type want struct {
		key, slug, name, base string
		ssh                   bool
	}
	for typed, w := range map[string]want{
		"kundenkarte":                          {name: "kundenkarte"},
		"  „Kundenkarte mit  Treuepunkten“ ":   {name: "Kundenkarte mit Treuepunkten"},
		"ラーメン予約":                               {name: "ラーメン予約"},
		"shop.mobile":                          {name: "shop.mobile", base: "https://shop.mobile"},
		"app/Shop.git":                         {key: "APP", slug: "shop"},
		"~Ada.L/notes":                         {key: "~Ada.L", slug: "notes"},
		"~ada":                                 {key: "~ada"},
		"git.example.com:7990":                 {base: "https://git.example.com:7990"},
		"https://git.example.com/projects/app": {key: "APP", base: "https://git.example.com"},
		"https://git.example.com/b/users/ada/repos/notes/browse": {key: "~ada", slug: "notes", base: "https://git.example.com/b"},
		"ssh://git@git.example.com:7999/app/shop.git":            {key: "APP", slug: "shop", base: "https://git.example.com", ssh: true},
	} {
		got, err := connector.ReadWanted(typed)
		require.NoError(t, err, typed)
		flat := want{key: got.Key, slug: got.Slug, name: got.Name}
		if got.Address != nil {
			flat.base, flat.ssh = got.Address.Base, got.Address.SSH
		}
		assert.Equal(t, w, flat, typed)
	}
	for typed, code := range map[string]connector.Code{
		"": connector.CodeAddressInvalid, "BBDC-NDc2NTA5": connector.CodeAddressInvalid, "a/b/c d": connector.CodeAddressInvalid,
		"ftp://git.example.com/x": connector.CodeAddressInvalid, strings.Repeat("ü", 129): connector.CodeAddressInvalid,
		"bitbucket.org": connector.CodeAddressIsCloud, "https://bitbucket.org/harbour/shop": connector.CodeAddressIsCloud,
	} {
		_, err := connector.ReadWanted(typed)
		assert.True(t, connector.IsProblem(err, code), "%q: %v", typed, err)
	}
}
