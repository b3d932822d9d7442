package connector

import "time"

// Details are what is worth knowing of one repository beside what lists tell. They are asked for when somebody looks
// at it.
type Details struct {
	Description string
	Size        int64 // bytes, -1 where Bitbucket does not tell (Data Center has no such resource for tokens)
	// Branches is how many there are, -1 where that is not known; BranchesMore says that there are at least so many.
	Branches      int
	BranchesMore  bool
	DefaultBranch string  // empty where there is none
	Commit        *Commit // the last one on the default branch; nil in an empty repository
	Right         Right
}

// Commit is a change of a branch.
type Commit struct {
	ID      string // the whole hash
	Message string // its first line
	Author  string // a person's name
	At      time.Time
	Web     string // its page
}

// Choices are what somebody picked of one connection: pinned repositories, and those chosen last. They are a document
// on this computer.
type Choices struct {
	Pinned []Choice `json:"pinned,omitempty"`
	// Recent are the last ones chosen, the latest first.
	Recent []Choice `json:"recent,omitempty"`
}

// Choice is a repository as it was when it was picked: enough to show it, and to ask Bitbucket for it.
type Choice struct {
	Repository RepositoryRef `json:"repository"`
	Key        string        `json:"key"`
	Slug       string        `json:"slug"`
	Name       string        `json:"name"`
	Owner      string        `json:"owner,omitempty"`
	Web        string        `json:"web,omitempty"`
	At         time.Time     `json:"at"`
}

// Seen is the repository as it was when it was picked.
func (c Choice) Seen() Repository {
	return Repository{Ref: c.Repository, Key: c.Key, Slug: c.Slug, Name: c.Name, Owner: c.Owner, Web: c.Web}
}

// ChoiceOf is a repository picked now.
func ChoiceOf(r Repository, at time.Time) Choice {
	return Choice{Repository: r.Ref, Key: r.Key, Slug: r.Slug, Name: r.Name, Owner: r.Owner, Web: r.Web, At: at}
}
