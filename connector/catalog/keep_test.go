package catalog_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
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

func written(t testing.TB, c *catalog.Catalog) []byte {
	t.Helper()
	var kept bytes.Buffer
	require.NoError(t, c.Write(&kept, catalog.Meta{Account: "ann"}))
	return kept.Bytes()
}

func TestAKeptListIsSearchedArrangedAndReadAnewLikeAnother(t *testing.T) {
	all := many(3000)
	c := catalog.New()
	pages(c, all, 1000)
	again, _, err := catalog.Read(written(t, c))
	require.NoError(t, err)
	for _, query := range []string{"", "mbios", "kiel app", "is:private", "project:mob0 ios"} {
		for _, by := range []catalog.By{catalog.ByArrival, catalog.ByName, catalog.ByUpdated} {
			how := catalog.Arrangement{By: by, Grouped: true}
			assert.Equal(t, shown(c.Find(query, how, catalog.Top{})), shown(again.Find(query, how, catalog.Top{})), query)
		}
	}
	again.Add(connector.Page{Repositories: all[:2000], Total: 2000})
	loaded, total := again.Counts()
	assert.Equal(t, []int{3000, 2000}, []int{loaded, total})
	assert.Equal(t, 1000, again.Finish(), "what was kept counts as read before")
	left := catalog.New()
	pages(left, all[:2000], 1000)
	assert.Equal(t, left.In(all[0].Key), again.In(all[0].Key))
}

func TestNothingIsKeptOfAnEmptyList(t *testing.T) {
	again, meta, err := catalog.Read(written(t, catalog.New()))
	require.NoError(t, err)
	assert.Equal(t, "ann", meta.Account)
	assert.Zero(t, again.Search("").Len())
	loaded, total := again.Counts()
	assert.Equal(t, []int{0, -1}, []int{loaded, total})
}

func TestDamagedTruncatedAndForeignDataIsUnreadable(t *testing.T) {
	kept := written(t, filled(rich()...))
	for end := range kept {
		_, _, err := catalog.Read(kept[:end:end])
		require.ErrorIs(t, err, catalog.ErrUnreadable, "%d bytes of it", end)
	}
	for at := range kept {
		damaged := bytes.Clone(kept)
		damaged[at] ^= 4
		_, _, err := catalog.Read(damaged)
		require.ErrorIs(t, err, catalog.ErrUnreadable, "another byte %d", at)
	}
	for _, foreign := range []string{"", "{}", strings.Repeat("x", 1000), "Mooring list 2\n\x00...."} {
		_, _, err := catalog.Read([]byte(foreign))
		require.ErrorIs(t, err, catalog.ErrUnreadable, foreign)
	}
	_, _, err := catalog.Read(append(bytes.Clone(kept), 0))
	require.ErrorIs(t, err, catalog.ErrUnreadable)
}

// The checksum holds off accidents; this is about what somebody made on purpose.
func FuzzReadBearsAnythingWithARightChecksum(f *testing.F) {
	kept := written(f, filled(append(rich(), company()[:20]...)...))
	f.Add(kept[:len(kept)-4])
	kept = written(f, catalog.New())
	f.Add(kept[:len(kept)-4])
	f.Fuzz(func(t *testing.T, data []byte) {
		sum := crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
		c, _, err := catalog.Read(binary.LittleEndian.AppendUint32(data, sum))
		if err != nil {
			require.ErrorIs(t, err, catalog.ErrUnreadable)
			return
		}
		for _, query := range []string{"", "mbios", "a", "project:x", "moblie", "k/m"} {
			l := c.Find(query, catalog.Arrangement{By: catalog.ByName, Grouped: true}, catalog.Top{})
			for i := range min(l.Len(), 20) {
				l.Row(i)
				l.Place(l.At(i).Ref)
			}
		}
		c.Add(connector.Page{Repositories: rich(), Total: -1})
		c.Finish()
		written(t, c)
	})
}

func repositories(l catalog.Listing) []connector.Repository {
	var out []connector.Repository
	for i := range l.Len() {
		out = append(out, l.At(i))
	}
	return out
}
