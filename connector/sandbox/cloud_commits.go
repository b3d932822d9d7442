package sandbox

import "net/http"

// commitsPageLength is how many commits Cloud lists unasked.
const commitsPageLength = "30"

// listCommits is GET …/commits, which has those of all branches, and …/commits/{revision}: the newest first. How many
// there are is not told.
func (c *cloudState) listCommits(w http.ResponseWriter, r *http.Request, _ cloudCaller, one *repo) {
	list := c.s.allCommits(onCloud, one)
	if named := r.PathValue("revision"); named != "" {
		var found bool
		if list, found = c.s.commits(onCloud, one, named); !found {
			refuse(w, http.StatusNotFound, "Commit not found", nil)
			return
		}
	}
	if query := r.URL.Query(); !query.Has("pagelen") {
		query.Set("pagelen", commitsPageLength)
		r.URL.RawQuery = query.Encode()
	}
	answerCut(c, w, r, list, false, func(of commit) any { return c.commitShape(one, of) })
}
