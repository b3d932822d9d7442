package store

import (
	"encoding/json"
	"strings"
)

// migration changes the fields of a document into those of the next schema. It never fails: what it cannot make
// sense of it leaves, for the reading that follows to judge.
type migration func(object)

// migrations lead from the first schema of a kind to the one written here: the first of them from 1 to 2, and
// so on.
func migrations(kind string) []migration {
	if kind == "profile" {
		return []migration{pushesOfTheBranch}
	}
	return nil
}

// schemaOf is the version of the documents of a kind that are written here.
func schemaOf(kind string) int { return 1 + len(migrations(kind)) }

// migrate gives a document of an earlier schema as one of today's.
func migrate(kind string, schema int, data []byte) ([]byte, error) {
	fields := object{}
	if err := unmarshal(data, &fields); err != nil {
		return nil, err
	}
	for _, step := range migrations(kind)[schema-1:] {
		step(fields)
	}
	fields["schema"] = schemaOf(kind)
	return json.Marshal(fields)
}

// pushesOfTheBranch: before there were triggers, a profile stood for the pushes to its branch. A Mooring of that
// time would also delete a profile and leave its webhook behind, which is why the schema changed.
func pushesOfTheBranch(profile object) {
	branch, _ := profile["branch"].(string)
	triggers, isObject := profile["triggers"].(map[string]any)
	strange := profile["triggers"] != nil && !isObject
	if strings.TrimSpace(branch) == "" || strange || len(triggers) > 0 {
		return
	}
	profile["triggers"] = map[string]any{"push": []any{branch}}
}
