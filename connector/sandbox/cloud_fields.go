package sandbox

import (
	"encoding/json"
	"strings"
)

// fieldTree is the wish list of a partial response: which names are wanted at this level, and what below
// them. A name without a subtree is wanted whole.
type fieldTree map[string]fieldTree

// partial keeps of an answer what the fields parameter names; see splitFields.
func partial(answer any, fields string) any {
	only, without := splitFields(fields)
	if len(only)+len(without) == 0 {
		return answer
	}
	plain := loose(answer)
	if len(only) > 0 {
		plain = keep(plain, treeOf(only))
	}
	if len(without) > 0 {
		plain = drop(plain, treeOf(without))
	}
	return plain
}

// loose gives an answer's outermost things as maps and lists that may be cut. Answers are made afresh for
// every request, so cutting them harms nobody; what is not made of maps is written and read once.
func loose(answer any) any {
	switch v := answer.(type) {
	case object, []any, string, bool, int, nil:
		return v
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = v[i]
		}
		return out
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return answer
	}
	var plain any
	if json.Unmarshal(raw, &plain) != nil {
		return answer
	}
	return plain
}

func treeOf(paths []string) fieldTree {
	root := fieldTree{}
	for _, path := range paths {
		at := root
		for part := range strings.SplitSeq(path, ".") {
			if at[part] == nil {
				at[part] = fieldTree{}
			}
			at = at[part]
		}
	}
	return root
}

// below finds what is wished of a name; * stands for any.
func (t fieldTree) below(name string) (fieldTree, bool) {
	if sub, ok := t[name]; ok {
		return sub, true
	}
	sub, ok := t["*"]
	return sub, ok
}

func keep(value any, want fieldTree) any {
	if len(want) == 0 {
		return value
	}
	switch v := loose(value).(type) {
	case []any:
		for i := range v {
			v[i] = keep(v[i], want)
		}
		return v
	case map[string]any:
		for name := range v {
			if sub, ok := want.below(name); ok {
				v[name] = keep(v[name], sub)
			} else {
				delete(v, name)
			}
		}
		return v
	}
	return value
}

func drop(value any, unwanted fieldTree) any {
	switch v := loose(value).(type) {
	case []any:
		for i := range v {
			v[i] = drop(v[i], unwanted)
		}
		return v
	case map[string]any:
		for name := range v {
			sub, ok := unwanted.below(name)
			switch {
			case ok && len(sub) == 0:
				delete(v, name)
			case ok:
				v[name] = drop(v[name], sub)
			}
		}
		return v
	}
	return value
}
