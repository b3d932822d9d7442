package app

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/views"
)

// maxImport is more than any file of profiles has, in bytes.
const maxImport = 8 << 20

// printedImport is what an import found and saved.
type printedImport struct {
	Schema   int               `json:"schema"`
	Hosts    []printedHost     `json:"hosts"`
	Profiles []printedIncoming `json:"profiles"`
	Saved    bool              `json:"saved"`
}

// printedHost is a Bitbucket that imported profiles lead to.
type printedHost struct {
	Target    connector.Provider `json:"target"`
	Address   string             `json:"address"`
	Profiles  int                `json:"profiles"`
	Connected *string            `json:"connected"` // the connection here that fits
	Insecure  bool               `json:"insecure"`
}

// printedIncoming is one profile of the file. Known ones are here already and are left out.
type printedIncoming struct {
	Name   string `json:"name"`
	Key    string `json:"key"`
	Slug   string `json:"slug"`
	Branch string `json:"branch"`
	Known  bool   `json:"known"`
	Taken  bool   `json:"taken"`
}

// take imports a file: the hosts it leads to are told first, and then what of it was saved.
func (s *shelf) take(p Process, a profilesAsk) error {
	data, err := readSome(a.names[0])
	if err != nil {
		return err
	}
	im := flow.NewImport(flow.ImportNeeds{Exchange: exchange{}, Profiles: profiles{s.house.store}, Connections: s.house.store})
	defer im.Close()
	im.Open(filepath.Base(a.names[0]), data)
	im.Wait()
	found := im.Now().State
	if found.Problem == nil && !a.dry && found.Taken() > 0 {
		im.Save()
		im.Wait()
	}
	state := im.Now().State
	if state.Problem != nil {
		return s.refused(p, a, *state.Problem)
	}
	if a.json {
		return printLine(p.Stdout, printableImport(found, state.Step == flow.ImportSaved))
	}
	return tellImport(p.Stdout, found, state.Step == flow.ImportSaved)
}

// refused says why the answer is no.
func (s *shelf) refused(p Process, a profilesAsk, problem connector.Problem) error {
	if !a.json {
		return problem
	}
	if err := printProblem(p.Stdout, problem); err != nil {
		return err
	}
	return errBlocked
}

// readSome reads a file as far as one of profiles may go, and one byte to tell.
func readSome(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading the build profiles: %w", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxImport+1))
	if err != nil {
		return nil, fmt.Errorf("reading the build profiles: %w", err)
	}
	return data, nil
}

func printableImport(s flow.ImportState, saved bool) printedImport {
	out := printedImport{Schema: schema, Saved: saved, Hosts: []printedHost{}, Profiles: []printedIncoming{}}
	for _, h := range s.Hosts {
		out.Hosts = append(out.Hosts, printedHost{h.Provider, h.Address, h.Profiles, orNull(h.Connected), h.Insecure})
	}
	for _, r := range s.Rows {
		out.Profiles = append(out.Profiles, printedIncoming{r.Name, r.Profile.Key, r.Profile.Slug, r.Profile.Branch, r.Known, r.Take})
	}
	return out
}

func tellImport(w io.Writer, s flow.ImportState, saved bool) error {
	var b strings.Builder
	english := views.English()
	for _, h := range s.Hosts {
		fmt.Fprintf(&b, "%s\n", oneLine(english.ImportHost(h)))
	}
	for _, r := range s.Rows {
		word := "not saved"
		switch {
		case r.Known:
			word = "here already"
		case saved && r.Take:
			word = "saved"
		case r.Take:
			word = "would be saved"
		}
		fmt.Fprintf(&b, "%s\t%s/%s\t%s\t%s\n", oneLine(r.Name), oneLine(r.Profile.Key), oneLine(r.Profile.Slug), oneLine(r.Profile.Branch), word)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
