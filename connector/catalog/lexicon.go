package catalog

import (
	"strings"

	"mooring/connector"
)

// lexicon keeps texts that many repositories share once each: the beginnings of addresses, names of branches. It only
// grows, so that a slice of it taken earlier stays true.
type lexicon struct {
	list []string
	ids  map[string]uint64
}

func newLexicon(list []string) *lexicon {
	l := &lexicon{list: list, ids: make(map[string]uint64, len(list))}
	for i, text := range list {
		l.ids[text] = uint64(i)
	}
	return l
}

func (l *lexicon) id(text string) uint64 {
	if id, known := l.ids[text]; known {
		return id
	}
	text = strings.Clone(text)
	id := uint64(len(l.list))
	l.list, l.ids[text] = append(l.list, text), id
	return id
}

// place is where repositories are: what all those of one project have in common.
type place struct {
	placeNames
	key, owner, project string // folded
	mask                mask   // of all three
}

// placeNames are the names of a place as Bitbucket gave them.
type placeNames struct {
	Provider connector.Provider
	Base     string
	Key      string
	Owner    string
	Project  string
}

func placeOf(r *connector.Repository) placeNames {
	return placeNames{r.Ref.Provider, r.Ref.Base, r.Key, r.Owner, r.Project}
}

// atlas keeps places once each, like a lexicon.
type atlas struct {
	list []*place
	ids  map[placeNames]uint32
	last uint32
}

func newAtlas(list []*place) *atlas {
	a := &atlas{list: list, ids: make(map[placeNames]uint32, len(list))}
	for i, p := range list {
		a.ids[p.placeNames] = uint32(i)
	}
	return a
}

// id looks at the last place first: most repositories come beside others of their project.
func (a *atlas) id(names placeNames) uint32 {
	if int(a.last) < len(a.list) && a.list[a.last].placeNames == names {
		return a.last
	}
	id, known := a.ids[names]
	if !known {
		names = placeNames{
			connector.Provider(strings.Clone(string(names.Provider))), strings.Clone(names.Base),
			strings.Clone(names.Key), strings.Clone(names.Owner), strings.Clone(names.Project),
		}
		id = uint32(len(a.list))
		a.list, a.ids[names] = append(a.list, newPlace(names)), id
	}
	a.last = id
	return id
}

func newPlace(names placeNames) *place {
	p := &place{placeNames: names, key: Fold(names.Key), owner: Fold(names.Owner), project: Fold(names.Project)}
	all := p.key + "\n" + p.owner + "\n" + p.project
	p.mask = mask{pairs: pairsOf(all), letters: lettersOf(all)}
	return p
}
