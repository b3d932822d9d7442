package catalog_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/catalog"
)

// rich are repositories with everything about them that there can be, and nothing of it.
func rich() []connector.Repository {
	yes, no, branch := true, false, "main"
	at := time.Date(2024, 5, 1, 10, 0, 0, 123456000, time.FixedZone("", 7200))
	utc := at.UTC()
	full := repository("{1}", "ACME", "mobile-ios", "Möbile iOS")
	full.Owner, full.Project, full.Description = "Acme Bakery", "Apps", "Bread\nat home"
	full.Private, full.Archived, full.DefaultBranch, full.Updated = &yes, &no, &branch, &at
	full.CloneHTTPS, full.CloneSSH = "https://bitbucket.org/ACME/mobile-ios.git", "git@bitbucket.org:ACME/mobile-ios.git"
	full.Web, full.Right = "https://bitbucket.org/ACME/mobile-ios", connector.RightAdmin
	odd := repository("{2}", "ACME", "x", "Odd")
	odd.Private, odd.Updated, odd.Empty, odd.Web = &no, &utc, true, "https://elsewhere.test/"
	return []connector.Repository{full, odd, {}, repository("4", "k", "", "")}
}

func TestARepositoryComesOutAsItWentIn(t *testing.T) {
	l := filled(rich()...).Search("")
	for i, want := range rich() {
		got := l.At(i)
		assert.Equal(t, want, got)
	}
}

func TestAListThatWasWrittenIsReadAgain(t *testing.T) {
	c := filled(rich()...)
	var kept bytes.Buffer
	meta := catalog.Meta{Account: "ann", Read: time.Now().UTC(), Total: 7, Large: []connector.Large{{Key: "a", Name: "A", Total: 3000, Next: "x"}}}
	require.NoError(t, c.Write(&kept, meta))
	again, told, err := catalog.Read(kept.Bytes())
	require.NoError(t, err)
	meta.Large = []connector.Large{{Key: "a", Name: "A", Total: 3000}}
	assert.Equal(t, meta, told)
	for _, by := range []catalog.By{catalog.ByArrival, catalog.ByName, catalog.ByUpdated} {
		how := catalog.Arrangement{By: by}
		assert.Equal(t, repositories(c.Find("", how, catalog.Top{})), repositories(again.Find("", how, catalog.Top{})))
	}
}

func repositories(l catalog.Listing) []connector.Repository {
	var out []connector.Repository
	for i := range l.Len() {
		out = append(out, l.At(i))
	}
	return out
}
