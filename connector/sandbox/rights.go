package sandbox

// stewardAt is the place among the people of the colleague who administers everything.
const stewardAt = 3

// newSteward is that colleague on Cloud.
func newSteward(d *dataset) person {
	return person{user: d.users[stewardAt], workspaces: d.workspaces, runs: d.workspaces}
}

// TakeAdmin takes the right to administer any repository from whom the demo credentials belong to, on both sides, or
// gives it back: webhooks answer 403 and 401 as Bitbucket does to others, lists of what one administers are empty.
// The colleague of Line.ServerAdminToken and Line.CloudAdminToken keeps it.
func (s *Sandbox) TakeAdmin(taken bool) {
	s.adminTaken.Store(taken)
	s.cloud.mu.Lock()
	defer s.cloud.mu.Unlock()
	clear(s.cloud.selected) // lists are kept by role, too
}

// adminGone tells whether nobody but the steward administers anything.
func (s *Sandbox) adminGone() bool { return s.broken("admin-missing") || s.adminTaken.Load() }
