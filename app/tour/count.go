package main

import "regexp"

// counted tells the words the picker counts with: "48 of 48", "48 so far".
func counted(text string) bool {
	return regexp.MustCompile(`\d+ (of \d+|so far)`).MatchString(text)
}
