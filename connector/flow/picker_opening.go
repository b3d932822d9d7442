package flow

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mooring/connector"
	"mooring/connector/catalog"
)

const (
	// searchPage is how many repositories one answer to a search holds at most; a shorter one is all there are.
	searchPage = 100
	// fewestLetters is how many letters Bitbucket is searched for at least: one alone is in nearly every name.
	fewestLetters = 2
)

// opening is what one list holds from its opening on, guarded by the picker's mutex.
type opening struct {
	connection connector.Connection
	list       *catalog.Catalog
	bitbucket  Bitbucket // the list is read with; nil before that
	lazy       Lazy      // nil where everything is listed
	large      []connector.Large
	// turn counts how often something else was to be shown.
	turn uint64
	// mark is where the list goes on behind what came.
	mark string
	// kept is when what is shown was read, while it is read anew, and read when it was last read to its end.
	kept, read time.Time
	// before is how many there were when that began, -1 where nothing was shown; onDisk how many are kept.
	before, onDisk int
	picks          picks
	top            catalog.Top
	rightsAsked    bool
	seen           seen
	lookedAt       connector.RepositoryRef
	away           bool                 // since something was chosen nobody looks
	tried          connector.Repository // chosen last
	// asked says, by workspace and words, whether all that answer to them came.
	asked map[string]map[string]bool
	// last is when Bitbucket was asked for words last, until when it wants to be left alone.
	last, until time.Time
}

func newOpening(connection connector.Connection) *opening {
	return &opening{connection: connection, list: catalog.New(), asked: map[string]map[string]bool{}, before: -1}
}

// meet notes the client that the list is read with.
func (o *opening) meet(bitbucket Bitbucket) {
	o.bitbucket = bitbucket
	o.lazy, _ = bitbucket.(Lazy)
}

// again has everything asked anew: the list, what large workspaces were searched for, rights and details.
func (o *opening) again() {
	if o.kept.IsZero() {
		o.kept = o.read
	}
	if loaded, _ := o.list.Counts(); !o.kept.IsZero() && o.before < 0 {
		o.before = loaded
	}
	o.asked = map[string]map[string]bool{}
	o.mark, o.rightsAsked, o.seen, o.lookedAt = "", false, seen{}, connector.RepositoryRef{}
}

// paused notes that what was under way has been given up: it is begun again when somebody comes back.
func (o *opening) paused(s PickerState) {
	o.lookedAt, o.away = connector.RepositoryRef{}, true
	o.rightsAsked = o.rightsAsked && !s.FindingRights
}

// largeKeys names the large workspaces.
func (o *opening) largeKeys() []string {
	var keys []string
	for _, l := range o.large {
		keys = append(keys, l.Key)
	}
	return keys
}

// put notes what a page says of the list. Of a large workspace that is known already the list has come further than
// one begun anew says.
func (o *opening) put(page connector.Page) {
	for _, l := range page.Large {
		if o.place(l.Key) < 0 {
			o.large = append(o.large, l)
		}
	}
	if page.Mark != "" || len(page.Repositories) > 0 {
		o.mark = page.Mark
	}
}

// further takes in the page that follows in a large workspace. One that leads nowhere ends its list.
func (o *opening) further(before connector.Large, page connector.Page) {
	next := before
	next.Next = ""
	if i := slices.IndexFunc(page.Large, func(l connector.Large) bool { return l.Key == before.Key }); i >= 0 {
		next = page.Large[i]
	}
	if next.Next == before.Next {
		next.Next = ""
	}
	if i := o.place(before.Key); i >= 0 {
		o.large[i] = next
	}
	o.found(page)
}

// found takes in repositories without what their page says of the whole list.
func (o *opening) found(page connector.Page) {
	o.list.Add(connector.Page{Repositories: page.Repositories, Total: -1})
}

func (o *opening) place(key string) int {
	return slices.IndexFunc(o.large, func(l connector.Large) bool { return l.Key == key })
}

// next is the large workspace whose list goes on: one after the other.
func (o *opening) next() (connector.Large, bool) {
	for _, l := range o.large {
		if l.Next != "" {
			return l, true
		}
	}
	return connector.Large{}, false
}

