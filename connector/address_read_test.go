package connector_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestWhatPeoplePasteIsReadAsAnAddress(t *testing.T) {
	type want struct{ base, key, slug string }
	for pasted, w := range map[string]want{
		"git.example.com":                                {"https://git.example.com", "", ""},
		"  GIT.Example.COM/ ":                            {"https://git.example.com", "", ""},
		"git.example.com:7990":                           {"https://git.example.com:7990", "", ""},
		"git":                                            {"https://git", "", ""},
		"git_intern.corp":                                {"https://git_intern.corp", "", ""},
		"git.example.com.":                               {"https://git.example.com", "", ""},
		"https://git.example.com:443/":                   {"https://git.example.com", "", ""},
		"http://git.example.com:80":                      {"http://git.example.com", "", ""},
		"HTTPS://git.example.com//bitbucket//":           {"https://git.example.com/bitbucket", "", ""},
		"https:/git.example.com":                         {"https://git.example.com", "", ""},
		"http://https://git.example.com/x":               {"https://git.example.com/x", "", ""},
		"(https://git.example.com).":                     {"https://git.example.com", "", ""},
		"https//git.example.com/x":                       {"https://git.example.com/x", "", ""},
		"//git.example.com":                              {"https://git.example.com", "", ""},
		`https:\\git.example.com\bitbucket`:              {"https://git.example.com/bitbucket", "", ""},
		"\"https://git.example.com\"":                    {"https://git.example.com", "", ""},
		"„https://git.example.com“,":                     {"https://git.example.com", "", ""},
		"<https://git.example.com>":                      {"https://git.example.com", "", ""},
		"\ufeffhttps://git.exam\u200bple.com\u00a0":      {"https://git.example.com", "", ""},
		"https://ann:pa55@git.example.com/b":             {"https://git.example.com/b", "", ""},
		"https://git.example.com/a/b?x=1#y":              {"https://git.example.com/a/b", "", ""},
		"https://git.example.com/mein%20git/":            {"https://git.example.com/mein%20git", "", ""},
		"localhost":                                      {"http://localhost", "", ""},
		"localhost:7990/bitbucket":                       {"http://localhost:7990/bitbucket", "", ""},
		"127.0.0.1:7990":                                 {"http://127.0.0.1:7990", "", ""},
		"https://localhost:7990":                         {"https://localhost:7990", "", ""},
		"::1":                                            {"http://[::1]", "", ""},
		"[::1]:7990":                                     {"http://[::1]:7990", "", ""},
		"2001:DB8:0::5":                                  {"https://[2001:db8::5]", "", ""},
		"https://[2001:db8::5]:8443/git":                 {"https://[2001:db8::5]:8443/git", "", ""},
		"bücher.example":                                 {"https://xn--bcher-kva.example", "", ""},
		"https://БИТБАКЕТ.example/git":                   {"https://xn--80abarmo7ce.example/git", "", ""},
		"ｇｉｔ．example":                                    {"https://git.example", "", ""},
		"https://git.example.com/projects":               {"https://git.example.com", "", ""},
		"https://git.example.com/projects/APP":           {"https://git.example.com", "APP", ""},
		"https://git.example.com/dashboard":              {"https://git.example.com", "", ""},
		"https://git.example.com/bitbucket/login?next=x": {"https://git.example.com/bitbucket", "", ""},
		"https://git.example.com/scm":                    {"https://git.example.com/scm", "", ""},
		"https://git.example.com/bitbucket/projects/APP/repos/Shop/browse":                {"https://git.example.com/bitbucket", "APP", "shop"},
		"https://git.example.com/projects/app/repos/shop/pull-requests/7/overview":        {"https://git.example.com", "APP", "shop"},
		"https://git.example.com/projects/APP/repos/shop/browse/src/a%20b.txt?at=refs#12": {"https://git.example.com", "APP", "shop"},
		"https://git.example.com/users/ada.l/repos/notes/browse":                          {"https://git.example.com", "~ada.l", "notes"},
		"https://git.example.com/projects/~ADA/repos/notes":                               {"https://git.example.com", "~ADA", "notes"},
		"https://ada@git.example.com/scm/app/shop.git":                                    {"https://git.example.com", "APP", "shop"},
		"git clone https://git.example.com/bitbucket/scm/~ada/notes.git":                  {"https://git.example.com/bitbucket", "~ada", "notes"},
		"https://git.example.com/bitbucket/rest/api/1.0/projects/APP/repos/shop":          {"https://git.example.com/bitbucket", "APP", "shop"},
		"https://git.example.com/bitbucket/rest/api/1.0/application-properties":           {"https://git.example.com/bitbucket", "", ""},
		"https://git.example.com/bitbucket/plugins/servlet/access-tokens/manage":          {"https://git.example.com/bitbucket", "", ""},
		"ssh://git@git.example.com:7999/app/shop.git":                                     {"https://git.example.com", "APP", "shop"},
		"ssh://git@git.example.com:7999/~ada/notes.git":                                   {"https://git.example.com", "~ada", "notes"},
		"git@git.example.com:app/shop.git":                                                {"https://git.example.com", "APP", "shop"},
		"git@git.example.com:7999/app/shop.git":                                           {"https://git.example.com", "APP", "shop"},
		"ssh://git@localhost:7999/app/shop.git":                                           {"http://localhost", "APP", "shop"},
	} {
		a, err := connector.ReadAddress(pasted)
		if assert.NoError(t, err, pasted) {
			assert.Equal(t, w, want{a.Base, a.ProjectKey, a.RepositorySlug}, pasted)
		}
	}
}

