package connector

import "time"

// Provider is which Bitbucket a thing belongs to.
type Provider string

// The two products.
const (
	Cloud  Provider = "cloud"
	Server Provider = "server"
)

// RepositoryRef names a repository for good: provider, base address and an id that survives renames (the
// uuid in braces on Cloud, the number on Server).
type RepositoryRef struct {
	Provider Provider `json:"provider"`
	Base     string   `json:"base"`
	ID       string   `json:"id"`
}

// Repository is what a list of repositories tells about one. A nil pointer is a value the list lacks.
type Repository struct {
	Ref RepositoryRef
	// Key is the workspace slug (Cloud) or project key (Server); Key/Slug is how people name it.
	Key  string
	Slug string
	Name string
	// Owner is the workspace's or project's name in words; the Key where no name is known.
	Owner string
	// Project is the Cloud project's name inside its workspace; empty on Server, where it is the Owner.
	Project       string
	Description   string
	Private       *bool
	Archived      *bool
	Empty         bool // Cloud says mainbranch null; Server lists do not tell
	DefaultBranch *string
	Updated       *time.Time
	Right         Right  // of whoever lists it, where that is known
	CloneHTTPS    string // never with a user name in it
	CloneSSH      string
	Web           string
}

// FullName is how the repository is named in the address bar: key/slug.
func (r Repository) FullName() string { return r.Key + "/" + r.Slug }

// Page is one page of a list of repositories as it arrives.
type Page struct {
	Repositories []Repository
	// Total is how many there are in all, or -1 where nobody has said.
	Total int
	// Pause, on a page without repositories, says that Bitbucket asked for a pause and when the list goes on.
	Pause time.Time
	// Large are workspaces that are listed only as far as somebody looks, each as far as it has come now.
	Large []Large
	// Mark is where the list goes on behind this page, for the client that made it and nobody else to read; empty
	// where it cannot be gone on with. It holds no secret.
	Mark string
}

// Large is a workspace with so many repositories that they are searched at Bitbucket instead of all listed.
type Large struct {
	Key   string // the workspace's slug
	Name  string // in words; the Key where no name is known
	Total int    // how many repositories it has
	Next  string // where its list goes on, as Bitbucket said; empty at the end
}

// Branch is a branch of a repository.
type Branch struct {
	Name    string
	Default bool
}

// Workspace is a Cloud workspace; Name is the Slug where Bitbucket did not give one.
type Workspace struct {
	Slug          string `json:"slug"`
	Name          string `json:"name"`
	UUID          string `json:"uuid"`
	Administrator bool   `json:"administrator"`
}

// Account is who is signed in. Picture holds image bytes, or nothing.
type Account struct {
	ID      string `json:"id"`   // Cloud account or user uuid; Server user slug
	Name    string `json:"name"` // display name
	Login   string `json:"login,omitempty"`
	Picture []byte `json:"picture,omitempty"`
	// PictureAt is where the picture was fetched; while Bitbucket names the same place it is not fetched again.
	PictureAt string `json:"picture_at,omitempty"`
}
