package views

import (
	"strings"

	"mooring/connector/flow"
)

// handName is what a value of the card is called.
func handName(l flow.HandLine) string { return say("start." + l.Key) }

// handValue is a value in the person's words; most are shown as they are.
func handValue(l flow.HandLine) string {
	switch l.Key {
	case flow.HandProduct, flow.HandKind, flow.HandStanding:
		return say("start." + l.Key + "." + l.Value)
	}
	return l.Value
}

// handText is all of it as plain lines.
func handText(name string, all []flow.HandLine) string {
	lines := []string{name, ""}
	for _, l := range all {
		lines = append(lines, handName(l)+": "+handValue(l))
	}
	return strings.Join(lines, "\n") + "\n"
}

// fileName makes a file's name out of a profile's: without what means something to a disk.
func fileName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
	return strings.Trim(safe, " .") + ".txt"
}