func TestWhatComesAlongWithAnAddressIsLeftAside(t *testing.T) {
	const (
		git   = "https://git.example.com"
		stash = git + "/stash"
	)
	for pasted, want := range map[string]string{
		"https://BÜCHER.Example:8443/Git":                                                   "https://xn--bcher-kva.example:8443/Git",
		"HTTPS://GIT.EXAMPLE.COM/stash/projects/APP/repos/Shop":                             stash + " APP shop",
		"'" + stash + "/projects/APP/repos/shop/browse/src/a.go?at=refs%2Fheads%2Fx#12-14'": stash + " APP shop",
		stash + "/users/ada/repos/notes/pull-requests/3/diff#src/a.go":                      stash + " ~ada notes",
		git + "/projects/APP/repos/shop/pull-requests?create&sourceBranch=refs/heads/x":     git + " APP shop",
		git + "/projects/APP/repos/shop/browse?at=refs/heads/main#README.md":                git + " APP shop",
		git + "/projects/APP/settings":                                                      git + " APP",
		git + "/users/ada":                                                                  git + " ~ada",
		"https://ann:p%40ss@git.example.com/stash/scm/~ann/shop.git":                        stash + " ~ann shop",
		"https://ann.o'hara@git.example.com/scm/app/shop.git":                               git + " APP shop",
		"git.example.com/scm/app/shop.git":                                                  git + " APP shop",
		"ssh://ann@git.example.com:7999/app/shop.git":                                       git + " APP shop",
		"git+ssh://git@git.example.com/app/shop.git":                                        git + " APP shop",
		"ssh://git@[2001:db8::5]:7999/app/shop.git":                                         "https://[2001:db8::5] APP shop",
		"git@[2001:db8::5]:app/shop.git":                                                    "https://[2001:db8::5] APP shop",
		"git@[2001:db8::5]:7999/app/shop.git":                                               "https://[2001:db8::5] APP shop",
		"http://[2001:DB8::5]:7990/stash/":                                                  "http://[2001:db8::5]:7990/stash",
		"[2001:db8::5]:8443/stash/projects/APP":                                             "https://[2001:db8::5]:8443/stash APP",
		"10.0.0.7:7990/stash":                                                               "https://10.0.0.7:7990/stash",
		"git clone -b main https://git.example.com/scm/app/shop.git shop":                   git + " APP shop",
		"git clone git@git.example.com:app/shop.git shop":                                   git + " APP shop",
		"git.example.com..":                                                                 git,
		"git.example.com.:7990":                                                             git + ":7990",
		"https://git.example.com./stash.":                                                   stash,
		git + "/projects/APP.":                                                              git + " APP",
		"Bitbucket: " + git:                                                                 git,
		"Clone\t" + git + "/scm/app/shop.git\n":                                             git + " APP shop",
		"Our Bitbucket\r\n" + git + "/\r\nToken: NzY1MDk5NDY3":                              git,
		git + "\n\tBBDC-NDc2NTA5OTQ2NzEyOg":                                                 git,
	} {
		a, err := connector.ReadAddress(pasted)
		if assert.NoError(t, err, pasted) {
			got := []string{a.Base, a.ProjectKey, a.RepositorySlug}
			assert.Equal(t, want, strings.TrimSpace(strings.Join(got, " ")), pasted)
			assert.Equal(t, strings.Contains(pasted, "ssh://") || strings.Contains(pasted, "git@"), a.SSH, pasted)
		}
	}
}

func TestOnlyPlainHTTPToAnotherComputerIsInsecure(t *testing.T) {
	for pasted, insecure := range map[string]bool{
		"http://git.example.com": true, "http://10.0.0.7:7990": true, "http://[2001:db8::5]": true,
		"https://git.example.com": false, "http://localhost:7990": false, "http://127.8.8.8": false,
		"http://[::1]:7990": false, "http://git.localhost": false, "http://localhost.example.com": true,
	} {
		a, err := connector.ReadAddress(pasted)
		require.NoError(t, err)
		assert.Equal(t, insecure, a.Insecure, pasted)
	}
}

