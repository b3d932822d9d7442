package drive

import (
	"encoding/json"

	"mooring/assets"
)

// Phrases is what the window says in English, by key, so that whoever drives it follows what it says today. Phrases
// with a plural are left out: they are no words to look for.
func Phrases() (map[string]string, error) {
	text, err := assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		return nil, err
	}
	var all map[string]any // a phrase with a plural is an object
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	phrases := map[string]string{}
	for key, phrase := range all {
		if words, plain := phrase.(string); plain {
			phrases[key] = words
		}
	}
	return phrases, nil
}
