package views

import (
	"slices"
	"strings"

	"mooring/connector"
)

// asked is the report as the page shows it. The last rung is lit as a note where the repository is archived: it
// can be chosen, but "not archived" does not hold. On Cloud, which does not tell that, two rungs go by names of
// their own.
func (s *missingScreen) asked() connector.Report {
	report := s.state.Report
	report.Rungs = slices.Clone(report.Rungs)
	for i, rung := range report.Rungs {
		if rung.ID == connector.CheckArchived && rung.State == connector.Pass && rung.Facts["archived"] == "yes" {
			report.Rungs[i].State = connector.Warned
		}
	}
	if s.state.Connection.Provider == connector.Cloud {
		report.Rungs = cloudRungs(report.Rungs)
	}
	return report
}

func cloudRungs(rungs []connector.Rung) []connector.Rung {
	for i, rung := range rungs {
		switch rung.ID {
		case connector.CheckOwner:
			rungs[i].ID = "workspace"
		case connector.CheckVisible:
			rungs[i].ID = "readable"
		}
	}
	return slices.DeleteFunc(rungs, func(r connector.Rung) bool {
		return r.ID == connector.CheckArchived && r.Facts["archived"] == ""
	})
}

// others are repositories of the same name elsewhere on this Bitbucket, as KEY/slug.
func (s *missingScreen) others() []string {
	return strings.FieldsFunc(s.state.Report.Fact("others"), func(r rune) bool { return r == ',' || r == ' ' })
}
