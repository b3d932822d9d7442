package views

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// pickerFacts is the table of a repository. What has to be asked for first comes last in it, and its lines are there
// from the start: nothing that is being read moves when it comes.
type pickerFacts struct {
	table                       *fyne.Container
	workspace, project          pickerFact
	access, right, updated      pickerFact
	branch, branches, size, was pickerFact
	by                          *muted  // whose the last commit is, and from when
	commit                      *button // leads to its page, below the table
	commitAt                    string
}

// pickerFact is one line: what it is, and its value.
type pickerFact struct {
	label *widget.Label
	value *widget.Label
	cell  fyne.CanvasObject // the value, with what belongs to it
}

func newPickerFact(key string) pickerFact {
	value := wrapLabel("")
	return pickerFact{label: factLabel(say(key)), value: value, cell: value}
}

func newPickerFacts(s *pickerScreen) *pickerFacts {
	f := &pickerFacts{
		table:     container.New(factTable{gap: -1.5}),
		workspace: newPickerFact("picker.fact.workspace"), project: newPickerFact("picker.fact.project"),
		access: newPickerFact("picker.fact.access"), right: newPickerFact("picker.fact.right"),
		updated: newPickerFact("picker.fact.updated"), branch: newPickerFact("picker.fact.branch"),
		branches: newPickerFact("picker.fact.branches"), size: newPickerFact("picker.fact.size"),
		was: newPickerFact("picker.fact.commit"), by: mutedLabel(""),
	}
	f.commit = s.k.link(say("picker.commit.web"), "")
	f.commit.OnTapped = s.typingOn(func() { s.k.openURL(f.commitAt) })
	f.was.cell = stackGap(-1, f.was.value, f.by)
	return f
}

// show fills the table. A line without a value is left out, unless its value may still come.
func (f *pickerFacts) show(r connector.Repository, s flow.PickerState, now time.Time) (changed bool) {
	var lines []fyne.CanvasObject
	add := func(line pickerFact, value string) {
		if value == "" {
			return
		}
		changed = sayIn(line.value, value) || changed
		lines = append(lines, line.label, line.cell)
	}
	if r.Ref.Provider == connector.Cloud {
		add(f.workspace, r.Owner)
		add(f.project, r.Project)
	} else {
		add(f.project, r.Owner)
	}
	add(f.access, accessWords(r))
	add(f.right, rightWords(r, s))
	if r.Updated != nil {
		add(f.updated, ago(*r.Updated, now)+" ("+r.Updated.Local().Format("2006-01-02")+")")
	}
	add(f.branch, branchWords(r, s))
	changed = f.showCommit(s, now) || changed
	if s.DetailsProblem == nil { // else it is said below why there is no more
		add(f.branches, branchesWords(r, s))
		if r.Ref.Provider == connector.Cloud { // Data Center tells no size
			add(f.size, sizeWords(s))
		}
		add(f.was, commitWords(r, s))
	}
	if len(lines) != len(f.table.Objects) {
		changed = true
	}
	f.table.Objects = lines
	return changed
}

func (f *pickerFacts) showCommit(s flow.PickerState, now time.Time) (changed bool) {
	by, web := "", ""
	if c := commitOf(s); c != nil {
		by, web = c.Author, c.Web
		if !c.At.IsZero() {
			by = joined(by, ago(c.At, now))
		}
	}
	f.commitAt = web
	if f.by.String() != by {
		f.by.SetText(by)
		changed = true
	}
	changed = setShown(f.by, by != "") || changed
	return setShown(f.commit, web != "") || changed
}

// accessWords says who may see a repository, and what is special about it.
func accessWords(r connector.Repository) string {
	_, access := accessOf(r)
	if r.Archived != nil && *r.Archived {
		access = joined(access, say("picker.archived"))
	}
	if r.Empty {
		access = joined(access, say("picker.empty"))
	}
	return access
}

// rightWords says what the person may do with a repository.
func rightWords(r connector.Repository, s flow.PickerState) string {
	right := r.Right
	if s.Details != nil {
		right = max(right, s.Details.Right)
	}
	switch {
	case right == connector.RightAdmin:
		return say("picker.right.admin")
	case right == connector.RightWrite:
		return say("picker.right.write")
	case right == connector.RightRead:
		return say("picker.right.read")
	case s.FindingRights:
		return say("picker.looking")
	case s.Details != nil && !s.LookingAt: // it may be that nobody asked, since the list is long
		return say("picker.unknown.right")
	}
	return awaited(s)
}

// awaited stands where something is to come: it is being asked for, or it will be, or Bitbucket has not told.
func awaited(s flow.PickerState) string {
	switch {
	case s.LookingAt:
		return say("picker.looking")
	case s.DetailsProblem != nil:
		return say("picker.unknown")
	case s.Details == nil:
		return "…"
	}
	return say("picker.untold")
}

func branchWords(r connector.Repository, s flow.PickerState) string {
	switch {
	case s.Details != nil && s.Details.DefaultBranch != "":
		return s.Details.DefaultBranch
	case s.Details != nil && hollow(r, s), s.Details == nil && r.Empty:
		return say("picker.noneyet")
	case r.DefaultBranch != nil && *r.DefaultBranch != "":
		return *r.DefaultBranch
	}
	return awaited(s)
}

func branchesWords(r connector.Repository, s flow.PickerState) string {
	switch d := s.Details; {
	case d == nil:
		return awaited(s)
	case d.Branches > 0 && d.BranchesMore:
		return say("picker.branches.more", "count", grouped(d.Branches))
	case d.Branches > 0:
		return grouped(d.Branches)
	case hollow(r, s):
		return say("picker.noneyet")
	}
	return awaited(s)
}

// hollow tells whether nothing was ever pushed to a repository, as far as one can know.
func hollow(r connector.Repository, s flow.PickerState) bool {
	if d := s.Details; d != nil {
		return d.Branches == 0 || d.Commit == nil && r.Empty
	}
	return r.Empty
}

func sizeWords(s flow.PickerState) string {
	if s.Details == nil || s.Details.Size < 0 {
		return awaited(s)
	}
	return bytesWords(s.Details.Size)
}

// bytesWords says how much room something takes, as people say it.
func bytesWords(n int64) string {
	units := []string{"picker.size.kb", "picker.size.mb", "picker.size.gb"}
	size, unit := float64(n)/1024, 0
	if n < 1024 {
		return say("picker.size.small")
	}
	for size >= 1000 && unit+1 < len(units) {
		size, unit = size/1024, unit+1
	}
	if size >= 9.95 || unit == 0 {
		return say(units[unit], "n", grouped(int(size+0.5)))
	}
	whole := strconv.FormatFloat(size, 'f', 1, 64)
	return say(units[unit], "n", whole[:1]+say("number.decimal")+whole[2:])
}

func commitOf(s flow.PickerState) *connector.Commit {
	if s.Details == nil {
		return nil
	}
	return s.Details.Commit
}

func commitWords(r connector.Repository, s flow.PickerState) string {
	switch c := commitOf(s); {
	case c != nil && c.Message != "":
		return c.Message
	case c != nil && len(c.ID) > 10:
		return c.ID[:10]
	case c != nil && c.ID != "":
		return c.ID
	case s.Details != nil && hollow(r, s):
		return say("picker.noneyet")
	}
	return awaited(s)
}
