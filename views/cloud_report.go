package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// ladderCard is what was checked, and quietly what it took; nothing where nothing was checked to the end. Where
// several accounts stand beside each other it is folded away.
func (c *cloudScreen) ladderCard(s flow.CloudState) []fyne.CanvasObject {
	if !s.Report.Done || len(s.Report.Rungs) == 0 {
		return nil
	}
	ladder := newLadderView()
	ladder.Show(aboutCloud(s.Report))
	parts := []fyne.CanvasObject{ladder.object()}
	if cost := requestsTaken(s.Report, c.kindOf(s)); cost != "" {
		parts = append(parts, mutedLabel(cost))
	}
	if len(s.Connections) > 1 && s.Step != flow.CloudFailed {
		return []fyne.CanvasObject{c.unfolding(say("cloud.ladder"), card(stackGap(1, parts...)), false, func() {}).box}
	}
	return []fyne.CanvasObject{card(stackGap(1, parts...))}
}

// aboutCloud is a report whose problems are told as those with Bitbucket Cloud.
func aboutCloud(r connector.Report) connector.Report {
	r.Rungs = slices.Clone(r.Rungs)
	for i, rung := range r.Rungs {
		problems := slices.Clone(rung.Problems)
		for j, p := range problems {
			problems[j] = OfCloud(p)
		}
		r.Rungs[i].Problems = problems
	}
	return r
}

// requestsTaken says how many of the hour's requests a check took, and against whom they count.
func requestsTaken(r connector.Report, kind connector.CredentialKind) string {
	if r.Requests == 0 {
		return ""
	}
	words := sayN("cloud.requests", r.Requests)
	if kind == connector.Session {
		words += " " + say("cloud.requests.shared")
	}
	return words
}

// cloudRungNote is what a rung of Cloud's ladder found out that does not fit beside its name: how many requests
// an hour there are, and when the token ends.
func cloudRungNote(say phrase, rung connector.Rung) string {
	switch rung.ID {
	case connector.CheckBudget:
		if rung.Facts["budget"] == "" {
			return ""
		}
		words := say("check.budget.is", "limit", rung.Facts["budget"], "resource", rung.Facts["resource"])
		if rung.Facts["near-limit"] != "" {
			words += " " + say("check.budget.near")
		}
		return words
	case connector.CheckCredential:
		if rung.Facts[connector.FactExpires] != "" {
			return capital(tokenFacts(rung.Facts).expiry(say))
		}
	case connector.CheckWebhook:
		return capital(tokenFacts(rung.Facts).webhook(say))
	}
	return ""
}

// cloudRungWords is what a rung of Cloud's ladder found, in a few words beside its name; empty where there is
// nothing to say but that it holds.
func cloudRungWords(say phrase, rung connector.Rung) string {
	if rung.State != connector.Pass {
		return ""
	}
	switch rung.ID {
	case connector.CheckAccount:
		return rung.Facts["account"]
	case connector.CheckWorkspaces:
		return amount(say, "check.workspaces", rung.Facts["workspaces"])
	case connector.CheckRepositories:
		return amount(say, "check.repositories", rung.Facts[connector.FactReads])
	}
	return ""
}

// amount says a count of things: "48", or "100+" where counting stopped.
func amount(say phrase, key, count string) string {
	number, more := strings.CutSuffix(count, "+")
	switch {
	case number == "" || strings.Trim(number, "0123456789") != "":
		return ""
	case more:
		return say(key+".more", "count", number)
	case number == "1":
		return say(key + ".single")
	}
	return say(key+".many", "count", number)
}
