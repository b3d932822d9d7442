package connector

import "time"

// Right is what an account may do with a repository, as far as Bitbucket told; a greater one includes the smaller.
type Right uint8

// The rights. RightUnknown is that nobody has said: it is not "none".
const (
	RightUnknown Right = iota
	RightRead
	RightWrite
	RightAdmin
)

// RightsPage is one page of what Bitbucket says somebody may do.
type RightsPage struct {
	// Rights are by repository.
	Rights map[RepositoryRef]Right
	// Pause, on a page without rights, says that Bitbucket asked for a pause and when the list goes on.
	Pause time.Time
}