// whole is how many repositories there are in all, once the list has ended; -1 where a large workspace does not
// tell how many it has.
func (o *opening) whole() int {
	sum, _ := o.list.Counts()
	for _, l := range o.large {
		switch {
		case l.Next == "":
		case l.Total < 0:
			return -1
		default:
			sum += max(0, l.Total-o.list.In(l.Key))
		}
	}
	return sum
}

// question is what large workspaces are asked for.
type question struct {
	words string
	large []connector.Large
}

// questions are what has to be asked for a query. Workspaces that the query names are asked for its other words.
func (o *opening) questions(query string) []question {
	var all []question
	if o.lazy == nil {
		return nil
	}
	words, only := wordsOf(query, o.connection)
	projects := catalog.ReadQuery(query).Projects
	for _, l := range o.large {
		in := wordsIn(words, l)
		switch {
		case !o.wanted(l, projects):
		case only != "" && !strings.EqualFold(only, l.Key), utf8.RuneCountInString(in) < fewestLetters:
		case l.Next == "", o.covered(l.Key, in):
		default:
			i := slices.IndexFunc(all, func(q question) bool { return q.words == in })
			if i < 0 {
				i, all = len(all), append(all, question{words: in})
			}
			all[i].large = append(all[i].large, l)
		}
	}
	return all
}

// unasked tells whether there is anything to ask for a query.
func (o *opening) unasked(query string) bool { return len(o.questions(query)) > 0 }

// covered tells whether all that answers to words in a workspace is here, or as much as Bitbucket gives: it was
// asked for them, or for a part of them to which fewer answer than one page holds.
func (o *opening) covered(key, words string) bool {
	for asked, all := range o.asked[key] {
		if asked == words || all && strings.Contains(words, asked) {
			return true
		}
	}
	return false
}

// answered remembers what came for a question, by workspace; where it failed in the end, of those alone that
// something came of.
func (o *opening) answered(q question, came map[string]int, failed bool) {
	for _, l := range q.large {
		if failed && came[l.Key] == 0 {
			continue
		}
		if o.asked[l.Key] == nil {
			o.asked[l.Key] = map[string]bool{}
		}
		o.asked[l.Key][q.words] = came[l.Key] < searchPage
	}
}

// cut names the large workspaces in which more answer to a query than Bitbucket gave.
func (o *opening) cut(query string) []string {
	var names []string
	words, _ := wordsOf(query, o.connection)
	for _, l := range o.large {
		if all, asked := o.asked[l.Key][wordsIn(words, l)]; asked && !all && l.Next != "" {
			names = append(names, l.Name)
		}
	}
	return names
}

// wait is how long Bitbucket must still be left alone, at least as long as typing has to rest.
func (o *opening) wait(resting, apart time.Duration) time.Duration {
	return max(resting, time.Until(o.last.Add(apart)), time.Until(o.until))
}

// wanted tells whether what is asked for may be in a workspace: it, or a project, which may be in any.
func (o *opening) wanted(l connector.Large, projects []string) bool {
	return len(projects) == 0 || slices.ContainsFunc(projects, func(project string) bool {
		return isWorkspace(l, project) || o.list.In(project) == 0 &&
			!slices.ContainsFunc(o.large, func(other connector.Large) bool { return isWorkspace(other, project) })
	})
}

func isWorkspace(l connector.Large, project string) bool {
	return project == catalog.Fold(l.Key) || project == catalog.Fold(l.Name)
}

// wordsOf are the words of a query to look for in names, and the workspace it is limited to, if it names a
// repository there: nothing where it is an address elsewhere.
func wordsOf(query string, connection connector.Connection) (words, only string) {
	query = catalog.Plain(query)
	if !strings.Contains(query, "/") {
		return strings.Join(strings.Fields(strings.ToLower(query)), " "), ""
	}
	named := readTyped(query, connection, catalog.Listing{})
	key, slug, _ := strings.Cut(named.name, "/")
	return strings.ToLower(slug), key
}

// wordsIn leaves out the words that name the workspace itself, unless there are no others.
func wordsIn(words string, l connector.Large) string {
	name := strings.ToLower(l.Key + " " + l.Name)
	others := slices.DeleteFunc(strings.Fields(words), func(word string) bool { return strings.Contains(name, word) })
	if len(others) == 0 {
		return words
	}
	return strings.Join(others, " ")
}
