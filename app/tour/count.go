package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"mooring/connector/sandbox"
)

// counted tells the words the picker counts with: "48 of 48", "48 so far".
func counted(text string) bool {
	return regexp.MustCompile(`\d+ (of \d+|so far)`).MatchString(text)
}

// askedFor tells whether any request to a side had this in its path.
func (e evidence) askedFor(side, part string) error {
	file, err := os.Open(e.Requests)
	if err != nil {
		return err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var r sandbox.Request
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.Side == side && strings.Contains(r.Path, part) {
			return nil
		}
	}
	return fmt.Errorf("nobody asked %s for %s", side, part)
}
