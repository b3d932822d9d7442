package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/store"
	"mooring/views"
)

// readServices reads the build services that come with Mooring, by name, those without addresses of their own
// last, and beside them what is wrong with those left out. A field nobody knows is an error: a misspelled one would
// leave addresses out of somebody's firewall.
func readServices(files fs.FS) ([]connector.BuildService, error) {
	names, err := fs.Glob(files, "services/*.json")
	if err != nil {
		return nil, err
	}
	var all []connector.BuildService
	var wrong []error
	for _, name := range names {
		s, err := readServiceFile(files, name)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("reading %s: %w", name, err))
			continue
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
	return all, errors.Join(wrong...)
}

func readServiceFile(files fs.FS, name string) (connector.BuildService, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return connector.BuildService{}, err
	}
	s, err := readService(text)
	if err == nil && s.ID != strings.TrimSuffix(path.Base(name), ".json") {
		err = fmt.Errorf("it calls itself %q", s.ID)
	}
	return s, err
}

func readService(text []byte) (connector.BuildService, error) {
	var s connector.BuildService
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return s, err
	}
	_, wrong := connector.Expand(s.Addresses)
	astray := strayPages(s)
	_, dated := time.Parse(time.DateOnly, s.Checked)
	switch {
	case s.ID == "" || s.Name == "":
		return s, fmt.Errorf("it has no id or no name")
	case len(astray) > 0:
		return s, fmt.Errorf("%q are no https addresses", astray)
	case s.Page == "" && !s.Custom || s.Hook == "" && s.HookPage == "" && !s.Custom:
		return s, fmt.Errorf("it does not say where one connects a repository, or where webhooks go")
	case len(wrong) > 0:
		return s, fmt.Errorf("%q is neither an address nor a network", wrong)
	case s.Custom && len(s.Addresses) > 0:
		return s, fmt.Errorf("a service the person names has addresses of its own")
	case !s.Custom && (len(s.Addresses) == 0 || dated != nil || !strings.HasPrefix(s.Source, "https://")):
		return s, fmt.Errorf("it does not say its addresses, where they are documented, and when that was read")
	}
	return s, nil
}

// strayPages are those of a service's addresses that a browser, or Bitbucket, could not safely go to.
func strayPages(s connector.BuildService) []string {
	pages := []string{s.Page, s.Hook, s.HookPage}
	for _, h := range s.Help {
		pages = append(pages, h.Address)
	}
	return slices.DeleteFunc(pages, func(page string) bool { return page == "" || safePage(page) })
}

// safePage tells an https address, or one on this very computer, as a service of one's own may have.
func safePage(page string) bool {
	u, err := url.Parse(page)
	return err == nil && u.User == nil && u.Hostname() != "" &&
		(u.Scheme == "https" || u.Scheme == "http" && connector.IsLoopback(u.Hostname()))
}

func serviceAt(all []connector.BuildService, id string) int {
	return slices.IndexFunc(all, func(s connector.BuildService) bool { return s.ID == id })
}

// services gives the build services the window offers: those in services/*.json of the configuration folder first, as
// a company may put them there for its own, and they stand for one of the same id that comes with Mooring. In the demo
// its own comes before all.
func (h *house) services(files fs.FS) []connector.BuildService {
	all, err := readServices(files)
	if err != nil {
		h.log.Error("build services were not read", "error", err)
	}
	own, err := readServices(os.DirFS(h.dirs.Config))
	if err != nil {
		h.log.Warn("build services of one's own were not read", "error", err)
	}
	all = append(own, slices.DeleteFunc(all, func(s connector.BuildService) bool { return serviceAt(own, s.ID) >= 0 })...)
	if h.rehearsal != nil {
		all = append([]connector.BuildService{h.rehearsal.service()}, all...)
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
