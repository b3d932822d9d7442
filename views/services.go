package views

import (
	"slices"
	"strings"
	"unicode"

	"mooring/connector"
)

// otherService is the id of a build service nobody knows the addresses of, where no preset offers one.
const otherService = "other"

// serviceBook knows which build services there are, and which one the person uses. A nil one knows only a
// service whose addresses nobody named.
type serviceBook struct {
	all     []connector.BuildService
	chosen  ChosenService
	changed func(ChosenService)
}

// list gives the services to choose from: the presets, and always one whose addresses the person names.
func (b *serviceBook) list() []connector.BuildService {
	var all []connector.BuildService
	if b != nil {
		all = slices.Clone(b.all)
	}
	if !slices.ContainsFunc(all, func(s connector.BuildService) bool { return s.Custom }) {
		all = append(all, connector.BuildService{ID: otherService, Custom: true})
	}
	return all
}

// at is the place of the chosen service in list; the first where none was chosen yet.
func (b *serviceBook) at() int {
	if b == nil {
		return 0
	}
	return max(0, slices.IndexFunc(b.list(), func(s connector.BuildService) bool { return s.ID == b.chosen.ID }))
}

// typed are the addresses of a custom service, as typed.
func (b *serviceBook) typed() string {
	if b == nil {
		return ""
	}
	return b.chosen.Addresses
}

// with is the same book with other addresses typed, which nobody is told of.
func (b *serviceBook) with(typed string) *serviceBook {
	if b == nil {
		return &serviceBook{chosen: ChosenService{Addresses: typed}}
	}
	return &serviceBook{all: b.all, chosen: ChosenService{ID: b.chosen.ID, Addresses: typed}}
}

// choose takes another service or other addresses, and tells whoever keeps them.
func (b *serviceBook) choose(c ChosenService) {
	if b == nil || b.chosen == c {
		return
	}
	b.chosen = c
	if b.changed != nil {
		b.changed(c)
	}
}

// current is the chosen service, ready to be written about.
func (b *serviceBook) current() usedService {
	s := b.list()[b.at()]
	if s.Custom {
		s.Addresses = splitAddresses(b.typed())
	}
	used := usedService{BuildService: s}
	used.Ranges, used.Wrong = connector.Expand(s.Addresses)
	return used
}

// usedService is a build service with its addresses read.
type usedService struct {
	connector.BuildService
	Ranges []connector.AddressRange
	// Wrong are those that are no addresses.
	Wrong []string
}

// name is what people call it; a custom one is just another service.
func (s usedService) name() string {
	if s.Custom || s.Name == "" {
		return say("service.other")
	}
	return s.Name
}

// it is the service inside a sentence.
func (s usedService) it() string {
	if s.Custom || s.Name == "" {
		return say("service.it")
	}
	return s.Name
}

// whose says whose addresses follow: a list that was read somewhere is that service's word, not ours.
func (s usedService) whose() string {
	switch {
	case len(s.Ranges) == 0:
		return say("service.addresses.unknown")
	case s.Custom || s.Name == "":
		return say("service.addresses.custom")
	case s.Checked == "":
		return say("service.addresses.undated", "name", s.Name)
	}
	return say("service.addresses", "name", s.Name, "date", s.Checked)
}

// lines are its addresses, networks with the first and last one in them.
func (s usedService) lines() []string {
	lines := make([]string, 0, len(s.Ranges))
	for _, r := range s.Ranges {
		if r.First == r.Last {
			lines = append(lines, r.First.String())
			continue
		}
		lines = append(lines, say("service.range", "first", r.First.String(), "last", r.Last.String(), "network", r.Text))
	}
	return lines
}

// splitAddresses takes apart what is typed, one a line or divided by commas or blanks.
func splitAddresses(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
}
