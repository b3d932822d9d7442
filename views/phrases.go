package views

import "strconv"

// Late says, for a terminal, what to do about a consumer whose callback Bitbucket refuses: it then never calls back.
func (p Phrases) Late(callback string) string { return p.say("terminal.late", "callback", callback) }

// Requests says how many requests something took.
func (p Phrases) Requests(count int) string {
	if count == 1 {
		return p.say("terminal.request")
	}
	return p.say("terminal.requests", "count", strconv.Itoa(count))
}
