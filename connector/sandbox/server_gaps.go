package sandbox

// rows are the places of a list of repositories as Data Center counts them. With Options.ServerSkips a third of them
// are of repositories that are not to be seen, nil here, in runs of no regular length.
func (s *Sandbox) rows(repos []*repo) []*repo {
	if !s.opts.ServerSkips {
		return repos
	}
	out := make([]*repo, 0, len(repos)*3/2)
	for _, r := range repos {
		out = append(out, r)
		if r.id%7 == 0 {
			out = append(out, make([]*repo, mix("gap", uint64(r.id))%7)...)
		}
	}
	return out
}
