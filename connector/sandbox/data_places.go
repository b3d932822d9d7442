package sandbox

import (
	"fmt"
	"slices"
)

// people makes the users; the first is who the demo credentials belong to. Sign-in names hold characters
// that travel percent-encoded and that a slug may not have, as directories of companies have them.
func (d *dataset) people() {
	for i, u := range []user{
		{slug: "jana.weber_nordlicht.example", name: "jana.weber@nordlicht.example", displayName: "Jana Weber"},
		{slug: "mika.lindqvist_nordlicht.example", name: "mika.lindqvist@nordlicht.example", displayName: "Mika Lindqvist"},
		{slug: "haruka.ito_nordlicht.example", name: "haruka.ito@nordlicht.example", displayName: "伊藤 遥"},
		{slug: "eleni.pappa_nordlicht.example", name: "eleni.pappa@nordlicht.example", displayName: "Ελένη Παππά"},
		{slug: "buildbot", name: "buildbot", displayName: "Build Bot"},
	} {
		u.id, u.uuid = i+1, uuidOf("user", i)
		u.accountID = "557058:" + uuidOf("account", i)[1:37]
		u.email = u.name
		if u.name == u.slug {
			u.email = u.name + "@nordlicht.example"
		}
		d.users = append(d.users, &u)
	}
	d.user = d.users[0]
}

// places makes workspaces and the projects in them.
func (d *dataset) places() {
	for i, w := range []workspace{
		{slug: "nordlicht-apps", name: "Nordlicht Apps GmbH"},
		{slug: "sakura-mobile", name: "さくらモバイル"},
		{slug: "kafeneio", name: "Καφενείο Digital"},
		{slug: "janaweber", name: "Jana Weber"},
	} {
		w.uuid = uuidOf("workspace", i)
		d.workspaces = append(d.workspaces, &w)
	}
	north, sakura, kafe, own := d.workspaces[0], d.workspaces[1], d.workspaces[2], d.workspaces[3]
	for i, p := range []project{
		{key: "LADEN", name: "Läden & Lieferdienste", about: "Apps unserer Kunden im Einzelhandel.", workspace: north, admin: true},
		{key: "MOVE", name: "Bus, Bahn und Rad", about: "Everything that moves people around.", workspace: north},
		{key: "SAKURA", name: "さくらモバイル", about: "お店とレストランのアプリ", workspace: sakura, admin: true},
		{key: "KAFE", name: "Καφενείο", about: "Εφαρμογές για μικρά μαγαζιά.", workspace: kafe, public: true},
		{key: "~JANA.WEBER_NORDLICHT.EXAMPLE", cloudKey: "JW", name: "Jana Weber", personal: true, owner: d.user, workspace: own, admin: true},
	} {
		p.id, p.uuid = i+1, uuidOf("project", i)
		if p.cloudKey == "" {
			p.cloudKey = p.key
		}
		d.projects = append(d.projects, &p)
	}
}

// spread makes so many workspaces, those there are and workshops without end, and gives one project of each.
func (d *dataset) spread(n int) (projects []*project) {
	if n == 0 {
		return nil
	}
	for i := range n {
		if i >= len(d.workspaces) {
			d.workshop(i)
		}
		w := d.workspaces[i]
		at := slices.IndexFunc(d.projects, func(p *project) bool { return p.workspace == w })
		projects = append(projects, d.projects[at])
	}
	d.workspaces = d.workspaces[:n]
	return projects
}

// workshop adds a workspace with its project.
func (d *dataset) workshop(i int) {
	number := fmt.Sprintf("%02d", i+1)
	w := &workspace{uuid: uuidOf("workspace", i), slug: "werkstatt-" + number, name: "Werkstatt " + number}
	d.workspaces = append(d.workspaces, w)
	d.projects = append(d.projects, &project{
		id: 100 + i, uuid: uuidOf("project", 100+i), key: "WERK" + number, cloudKey: "WERK" + number, name: w.name,
		about: "Eine von vielen.", workspace: w, admin: i%2 == 0,
	})
}
