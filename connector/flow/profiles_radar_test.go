package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

// ending is a connection whose token ends so many days from the tests' today.
func ending(id string, days int) connector.Connection {
	c := pickConnection()
	c.ID, c.Name, c.Base = id, id, "https://"+id+".test"
	c.TokenUntil = time.Date(2026, 11, 22+days, 0, 0, 0, 0, time.UTC)
	return c
}

func TestTokensThatEndWithinAFortnightAreTold(t *testing.T) {
	disk := threeProfiles()
	first := pickConnection()
	first.TokenExpires = time.Date(2026, 11, 25, 16, 30, 0, 0, time.UTC) // what the server tells counts
	first.TokenUntil = time.Date(2027, 11, 25, 0, 0, 0, 0, time.UTC)
	session := ending("session", 1)
	session.Kind = connector.Session
	unknown := pickConnection()
	unknown.ID = "unknown"
	disk.connections = []connector.Connection{
		ending("later", 15), ending("fortnight", 14), first, session, ending("today", 0), ending("yesterday", -1), unknown,
	}
	disk.profiles[0].ConnectionID = "today"
	r := newListRig(t, disk)
	radar := r.state().Expiring
	var names []string
	for _, e := range radar {
		names = append(names, e.Connection.Name)
	}
	require.Equal(t, []string{"yesterday", "today", "Shop git", "fortnight"}, names, "the soonest first")
	assert.True(t, radar[0].Past)
	assert.Empty(t, radar[0].Profiles)
	assert.False(t, radar[1].Past, "a token is good through its last day")
	assert.Equal(t, []string{"delivery"}, radar[1].Profiles)
	assert.Equal(t, time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), radar[2].Until)
	assert.Equal(t, []string{"Bakery", "Éclair"}, radar[2].Profiles)
}

func TestTheRadarFollowsWhatHappensToProfiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := threeProfiles()
		disk.connections[0].TokenUntil = formNow().AddDate(0, 0, 3)
		r := newListRig(t, disk)
		r.Delete("1")
		synctest.Wait()
		r.StartRename("2")
		r.SetNewName("Zoo")
		r.Rename()
		synctest.Wait()
		assert.Equal(t, []string{"Éclair", "Zoo"}, r.state().Expiring[0].Profiles)
		r.Close()
		r.Wait()
	})
}
