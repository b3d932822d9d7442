package flow

import "mooring/connector/catalog"

// OnlyProject narrows a list to one workspace or project: with a key or name behind it, in quotes where it has spaces.
const OnlyProject = catalog.Project

// Places lists the workspaces (Cloud) or projects (Server) of all that is listed, by name, each with how many
// repositories it has: what a list can be narrowed to. It looks at headings alone, so it is quick in long lists, too.
func (p *Picker) Places() []Heading {
	p.mu.Lock()
	list := p.here.list
	p.mu.Unlock()
	rows := list.Find("", Arrangement{By: ByName, Grouped: true}, catalog.Top{})
	var all []Heading
	for at := 0; at < rows.Len(); {
		h := rows.Row(at).Heading
		if h == nil {
			break
		}
		all = append(all, *h)
		at += max(h.Count, 0) + 1
	}
	return all
}
