package catalog

import "mooring/connector"

// By is what repositories are in the order of, where nothing is searched for.
type By string

// The orders. ByArrival is as Bitbucket gave them.
const (
	ByArrival By = ""
	ByName    By = "name"
	ByUpdated By = "updated" // the last one first; those that do not tell come last, by name
)

// Arrangement is how a list is laid out where no words are searched for.
type Arrangement struct {
	By By `json:"by"`
	// Grouped puts those of one workspace (Cloud) or project (Server) together, under a heading each, by its name.
	Grouped bool `json:"grouped"`
}

// Top is what stands above everything else while no words are searched for, each in the order given. One that is not
// in the list is shown as it was picked.
type Top struct{ Pinned, Recent []connector.Choice }

// HeadingKind is what a heading is over.
type HeadingKind string

// The kinds of headings. Without pinned and recent ones, and without groups, there is none.
const (
	HeadPinned HeadingKind = "pinned"
	HeadRecent HeadingKind = "recent"
	HeadOthers HeadingKind = "others" // all the rest
	HeadGroup  HeadingKind = "group"  // one workspace or project
	// HeadProject is a Cloud project inside its workspace. No rows stand below it: the list can be narrowed to it.
	HeadProject HeadingKind = "project"
)

// Heading is a row that says what the rows below it are.
type Heading struct {
	Kind HeadingKind
	Name string // of a group: the workspace or project in words
	Key  string // of a group; of a project inside a workspace its name again
	// In are the workspaces, in words, that have a project called so.
	In []string
	// Count is how many repositories are below it.
	Count int
}

// Row is one row of a listing: a heading, or a repository.
type Row struct {
	Heading    *Heading
	Repository connector.Repository
	Pinned     bool
	// Absent says that it was picked once and is not (or not yet) in the list.
	Absent bool
	// Name and Path are the letters of Repository.Name and Repository.FullName() that were searched for, in order and
	// apart from each other; Elsewhere names another field a word was found in, with its text and letters.
	Name, Path []Span
	Elsewhere  Found
}

// Span is a stretch of letters, as byte offsets into the text as it is shown.
type Span struct{ From, To int }

// Found is where else a word was found.
type Found struct {
	Field string // "owner", "project", "description"; empty for nowhere else
	Text  string // the field, or the part of it around the word
	Spans []Span
}
