package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/flow"
)

// profilesAsk is what profiles is told on the command line.
type profilesAsk struct {
	verb  string   // list, export, import, check
	names []string // of profiles; for import, the file
	all   bool     // check: every one
	out   string   // export: a file in the place of stdout
	dry   bool     // import: tell what would be saved, and save nothing
	json  bool
	way   wayFlags
}

// readProfiles reads the verb, its flags, and what it is about. Without a verb the profiles are listed.
func readProfiles(p Process) (profilesAsk, error) {
	a := profilesAsk{verb: "list"}
	args := p.Args[1:]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		a.verb, args = args[0], args[1:]
	}
	if asksForHelp(a.verb) {
		return a, flag.ErrHelp
	}
	flags := newFlags("profiles " + a.verb)
	flags.BoolVar(&a.json, "json", false, "")
	switch a.verb {
	case "list":
	case "export":
		flags.StringVar(&a.out, "out", "", "")
	case "import":
		flags.BoolVar(&a.dry, "dry-run", false, "")
	case "check":
		flags.BoolVar(&a.all, "all", false, "")
		a.way.register(flags)
	default:
		return a, usagef("profiles knows list, export, import and check, not %q", a.verb)
	}
	names, err := parseNames(flags, args)
	if err != nil {
		return a, err
	}
	a.names = names
	return a, a.sensible()
}

// parseNames reads flags and the words between and after them.
func parseNames(flags *flag.FlagSet, args []string) ([]string, error) {
	var names []string
	for {
		if err := flags.Parse(args); err != nil {
			if err == flag.ErrHelp { //nolint:errorlint // the package answers this very value
				return nil, err
			}
			return nil, usageError{err.Error()}
		}
		if flags.NArg() == 0 {
			return names, nil
		}
		names, args = append(names, flags.Arg(0)), flags.Args()[1:]
	}
}

// sensible finds what flags alone cannot forbid.
func (a profilesAsk) sensible() error {
	switch {
	case a.verb == "list" && len(a.names) > 0:
		return usagef("%q is one word too many", a.names[0])
	case a.verb == "import" && len(a.names) != 1:
		return usagef("profiles import takes one file")
	case a.verb == "export" && a.json && a.out == "":
		return usagef("what profiles export prints is JSON already: --json goes with --out")
	case a.verb == "check" && a.all && len(a.names) > 0:
		return usagef("--all or names: choose one")
	}
	return nil
}

// profilesCommand lists, exports, imports and checks build profiles: the window's own flows, without the window.
func profilesCommand(ctx context.Context, p Process, about manifest) error {
	a, err := readProfiles(p)
	if err != nil {
		return err
	}
	h, err := a.house(ctx, p, about)
	if err != nil {
		return err
	}
	defer h.close()
	return h.runProfiles(ctx, p, a)
}

// runProfiles does what was asked for.
func (h *house) runProfiles(ctx context.Context, p Process, a profilesAsk) error {
	s := h.shelf()
	defer s.close()
	if err := s.read(); err != nil {
		return err
	}
	switch a.verb {
	case "export":
		return s.export(p, a)
	case "import":
		return s.take(p, a)
	case "check":
		return s.check(ctx, p, a)
	}
	return s.tell(p, a)
}

func (a profilesAsk) house(ctx context.Context, p Process, about manifest) (*house, error) {
	if a.verb == "check" {
		return a.way.house(ctx, p, about)
	}
	return openHouse(ctx, p, about, requestTimeout)
}

// shelf is the list of profiles as the window has it.
type shelf struct {
	house *house
	list  *flow.ProfileList
}

func (h *house) shelf() *shelf {
	return &shelf{h, flow.NewProfiles(flow.ProfilesNeeds{
		Clients: h, Connections: h.store, Profiles: profiles{h.store}, Browser: h.open, Vault: keys{h}, Exchange: exchange{},
	})}
}

func (s *shelf) close() { s.list.Close() }

func (s *shelf) state() flow.ProfilesState { return s.list.Now().State }

// read fills the list from the disk.
func (s *shelf) read() error {
	s.list.Reload()
	s.list.Wait()
	if p := s.state().Problem; p != nil {
		return *p
	}
	return nil
}

// named finds the profiles somebody means, by name or ID, in their order; no names are all of them.
func (s *shelf) named(names []string) ([]flow.ProfileRow, error) {
	rows := s.state().Rows
	if len(names) == 0 {
		return rows, nil
	}
	var found []flow.ProfileRow
	for _, name := range names {
		at := slices.IndexFunc(rows, func(r flow.ProfileRow) bool { return r.Profile.ID == name || strings.EqualFold(r.Profile.Name, name) })
		if at < 0 {
			return nil, usagef("no build profile is called %q here", oneLine(name))
		}
		if !slices.ContainsFunc(found, func(r flow.ProfileRow) bool { return r.Profile.ID == rows[at].Profile.ID }) {
			found = append(found, rows[at])
		}
	}
	return found, nil
}

// export writes the profiles into one file, or to stdout.
func (s *shelf) export(p Process, a profilesAsk) error {
	rows, err := s.named(a.names)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errors.New("there is no build profile to export yet")
	}
	all := make([]connector.BuildProfile, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.Profile)
	}
	data, err := exchange{}.Export(all)
	if err != nil {
		return err
	}
	if a.out == "" {
		_, err := p.Stdout.Write(data)
		return err
	}
	if err := writeWhole(a.out, data); err != nil {
		return connector.NewProblem(connector.CodeDiskFailed, "file", a.out).Because(err)
	}
	if a.json {
		return printLine(p.Stdout, exported{schema, len(all), a.out})
	}
	_, err = fmt.Fprintf(p.Stdout, "%d build profiles written to %s\n", len(all), oneLine(a.out))
	return err
}

// exported is what an export to a file tells.
type exported struct {
	Schema   int    `json:"schema"`
	Profiles int    `json:"profiles"`
	File     string `json:"file"`
}
