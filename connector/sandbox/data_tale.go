package sandbox

import (
	"fmt"
	"time"
)

// tale is a repository in one line: which project, what it is called, what it is made with.
type tale struct {
	project          int
	slug, name, kind string
	marks            string // archived, public, guest (the demo user may write to it), reader (and not even that)
	description      string
}

// repo makes the repository of a tale.
func (t tale) repo(d *dataset, index int) *repo {
	r := &repo{
		id: index + 1, uuid: uuidOf("repo", index), slug: t.slug, name: t.name, description: t.description,
		language: language(t.kind), project: d.projects[t.project],
		private: t.marks != "public", archived: t.marks == "archived", admin: t.marks != "guest" && t.marks != "reader", guest: t.marks == "reader",
		empty: t.kind == nothing, updated: updatedAt(index, t.marks == "archived"),
	}
	if r.empty {
		return r
	}
	r.main, r.branches = branchPlan(index)
	r.branches = append(r.branches, releases(index)...)
	r.tags = tagPlan(index, t.slug)
	r.size = 40_000 + int(mix("size", uint64(index))%90_000_000)
	r.files = filesOf(t.kind, t.slug, t.name)
	return r
}

// updatedAt spreads the last changes of those told over a year and more, newest first, archived ones long ago. The dates
// are fixed, so that two runs show the same.
func updatedAt(index int, archived bool) time.Time {
	newest := time.Date(2026, time.November, 20, 16, 42, 7, 0, time.UTC)
	back := time.Duration(index*index)*5*time.Hour + time.Duration(index)*23*time.Minute
	if archived {
		back += 3 * 365 * 24 * time.Hour
	}
	return newest.Add(-back)
}

// branchPlan gives the main branch and all branches. Names with slashes and umlauts are everyday.
func branchPlan(index int) (first string, all []string) {
	first = [...]string{"main", "main", "master", "main", "develop", "main", "trunk"}[index%7]
	all = append([]string{first}, []string{
		"feature/push-notifications", "feature/grüße-vom-laden", "release/2.4", "bugfix/login-loop", "hotfix/payment-timeout",
	}[:index%6]...)
	if index%11 == 5 {
		for i := range 40 {
			all = append(all, fmt.Sprintf("feature/APP-%d", 1200+7*i))
		}
	}
	return first, all
}

// releases are branches of versions, as many teams keep them.
func releases(index int) []string {
	return []string{"release/1.2", "release/1.3", "release/2.0"}[:1+index%3]
}

// tagPlan gives the tags, oldest first. One repository is tagged every night and has more than anybody reads.
func tagPlan(index int, slug string) []string {
	all := []string{"v1.0.0", "v1.1.0", "v1.2.0", "v1.2.1", "v1.3.0-beta.1", "v1.3.0", "v2.0.0"}[:4+index%4]
	if slug == nightly {
		for i := range 1100 {
			all = append(all, fmt.Sprintf("nightly-%04d", i+1))
		}
	}
	return all
}

// nightly is tagged every night.
const nightly = "karten-sdk"

// town is where a variation of a shop stands.
type town struct{ slug, name string }

func variationPlaces() []town {
	return []town{
		{"kiel", "Kiel"},
		{"luebeck", "Lübeck"},
		{"muenchen", "München"},
		{"osaka", "大阪"},
		{"kyoto", "京都"},
		{"sapporo", "札幌"},
		{"athina", "Αθήνα"},
		{"patra", "Πάτρα"},
		{"chania", "Χανιά"},
		{"oslo", "Oslo"},
		{"tromsoe", "Tromsø"},
		{"zuerich", "Zürich"},
		{"lisboa", "Lisboa"},
	}
}
