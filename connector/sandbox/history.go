package sandbox

import (
	"slices"
	"strings"
	"time"
)

// history gives the commits of a branch or a tag, the newest first: what was pushed since the start, then what is told.
func (s *Sandbox) history(side string, r *repo, of ref) []commit {
	var out []commit
	for _, p := range slices.Backward(s.pushes.of(side, r)) {
		if p.ref == of && p.from != "" {
			out = append(out, p.commit)
		}
	}
	return append(out, s.toldHistory(side, r, of)...)
}

// toldHistory is what a ref's history was at the start: a few dozen commits, the same at every start.
func (s *Sandbox) toldHistory(side string, r *repo, of ref) []commit {
	length := 3 + int(mix("commits", uint64(r.id))%38)
	out := make([]commit, 0, length)
	at := r.updated
	for back := range length {
		c := s.told(side, r, of, back)
		c.at = at
		if back == length-1 {
			c.parent, c.message = "", "Initial commit"
		}
		out = append(out, c)
		at = at.Add(-time.Duration(1+mix("pause", uint64(r.id*64+back))%4300) * time.Minute)
	}
	return out
}

// told is the commit so many before the newest one. Its time is the newest one's.
func (s *Sandbox) told(side string, r *repo, of ref, back int) commit {
	spread := mix("told", uint64(r.id*64+back))
	messages := commitMessages()
	return commit{
		hash: s.toldHash(side, r, of, back), parent: s.toldHash(side, r, of, back+1),
		message: messages[spread%uint64(len(messages))], at: r.updated, by: s.author(spread >> 32),
	}
}

// author is one of the people, or somebody Bitbucket does not know.
func (s *Sandbox) author(spread uint64) *user {
	if spread%5 == 4 {
		return &user{displayName: "Ada Brandt", email: "ada@brandt.example"}
	}
	people := s.data.users[:stewardAt]
	return people[spread%uint64(len(people))]
}

// known tells whether Bitbucket has an account for who made a commit.
func (u *user) known() bool { return u.id != 0 }

// commits finds the history that begins at a branch, a tag or a commit, as find reads it.
func (s *Sandbox) commits(side string, r *repo, named string) (list []commit, found bool) {
	for _, kind := range []string{branchRef, tagRef} {
		for _, name := range s.refsOf(side, r, kind) {
			of := ref{kind, name}
			if named == name || named == fullRef(of) {
				return s.historyOf(side, r, of), true
			}
		}
	}
	hash, found := s.find(side, r, named)
	if !found {
		return nil, false
	}
	for _, name := range s.refsOf(side, r, branchRef) {
		list := s.history(side, r, ref{branchRef, name})
		if at := slices.IndexFunc(list, func(c commit) bool { return c.hash == hash }); at >= 0 {
			return list[at:], true
		}
	}
	return []commit{{hash: hash, message: "Make it lighter", at: r.updated, by: s.data.user}}, true
}

// historyOf is the history of a ref. A tag made since the start has that of the commit it is on.
func (s *Sandbox) historyOf(side string, r *repo, of ref) []commit {
	list := s.history(side, r, of)
	head := s.headOf(side, r, of).hash
	if of.kind == branchRef || list[0].hash == head {
		return list
	}
	list, _ = s.commits(side, r, head)
	return list
}

// allCommits gives the commits of all branches, the newest first.
func (s *Sandbox) allCommits(side string, r *repo) []commit {
	var all []commit
	for _, name := range s.refsOf(side, r, branchRef) {
		all = append(all, s.history(side, r, ref{branchRef, name})...)
	}
	slices.SortStableFunc(all, func(a, b commit) int { return b.at.Compare(a.at) })
	return all
}

// commitMessages are what people write.
func commitMessages() []string {
	return []string{
		"Make it lighter", "Größe der Knöpfe auf kleinen Geräten", "Wait for the payment before the receipt is shown",
		"お気に入りの並び順を直す", "Merge pull request #87 in LADEN/app from feature/push-notifications to main",
		"Fix login loop\n\nThe token was read before it was there: wait for the keychain.", "Bump version to 2.4.0",
		"Διόρθωση στη μετάφραση", "Remove the old map", "Dunkles Thema: Kontrast der Preise",
		"Ask for notifications only once somebody ordered something", "Update dependencies",
		"Speed up the first start\n\nPictures are read when they are looked at, " + strings.Repeat("and not before, ", 3) + "which was most of it.",
		"Tests for the offline mode", "Übersetzungen nachgezogen", "Revert \"Remove the old map\"",
	}
}