func TestAnAddressOfCloudBelongsInTheOtherTab(t *testing.T) {
	for _, pasted := range []string{
		"bitbucket.org", "https://bitbucket.org/harbour/shop", "https://ann@Bitbucket.org/harbour/shop.git",
		"git@bitbucket.org:harbour/shop.git", "https://api.bitbucket.org/2.0/user", "ssh://git@altssh.bitbucket.org:443/harbour/shop.git",
		"www.bitbucket.org", "bitbucket.com",
	} {
		_, err := connector.ReadAddress(pasted)
		assert.True(t, connector.IsProblem(err, connector.CodeAddressIsCloud), "%s: %v", pasted, err)
	}
	_, err := connector.ReadAddress("https://bitbucket.org.example.com")
	require.NoError(t, err, "another host that only begins alike")
}

func TestJunkIsNoAddress(t *testing.T) {
	for _, pasted := range []string{
		"", "   ", "hello world", "https://", "http://:7990", "ftp://git.example.com", "file:///etc/passwd", "javascript:alert(1)",
		"ada@example.com", "ann:pa55@git.example.com", "git.example.com:99999", "git.example.com:0", "git.example.com:port", "1234", "300.1.1.1",
		"-git.example.com", "git..example.com", "https://git.example.com/%zz", "https://git.example.com/../x", "https://git.example.com/a%2fb",
		"[::1", "[git]", "fe80::1%eth0", strings.Repeat("a", 64) + ".com", strings.Repeat("a.", 200) + "com", "git\nclone", "https://git.exa mple.com",
		"BBDC-NDc2NTA5OTQ2NzEyOg", "ATATT3xFfGF0", "https://BBDC-NDc2NTA5OTQ2NzEyOg", "MDM0MjM5NDc2MDxxoNkkzcr8V2Tm6o4XfVbJ5KpabcdZ",
		"https://MDM0MjM5NDc2MDxxoNkkzcr8V2Tm6o4XfVbJ5KpabcdZ", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "https://a.example.com\nhttps://b.example.com", "git.example.com\nNzY1MDk5NDY3", "...",
		"https://git.example.com/..", "git@[2001:db8::5:app/shop.git", "see https://git.example.com please", "https://a.example.com https://b.example.com",
	} {
		_, err := connector.ReadAddress(pasted)
		assert.True(t, connector.IsProblem(err, connector.CodeAddressInvalid), "%q: %v", pasted, err)
	}
}

func TestAnUnreadableAddressIsShownWithoutSecrets(t *testing.T) {
	for pasted, shown := range map[string]string{
		"https://ann:pa55@git_ example?token=x":                       "…@git_ example",
		"jana@nordlicht.example":                                      "…@nordlicht.example",
		"BBDC-NDc2NTA5OTQ2NzEyOg":                                     "",
		"ftp://git.example.com":                                       "ftp://git.example.com",
		"git.example.com\nNzY1MDk5NDY3":                               "git.example.com",
		"Bearer BBDC-NDc2NTA5OTQ2NzEyOg":                              "",
		"token: BBDC-NDc2NTA5OTQ2NzEyOg":                              "",
		"https://BBDC-NDc2NTA5OTQ2NzEyOg":                             "",
		"MDM0MjM5NDc2MDxx+NkkzcrT8V2Tm6o4XfVbJ5Kp12==":                "",
		"MDM0MjM5NDc2MDxxoNkkzcr8V2Tm6o4XfVbJ5KpabcdZ":                "",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N": "",
		"ann:pa55word":                                                "ann:",
		"https://ann:55pass/x":                                        "https://ann:",
		"ann:123456":                                                  "ann:",
		"Authorization: Basic YW5uOnBhNTU":                            "Authorization:",
		"https://ann:pa#55@git.example.com":                           "",
		"https://ann:p?a55@git.example.com":                           "",
		"git example/?u=a@b&token=x":                                  "",
		"git.example.com:port":                                        "git.example.com:",
		"fe80::1%eth0":                                                "fe80::1%eth0",
		"git.example.com:0":                                           "git.example.com:0",
		"git.\x1b[31mexample.com":                                     "git.[31mexample.com",
	} {
		_, err := connector.ReadAddress(pasted)
		p, _ := connector.AsProblem(err)
		assert.Equal(t, shown, p.Args["address"], pasted)
	}
}

