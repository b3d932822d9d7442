// Package ladder runs checks in the order of what they depend on and says after each step where every
// rung stands. It knows no Bitbucket: cloud and server make the checks.
package ladder

import (
	"context"
	"slices"
	"time"

	"mooring/connector"
)

// Climb runs the checks one after another, in their order, and calls seen with a fresh report whenever a
// rung changes. A check whose prerequisites failed is not asked. A cancelled climb ends at once; its
// report is then not Done. The checks must name only checks before them in After.
func Climb(ctx context.Context, checks []connector.Check, seen func(connector.Report)) connector.Report {
	begun := time.Now()
	rungs := make([]connector.Rung, len(checks))
	at := make(map[connector.CheckID]int, len(checks))
	for i, c := range checks {
		rungs[i] = connector.Rung{ID: c.ID, State: connector.Waiting, Optional: c.Optional}
		at[c.ID] = i
	}
	report := func(done bool) connector.Report {
		r := connector.Report{Rungs: slices.Clone(rungs), Millis: time.Since(begun).Milliseconds(), Done: done}
		if seen != nil {
			seen(r)
		}
		return r
	}
	for i, c := range checks {
		if ctx.Err() != nil {
			return report(false)
		}
		if failed := brokenBelow(rungs, at, c.After); failed != "" {
			rungs[i].State, rungs[i].NotCheckedAfter = connector.Skip, failed
			continue
		}
		rungs[i].State = connector.Running
		report(false)
		started := time.Now()
		finding := ask(ctx, c)
		if ctx.Err() != nil {
			rungs[i].State = connector.Waiting
			return report(false)
		}
		rungs[i].Millis = time.Since(started).Milliseconds()
		rungs[i].Problems, rungs[i].Facts = finding.Problems, finding.Facts
		rungs[i].State = stateOf(finding)
		report(false)
	}
	return report(true)
}

// ask runs one check under its own time-out.
func ask(ctx context.Context, c connector.Check) connector.Finding {
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Timeout)
		defer cancel()
	}
	return c.Run(ctx)
}

// brokenBelow names the failed rung that keeps a check from being asked, or nothing. A rung that was
// itself not asked passes on the name of the one that failed first.
func brokenBelow(rungs []connector.Rung, at map[connector.CheckID]int, after []connector.CheckID) connector.CheckID {
	for _, id := range after {
		i, known := at[id]
		if !known {
			continue
		}
		if rungs[i].NotCheckedAfter != "" {
			return rungs[i].NotCheckedAfter
		}
		if rungs[i].State == connector.Fail {
			return id
		}
	}
	return ""
}

// stateOf reads a finding: a block or an unfinished check fails, a warning warns, infos pass.
func stateOf(f connector.Finding) connector.State {
	state := connector.Pass
	if f.Skip {
		state = connector.Skip
	}
	for _, p := range f.Problems {
		switch p.Severity {
		case connector.Block:
			return connector.Fail
		case connector.Warn:
			state = connector.Warned
		}
	}
	if f.Unfinished {
		return connector.Fail
	}
	return state
}
