package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"mooring/connector"
)

// trusted is the document about certificates of single servers.
type trusted struct {
	Servers []trustedServer `json:"servers"`
}

// trustedServer is one entry as it stands in the file. Lists are replaced as a whole when a document is
// written, so each entry carries what a later Mooring added to it.
type trustedServer struct {
	connector.Trust
	raw json.RawMessage
}

// UnmarshalJSON reads an entry and keeps its text.
func (s *trustedServer) UnmarshalJSON(data []byte) error {
	s.raw = slices.Clone(data)
	return json.Unmarshal(data, &s.Trust)
}

// MarshalJSON writes an entry with the fields its text had and this Mooring does not know.
func (s trustedServer) MarshalJSON() ([]byte, error) {
	fields, err := fieldsOf(s.Trust)
	if err != nil || s.raw == nil {
		return json.Marshal(fields)
	}
	var before connector.Trust
	all := object{}
	if err := json.Unmarshal(s.raw, &before); err != nil {
		return nil, err
	}
	if err := unmarshal(s.raw, &all); err != nil {
		return nil, err
	}
	if before.Pin == nil || s.Pin == nil || before.Pin.SHA256 != s.Pin.SHA256 {
		delete(all, "pin") // what was said about another certificate does not hold for this one
	}
	known, err := fieldsOf(before)
	if err != nil {
		return nil, err
	}
	keepUnknown(fields, all, known)
	return json.Marshal(fields)
}

func (s *Store) trust() single[trusted] {
	return single[trusted]{store: s, kind: "trust", file: "trust.json", current: true}
}

// LoadTrust reads what was decided about certificates of single servers, by host. It answers profile-damaged
// where the file could not be read (it is moved aside; the list is the last good copy's, if there is one), and
// profile-newer beside as much as could be understood (it cannot be changed then).
func (s *Store) LoadTrust(ctx context.Context) ([]connector.Trust, error) {
	d, err := s.trust().load(ctx)
	return trustIn(d.value), err
}

// ChangeTrust changes what is trusted as it stands on disk: change gets the list and gives the new one, each
// host once. An entry that trusts nothing any more goes. It answers profile-newer and disk-failed; nothing
// has changed then.
func (s *Store) ChangeTrust(ctx context.Context, change func([]connector.Trust) []connector.Trust) error {
	return s.trust().change(ctx, func(d document[trusted]) trusted {
		kept := map[string]json.RawMessage{}
		for _, server := range d.value.Servers {
			kept[server.Host] = server.raw
		}
		next := trusted{Servers: []trustedServer{}}
		for _, t := range change(trustIn(d.value)) {
			if t.Pin == nil && len(t.Roots) == 0 {
				continue
			}
			t.Since = t.Since.UTC()
			next.Servers = append(next.Servers, trustedServer{Trust: t, raw: kept[t.Host]})
		}
		slices.SortStableFunc(next.Servers, func(a, b trustedServer) int { return cmp.Compare(a.Host, b.Host) })
		return next
	})
}

func trustIn(t trusted) []connector.Trust {
	list := make([]connector.Trust, 0, len(t.Servers))
	for _, server := range t.Servers {
		list = append(list, server.Trust)
	}
	return list
}
