package cloud

// sight remembers which repositories have been seen, by what they are recognised by: the uuid, which stays when one is
// renamed or moves to another workspace. (In recordings somebody's uuids are all the same: where two of one page share
// one, the name counts too.)
type sight struct {
	seen    map[string]struct{}
	byNames bool
}

// page looks at a page before its repositories are asked about.
func (s *sight) page(values []repository) {
	if s.seen == nil {
		s.seen = map[string]struct{}{}
	}
	names := make(map[string]string, len(values))
	for _, v := range values {
		name, there := names[v.UUID]
		s.byNames = s.byNames || there && v.UUID != "" && name != v.FullName
		names[v.UUID] = v.FullName
	}
}

// first tells whether a repository is seen for the first time. One without a uuid cannot be told apart, and never is.
func (s *sight) first(v repository) bool {
	id := v.UUID
	if s.byNames {
		id += " " + v.FullName
	}
	if _, seen := s.seen[id]; seen || v.UUID == "" {
		return false
	}
	s.seen[id] = struct{}{}
	return true
}

// count is how many have been seen.
func (s *sight) count() int { return len(s.seen) }
