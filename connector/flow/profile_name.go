package flow

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mooring/connector"
)

// longestName is how many letters a profile's name may have: more would fit no list and no file of a
// build service.
const longestName = 100

// checkName tells what is wrong with a profile's name, or nothing. taken holds the names of the others.
func checkName(name string, taken []string) *connector.Problem {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, unicode.IsControl) {
		p := connector.NewProblem(connector.CodeProfileInvalid, "name", name)
		return &p
	}
	if isTaken(name, taken) {
		p := connector.NewProblem(connector.CodeProfileNameTaken, "name", name)
		return &p
	}
	return nil
}

// isAboutName tells what another name would mend from what is wrong with the disk.
func isAboutName(p *connector.Problem) bool {
	return p.Code == connector.CodeProfileNameTaken || p.Code == connector.CodeProfileInvalid
}

func isTaken(name string, taken []string) bool {
	for _, other := range taken {
		if strings.EqualFold(strings.TrimSpace(other), name) {
			return true
		}
	}
	return false
}

// suggestName makes a name out of a repository's that no other profile has: "Shop app", "Shop app 2" …
func suggestName(repository connector.Repository, taken []string) string {
	name := strings.TrimSpace(strings.Map(printable, repository.Name))
	if name == "" {
		name = repository.Slug
	}
	return freeName(shorten(name, longestName), taken)
}

// freeName gives a name that nobody has, as near to the wanted one as can be.
func freeName(name string, taken []string) string {
	free := name
	for n := 2; isTaken(free, taken); n++ {
		number := " " + strconv.Itoa(n)
		free = shorten(name, longestName-len(number)) + number
	}
	return free
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

func shorten(text string, letters int) string {
	runes := []rune(text)
	if len(runes) <= letters {
		return text
	}
	return strings.TrimSpace(string(runes[:letters]))
}
