package flow

import "mooring/connector/catalog"

// PlainQuery gives what is left of what is typed without the words that narrow: see catalog.Plain.
func PlainQuery(text string) string { return catalog.Plain(text) }

// Fold gives a text as it is searched for, without accents and capitals: see catalog.Fold.
func Fold(text string) string { return catalog.Fold(text) }
