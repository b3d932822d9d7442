package app

import (
	"context"
	"fmt"

	"mooring/connector"
	"mooring/connector/flow"
	"mooring/views"
)

// printedVerdict is how a profile stands after its check, one line of JSON each.
type printedVerdict struct {
	Schema  int               `json:"schema"`
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Verdict connector.Verdict `json:"verdict"`
	Problem *printedProblem   `json:"problem"`
}

// check climbs the ladder for profiles, one after another, and keeps each verdict as the window does. One that is
// blocked makes the answer no.
func (s *shelf) check(ctx context.Context, p Process, a profilesAsk) error {
	if len(a.names) == 0 && !a.all {
		return usagef("check which build profile? Name one, or write --all")
	}
	rows, err := s.named(a.names)
	if err != nil {
		return err
	}
	blocked := false
	for _, row := range rows {
		if err := s.climb(ctx, row); err != nil {
			return err
		}
		verdict := s.verdict(row.Profile.ID)
		blocked = blocked || verdict.Verdict == connector.Blocked
		if err := tellVerdict(p, a, verdict); err != nil {
			return err
		}
	}
	if p := s.state().Problem; p != nil {
		return *p
	}
	if blocked {
		return errBlocked
	}
	return nil
}

// climb checks one profile and waits for the end, or for somebody to give up.
func (s *shelf) climb(ctx context.Context, row flow.ProfileRow) error {
	stop := context.AfterFunc(ctx, s.list.CancelCheck)
	defer stop()
	s.list.Check(row.Profile.ID)
	s.list.Wait()
	return ctx.Err()
}

// verdict is how a profile stands by now.
func (s *shelf) verdict(id string) printedVerdict {
	state, english := s.state(), views.English()
	row, there := state.Row(id)
	if !there {
		return printedVerdict{}
	}
	q := row.Profile
	out := printedVerdict{Schema: schema, ID: id, Name: q.Name, Verdict: q.Verdict}
	problem, found := problemOf(state, row)
	if !row.Connected {
		out.Verdict, problem, found = connector.Blocked, connector.NewProblem(connector.CodeConnectionMissing, "address", q.Repository.Base), true
	}
	if found {
		printed := printable(english, at(q.Repository.Provider, problem))
		out.Problem = &printed
	}
	return out
}

// problemOf is what is wrong with a profile that was just checked.
func problemOf(state flow.ProfilesState, row flow.ProfileRow) (connector.Problem, bool) {
	if state.ReportOf == row.Profile.ID {
		if state.CheckFailed != nil {
			return *state.CheckFailed, true
		}
		return state.Report.Worst()
	}
	return connector.NewProblem(row.Profile.Problem), row.Profile.Problem != ""
}

func tellVerdict(p Process, a profilesAsk, v printedVerdict) error {
	if a.json {
		return printLine(p.Stdout, v)
	}
	said := ""
	if v.Problem != nil {
		said = "\t" + oneLine(v.Problem.Title+". "+v.Problem.Detail+" "+v.Problem.Fix)
	}
	_, err := fmt.Fprintf(p.Stdout, "%s\t%s%s\n", oneLine(v.Name), views.English().Verdict(v.Verdict), said)
	return err
}
