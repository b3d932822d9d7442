package sandbox

// secrets makes what Data Center has and the demo user may not see: a project of others, and somebody's
// personal one. Each also has a repository with the slug of one the demo user does see. No list shows them.
func (d *dataset) secrets() {
	mika := d.users[1]
	for i, p := range []struct {
		project
		tales []tale
	}{
		{
			project{key: "TRESOR", name: "Buchhaltung & Tresor", about: "Nur für die Buchhaltung."},
			[]tale{
				{slug: "lohnabrechnung", name: "Lohnabrechnung", kind: service, description: "Am Monatsende."},
				{slug: "baeckerei-app", name: "Bäckerei-App (Abrechnung)", kind: website},
			},
		},
		{
			project{key: "~MIKA.LINDQVIST_NORDLICHT.EXAMPLE", name: "Mika Lindqvist", personal: true, owner: mika},
			[]tale{
				{slug: "notizen", name: "Notizen", kind: docs},
				{slug: "wanderwege", name: "Wanderwege", kind: flutter, description: "Mikas Abzweig."},
			},
		},
	} {
		made := p.project
		made.id, made.uuid, made.unseen = unseenID+i, uuidOf("unseen project", i), true
		d.unseen = append(d.unseen, &made)
		for j, t := range p.tales {
			index := unseenID + 10*i + j
			r := t.repo(d, index)
			r.project, r.admin, r.updated = &made, false, updatedAt(j, false)
			made.repos = append(made.repos, r)
			d.byName[name{made.key, r.slug}] = r
		}
	}
}

// unseenID is far above the ids of what is listed.
const unseenID = 10_000_000
