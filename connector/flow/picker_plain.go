package flow

import "mooring/connector/catalog"

// PlainQuery gives what is left of what is typed without the words that narrow: see catalog.Plain.
func PlainQuery(text string) string { return catalog.Plain(text) }
