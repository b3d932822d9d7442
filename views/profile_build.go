package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// buildSection is "What to build": what was found in the repository, or what the person says instead, and the
// branch.
type buildSection struct {
	k        *kit
	form     *flow.ProfileForm
	grown    func()
	open     bool // the person wants to say it
	asking   bool // the fields in which they do are there
	box      *surface
	found    *candidates
	folder   *entry
	system   *pick
	platform *pick
	branch   *branchField
	folderAt *fyne.Container
	state    flow.ProfileState
}

// newBuildSection makes it; grown lays the page out anew.
func newBuildSection(k *kit, form *flow.ProfileForm, names *formNames, submit, grown func()) *buildSection {
	b := &buildSection{k: k, form: form, grown: grown}
	b.found = newCandidates(form, submit)
	b.folder = newEntry(say("profile.folder.hint"), submit)
	b.folder.OnChanged = form.SetFolder
	b.system = newPick(func(at int) { form.SetSystem(flow.Systems()[at]) })
	b.platform = newPick(func(at int) { form.SetPlatform(flow.Platforms(b.state.System)[at]) })
	b.branch = newBranchField(k, form, submit, grown)
	b.folderAt = stackGap(0, b.folder)
	b.found.own, b.found.take = b.say, b.take
	b.box = card(subheading(say("profile.build.title")), b.found.box, newFormTable(names,
		names.name(say("profile.folder")), b.folderAt,
		names.name(say("profile.platform")), b.platform.Container,
		names.name(say("profile.system")), b.system.Container,
		names.name(say("profile.branch")), b.branch.box,
	))
	return b
}

// say opens the fields, so that the person says what was not found, or was found otherwise.
func (b *buildSection) say() {
	b.open = true
	b.show(b.state)
	b.grown()
	b.k.focusOn(b.platform.lead())
}

// take builds the only candidate after all; what was said otherwise goes.
func (b *buildSection) take() {
	b.open, b.asking = false, false
	b.form.ChooseCandidate(0)
}

func (b *buildSection) show(state flow.ProfileState) {
	b.state = state
	// While it is being looked for, and once it is found, there is nothing to fill in; with what is found for more
	// than one system that alone is asked.
	// Fields that are there stay, until something is found.
	at := chosenOf(state)
	fields := b.open || at < 0 && (!state.Finding || b.asking)
	b.asking = fields
	b.found.show(state, at, fields)
	asked := fields || at >= 0 && len(state.Candidates[at].Systems) != 1
	showText(&b.folder.Entry, state.Folder)
	b.system.show(systemWords(), indexOf(flow.Systems(), state.System))
	b.platform.show(platformWords(state.System), indexOf(flow.Platforms(state.System), state.Platform))
	setVisible(b.folderAt, fields)
	setVisible(b.platform, fields)
	setVisible(b.system, asked)
	b.branch.show(state)
	if fields {
		b.k.handOn(b.found.act, b.platform.lead())
	}
}

// chosenOf is the place of the candidate that is built, also where a person has said the very same; -1 for none.
func chosenOf(s flow.ProfileState) int {
	if s.Candidate >= 0 && s.Candidate < len(s.Candidates) {
		return s.Candidate
	}
	return slices.IndexFunc(s.Candidates, func(c connector.Candidate) bool {
		fits := s.System == connector.SystemUnknown || slices.Contains(c.Systems, s.System)
		return fits && c.Platform == s.Platform && c.Folder == s.Folder
	})
}

// begin forgets what another repository's form looked like.
func (b *buildSection) begin() {
	b.open, b.asking = false, false
	b.found.top()
	b.branch.begin()
}

func systemWords() []string {
	var words []string
	for _, s := range flow.Systems() {
		words = append(words, systemWord(s))
	}
	return words
}

func systemWord(s connector.System) string {
	if s == connector.SystemUnknown {
		return say("profile.notsure")
	}
	return say("profile.system." + string(s))
}

func platformWords(system connector.System) []string {
	var words []string
	for _, p := range flow.Platforms(system) {
		words = append(words, platformWord(p))
	}
	return words
}

func platformWord(p connector.Platform) string {
	if p == connector.PlatformUnknown {
		return say("profile.notsure")
	}
	return say("profile.platform." + string(p))
}

func indexOf[T comparable](all []T, one T) int {
	for i, t := range all {
		if t == one {
			return i
		}
	}
	return 0
}
