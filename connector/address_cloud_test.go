package connector_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

const demoWeb = "http://127.0.0.1:43210"

func TestWhatPeoplePasteIsReadAsAPlaceOnCloud(t *testing.T) {
	for pasted, want := range map[string]string{
		"harbour":                                "harbour",
		" harbour/ ":                             "harbour",
		"Harbour_Apps-2":                         "Harbour_Apps-2",
		"{470c176d-3574-44ea-bb41-89e8638bcca4}": "{470c176d-3574-44ea-bb41-89e8638bcca4}",
		"harbour/shop":                           "harbour/shop",
		"harbour/shop.js.git":                    "harbour/shop.js",
		"harbour/shop/src/main/README.md":        "harbour/shop",
		"harbour/workspace/repositories/":        "harbour",
		"bitbucket.org/harbour":                  "harbour",
		"https://bitbucket.org/harbour/":         "harbour",
		"https://bitbucket.org/harbour/workspace/projects/SHOP":                         "harbour",
		"https://bitbucket.org/harbour/workspace/overview/":                             "harbour",
		"https://bitbucket.org/harbour/shop":                                            "harbour/shop",
		"https://bitbucket.org/harbour/shop/pull-requests/3/diff#chg":                   "harbour/shop",
		"https://bitbucket.org/harbour/shop/src/main/?at=main":                          "harbour/shop",
		"HTTPS://Bitbucket.org/harbour/shop":                                            "harbour/shop",
		"https://www.bitbucket.org/harbour/shop":                                        "harbour/shop",
		"https://bitbucket.com/harbour/shop":                                            "harbour/shop",
		"https://ada@bitbucket.org/harbour/shop.git":                                    "harbour/shop",
		"https://x-token-auth:ATCTT3xFf@bitbucket.org/harbour/shop.git":                 "harbour/shop",
		"git clone https://x-token-auth@bitbucket.org/harbour/shop.git":                 "harbour/shop",
		"git clone https://x-bitbucket-api-token-auth@bitbucket.org/harbour/shop.git s": "harbour/shop",
		"git@bitbucket.org:harbour/shop.git":                                            "harbour/shop",
		"git clone git@bitbucket.org:harbour/shop.git":                                  "harbour/shop",
		"ssh://git@bitbucket.org/harbour/shop.git":                                      "harbour/shop",
		"ssh://git@altssh.bitbucket.org:443/harbour/shop.git":                           "harbour/shop",
		"https://api.bitbucket.org/2.0/repositories/harbour/shop":                       "harbour/shop",
		"https://api.bitbucket.org/2.0/repositories/harbour?pagelen=100":                "harbour",
		"https://api.bitbucket.org/2.0/workspaces/harbour/projects/SHOP":                "harbour",
		"https://api.bitbucket.org/2.0/user/workspaces/harbour/permission":              "harbour",
		"https://bitbucket.org/!api/2.0/repositories/harbour/shop":                      "harbour/shop",
		"https://bitbucket.org/%7B470c176d%7D/%7B85d67b4e%7D":                           "{470c176d}/{85d67b4e}",
		demoWeb + "/harbour/shop":                                                       "harbour/shop",
		demoWeb + "/harbour":                                                            "harbour",
		"http://jana@127.0.0.1:43210/harbour/shop.git":                                  "harbour/shop",
		"git@127.0.0.1:harbour/shop.git":                                                "harbour/shop",
		"The workspace is: https://bitbucket.org/harbour/.":                             "harbour",
	} {
		workspace, slug, err := connector.ReadCloudPlace(pasted, demoWeb)
		require.NoError(t, err, pasted)
		assert.Equal(t, want, strings.TrimSuffix(workspace+"/"+slug, "/"), pasted)
	}
}

