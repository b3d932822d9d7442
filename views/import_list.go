package views

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// importParts are the pieces of the page that shows what is in a file.
type importParts struct {
	title  *widget.Label
	hosts  holder
	detail holder
	name   *entry
	note   *fieldNote
	save   *button
	drawn  importKey
	for_   string // what the hosts were made from
}

// importKey is what the detail was made from.
type importKey struct {
	file, profile string
	at            int
	take, known   bool
	wrong, saving bool
}

func (s *importScreen) build() fyne.CanvasObject {
	p := &s.parts
	p.title, p.hosts, p.detail = heading(""), newHolder(), newHolder()
	p.note = newFieldNote()
	p.name = newEntry("", func() { s.focus() })
	p.name.OnChanged = func(name string) { s.flow.SetName(s.at, name) }
	p.save = primary("", s.flow.Save)
	s.rows = newChooser(func() int { return len(s.state.Rows) },
		func() fyne.CanvasObject { return newImportRow(s.toggle) },
		func(place int, o fyne.CanvasObject) {
			if place < len(s.state.Rows) {
				o.(*importRow).show(s.state.Rows[place], place, place == s.at, place == s.at && s.rows.focused)
			}
		})
	s.rows.move = func(by int) { s.choose(s.at + by) }
	s.rows.tapped = s.choose
	s.rows.enter = func() { s.k.focusOn(p.name) }
	s.rows.keys = func(key fyne.KeyName) bool {
		if key == fyne.KeySpace {
			s.toggle(s.at)
		}
		return key == fyne.KeySpace
	}
	sheet := newSurface(s.rows)
	sheet.pad = 1
	foot := row(p.save, quiet(say("import.all"), func() { s.flow.TakeAll(true) }),
		quiet(say("import.none"), func() { s.flow.TakeAll(false) }), quiet(say("kit.cancel"), s.flow.Close))
	return newRoomy(newShelf(stackGap(-1, p.title, mutedLabel(say("import.lead"))), edged(p.hosts.Container), stack(),
		newListDetail(sheet, p.detail.Container, 0.5), foot))
}

// showList brings the page into line with the state.
func (s *importScreen) showList() {
	p := &s.parts
	p.title.SetText(say("import.title", "file", s.state.File))
	s.showHosts()
	s.showImportDetail()
	saving := s.state.Step == flow.ImportSaving
	text := say("import.nothing")
	switch n := s.state.Taken(); {
	case saving:
		text = say("import.saving")
	case n > 0:
		text = sayN("import.save", n)
	}
	if p.save.Text != text {
		p.save.SetText(text)
	}
	enable(p.save, s.state.Ready())
	s.rows.show(s.at)
	s.shelf.Refresh()
}

// showHosts tells where the profiles lead to, and what kept them from being saved.
func (s *importScreen) showHosts() {
	key := fmt.Sprint(s.state.Hosts, s.state.Problem)
	if key == s.parts.for_ {
		return
	}
	s.parts.for_ = key
	lines := []fyne.CanvasObject{subheading(say("import.hosts"))}
	for _, h := range s.state.Hosts {
		lines = append(lines, hostLine(h, s.leadTo(h)))
	}
	sheet := newSurface(stackGap(-1, lines...))
	sheet.pad = 1
	parts := []fyne.CanvasObject{sheet}
	if s.state.Problem != nil {
		parts = append([]fyne.CanvasObject{s.k.problemSheet(*s.state.Problem)}, parts...)
	}
	s.parts.hosts.set(stackGap(1, parts...))
}

// leadTo tells whether profiles of the file are for this very Bitbucket; else only links in them lead there.
func (s *importScreen) leadTo(h flow.ImportHost) bool {
	return slices.ContainsFunc(s.state.Rows, func(r flow.ImportRow) bool { return livesAt(r.Profile, h) })
}

// livesAt tells whether a profile's repository is at a host.
func livesAt(p connector.BuildProfile, h flow.ImportHost) bool {
	at := p.Repository
	return at.Provider == h.Provider && (at.Base == h.Address ||
		at.Provider == connector.Cloud && connector.IsCloudAddress(at.Base) && connector.IsCloudAddress(h.Address))
}

