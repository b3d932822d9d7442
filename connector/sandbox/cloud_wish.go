package sandbox

import "strings"

// wish is what the fields parameter wants of a thing, for what is written name by name; see partial, which cuts things
// that are there already. The zero value wants everything.
type wish struct{ only, without fieldTree }

func wishOf(fields string) wish {
	only, without := splitFields(fields)
	var w wish
	if len(only) > 0 {
		w.only = treeOf(only)
	}
	if len(without) > 0 {
		w.without = treeOf(without)
	}
	return w
}

// splitFields tells which names are the only ones wanted, and which are not: -name leaves one out. +name adds one, and
// since every answer is whole to begin with there is nothing to add.
func splitFields(fields string) (only, without []string) {
	for field := range strings.SplitSeq(fields, ",") {
		field = strings.TrimSpace(field)
		switch {
		case field == "" || field[0] == '+' || field[0] == ' ':
		case field[0] == '-':
			without = append(without, field[1:])
		default:
			only = append(only, field)
		}
	}
	return only, without
}

// of tells whether a name is wanted, and what below it.
func (w wish) of(name string) (below wish, wanted bool) {
	if len(w.only) > 0 {
		if below.only, wanted = w.only.below(name); !wanted {
			return wish{}, false
		}
	}
	if len(w.without) > 0 {
		if sub, named := w.without.below(name); named {
			below.without = sub
			return below, len(sub) > 0
		}
	}
	return below, true
}

// wishText writes the wanted of what it is given.
type wishText struct{ jsonText }

func (j *wishText) text(w wish, name string, parts ...string) {
	if _, wanted := w.of(name); wanted {
		j.jsonText.text(name, parts...)
	}
}

func (j *wishText) number(w wish, name string, n int) {
	if _, wanted := w.of(name); wanted {
		j.jsonText.number(name, n)
	}
}

func (j *wishText) flag(w wish, name string, is bool) {
	if _, wanted := w.of(name); wanted {
		j.jsonText.flag(name, is)
	}
}

// object writes a name and an object that fill writes.
func (j *wishText) object(w wish, name string, fill func(wish)) {
	below, wanted := w.of(name)
	if !wanted {
		return
	}
	j.key(name)
	j.open('{')
	fill(below)
	j.shut('}')
}

// link writes a name and an address under it.
func (j *wishText) link(w wish, name string, parts ...string) {
	j.object(w, name, func(below wish) { j.text(below, "href", parts...) })
}

// made writes a name and the wanted of what is made of maps. It takes long: for what is seldom asked for.
func (j *wishText) made(w wish, name string, value func() any) {
	below, wanted := w.of(name)
	if !wanted {
		return
	}
	thing := value()
	if len(below.only) > 0 {
		thing = keep(thing, below.only)
	}
	if len(below.without) > 0 {
		thing = drop(thing, below.without)
	}
	j.jsonText.made(name, marshalled(thing))
}
