package flow

import (
	"slices"

	"mooring/connector"
)

// signedIn puts a problem in the words of somebody who came in through the browser: they never saw the
// token that Bitbucket no longer accepts, so there is none for them to replace. nil stays nil.
func signedIn(kind connector.CredentialKind, p *connector.Problem) *connector.Problem {
	if kind != connector.Session || p == nil {
		return p
	}
	switch p.Code {
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenMissing:
		ended := connector.NewProblem(connector.CodeSessionEnded)
		ended.Severity, ended.Evidence = p.Severity, p.Evidence
		return &ended
	}
	return p
}

// reportFor is signedIn for a whole report. What it is given is not changed.
func reportFor(kind connector.CredentialKind, report connector.Report) connector.Report {
	if kind != connector.Session {
		return report
	}
	report.Rungs = slices.Clone(report.Rungs)
	for i := range report.Rungs {
		problems := slices.Clone(report.Rungs[i].Problems)
		for j := range problems {
			problems[j] = *signedIn(kind, &problems[j])
		}
		report.Rungs[i].Problems = problems
	}
	return report
}
