package views

import (
	"mooring/connector"
)

// anchor is a repository and how far below the upper edge of the list it is shown.
type anchor struct {
	ref   connector.RepositoryRef
	below float32
}

// held is what the eye rests on: the selected repository, where it can be seen, else the first that can. There is
// none at the very top of the list while the selection leads it: its top is what one looks at then.
func (s *pickerScreen) held() anchor {
	rows := s.state.Rows
	offset, pitch := s.rows.GetScrollOffset(), s.rows.pitch()
	if rows.Len() == 0 || offset <= 0 && leads(s.state) {
		return anchor{}
	}
	first := int(offset / pitch)
	last := min(int((offset+s.rows.Size().Height)/pitch), rows.Len()-1)
	if place := rows.Place(s.state.Selected); place >= first && place <= last {
		return anchor{s.state.Selected, float32(place)*pitch - offset}
	}
	for place := first; place <= last; place++ {
		if row := rows.Row(place); row.Heading == nil {
			return anchor{row.Repository.Ref, float32(place)*pitch - offset}
		}
	}
	return anchor{}
}
