package catalog

import (
	"cmp"
	"maps"
	"slices"
)

// Places lists what the list can be narrowed to, by name: its workspaces (Cloud) or projects (Server), and then the
// projects inside the workspaces. Projects that are called alike are one: a narrowing word finds them all. It looks at
// places, not at repositories, so it is quick in long lists, too.
func (c *Catalog) Places() []Heading {
	s := c.now.Load()
	groups, of := s.groups()
	keyed, projects := make([]Heading, len(groups)), map[string]*Heading{} // projects by folded name
	for i, g := range groups {
		keyed[i] = Heading{Kind: HeadGroup, Name: g.Owner, Key: g.Key}
	}
	for i, p := range s.places {
		count := int(s.counts[i])
		keyed[of[i]].Count += count
		if p.project == "" || count == 0 {
			continue
		}
		h := projects[p.project]
		if h == nil {
			h = &Heading{Kind: HeadProject, Name: p.Project, Key: p.Project}
			projects[p.project] = h
		}
		h.Count += count
		if owner := cmp.Or(p.Owner, p.Key); !slices.Contains(h.In, owner) {
			h.In = append(h.In, owner)
		}
	}
	all := slices.DeleteFunc(keyed, func(h Heading) bool { return h.Count == 0 })
	for _, name := range slices.Sorted(maps.Keys(projects)) {
		all = append(all, *projects[name])
	}
	return all
}
