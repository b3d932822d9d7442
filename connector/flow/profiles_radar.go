package flow

import (
	"cmp"
	"slices"
	"time"

	"mooring/connector"
)

// expiring finds the connections whose token is known to end soon or to have ended, and the profiles that stop working
// then, if any. Sessions are renewed by themselves. A token is good through its last day.
func (s ProfilesState) expiring() []Expiring {
	var soon []Expiring
	for _, c := range s.connections {
		end := c.TokenExpiry()
		if c.Kind == connector.Session || end.IsZero() || end.Sub(s.now) >= connector.ExpirySoon {
			continue
		}
		day := end.UTC().Truncate(24 * time.Hour)
		e := Expiring{Connection: c, Until: day, Past: !s.now.Before(day.AddDate(0, 0, 1))}
		for _, p := range s.profiles {
			if row := s.rowOf(p); row.Connected && row.Connection.ID == c.ID {
				e.Profiles = append(e.Profiles, p.Name)
			}
		}
		soon = append(soon, e)
	}
	slices.SortStableFunc(soon, func(a, b Expiring) int {
		return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Connection.Name, b.Connection.Name))
	})
	return soon
}
