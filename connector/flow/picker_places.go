package flow

import "mooring/connector/catalog"

// OnlyProject narrows a list to one workspace or project: with a key or name behind it, in quotes where it has spaces.
const OnlyProject = catalog.Project

// Places lists the workspaces (Cloud) or projects (Server) of all that is listed, by name, each with how many
// repositories it has, and then the projects inside workspaces: what a list can be narrowed to.
func (p *Picker) Places() []Heading {
	p.mu.Lock()
	list := p.here.list
	p.mu.Unlock()
	return list.Places()
}