func TestWhatIsNoPlaceOnCloudSaysWhatItIs(t *testing.T) {
	for pasted, want := range map[string]struct {
		code  connector.Code
		shown string
	}{
		"":                       {connector.CodeAddressInvalid, ""},
		"  /  ":                  {connector.CodeAddressInvalid, "/"},
		"Harbour Apps":           {connector.CodeAddressInvalid, "Harbour Apps"},
		"bitbucket.org":          {connector.CodeAddressInvalid, "bitbucket.org"},
		"https://bitbucket.org/": {connector.CodeAddressInvalid, "https://bitbucket.org/"},
		"https://bitbucket.org/account/settings/":  {connector.CodeAddressInvalid, "https://bitbucket.org/account/settings/"},
		"https://bitbucket.org/dashboard/overview": {connector.CodeAddressInvalid, "https://bitbucket.org/dashboard/overview"},
		"https://api.bitbucket.org/2.0/user":       {connector.CodeAddressInvalid, "https://api.bitbucket.org/2.0/user"},
		"https://api.bitbucket.org/2.0":            {connector.CodeAddressInvalid, "https://api.bitbucket.org/2.0"},
		"https://bitbucket.org/harbour/../shop":    {connector.CodeAddressInvalid, "https://bitbucket.org/harbour/../shop"},
		"https://id.atlassian.com/manage-profile":  {connector.CodeAddressInvalid, "https://id.atlassian.com/manage-profile"},
		"bäckerei/app":                               {connector.CodeAddressInvalid, "bäckerei/app"},
		"~ada/notes":                                 {connector.CodeAddressInvalid, "~ada/notes"},
		"harbour/a b":                                {connector.CodeAddressInvalid, "harbour/a b"},
		"ada@example.com":                            {connector.CodeAddressInvalid, "…@example.com"},
		"ATCTT3xFfGN0abc":                            {connector.CodeAddressInvalid, ""},
		"harbour/ATCTT3xFfGN0abc":                    {connector.CodeAddressInvalid, ""},
		"https://bitbucket.org/ATATT3xFf/shop":       {connector.CodeAddressInvalid, ""},
		"Bearer ATCTT3xFfGN0abc":                     {connector.CodeAddressInvalid, ""},
		"git.example.com":                            {connector.CodeAddressIsServer, "git.example.com"},
		"git.example.com:7990/bitbucket":             {connector.CodeAddressIsServer, "git.example.com:7990/bitbucket"},
		"https://u:pw@git.example.com/scm/a/b.git":   {connector.CodeAddressIsServer, "git.example.com/scm/a/b.git"},
		"https://git.example.com/projects/A?t=ATCTT": {connector.CodeAddressIsServer, "git.example.com/projects/A"},
		"https://git.example.com/ATCTT3xFf":          {connector.CodeAddressIsServer, ""},
		"ssh://git@git.example.com:7999/a/b.git":     {connector.CodeAddressIsServer, "git.example.com:7999/a/b.git"},
		"https://bitbucket.org.example.com/a/b":      {connector.CodeAddressIsServer, "bitbucket.org.example.com/a/b"},
		"http://127.0.0.1:43211/harbour/shop":        {connector.CodeAddressIsServer, "127.0.0.1:43211/harbour/shop"},
	} {
		_, _, err := connector.ReadCloudPlace(pasted, demoWeb)
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%q: %v", pasted, err)
		assert.Equal(t, want.code, p.Code, pasted)
		assert.Equal(t, want.shown, p.Args["address"], pasted)
	}
}

func TestALostCloudRepositoryIsNamedByNameOrPlace(t *testing.T) {
	for typed, want := range map[string]connector.Wanted{
		"shop":                                {Name: "shop"},
		"  Bäckerei   App ":                   {Name: "Bäckerei App"},
		"ラーメン予約":                              {Name: "ラーメン予約"},
		"shop.mobile":                         {Name: "shop.mobile"},
		"harbour.bitbucket.io":                {Name: "harbour.bitbucket.io"},
		"harbour/shop":                        {Key: "harbour", Slug: "shop"},
		"harbour/":                            {Key: "harbour"},
		"https://bitbucket.org/harbour":       {Key: "harbour"},
		"https://bitbucket.org/harbour/shop/": {Key: "harbour", Slug: "shop"},
		"git@bitbucket.org:harbour/shop.git":  {Key: "harbour", Slug: "shop"},
	} {
		got, err := connector.ReadCloudWanted(typed, demoWeb)
		require.NoError(t, err, typed)
		assert.Equal(t, want, got, typed)
	}
	for typed, code := range map[string]connector.Code{
		"": connector.CodeAddressInvalid, "ATATT3xFf": connector.CodeAddressInvalid, "bitbucket.org": connector.CodeAddressInvalid,
		"git.example.com": connector.CodeAddressIsServer, "https://git.example.com/projects/A": connector.CodeAddressIsServer,
		"git.example.com:7990": connector.CodeAddressIsServer, strings.Repeat("ü", 129): connector.CodeAddressInvalid,
	} {
		_, err := connector.ReadCloudWanted(typed, demoWeb)
		assert.True(t, connector.IsProblem(err, code), "%q: %v", typed, err)
	}
}

// FuzzReadCloudPlace finds no text that fells the reader, is read as what cannot stand in a path, or comes back
// with the secret in it.
func FuzzReadCloudPlace(f *testing.F) {
	for _, seed := range []string{
		"harbour/shop", "https://bitbucket.org/harbour/shop", "git@bitbucket.org:harbour/shop.git", "https://x:SECRET@bitbucket.org/a/b",
		"https://git.example.com/?token=SECRET", "SECRET", "a/SECRET", "https://git.example.com/SECRET#SECRET", "ssh://SECRET@h:1/a",
		"bitbucket.org\nSECRET", "\\\\SECRET\\a", "https://bitbucket.org/%53ECRET/x", "user:SECRET", "//SECRET@bitbucket.org/a/b", "",
	} {
		f.Add(seed)
	}
	const token = "ATCTT3xFfGN0TheSecretItself0123456789"
	glued := regexp.MustCompile(`[^\s:/@?#&=,;"'\\]SECRET`) // nobody can tell where such a secret begins
	f.Fuzz(func(t *testing.T, text string) {
		if glued.MatchString(text) {
			return
		}
		pasted := strings.ReplaceAll(text, "SECRET", token)
		workspace, slug, err := connector.ReadCloudPlace(pasted, demoWeb)
		if err == nil {
			assert.NotEmpty(t, workspace)
			for _, part := range []string{workspace, slug} {
				assert.NotContains(t, part, "/")
				assert.NotContains(t, []string{".", ".."}, part)
				assert.NotContains(t, part, token)
			}
			return
		}
		p, ok := connector.AsProblem(err)
		require.True(t, ok, "%v", err)
		assert.Contains(t, []connector.Code{connector.CodeAddressInvalid, connector.CodeAddressIsServer}, p.Code)
		assert.NotContains(t, p.Args["address"], token, "%q", pasted)
		assert.NotContains(t, p.Error(), token)
	})
}
