package app

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/views"
)

// printedProfiles are the build profiles as the JSON document carries them.
type printedProfiles struct {
	Schema   int               `json:"schema"`
	Profiles []printedProfile  `json:"profiles"`
	Expiring []printedExpiring `json:"expiring"`
	// Problems are those of single files.
	Problems []printedProblem `json:"problems"`
}

// printedProfile is one of them; a time that has not come is null.
type printedProfile struct {
	ID         string                  `json:"id"`
	Name       string                  `json:"name"`
	Pinned     bool                    `json:"pinned"`
	ReadOnly   bool                    `json:"read_only"`
	Connection *printedLink            `json:"connection"` // null: it needs one
	Repository connector.RepositoryRef `json:"repository"`
	Key        string                  `json:"key"`
	Slug       string                  `json:"slug"`
	Branch     string                  `json:"branch"`
	Folder     string                  `json:"folder"`
	System     connector.System        `json:"system"`
	Platform   connector.Platform      `json:"platform"`
	Triggers   connector.Triggers      `json:"triggers"`
	Service    string                  `json:"service"`
	Webhook    printedHook             `json:"webhook"`
	HandedOver *time.Time              `json:"handed_over"`
	Checked    *time.Time              `json:"checked"`
	Verdict    connector.Verdict       `json:"verdict"`
	Problem    connector.Code          `json:"problem"`
}

// printedLink is the connection a profile is used through.
type printedLink struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// printedHook is a profile's webhook; it has no secret to print.
type printedHook struct {
	State     connector.HookState  `json:"state"`
	Address   string               `json:"address"`
	ID        string               `json:"id"`
	Secret    connector.HookSecret `json:"secret"`
	Changed   *time.Time           `json:"changed"`
	Seen      *time.Time           `json:"seen"`
	Delivered *time.Time           `json:"delivered"`
	Verified  bool                 `json:"verified"`
	AdminFree *time.Time           `json:"admin_free"`
	Problem   connector.Code       `json:"problem"`
}

// printedExpiring is a connection whose token is known to end within two weeks, or to have ended.
type printedExpiring struct {
	Connection printedLink `json:"connection"`
	Until      string      `json:"until"` // a day
	Past       bool        `json:"past"`
	Profiles   []string    `json:"profiles"`
}

func printableProfile(row flow.ProfileRow) printedProfile {
	p, w := row.Profile, row.Profile.Webhook
	out := printedProfile{
		ID: p.ID, Name: p.Name, Pinned: p.Pinned, ReadOnly: row.ReadOnly, Repository: p.Repository, Key: p.Key, Slug: p.Slug,
		Branch: p.Branch, Folder: p.Folder, System: p.System, Platform: p.Platform, Triggers: p.Triggers, Service: p.Service,
		Webhook: printedHook{
			State: w.State, Address: w.Address, ID: w.ID, Secret: w.Secret, Changed: momentOf(w.Changed), Seen: momentOf(w.Seen),
			Delivered: momentOf(w.Delivered), Verified: w.Verified, AdminFree: momentOf(w.AdminFree), Problem: w.Problem,
		},
		HandedOver: momentOf(p.HandedOver), Checked: momentOf(p.Checked), Verdict: p.Verdict, Problem: p.Problem,
	}
	if row.Connected {
		out.Connection = &printedLink{row.Connection.ID, row.Connection.Name}
	}
	return out
}

// momentOf is a time that has come, or nothing.
func momentOf(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

// tell lists the profiles as the window shows them.
func (s *shelf) tell(p Process, a profilesAsk) error {
	state := s.state()
	if a.json {
		return printLine(p.Stdout, printableShelf(state))
	}
	var b strings.Builder
	english := views.English()
	for _, row := range state.Rows {
		tellProfile(&b, english, row)
	}
	for _, e := range state.Expiring {
		fmt.Fprintf(&b, "%s\n", oneLine(english.Expiring(e)))
	}
	for _, problem := range state.Beside {
		title, detail, fix := english.Words(problem)
		fmt.Fprintf(&b, "%s. %s %s\n", oneLine(title), oneLine(detail), oneLine(fix))
	}
	if len(state.Rows) == 0 {
		if _, err := fmt.Fprintln(p.Stderr, english.NoProfiles()); err != nil {
			return err
		}
	}
	_, err := io.WriteString(p.Stdout, b.String())
	return err
}

func tellProfile(b *strings.Builder, english views.Phrases, row flow.ProfileRow) {
	p := row.Profile
	fmt.Fprintf(b, "%s\t%s/%s\t%s\t%s\t%s\n", oneLine(p.Name), oneLine(p.Key), oneLine(p.Slug), oneLine(p.Branch),
		english.Standing(row), english.Hook(p.Webhook))
}

func printableShelf(s flow.ProfilesState) printedProfiles {
	out := printedProfiles{Schema: schema, Profiles: []printedProfile{}, Expiring: []printedExpiring{}, Problems: []printedProblem{}}
	for _, row := range s.Rows {
		out.Profiles = append(out.Profiles, printableProfile(row))
	}
	for _, e := range s.Expiring {
		names := append([]string{}, e.Profiles...)
		out.Expiring = append(out.Expiring, printedExpiring{
			printedLink{e.Connection.ID, e.Connection.Name}, e.Until.Format(time.DateOnly), e.Past, names,
		})
	}
	for _, p := range s.Beside {
		out.Problems = append(out.Problems, printable(views.English(), p))
	}
	return out
}

// printLine writes a document as one line of JSON.
func printLine(w io.Writer, document any) error { return json.NewEncoder(w).Encode(document) }
