package flow

// Row finds a profile, whether it answers to what is searched for or not.
func (s ProfilesState) Row(id string) (ProfileRow, bool) { return s.row(id) }
