package views

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mooring/connector"
	"mooring/connector/flow"
)

// saw tells the flow, as soon as the list is drawn, how far down one sees. It must not be told while the list is
// drawing: the answer would draw it again.
func (s *pickerScreen) saw(place int) {
	s.seen = max(s.seen, place)
	if s.telling || !s.state.CanAdd() || s.state.Adding {
		return
	}
	s.telling = true
	s.k.dispatch(func() {
		seen := s.seen
		s.telling, s.seen = false, -1
		if s.k.inFront(s.root) { // nobody looks at a list in another tab
			s.picker.Reached(seen)
		}
	})
}

// largeWords says that Bitbucket itself is searched in workspaces that are not all listed, and how that stands;
// nothing where all is listed.
func largeWords(s flow.PickerState) string {
	names, total := partly(s)
	of := largeNames(names)
	switch letters := lettersOf(s); {
	case len(names) == 0 || s.Elsewhere != "":
		return ""
	case s.Searching:
		return say("picker.large.searching", "name", of)
	case len(s.Cut) > 0:
		return say("picker.large.cut", "name", largeNames(s.Cut))
	case letters == 0 && narrowedBy(s) > 0:
		return say("picker.large.filters", "name", of)
	case letters == 1:
		return say("picker.large.letter", "name", of)
	case total < 0 && len(names) > 1:
		return say("picker.large.several.many", "count", strconv.Itoa(len(names)))
	case total < 0:
		return say("picker.large.many", "name", of)
	case len(names) > 1:
		return say("picker.large.several", "count", strconv.Itoa(len(names)), "total", grouped(total))
	}
	return say("picker.large", "name", of, "total", grouped(total))
}

// searchedWhole tells whether all there is was searched, also what is not listed: Bitbucket has answered for that.
func searchedWhole(s flow.PickerState) bool {
	names, _ := partly(s)
	asked := lettersOf(s) > 1 && s.Elsewhere == ""
	return asked && len(names) > 0 && s.Total >= 0 && !s.Searching && s.SearchProblem == nil && len(s.Cut) == 0
}

// lettersOf is how many letters there are to search for: words that narrow are not searched for.
func lettersOf(s flow.PickerState) int { return utf8.RuneCountInString(flow.PlainQuery(s.Query)) }

// partly names the workspaces that are listed in part, and counts all they hold; -1 where one does not tell. Where the
// list is narrowed to other workspaces they do not matter.
func partly(s flow.PickerState) (names []string, total int) {
	for _, l := range s.Large {
		switch {
		case l.Next == "" || !within(s, l):
			continue
		case l.Total < 0 || total < 0:
			total = -1
		default:
			total += l.Total
		}
		names = append(names, l.Name)
	}
	return names, total
}

// within tells whether a workspace is among those the list is narrowed to. One that is named and not known may be a
// project in any of them.
func within(s flow.PickerState, l connector.Large) bool {
	known := func(l connector.Large) bool {
		return slices.Contains(s.Asked.Projects, flow.Fold(l.Key)) || slices.Contains(s.Asked.Projects, flow.Fold(l.Name))
	}
	return len(s.Asked.Projects) == 0 || known(l) || !slices.ContainsFunc(s.Large, known) && !narrowedToListed(s)
}

// narrowedToListed tells whether the rows are those of a workspace the list is narrowed to.
func narrowedToListed(s flow.PickerState) bool {
	place := s.Rows.Step(-1, 1)
	return place >= 0 && slices.Contains(s.Asked.Projects, flow.Fold(s.Rows.At(place).Key))
}

// wholly counts what a workspace has, where the list holds only a part of it; -1 where it does not tell.
func wholly(s flow.PickerState, h flow.Heading) flow.Heading {
	for _, l := range s.Large {
		if l.Next != "" && h.Kind == flow.HeadGroup && strings.EqualFold(l.Key, h.Key) {
			h.Count = l.Total
		}
		if l.Next != "" && h.Kind == flow.HeadProject && slices.Contains(h.In, l.Name) {
			h.Count = -1 // nobody has told
		}
	}
	return h
}

// largeNames names workspaces: the one there is, or how many.
func largeNames(names []string) string {
	if len(names) == 1 {
		return shortened(names[0], 48)
	}
	return say("picker.large.names", "count", strconv.Itoa(len(names)))
}

// beside takes the alarm out of a problem that leaves everything on screen as it was.
func beside(p connector.Problem) connector.Problem {
	p.Severity = connector.Warn
	return p
}

// grouped writes a number with its thousands apart.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	apart := say("number.thousands")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + apart + digits[i:]
	}
	return digits
}

// sayFor says something that differs between the two products: Cloud's words, where it has its own.
func sayFor(c connector.Connection, key string, args ...string) string {
	if c.Provider == connector.Cloud {
		if text := say(key+".cloud", args...); text != key+".cloud" {
			return text
		}
	}
	return say(key, args...)
}
