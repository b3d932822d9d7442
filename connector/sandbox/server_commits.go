package sandbox

// shownCommit is a commit as Data Center lists it. Who made it is a user where the address is one's, else a name.
type shownCommit struct {
	shownParent
	Author             any           `json:"author"`
	AuthorTimestamp    int64         `json:"authorTimestamp"`
	Committer          any           `json:"committer"`
	CommitterTimestamp int64         `json:"committerTimestamp"`
	Message            string        `json:"message"`
	Parents            []shownParent `json:"parents"`
}

type shownParent struct {
	ID        string `json:"id"`
	DisplayID string `json:"displayId"`
}

type shownPerson struct {
	Name         string `json:"name"`
	EmailAddress string `json:"emailAddress"`
}

// listCommits gives the commits up to a branch, a tag or a commit, the default branch unasked, the newest first. A
// repository without commits has no such branch, which is said as for its files.
func (s *Sandbox) listCommits(c call, r *repo) restReply {
	at, refused := s.revision(r, c.FormValue("until"))
	if refused != nil {
		return *refused
	}
	list, _ := s.commits(onServer, r, at)
	return paged(s, c, list, func(commit) bool { return true }, s.showCommit)
}

func (s *Sandbox) showCommit(of commit) shownCommit {
	var author any = shownPerson{of.by.displayName, of.by.email}
	if of.by.known() {
		author = s.showUser(of.by)
	}
	at := of.at.UnixMilli()
	shown := shownCommit{shownParent{of.hash, short(of.hash)}, author, at, author, at, of.message, []shownParent{}}
	if of.parent != "" {
		shown.Parents = []shownParent{{of.parent, short(of.parent)}}
	}
	return shown
}

// short is a hash as Data Center shows it.
func short(hash string) string { return hash[:min(len(hash), 11)] }
