package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

// shelf keeps what the repositories are while they change. A repository itself never does: what changes is put in its
// place as a copy, and a list is replaced whole. So a list once taken may be read for as long as it takes, with no lock.
type shelf struct {
	mu      sync.RWMutex
	version atomic.Int64     // goes up with every change
	newest  map[string]*repo // by uuid, those that changed; nil for one that vanished
	lastID  int
	last    time.Time // when the latest change was
}

// Appear makes a repository in a project, by its Data Center key; on Cloud it is in that project's workspace. It gives
// its Data Center name, KEY/slug. Data Center lists it in front of the first of its project's whose slug comes after its
// own, else behind the last of them: "aaa" moves everything one place on, "zzz" what is behind the project alone.
func (s *Sandbox) Appear(key, title string) (string, error) {
	p, found := s.data.project(key)
	if !found || p.unseen {
		return "", fmt.Errorf("there is no project %q", key)
	}
	d := s.data
	d.mu.Lock()
	defer d.mu.Unlock()
	slug := slugOf(title)
	if err := d.free(p, slug); err != nil {
		return "", err
	}
	d.lastID = max(d.lastID, len(d.repos)) + 1
	r := tale{slug: slug, name: title, kind: flutter}.repo(d, d.lastID-1)
	r.uuid, r.project, r.updated = uuidOf("appeared", d.lastID), p, d.moment()
	d.put(r)
	return keyed(r), nil
}

// Vanish deletes a repository, named KEY/slug as on Data Center or workspace/slug as on Cloud.
func (s *Sandbox) Vanish(fullName string) error {
	return s.data.change(fullName, func(d *dataset, old *repo) error {
		d.take(old)
		d.newest[old.uuid] = nil
		return nil
	})
}

// Move gives a repository to another project, by its Data Center key, and so perhaps to another workspace.
func (s *Sandbox) Move(fullName, toKey string) error {
	p, found := s.data.project(toKey)
	if !found || p.unseen {
		return fmt.Errorf("there is no project %q", toKey)
	}
	return s.data.change(fullName, func(d *dataset, old *repo) error {
		if err := d.free(p, old.slug); err != nil && p.workspace != old.project.workspace {
			return err
		}
		moved := *old
		moved.project, moved.updated = p, d.moment()
		d.take(old)
		d.put(&moved)
		return nil
	})
}

// Rename gives a repository another name, and the slug that both products make of it: small letters and digits, and
// a hyphen for what is between them. It stays where it is in the lists.
func (s *Sandbox) Rename(fullName, title string) error {
	return s.data.change(fullName, func(d *dataset, old *repo) error {
		renamed := *old
		renamed.name, renamed.slug, renamed.updated = title, slugOf(title), d.moment()
		if renamed.slug != old.slug {
			if err := d.free(old.project, renamed.slug); err != nil {
				return err
			}
		}
		d.replace(old, &renamed)
		return nil
	})
}

// Touch changes a repository now: it is the one updated last.
func (s *Sandbox) Touch(fullName string) error {
	return s.data.change(fullName, func(d *dataset, old *repo) error {
		touched := *old
		touched.updated = d.moment()
		d.replace(old, &touched)
		return nil
	})
}

// change finds a repository and does something to it while nobody looks.
func (d *dataset) change(fullName string, do func(*dataset, *repo) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lastID = max(d.lastID, len(d.repos)) // before one goes: what appears later is never given its id
	key, slug, _ := strings.Cut(strings.ToLower(fullName), "/")
	r, found := d.byName[name{strings.ToUpper(key), slug}]
	if !found {
		r, found = d.bySlug[name{key, slug}]
	}
	if !found || r.project.unseen {
		return fmt.Errorf("there is no repository %q", fullName)
	}
	return do(d, r)
}

// all gives every listed repository, in the order Data Center lists them. The list never changes.
func (d *dataset) all() []*repo {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.repos
}

// of gives the repositories of a project, likewise.
func (d *dataset) of(p *project) []*repo {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return p.repos
}

// inside gives the repositories of a workspace, likewise.
func (d *dataset) inside(w *workspace) []*repo {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return w.repos
}

// latest gives a repository as it is now, if it is still there.
func (d *dataset) latest(r *repo) (*repo, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if now, changed := d.newest[r.uuid]; changed {
		return now, now != nil
	}
	return r, true
}

// errTaken says that a slug is in use.
var errTaken = errors.New("there is a repository of that name")

// free tells whether a slug may be used in a project: no other in its workspace may have it. d must be locked.
func (d *dataset) free(p *project, slug string) error {
	if _, taken := d.bySlug[name{p.workspace.slug, slug}]; taken {
		return fmt.Errorf("%s/%s: %w", p.key, slug, errTaken)
	}
	return nil
}

// moment is now, and later than any change before. d must be locked.
func (d *dataset) moment() time.Time {
	if d.last.IsZero() {
		d.last = updatedAt(0, false)
	}
	d.last = d.last.Add(time.Second)
	if now := time.Now().UTC(); now.After(d.last) {
		d.last = now
	}
	return d.last
}

// put lists a repository where its project and slug say. d must be locked.
func (d *dataset) put(r *repo) {
	p := r.project
	d.repos = placed(d.repos, r)
	p.repos = placed(p.repos, r)
	p.workspace.repos = placed(p.workspace.repos, r)
	d.know(r)
}

// take unlists a repository. d must be locked.
func (d *dataset) take(r *repo) {
	p := r.project
	gone := func(one *repo) bool { return one == r }
	d.repos = slices.DeleteFunc(slices.Clone(d.repos), gone)
	p.repos = slices.DeleteFunc(slices.Clone(p.repos), gone)
	p.workspace.repos = slices.DeleteFunc(slices.Clone(p.workspace.repos), gone)
	d.forget(r)
}

// replace lists a repository in the place of what it was before. d must be locked.
func (d *dataset) replace(before, now *repo) {
	p := before.project
	for _, list := range []*[]*repo{&d.repos, &p.repos, &p.workspace.repos} {
		*list = slices.Clone(*list)
		if at := slices.Index(*list, before); at >= 0 {
			(*list)[at] = now
		}
	}
	d.forget(before)
	d.know(now)
}

func (d *dataset) know(r *repo) {
	d.byName[name{r.project.key, r.slug}] = r
	d.bySlug[name{r.project.workspace.slug, r.slug}] = r
	d.newest[r.uuid] = r
	d.version.Add(1)
}

func (d *dataset) forget(r *repo) {
	delete(d.byName, name{r.project.key, r.slug})
	delete(d.bySlug, name{r.project.workspace.slug, r.slug})
	d.version.Add(1)
}

// placed gives a list with a repository in front of the first of its project's that comes after it by slug.
func placed(list []*repo, r *repo) []*repo {
	at := len(list)
	for i, other := range list {
		if other.project != r.project {
			continue
		}
		if other.slug > r.slug {
			at = i
			break
		}
		at = i + 1
	}
	return slices.Concat(list[:at], []*repo{r}, list[at:])
}

// slugOf makes of a name what stands in addresses.
func slugOf(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return fmt.Sprintf("repository-%x", mix(title, 0)>>32)
	}
	return strings.Join(words, "-")
}
