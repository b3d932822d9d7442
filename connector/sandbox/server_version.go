package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// The version the Data Center side has, the ones it has when its version is the fault, and the one whose
// ways a version without numbers has.
const (
	healthyVersion = "10.2.7"
	oldVersion     = "7.9.0"
	retiredVersion = "7.21.23"
	newestVersion  = "10.4.3"
)

// serverVersion is what the Data Center side calls itself, and what that means.
type serverVersion struct {
	text    string
	numbers [3]int
}

// versionOf settles the version. A fault of the version goes before the one that was wished for.
func versionOf(opts Options) serverVersion {
	text := cmp.Or(opts.ServerVersion, healthyVersion)
	switch opts.Break {
	case "version-too-old":
		text = oldVersion
	case "version-end-of-life":
		text = retiredVersion
	case "version-unreadable":
		text = "master-SNAPSHOT"
	}
	v := serverVersion{text: text, numbers: leadingNumbers(text)}
	if v.numbers[0] == 0 {
		v.numbers = leadingNumbers(newestVersion)
	}
	return v
}

// leadingNumbers reads as many numbers with dots between as there are at the beginning, three at most.
func leadingNumbers(text string) (numbers [3]int) {
	for i := range numbers {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		n, err := strconv.Atoi(text[:digits])
		if err != nil {
			return numbers
		}
		numbers[i] = n
		rest, more := strings.CutPrefix(text[digits:], ".")
		if !more {
			return numbers
		}
		text = rest
	}
	return numbers
}

func (v serverVersion) atLeast(major, minor, patch int) bool {
	for i, least := range [3]int{major, minor, patch} {
		if v.numbers[i] != least {
			return v.numbers[i] > least
		}
	}
	return true
}

// buildNumber is the version as one number: 10.2.7 is 10002007.
func (v serverVersion) buildNumber() string {
	return fmt.Sprintf("%d%03d%03d", v.numbers[0], v.numbers[1], v.numbers[2])
}

// countsEverywhere tells whether tokens count beside /rest and /scm, too. That ended with 8.9.22, 8.19.12 and
// 9.3.2 (Atlassian's article "Access Tokens no longer work as expected").
func (v serverVersion) countsEverywhere() bool {
	switch {
	case v.atLeast(9, 0, 0):
		return !v.atLeast(9, 3, 2)
	case v.atLeast(8, 10, 0):
		return !v.atLeast(8, 19, 12)
	}
	return !v.atLeast(8, 9, 22)
}

// inItsWords gives exceptions the packages they had. Those of 9 and 10 were seen. The earlier ones are made
// up, but for the one of REST plugins: only the last part is sure.
func (v serverVersion) inItsWords(e shownErrors) shownErrors {
	home := "com.atlassian.bitbucket.internal.exception."
	switch {
	case v.atLeast(9, 0, 0):
		return e
	case !v.atLeast(8, 0, 0):
		home = "com.atlassian.stash.exception."
	}
	told := shownErrors{}
	for _, one := range e.Errors {
		if one.ExceptionName != nil && strings.HasPrefix(*one.ExceptionName, "com.atlassian.") {
			last := (*one.ExceptionName)[strings.LastIndex(*one.ExceptionName, ".")+1:]
			renamed := home + last
			if last == "AuthenticationRequiredException" {
				renamed = "com.atlassian.plugins.rest.common.security." + last
			}
			one.ExceptionName = &renamed
		}
		told.Errors = append(told.Errors, one)
	}
	return told
}

// whoAmI tells the name of who is signed in, and nothing to strangers. Where tokens count below /rest only,
// everybody is a stranger who is sent to the sign-in page.
func (s *Sandbox) whoAmI(w http.ResponseWriter, r *http.Request) {
	if !s.version.countsEverywhere() {
		s.toLogin(w, r)
		return
	}
	who, refused := s.identify(r)
	if refused != nil {
		s.send(w, *refused)
		return
	}
	s.recognised(r, who.name)
	w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
	_, _ = w.Write([]byte(who.name))
}