// hostLine is one host that the file leads to.
func hostLine(h flow.ImportHost, bitbucket bool) fyne.CanvasObject {
	state, key := connector.Waiting, "import.host.new"
	switch {
	case h.Connected != "":
		state, key = connector.Pass, "import.host.connected"
	case !bitbucket:
		state, key = connector.Warned, "import.host.link"
	}
	text := []fyne.CanvasObject{wrapLabel(say(key, "address", h.Address, "product", productWord(h.Provider), "name", h.Connected))}
	if h.Insecure {
		state = connector.Warned
		text = append(text, mutedLabel(say("import.host.insecure")))
	}
	return container.New(noteLayout{}, newLampSaying(state, ""), stackGap(-2, text...))
}

// showImportDetail shows the selected profile, with the name it will have here.
func (s *importScreen) showImportDetail() {
	p := &s.parts
	if s.at >= len(s.state.Rows) {
		return
	}
	row := s.state.Rows[s.at]
	showText(&p.name.Entry, row.Name)
	complaint := ""
	if row.Take {
		complaint = nameNote(row.NameProblem)
	}
	p.note.show(complaint)
	key := importKey{
		file: s.state.File, profile: fmt.Sprint(row.Profile), at: s.at, take: row.Take, known: row.Known,
		wrong: row.NameProblem != nil, saving: s.state.Step == flow.ImportSaving,
	}
	if key == p.drawn {
		p.detail.Refresh()
		return
	}
	p.drawn = key
	had := s.k.window != nil && inside(p.detail.Container, s.k.window.Canvas().Focused())
	wasName := had && s.k.window.Canvas().Focused() == fyne.Focusable(p.name)
	var take *button
	if row.Take {
		take = quiet(say("import.leave"), func() { s.toggle(s.at) })
	} else {
		take = quiet(say("import.take"), func() { s.toggle(s.at) })
	}
	enable(take, !key.saving)
	parts := []fyne.CanvasObject{
		stackGap(0, labelled(say("import.name"), p.name), p.note.line),
		container.NewBorder(nil, nil, nil, inset(container.NewCenter(take)), importTakenLine(row)),
		newFacts(importFacts(row.Profile)...),
	}
	sheet := newSurface(upright(aired(stackGap(1, parts...))))
	sheet.pad = 2
	p.detail.set(sheet)
	switch {
	case wasName:
		s.k.focusOn(p.name)
	case had:
		s.k.focusOn(take)
	}
}

// importTakenLine says whether a profile will be saved, and that it is here already.
func importTakenLine(row flow.ImportRow) fyne.CanvasObject {
	state, word := importLamp(row)
	return container.New(noteLayout{}, newLampSaying(state, ""), wrapLabel(word))
}

// importLamp is shape and words for what becomes of a profile.
func importLamp(row flow.ImportRow) (connector.State, string) {
	state, word := connector.Skip, say("import.left")
	if row.Take {
		state, word = connector.Pass, say("import.taken")
	}
	if row.Take && row.NameProblem != nil {
		state, word = connector.Fail, say("import.rename")
	}
	if row.Known {
		word = joined(word, say("import.known"))
	}
	return state, word
}

// importPlace is the address people know a profile's Bitbucket by.
func importPlace(p connector.BuildProfile) string {
	if p.Repository.Provider == connector.Cloud && connector.IsCloudAddress(p.Repository.Base) {
		return say("import.product.cloud")
	}
	return p.Repository.Base
}

// importFacts is what the file says of a profile.
func importFacts(p connector.BuildProfile) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	add := func(key, value string) { all = append(all, fact(key, value)...) }
	add("import.host", importPlace(p))
	add("profile.fact.repository", p.Key+"/"+p.Slug)
	add("profile.branch", p.Branch)
	add("profiles.folder", p.Folder)
	add("profile.system", systemWord(p.System))
	add("profile.platform", platformWord(p.Platform))
	add("profiles.triggers", profilesTriggers(p.Triggers))
	return all
}
