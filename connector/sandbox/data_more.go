package sandbox

import (
	"strconv"
	"time"
)

// largeSet is from how many repositories on there are the workspaces and projects of a company that has so many.
const largeSet = 501

// teamed adds the workspaces and projects of larger sets. The personal workspace stays the last one.
func (d *dataset) teamed() {
	last := len(d.workspaces) - 1
	own := d.workspaces[last]
	d.workspaces = d.workspaces[:last]
	for i, w := range studios() {
		w.uuid = uuidOf("studio", i)
		d.workspaces = append(d.workspaces, &w)
	}
	d.workspaces = append(d.workspaces, own)
	homes := map[string]*workspace{}
	for _, w := range d.workspaces {
		homes[w.slug] = w
	}
	for i, t := range teams() {
		d.projects = append(d.projects, &project{
			id: 20 + i, uuid: uuidOf("team", i), key: t.key, cloudKey: t.key, name: t.name, about: "Team " + t.name + ".",
			workspace: homes[t.workspace], admin: i%3 == 0, public: i%13 == 12,
		})
	}
}

// maker makes the repositories beyond those told: parts of products, in several places. Branches, tags and files of a
// repository are those of a told one of its kind, so a hundred thousand of them weigh little.
type maker struct {
	d        *dataset
	products []product
	parts    []part
	towns    []town
	donors   map[string][]*repo // told ones by kind
	about    []string           // by product and part, made when first needed
}

func (d *dataset) maker(told []tale) *maker {
	m := &maker{d: d, products: products(), parts: parts(), towns: variationPlaces(), donors: map[string][]*repo{}}
	for i, t := range told[:min(len(told), len(d.repos))] {
		if t.slug != nightly {
			m.donors[t.kind] = append(m.donors[t.kind], d.repos[i])
		}
	}
	m.about = make([]string, len(m.products)*len(m.parts))
	return m
}

// stride walks through products and parts so that neighbours in a list have little in common. It shares no factor with
// how many combinations there are, so that each comes once before any comes again.
const stride = 1237

// repo makes the index-th repository.
func (m *maker) repo(index int) *repo {
	n := index - defaultRepos
	combined := len(m.about)
	which, round := n*stride%combined, n/combined
	p, of := m.products[which/len(m.parts)], m.parts[which%len(m.parts)]
	spread := mix("more", uint64(index))
	donors := m.donors[of.kind]
	r := *donors[spread%uint64(len(donors))]
	r.id, r.uuid, r.project = index+1, uuidOf("repo", index), m.home(index)
	r.slug, r.name = m.named(p, of, round, spread)
	r.description = m.told(which, p, of)
	if spread>>8%5 == 0 {
		r.description = ""
	}
	r.private, r.archived = spread>>16%11 != 0, spread>>24%23 == 0
	right := spread >> 32 % 10
	r.admin, r.guest = right < 4, right > 6
	r.updated = longAgo(index, r.archived)
	r.size = 40_000 + int(mix("size", uint64(index))%90_000_000)
	if spread>>40%61 == 0 {
		r.empty, r.main, r.branches, r.tags, r.files, r.size = true, "", nil, nil, nil, 0
	}
	return &r
}

// named gives the slug, which no other has, and a name: spelled out, or the slug itself as many teams have it.
func (m *maker) named(p product, of part, round int, spread uint64) (slug, title string) {
	slug, title = p.slug+"-"+of.slug, p.name+" "+of.name
	if p.slug == "toolkit" && round == 0 {
		slug, title = of.slug, of.name // somebody was first
	}
	if round > 0 {
		place := m.towns[(round-1)%len(m.towns)]
		slug += "-" + place.slug
		title += " " + place.name
	}
	if again := (round - 1) / len(m.towns); again > 0 {
		number := strconv.Itoa(again + 1)
		slug += "-" + number
		title += " " + number
	}
	if spread>>48%3 == 0 {
		title = slug
	}
	return slug, title
}

func (m *maker) told(which int, p product, of part) string {
	if m.about[which] == "" {
		m.about[which] = p.name + ": " + of.about + "."
	}
	return m.about[which]
}

// home chooses a project: few are big, most are small, and the personal one is nearly empty.
func (m *maker) home(index int) *project {
	all := m.d.projects
	if len(all) <= toldProjects {
		return m.d.repos[index%defaultRepos].project
	}
	spread := mix("home", uint64(index))
	if spread%997 == 0 {
		return all[toldProjects-1]
	}
	share := float64(spread>>32) / (1 << 32)
	at := int(share * share * float64(len(all)-1))
	if at >= toldProjects-1 {
		at++ // past the personal one
	}
	return all[at]
}

// toldProjects is how many projects a small set has; the last of them is personal.
const toldProjects = 5

// longAgo spreads last changes over nine years, half of them in the last two; archived ones are older still.
func longAgo(index int, archived bool) time.Time {
	const nine = 9 * 365 * 24 * 60 * 60
	share := float64(mix("updated", uint64(index))>>32) / (1 << 32)
	back := time.Duration(share*share*nine) * time.Second
	if archived {
		back += 2 * 365 * 24 * time.Hour
	}
	return updatedAt(0, false).Add(-time.Hour - back)
}
