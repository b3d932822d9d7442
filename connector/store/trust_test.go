package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/store"
)

func pinned(host, sum string) connector.Trust {
	return connector.Trust{
		Host: host, Since: time.Date(2030, 1, 2, 5, 0, 0, 0, time.FixedZone("east", 2*3600)),
		Pin: &connector.Certificate{
			Subject: "git", Issuer: "git", SHA256: sum, Names: []string{"git.example.test"},
			NotBefore: time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC),
		},
	}
}

func adding(t connector.Trust) func([]connector.Trust) []connector.Trust {
	return func(all []connector.Trust) []connector.Trust { return append(all, t) }
}

func trustFile(d store.Dirs) string { return filepath.Join(d.Config, "trust.json") }

func writeTrust(t *testing.T, d store.Dirs, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(d.Config, 0o700))
	require.NoError(t, os.WriteFile(trustFile(d), []byte(text), 0o600))
}

func TestTrustComesBackByHostAndInUTC(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	list, err := s.LoadTrust(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
	second, first := pinned("z.example.test:443", "bb"), pinned("a.example.test:7990", "aa")
	first.Roots = []connector.Root{{Certificate: connector.Certificate{Subject: "Company", CA: true, SHA256: "cc"}, PEM: "-----BEGIN"}}
	require.NoError(t, s.ChangeTrust(t.Context(), adding(second)))
	require.NoError(t, s.ChangeTrust(t.Context(), adding(first)))
	list, err = store.Open(d).LoadTrust(t.Context())
	require.NoError(t, err)
	first.Since, second.Since = first.Since.UTC(), second.Since.UTC()
	require.Equal(t, []connector.Trust{first, second}, list)
	require.Contains(t, files(t, d.Config)[trustFile(d)], `"since": "2030-01-02T03:00:00Z"`)
}

func TestAnEntryThatTrustsNothingGoes(t *testing.T) {
	s := store.Open(dirs(t))
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))))
	require.NoError(t, s.ChangeTrust(t.Context(), func(all []connector.Trust) []connector.Trust {
		all[0].Pin = nil
		return all
	}))
	list, err := s.LoadTrust(t.Context())
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestWhatALaterMooringAddedToTrustIsKept(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	writeTrust(t, d, `{"schema":1,"kind":"trust","policy":"strict","servers":[
		{"host":"a:443","note":"the old one","pin":{"subject":"git","sha256":"aa","seen":12345678901234567890}},
		{"host":"b:443","note":"stays","pin":{"subject":"git","sha256":"bb","seen":7}}]}`)
	require.NoError(t, s.ChangeTrust(t.Context(), func(all []connector.Trust) []connector.Trust {
		all[1].Pin = &connector.Certificate{SHA256: "new"}
		return append(all, pinned("c:443", "cc"))
	}))
	text := files(t, d.Config)[trustFile(d)]
	for _, kept := range []string{`"policy": "strict"`, `"note": "the old one"`, `"note": "stays"`, `"seen": 12345678901234567890`} {
		require.Contains(t, text, kept)
	}
	require.NotContains(t, text, `"seen": 7`, "it was said of another certificate")
	list, err := s.LoadTrust(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, "new", list[1].Pin.SHA256)
}

func TestDamagedTrustIsMovedAsideAndNewerTrustIsReadOnly(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	for _, text := range []string{"{", `{"schema":1,"kind":"settings"}`, `{"schema":1,"kind":"trust","servers":[{"host":5}]}`, `{"schema":1,"kind":"trust","servers":7}`} {
		writeTrust(t, d, text)
		list, err := s.LoadTrust(t.Context())
		require.True(t, connector.IsProblem(err, connector.CodeProfileDamaged), "%v", err)
		require.Empty(t, list)
		problem, _ := connector.AsProblem(err)
		require.Equal(t, text, files(t, d.Config)[problem.Args["file"]], "nothing is thrown away")
	}
	writeTrust(t, d, "precious")
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))))
	require.Contains(t, mapValues(files(t, d.Config)), "precious")

	newer := `{"schema":2,"kind":"trust","servers":[{"host":"a:443","pin":{"sha256":"aa"}}],"lists":true}`
	writeTrust(t, d, newer)
	list, err := s.LoadTrust(t.Context())
	require.True(t, connector.IsProblem(err, connector.CodeProfileNewer), "%v", err)
	require.Len(t, list, 1)
	err = s.ChangeTrust(t.Context(), adding(pinned("b:443", "bb")))
	require.True(t, connector.IsProblem(err, connector.CodeProfileNewer), "%v", err)
	require.Equal(t, newer, files(t, d.Config)[trustFile(d)])
}

func TestTrustThatCannotBeWrittenStaysWhatItWas(t *testing.T) {
	d := dirs(t)
	s := store.Open(d)
	require.NoError(t, s.ChangeTrust(t.Context(), adding(pinned("a:443", "aa"))))
	before := files(t, d.Config)
	s.Break(20, false, os.ErrPermission)
	for _, err := range []error{
		s.ChangeTrust(t.Context(), adding(pinned("b:443", "bb"))),
		s.ChangeSettings(t.Context(), func(all *store.Settings) { all.Service = "x" }),
	} {
		require.True(t, connector.IsProblem(err, connector.CodeDiskFailed), "%v", err)
	}
	require.Equal(t, before, files(t, d.Config))
}

func TestTwoProgramsChangingTrustAndSettingsAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	d := dirs(t)
	together(t, d.Config, "trusting")
	s := store.Open(d)
	list, err := s.LoadTrust(t.Context())
	require.NoError(t, err)
	found := map[string]bool{}
	for _, server := range list {
		found[server.Host] = true
	}
	require.Len(t, found, 2*hosts)
	settings, err := s.LoadSettings(t.Context())
	require.NoError(t, err)
	require.Equal(t, hosts, strings.Count(settings.ServiceAddresses, "one"))
	require.Equal(t, hosts, strings.Count(settings.ServiceAddresses, "two"))
}
