package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
)

// showDetail shows the selected repository, with all that had to be cut in its row, and the button that
// leads on.
func (s *pickerScreen) showDetail() {
	place := s.state.Rows.Place(s.state.Selected)
	if place < 0 {
		s.detailFor = connector.RepositoryRef{}
		s.detail.Hide()
		s.root.Refresh()
		return
	}
	hidden := !s.detail.Visible()
	s.detail.Show()
	if s.detailFor != s.state.Selected {
		s.detailFor = s.state.Selected
		s.detail.set(s.detailOf(s.state.Rows.At(place)))
	}
	if hidden {
		s.root.Refresh()
	}
}

func (s *pickerScreen) detailOf(r connector.Repository) fyne.CanvasObject {
	parts := []fyne.CanvasObject{stackGap(0, subheading(r.Name), newFacts(s.factsOf(r)...))}
	if r.Web != "" {
		parts = append(parts, row(s.k.link(say("picker.web"), r.Web)))
	}
	use := primary(say("picker.use"), func() { s.picker.Choose(r) })
	sheet := newSurface(container.NewBorder(nil, inset(use), nil, nil, upright(stack(parts...))))
	sheet.pad = 2
	return sheet
}

func (s *pickerScreen) factsOf(r connector.Repository) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	add := func(key, value string) { all = append(all, fact(key, value)...) }
	add("picker.fact.name", r.FullName())
	if r.Ref.Provider == connector.Cloud {
		add("picker.fact.workspace", r.Owner)
		add("picker.fact.project", r.Project)
	} else {
		add("picker.fact.project", r.Owner)
	}
	_, access := accessOf(r)
	if r.Archived != nil && *r.Archived {
		access = joined(access, say("picker.archived"))
	}
	if r.Empty {
		access = joined(access, say("picker.empty"))
	}
	add("picker.fact.access", access)
	if r.DefaultBranch != nil {
		add("picker.fact.branch", *r.DefaultBranch)
	}
	if r.Updated != nil {
		add("picker.fact.updated", ago(*r.Updated, s.now())+" ("+r.Updated.Local().Format("2006-01-02")+")")
	}
	add("picker.fact.description", r.Description)
	return all
}

// joined puts two words next to each other, if both are there.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}