func TestARepositoryIsReadFromItsNameOrAddress(t *testing.T) {
	for pasted, want := range map[string]string{
		"APP/shop":            "APP shop",
		" app/Shop.git ":      "app Shop",
		"/APP/shop/":          "APP shop",
		"~ada.l/notes":        "~ada.l notes",
		"harbour/shop.mobile": "harbour shop.mobile",
		"{1a-2b}/{3c-4d}":     "{1a-2b} {3c-4d}",
		"https://bitbucket.org/harbour/shop/src/main/README.md":    "harbour shop",
		"https://bitbucket.org/harbour/shop":                       "harbour shop",
		"bitbucket.org/harbour/shop":                               "harbour shop",
		"git@bitbucket.org:harbour/shop.git":                       "harbour shop",
		"https://api.bitbucket.org/2.0/repositories/harbour/shop":  "harbour shop",
		"https://git.example.com/projects/APP/repos/shop/branches": "APP shop",
		"https://git.example.com/x/scm/app/shop.git":               "APP shop",
		"ssh://git@git.example.com:7999/app/shop.git":              "APP shop",
	} {
		key, slug, err := connector.ReadRepositoryName(pasted)
		if assert.NoError(t, err, pasted) {
			assert.Equal(t, want, key+" "+slug, pasted)
		}
	}
	for _, pasted := range []string{
		"", "shop", "APP/", "/shop", "a/b/c", "APP/..", "git.example.com", "https://bitbucket.org/harbour", "https://bitbucket.org/harbour/workspace/projects",
		"https://bitbucket.org/account/settings", "https://git.example.com/projects/APP", "git.example.com/shop", "BBDC-abc/def", "a b/c",
	} {
		_, _, err := connector.ReadRepositoryName(pasted)
		assert.True(t, connector.IsProblem(err, connector.CodeAddressInvalid), pasted)
	}
}

func FuzzReadAddress(f *testing.F) {
	for _, seed := range []string{
		"git.example.com:7990/bitbucket", "https://ann:pa55@git.example.com/projects/APP/repos/shop/browse?at=x#1", "git@host:app/shop.git",
		"ssh://git@[::1]:7999/~ada/x.git", "bücher.example", `"<https:\\x\y>"`, "http:localhost", "::1", "[::", "@", ":", "//", "a/b", "%", "BBDC-x",
		"https://bitbucket.org/a/b", "\u200b", "https://x/%00", "1.2.3", "https://x/rest/api/1.0/projects", "git@[::1]:a/b", "x\nhttps://y/z.\nw", "https://x/..",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pasted string) {
		a, err := connector.ReadAddress(pasted)
		if err != nil {
			if _, ok := connector.AsProblem(err); !ok {
				t.Fatalf("no problem: %v", err)
			}
			return
		}
		u, err := url.Parse(a.Base)
		if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" || connector.Origin(a.Base) == "" {
			t.Fatalf("%q gave %q", pasted, a.Base)
		}
		if strings.HasSuffix(a.Base, "/") || a.Insecure != (u.Scheme == "http" && !connector.IsLoopback(u.Hostname())) {
			t.Fatalf("%q gave %+v", pasted, a)
		}
		again, err := connector.ReadAddress(a.Base)
		if err != nil || connector.Origin(again.Base) != connector.Origin(a.Base) {
			t.Fatalf("%q gave %q, which reads as %q (%v)", pasted, a.Base, again.Base, err)
		}
	})
}

func FuzzReadRepositoryName(f *testing.F) {
	for _, seed := range []string{
		"APP/shop", "~ada/notes.git", "https://bitbucket.org/harbour/shop/src", "git@git.example.com:app/shop.git", "{1a-2b}/{3c}", "/", "a/b/c",
		"BBDC-x/y", "kundenkarte", "~ada", "Kundenkarte mit Treuepunkten", "git.example.com", "a/..", "https://x/projects/~A/repos/..%2f",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		key, slug, err := connector.ReadRepositoryName(typed)
		if err == nil {
			require.NotEmpty(t, key)
			require.NotEmpty(t, slug)
			require.NotContains(t, key+slug, "/")
			require.NotContains(t, []string{key, slug}, "..")
		} else if _, ok := connector.AsProblem(err); !ok {
			t.Fatalf("no problem: %v", err)
		}
		w, err := connector.ReadWanted(typed)
		if err != nil {
			if _, ok := connector.AsProblem(err); !ok {
				t.Fatalf("no problem: %v", err)
			}
			return
		}
		require.False(t, w.Key == "" && w.Name == "" && w.Address == nil, "%q names nothing", typed)
		require.False(t, w.Key == "" && w.Slug != "" || w.Key != "" && w.Name != "", "%q gave %+v", typed, w)
		require.NotContains(t, w.Key+w.Slug+w.Name, "/")
	})
}
