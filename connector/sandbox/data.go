package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// dataset is what both Bitbuckets hold: the same people and repositories, each seen the product's own way.
// It is the same at every start for the same number of repositories. What of it changes afterwards, shelf says.
type dataset struct {
	shelf
	user       *user   // who the demo credentials belong to
	users      []*user // everybody, the demo user first
	workspaces []*workspace
	projects   []*project
	unseen     []*project // Data Center has them, the demo user may not see them
	repos      []*repo    // in the order Data Center lists them; the id is the index + 1 at the start
	first      *repo      // as it was at the start
	byName     map[name]*repo
	bySlug     map[name]*repo
}

// name is how a repository is addressed: project key (upper case) or workspace slug, and repository slug.
type name struct{ key, slug string }

// user is a person. name is what they sign in with on Data Center; the slug stands in addresses and differs
// where the name has characters an address may not have.
type user struct {
	id                                       int
	uuid, accountID, slug, name, displayName string
	email                                    string
}

// workspace is Cloud's roof over projects.
type workspace struct {
	uuid, slug, name string
	repos            []*repo
	hidden           []*repo // private ones that only keeper has a role on
	keeper           *user
}

// project is a Data Center project, and a Cloud project in its workspace. A personal one belongs to owner;
// Data Center then calls it ~USER, a key Cloud has no room for, so cloudKey differs.
type project struct {
	id                               int
	uuid, key, cloudKey, name, about string
	personal, public                 bool
	admin                            bool // may the demo user administer it
	unseen                           bool // may the demo user not even see it
	owner                            *user
	workspace                        *workspace
	repos                            []*repo
}

// repo is a repository. Slugs are unique in the workspace, hence in the project too.
type repo struct {
	id                       int
	uuid, slug, name         string
	description, language    string
	private, archived, empty bool
	admin                    bool // may the demo user administer it
	guest                    bool // may the demo user only read it
	main                     string
	branches, tags           []string
	updated                  time.Time
	size                     int // bytes
	project                  *project
	files                    map[string]string // by path; shared between repositories, never written to
}

// newDataset makes n repositories: the first ones told by hand, the rest parts of products without end. They are spread
// over so many workspaces; 0 leaves them where they were told to be.
func newDataset(n, workspaces int) *dataset {
	d := &dataset{repos: make([]*repo, 0, n), byName: make(map[name]*repo, n), bySlug: make(map[name]*repo, n), shelf: shelf{newest: map[string]*repo{}}}
	d.people()
	d.places()
	told := d.told()
	if n >= largeSet && workspaces == 0 {
		d.teamed()
	}
	homes := d.spread(workspaces)
	var more *maker
	for i := range n {
		var r *repo
		if i < len(told) {
			r = told[i].repo(d, i)
		} else {
			if more == nil {
				more = d.maker(told)
			}
			r = more.repo(i)
		}
		if len(homes) > 0 {
			r.project = homes[i%len(homes)]
		}
		d.repos = append(d.repos, r)
		r.project.repos = append(r.project.repos, r)
		r.project.workspace.repos = append(r.project.workspace.repos, r)
		d.byName[name{r.project.key, r.slug}] = r
		d.bySlug[name{r.project.workspace.slug, r.slug}] = r
	}
	if len(homes) > 0 {
		d.projects = homes
	}
	if n > 0 {
		d.first = d.repos[0]
	}
	d.secrets()
	return d
}

// repository finds by Data Center project key, any case, and slug.
func (d *dataset) repository(key, slug string) (*repo, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	r, ok := d.byName[name{strings.ToUpper(key), strings.ToLower(slug)}]
	return r, ok
}

// inWorkspace finds by Cloud workspace slug and repository slug.
func (d *dataset) inWorkspace(workspace, slug string) (*repo, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	r, ok := d.bySlug[name{strings.ToLower(workspace), strings.ToLower(slug)}]
	return r, ok
}

// project finds by Data Center key, any case.
func (d *dataset) project(key string) (*project, bool) {
	for _, p := range slices.Concat(d.projects, d.unseen) {
		if strings.EqualFold(p.key, key) {
			return p, true
		}
	}
	return nil, false
}

// uuidOf makes a uuid in braces, as Cloud writes them, that is the same at every start.
func uuidOf(kind string, n int) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], mix(kind, uint64(n)))
	binary.BigEndian.PutUint64(raw[8:], mix(kind, uint64(n)+1<<32))
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80 // version 4, as random ones are
	text := hex.EncodeToString(raw[:])
	return "{" + text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:] + "}"
}

// mix gives well spread bits for a number (FNV-1a over the kind, then the splitmix64 finaliser).
func mix(kind string, n uint64) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * 1099511628211
	}
	h += (n + 1) * 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
