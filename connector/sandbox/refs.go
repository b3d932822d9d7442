package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Which of the two Bitbucket products is meant.
const (
	onCloud  = "cloud"
	onServer = "server"
)

// The kinds of refs, as Cloud has them.
const (
	branchRef = "branch"
	tagRef    = "tag"
)

// ref is a branch or a tag of a repository.
type ref struct{ kind, name string }

// commit is what a ref points to.
type commit struct {
	hash, parent, message string
	at                    time.Time
	by                    *user
}

// refHome is where a ref is: each product has its own copy of a repository.
type refHome struct{ side, uuid string }

// pushed is a ref that somebody moved or made.
type pushed struct {
	ref
	commit
	from string // the hash it pointed to before; empty for a new one
}

// pushes is what happened to repositories since the start, the oldest first. The data itself is shared between
// repositories and never changes; this lies over it.
type pushes struct {
	mu  sync.Mutex
	all map[refHome][]pushed
}

// of gives what was pushed to a repository.
func (p *pushes) of(side string, r *repo) []pushed {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.all[refHome{side, r.uuid}])
}

// refsOf names the branches or tags of a repository, those pushed since the start last.
func (s *Sandbox) refsOf(side string, r *repo, kind string) []string {
	if r.empty {
		return nil
	}
	told := r.branches
	if kind == tagRef {
		told = r.tags
	}
	names := slices.Clone(told)
	for _, p := range s.pushes.of(side, r) {
		if p.kind == kind && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	return names
}

// headOf gives the commit a ref points to now.
func (s *Sandbox) headOf(side string, r *repo, of ref) commit {
	for _, p := range slices.Backward(s.pushes.of(side, r)) {
		if p.ref == of {
			return p.commit
		}
	}
	return s.toldHead(side, r, of)
}

// toldHead is where a ref pointed at the start: the same at every start.
func (s *Sandbox) toldHead(side string, r *repo, of ref) commit { return s.told(side, r, of, 0) }

// toldHash is the hash of the commit so many before that.
func (s *Sandbox) toldHash(side string, r *repo, of ref, back int) string {
	name := of.name + strings.Repeat("^", back)
	if of.kind == tagRef {
		name = "refs/tags/" + name
	}
	if side == onCloud {
		return hashOf(r, name)
	}
	return hash(strconv.Itoa(r.id) + name)
}

// find reads what stands for a commit, on Cloud and on Data Center alike: the name of a branch or a tag, whole or
// short, or a hash of at least seven digits. A commit that a branch has left stays.
func (s *Sandbox) find(side string, r *repo, named string) (hash string, ok bool) {
	isHash := func(full string) bool { return len(named) >= 7 && strings.HasPrefix(full, strings.ToLower(named)) }
	for _, kind := range []string{branchRef, tagRef} {
		for _, name := range s.refsOf(side, r, kind) {
			now := s.headOf(side, r, ref{kind, name}).hash
			if named == name || named == fullRef(ref{kind, name}) || isHash(now) {
				return now, true
			}
		}
	}
	for _, p := range s.pushes.of(side, r) {
		for _, full := range []string{p.hash, p.from} {
			if full != "" && isHash(full) {
				return full, true
			}
		}
	}
	return s.findInHistory(side, r, named)
}

// findInHistory reads a hash that is no branch's newest.
func (s *Sandbox) findInHistory(side string, r *repo, named string) (hash string, ok bool) {
	named = strings.ToLower(named)
	if len(named) < 7 || strings.Trim(named, hexDigits) != "" {
		return "", false
	}
	for _, name := range s.refsOf(side, r, branchRef) {
		for _, c := range s.history(side, r, ref{branchRef, name}) {
			if strings.HasPrefix(c.hash, named) {
				return c.hash, true
			}
		}
	}
	return "", false
}

// fullRef is a ref as git writes it.
func fullRef(of ref) string {
	if of.kind == tagRef {
		return "refs/tags/" + of.name
	}
	return "refs/heads/" + of.name
}

// move puts a new commit on a branch, or makes a tag of the commit target, and gives what happened.
func (s *Sandbox) move(side string, r *repo, of ref, target string) pushed {
	before := s.toldHead(side, r, of).hash
	s.pushes.mu.Lock()
	defer s.pushes.mu.Unlock()
	home := refHome{side, r.uuid}
	happened := s.pushes.all[home]
	for _, p := range happened {
		if p.ref == of {
			before = p.hash
		}
	}
	made := pushed{ref: of, from: before, commit: commit{
		hash: commitHash(side, r.uuid, before, strconv.Itoa(len(happened))), parent: before,
		message: "Fix what the last review found", at: time.Now(), by: s.data.users[1],
	}}
	if of.kind == tagRef {
		made.from, made.hash, made.message = "", target, "Make it lighter"
	}
	if s.pushes.all == nil {
		s.pushes.all = map[refHome][]pushed{}
	}
	s.pushes.all[home] = append(happened, made)
	return made
}

// commitHash makes 40 hex digits out of what a commit is made of.
func commitHash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:20])
}
