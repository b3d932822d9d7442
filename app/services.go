package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/store"
	"mooring/views"
)

// readServices reads the build services that come with Mooring, by name, those without addresses of their own
// last. A field nobody knows is an error: a misspelled one would leave addresses out of somebody's firewall.
func readServices(files fs.FS) ([]connector.BuildService, error) {
	names, err := fs.Glob(files, "services/*.json")
	if err != nil {
		return nil, err
	}
	var all []connector.BuildService
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		s, err := readService(text)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		if s.ID != strings.TrimSuffix(path.Base(name), ".json") {
			return nil, fmt.Errorf("reading %s: it calls itself %q", name, s.ID)
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b connector.BuildService) int {
		if a.Custom != b.Custom {
			if a.Custom {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, nil
}

func readService(text []byte) (connector.BuildService, error) {
	var s connector.BuildService
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return s, err
	}
	_, wrong := connector.Expand(s.Addresses)
	_, dated := time.Parse(time.DateOnly, s.Checked)
	switch {
	case s.ID == "" || s.Name == "":
		return s, fmt.Errorf("it has no id or no name")
	case len(wrong) > 0:
		return s, fmt.Errorf("%q is neither an address nor a network", wrong)
	case s.Custom && len(s.Addresses) > 0:
		return s, fmt.Errorf("a service the person names has addresses of its own")
	case !s.Custom && (len(s.Addresses) == 0 || dated != nil || !strings.HasPrefix(s.Source, "https://")):
		return s, fmt.Errorf("it does not say its addresses, where they are documented, and when that was read")
	}
	return s, nil
}

// services gives the build services the window offers.
func (h *house) services(files fs.FS) []connector.BuildService {
	all, err := readServices(files)
	if err != nil {
		h.log.Error("build services were not read", "error", err)
	}
	return all
}

// chosenService is the build service the person used last.
func chosenService(s store.Settings) views.ChosenService {
	return views.ChosenService{ID: s.Service, Addresses: s.ServiceAddresses}
}

// keepService writes down which build service the person uses.
func (h *house) keepService(c views.ChosenService) {
	h.keepSettings(func(s *store.Settings) { s.Service, s.ServiceAddresses = c.ID, c.Addresses })
}
