package flow

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

type importEvent interface {
	take(ImportState) ImportState
}

func nextImport(s ImportState, e importEvent) ImportState { return e.take(s) }

type (
	importOpened struct{ file string }
	importCame   struct {
		found       []connector.BuildProfile
		here        []connector.BuildProfile
		connections []connector.Connection
	}
	importFailed struct{ problem *connector.Problem }
	// importJudged looks at the names again, with the profiles that are here by now.
	importJudged struct{ here []connector.BuildProfile }
	importTaken  struct {
		at   int
		wish bool
	}
	importNamed struct {
		at   int
		name string
	}
	importSaving struct{}
	importSaved  struct{ profiles []connector.BuildProfile }
	importClosed struct{}
)

func (e importOpened) take(ImportState) ImportState {
	return ImportState{Step: ImportReading, File: e.file}
}

// take shows what a file holds. Names that are taken give way; what is here already is not taken by itself.
func (e importCame) take(s ImportState) ImportState {
	s.Step, s.here, s.connections = ImportShown, e.here, e.connections
	s.Rows, s.Hosts = nil, hostsOf(e.found, e.connections)
	taken := namesOf(e.here)
	for _, p := range e.found {
		row := ImportRow{Profile: blank(p.Clone()), Known: isKnown(p, e.here)}
		row.Name, row.Take = freeName(strings.TrimSpace(p.Name), taken), !row.Known
		taken = append(taken, row.Name)
		s.Rows = append(s.Rows, row)
	}
	return s.judged()
}

// take goes back to what was shown, if anything was.
func (e importFailed) take(s ImportState) ImportState {
	s.Step, s.Problem = ImportShown, e.problem
	return s
}

func (e importJudged) take(s ImportState) ImportState {
	s.here = e.here
	return s.judged()
}

func (e importTaken) take(s ImportState) ImportState {
	return s.changing(e.at, func(r *ImportRow) { r.Take = e.wish })
}

func (e importNamed) take(s ImportState) ImportState {
	return s.changing(e.at, func(r *ImportRow) { r.Name = e.name })
}

func (s ImportState) changing(at int, how func(*ImportRow)) ImportState {
	if s.Step != ImportShown || at < 0 || at >= len(s.Rows) {
		return s
	}
	s.Rows, s.Problem = slices.Clone(s.Rows), nil
	how(&s.Rows[at])
	return s.judged()
}

// judged says what is wrong with the names: one that is here, or twice among those to be saved.
func (s ImportState) judged() ImportState {
	s.Rows = slices.Clone(s.Rows)
	taken := namesOf(s.here)
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.NameProblem = nil; r.Take {
			r.NameProblem = checkName(r.Name, taken)
			taken = append(taken, r.Name)
		}
	}
	return s
}

func (importSaving) take(s ImportState) ImportState {
	s.Step, s.Problem = ImportSaving, nil
	return s
}

func (e importSaved) take(s ImportState) ImportState {
	s.Step, s.Saved = ImportSaved, e.profiles
	return s
}

func (importClosed) take(ImportState) ImportState { return ImportState{Step: ImportIdle} }

// taking makes the profiles to be saved: new ones, through the connection that fits, if there is one.
func (s ImportState) taking(now time.Time) []connector.BuildProfile {
	var profiles []connector.BuildProfile
	for _, r := range s.Rows {
		if !r.Take {
			continue
		}
		p := r.Profile.Clone()
		c, _ := connectionTo(p.Repository.Provider, p.Repository.Base, s.connections)
		p.ID, p.Name, p.ConnectionID = connector.NewID(), strings.TrimSpace(r.Name), c.ID
		p.Created, p.Updated = now, now
		profiles = append(profiles, p)
	}
	return profiles
}

func namesOf(profiles []connector.BuildProfile) []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.Name
	}
	return names
}

// isKnown tells whether a profile for the same repository and branch is here.
func isKnown(p connector.BuildProfile, here []connector.BuildProfile) bool {
	return slices.ContainsFunc(here, func(h connector.BuildProfile) bool {
		same := h.Repository == p.Repository
		if p.Repository.ID == "" {
			same = h.Repository.Provider == p.Repository.Provider && h.Repository.Base == p.Repository.Base &&
				strings.EqualFold(h.Key+"/"+h.Slug, p.Key+"/"+p.Slug)
		}
		return same && h.Branch == p.Branch
	})
}

// connectionTo finds a connection to a Bitbucket.
func connectionTo(provider connector.Provider, base string, all []connector.Connection) (connector.Connection, bool) {
	at := slices.IndexFunc(all, func(c connector.Connection) bool { return c.Provider == provider && c.Base == base })
	if at < 0 {
		return connector.Connection{}, false
	}
	return all[at], true
}

// hostsOf lists where profiles lead to, those with the most profiles first: each Bitbucket, and hosts beside it that
// only links name, since those are opened and cloned from too.
func hostsOf(profiles []connector.BuildProfile, connections []connector.Connection) []ImportHost {
	var hosts []ImportHost
	add := func(h ImportHost) {
		at := slices.IndexFunc(hosts, func(o ImportHost) bool { return o.Provider == h.Provider && o.Address == h.Address })
		if at < 0 {
			at, hosts = len(hosts), append(hosts, h)
		}
		hosts[at].Profiles++
	}
	for _, p := range profiles {
		c, _ := connectionTo(p.Repository.Provider, p.Repository.Base, connections)
		add(ImportHost{
			Provider: p.Repository.Provider, Address: bitbucketOf(p), Connected: c.Name, Insecure: isInsecure(p.Repository.Base),
		})
		for _, address := range elsewhere(p) {
			add(ImportHost{Provider: p.Repository.Provider, Address: address, Insecure: isInsecure(address)})
		}
	}
	slices.SortStableFunc(hosts, func(a, b ImportHost) int { return cmp.Compare(b.Profiles, a.Profiles) })
	return hosts
}

// The places of Bitbucket Cloud: the API lives on a host of its own, and so does ssh through firewalls.
const (
	cloudAPI  = "https://api.bitbucket.org/2.0"
	cloudWeb  = "https://bitbucket.org"
	cloudHost = "bitbucket.org"
)

// bitbucketOf is the address people know a profile's Bitbucket by.
func bitbucketOf(p connector.BuildProfile) string {
	if p.Repository.Provider == connector.Cloud && p.Repository.Base == cloudAPI {
		return cloudWeb
	}
	return p.Repository.Base
}

// elsewhere lists the origins that a profile's links name on other hosts than its Bitbucket's.
func elsewhere(p connector.BuildProfile) []string {
	home := hostName(bitbucketOf(p))
	var others []string
	for _, link := range []string{p.Web, p.CloneHTTPS, p.CloneSSH} {
		u, err := url.Parse(link)
		if err != nil || u.Hostname() == "" {
			continue
		}
		host := hostName(link)
		if host == home || home == cloudHost && strings.HasSuffix(host, "."+cloudHost) {
			continue
		}
		origin := (&url.URL{Scheme: u.Scheme, Host: u.Host}).String()
		if !slices.Contains(others, origin) {
			others = append(others, origin)
		}
	}
	return others
}

// isInsecure tells plain http to another computer.
func isInsecure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && !connector.IsLoopback(u.Hostname())
}
