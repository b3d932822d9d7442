package ladder_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/ladder"
)

func check(id connector.CheckID, f connector.Finding, after ...connector.CheckID) connector.Check {
	return connector.Check{ID: id, After: after, Run: func(context.Context) connector.Finding { return f }}
}

func found(code connector.Code) connector.Finding {
	return connector.Finding{Problems: []connector.Problem{connector.NewProblem(code)}}
}

func states(r connector.Report) map[connector.CheckID]connector.State {
	out := map[connector.CheckID]connector.State{}
	for _, rung := range r.Rungs {
		out[rung.ID] = rung.State
	}
	return out
}

func TestWhatDependsOnAFailedRungIsNotAsked(t *testing.T) {
	r := ladder.Climb(t.Context(), []connector.Check{
		check("a", connector.Finding{}),
		check("b", found(connector.CodeVersionTooOld), "a"),
		check("c", connector.Finding{}, "b"),
		check("d", connector.Finding{}, "c"),
		check("e", connector.Finding{}, "a"),
	}, nil)
	assert.True(t, r.Done)
	assert.Equal(t, map[connector.CheckID]connector.State{
		"a": connector.Pass, "b": connector.Fail, "c": connector.Skip, "d": connector.Skip, "e": connector.Pass,
	}, states(r))
	assert.Equal(t, connector.CheckID("b"), r.Rungs[3].NotCheckedAfter)
	assert.Equal(t, connector.Blocked, r.Verdict())
}

func TestARungThatDoesNotApplyCountsAsPassed(t *testing.T) {
	r := ladder.Climb(t.Context(), []connector.Check{
		check("a", connector.Finding{Skip: true}),
		check("b", connector.Finding{}, "a"),
	}, nil)
	assert.Equal(t, connector.Pass, r.Rungs[1].State)
	assert.Equal(t, connector.Ready, r.Verdict())
}

func TestVerdicts(t *testing.T) {
	unfinished := found(connector.CodeRateLimited)
	unfinished.Unfinished = true
	optional := check("a", unfinished)
	optional.Optional = true
	for name, c := range map[string]struct {
		check connector.Check
		want  connector.Verdict
	}{
		"a warning asks for attention":                 {check("a", found(connector.CodeAdminMissing)), connector.Attention},
		"an info never counts":                         {check("a", found(connector.CodeVersionEndOfLife)), connector.Ready},
		"a needed rung that could not finish blocks":   {check("a", unfinished), connector.Blocked},
		"an optional rung that could not finish warns": {optional, connector.Attention},
		"a block in an optional rung blocks": {
			connector.Check{ID: "a", Optional: true, Run: func(context.Context) connector.Finding { return found(connector.CodeNotPermitted) }},
			connector.Blocked,
		},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, ladder.Climb(t.Context(), []connector.Check{c.check}, nil).Verdict())
		})
	}
}

func TestCancellingEndsTheClimb(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := false
	r := ladder.Climb(ctx, []connector.Check{
		{ID: "a", Run: func(context.Context) connector.Finding { cancel(); return connector.Finding{} }},
		{ID: "b", Run: func(context.Context) connector.Finding { asked = true; return connector.Finding{} }},
	}, nil)
	assert.False(t, r.Done)
	assert.False(t, asked)
}

func TestEveryStepIsSeenAndEarlierReportsStayAsTheyWere(t *testing.T) {
	var seen []connector.Report
	ladder.Climb(t.Context(), []connector.Check{check("a", connector.Finding{}), check("b", connector.Finding{})},
		func(r connector.Report) { seen = append(seen, r) })
	assert.Equal(t, connector.Running, seen[0].Rungs[0].State)
	assert.Equal(t, connector.Waiting, seen[0].Rungs[1].State)
	assert.True(t, seen[len(seen)-1].Done)
}
