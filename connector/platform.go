package connector

// TreeEntry is a file or folder in a repository, by its path from the root, without a slash at either end.
type TreeEntry struct {
	Path   string
	Folder bool
	Size   int64 // of a file, in bytes; -1 where it was not told
}

// Candidate is something in a repository that could be built.
type Candidate struct {
	Folder   string // from the root; empty is the root itself
	Platform Platform
	Systems  []System // what it can be built for, as far as seen
	// Reasons are the paths from Folder by which it was found, the most telling first; a folder ends in a slash.
	Reasons []string
}
