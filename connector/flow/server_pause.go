package flow

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
)

// A check that a server answered with "too many requests" goes on by itself, a few times: after the pause
// that was asked for, or one that doubles. Who is told to come back much later is not made to wait.
const (
	mostPauses   = 5
	firstPause   = 5 * time.Second
	longestPause = time.Minute
	tooLong      = time.Hour
)

// climbed is how one climb of the ladder ended.
type climbed struct {
	connection connector.Connection // as the checks found it
	report     connector.Report
	// problem kept the account from being read, after a ladder without a fault.
	problem *connector.Problem
	// resume is when the check goes on by itself; zero when it does not.
	resume time.Time
}

func (c climbed) blocked() bool { return c.report.Verdict() == connector.Blocked }

// limited finds the problem by which the server asked for a pause, where that is all that stopped the
// check: after a refused sign-in, say, nothing is tried again by itself.
func (c climbed) limited() (connector.Problem, bool) {
	if c.problem != nil {
		return *c.problem, c.problem.Code == connector.CodeRateLimited
	}
	if worst, found := c.report.Worst(); !found || worst.Severity == connector.Block {
		return connector.Problem{}, false
	}
	for _, rung := range c.report.Rungs {
		if rung.Optional || rung.State != connector.Fail {
			continue
		}
		for _, p := range rung.Problems {
			if p.Code == connector.CodeRateLimited {
				return p, true
			}
		}
		return connector.Problem{}, false
	}
	return connector.Problem{}, false
}

// pause is how long to wait after so many pauses before, or zero where the check does not go on by itself.
func (c climbed) pause(before int) time.Duration {
	p, limited := c.limited()
	if !limited || before >= mostPauses {
		return 0
	}
	told, err := strconv.Atoi(strings.TrimSpace(p.Args["seconds"]))
	switch {
	case err != nil || told <= 0:
		return min(firstPause<<before, longestPause)
	case told > int(tooLong/time.Second):
		return 0
	}
	return time.Duration(told) * time.Second
}

// climbOn climbs, and again after each pause the server asks for. ended hears how each climb ended.
func (f *Server) climbOn(ctx context.Context, bitbucket Bitbucket, begun serverBegan, ended func(climbed)) {
	for pauses := 0; ; pauses++ {
		c, done := f.climb(ctx, bitbucket, begun.connection)
		if !done {
			return
		}
		pause := c.pause(pauses)
		if pause > 0 {
			c.resume = f.needs.Clock().Add(pause)
		}
		ended(c)
		if pause == 0 || !waited(ctx, pause) {
			return
		}
		f.feed.ApplyFrom(ctx, begun)
	}
}

// waited lets time pass and tells whether the work is still wanted.
func waited(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
