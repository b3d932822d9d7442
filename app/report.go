package app

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"mooring/connector"
	"mooring/views"
)

// schema is the version of everything a command prints as JSON.
const schema = 1

// printedProblem is a problem with its words, as the JSON documents carry it.
type printedProblem struct {
	Code     connector.Code     `json:"code"`
	Severity connector.Severity `json:"severity"`
	Title    string             `json:"title"`
	Detail   string             `json:"detail"`
	Fix      string             `json:"fix"`
	Evidence connector.Evidence `json:"evidence"`
}

func printable(english views.Phrases, p connector.Problem) printedProblem {
	title, detail, fix := english.Words(p)
	return printedProblem{p.Code, p.Severity, title, detail, fix, p.Evidence}
}

// at has a problem speak of Bitbucket Cloud where it is one's.
func at(target connector.Provider, p connector.Problem) connector.Problem {
	if target == connector.Cloud {
		return views.OfCloud(p)
	}
	return p
}

type printedCheck struct {
	ID       connector.CheckID `json:"id"`
	State    connector.State   `json:"state"`
	Millis   int64             `json:"ms"`
	Problems []printedProblem  `json:"problems"`
	Facts    map[string]string `json:"facts,omitempty"`
	// NotCheckedAfter names the failed check because of which this one was not asked.
	NotCheckedAfter connector.CheckID `json:"not_checked_after,omitempty"`
}

type printedReport struct {
	Schema  int                `json:"schema"`
	Target  connector.Provider `json:"target"`
	Address string             `json:"address"`
	Verdict connector.Verdict  `json:"verdict"`
	Checks  []printedCheck     `json:"checks"`
	Millis  int64              `json:"ms"`
	// Requests is how many it took; Bitbucket Cloud alone counts them against an hour's allowance.
	Requests int `json:"requests,omitempty"`
}

// printReport writes a report as one line of JSON.
func printReport(w io.Writer, target connector.Provider, address string, r connector.Report) error {
	out := printedReport{
		Schema: schema, Target: target, Address: address, Verdict: r.Verdict(), Millis: r.Millis, Requests: r.Requests,
		Checks: make([]printedCheck, 0, len(r.Rungs)),
	}
	english := views.English()
	for _, rung := range r.Rungs {
		problems := make([]printedProblem, 0, len(rung.Problems))
		for _, p := range rung.Problems {
			problems = append(problems, printable(english, at(target, p)))
		}
		out.Checks = append(out.Checks, printedCheck{rung.ID, rung.State, rung.Millis, problems, rung.Facts, rung.NotCheckedAfter})
	}
	return json.NewEncoder(w).Encode(out)
}

// printProblem writes a problem as one line of JSON.
func printProblem(w io.Writer, p connector.Problem) error {
	return json.NewEncoder(w).Encode(struct {
		Schema  int            `json:"schema"`
		Problem printedProblem `json:"problem"`
	}{schema, printable(views.English(), p)})
}

// tellReport writes a report for a person reading a terminal.
func tellReport(w io.Writer, target connector.Provider, address string, r connector.Report) error {
	var b strings.Builder
	english := views.English()
	if address != "" { // of what could not be read as one there may be nothing to repeat
		fmt.Fprintf(&b, "%s\n\n", address)
	}
	for _, rung := range r.Rungs {
		tellRung(&b, english, target, rung)
	}
	cost := fmt.Sprintf("%d ms", r.Millis)
	if r.Requests > 0 {
		cost += ", " + english.Requests(r.Requests)
	}
	fmt.Fprintf(&b, "\n%s (%s)\n", english.Verdict(r.Verdict()), cost)
	_, err := io.WriteString(w, b.String())
	return err
}

func tellRung(b *strings.Builder, english views.Phrases, target connector.Provider, rung connector.Rung) {
	name, state := english.Rung(rung)
	fmt.Fprintf(b, "%s  %-30s %s\n", views.Sign(rung.State), name, oneLine(state))
	if note := english.Note(rung); note != "" && note != state {
		fmt.Fprintf(b, "     %s\n", oneLine(note))
	}
	for _, p := range rung.Problems {
		title, detail, fix := english.Words(at(target, p))
		fmt.Fprintf(b, "     %s\n     %s\n     → %s\n", oneLine(title), oneLine(detail), oneLine(fix))
	}
}
