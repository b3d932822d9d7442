package views

import (
	"strconv"
	"strings"

	"mooring/connector/flow"
)

// between stands between two things that a line tells.
const between = "  ·  "

// whereOf is the second line of a repository: its path and main branch. Where a word that was searched for is in
// neither name nor path, it is the place where the word was found. coming says that the list is still being read.
func whereOf(row flow.Row, coming bool) (string, []flow.Span) {
	path := row.Repository.FullName()
	found := row.Elsewhere
	switch {
	case row.Absent && coming:
		return path + between + say("picker.row.absent.sofar"), row.Path
	case row.Absent:
		return path + between + say("picker.row.absent"), row.Path
	case found.Field == "description" && len(row.Path) == 0:
		return onOneLine(found.Text), found.Spans
	case found.Field != "":
		before := path + between
		return before + onOneLine(found.Text), append(spansIn("", row.Path), spansIn(before, found.Spans)...)
	case row.Repository.DefaultBranch != nil && *row.Repository.DefaultBranch != "":
		return path + between + *row.Repository.DefaultBranch, row.Path
	}
	return path, row.Path
}

// headingWords says what the rows below a heading are, and how many, where that is known.
func headingWords(h flow.Heading) (title, note string) {
	note = sayN("picker.head.count", h.Count, "number", grouped(h.Count))
	switch h.Kind {
	case flow.HeadPinned:
		return say("picker.head.pinned"), note
	case flow.HeadRecent:
		return say("picker.head.recent"), note
	case flow.HeadOthers:
		return say("picker.head.others"), note
	case flow.HeadProject:
		in := say("picker.head.project.many", "count", strconv.Itoa(len(h.In)))
		if len(h.In) == 1 {
			in = say("picker.head.project", "name", h.In[0])
		}
		if h.Count < 0 {
			return h.Name, in
		}
		return h.Name, note + between + in
	}
	if h.Count < 0 { // not known
		return h.Name, h.Key
	}
	if h.Key != "" && !strings.EqualFold(h.Key, h.Name) {
		note = h.Key + between + note
	}
	return h.Name, note
}
