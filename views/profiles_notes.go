package views

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// noteKey is what the notes above the list were made from.
type noteKey struct {
	problem *connector.Problem
	files   string
	unsaved *connector.Problem
}

// mostNotes is how many files are told of one by one.
const mostNotes = 2

// showNotes shows what went wrong last, and below what the radar tells, which asks for more, the files that could not
// be read.
func (s *profilesScreen) showNotes() {
	key := noteKey{problem: s.state.Problem, files: filesOf(s.state.Beside), unsaved: s.unsaved}
	if key == s.noteFor {
		return
	}
	s.noteFor = key
	var parts []fyne.CanvasObject
	if p := s.state.Problem; p != nil {
		title, detail, _ := Words(*p)
		parts = append(parts, s.note(*p, title, detail, quiet(say("profiles.dismiss"), s.list.Dismiss)))
	}
	if p := s.unsaved; p != nil {
		title, detail, _ := Words(*p)
		parts = append(parts, s.note(*p, title, detail, quiet(say("profiles.dismiss"), func() {
			s.unsaved = nil
			s.showNotes()
		})))
	}
	var files []fyne.CanvasObject
	for i, p := range s.state.Beside {
		if i == mostNotes {
			files = append(files, mutedLabel(sayN("profiles.more", len(s.state.Beside)-mostNotes)))
			break
		}
		title, detail, _ := Words(p)
		files = append(files, s.note(p, title, detail, nil))
	}
	s.notes.set(stackGap(1, parts...))
	setVisible(s.notes.Container, len(parts) > 0)
	s.files.set(stackGap(1, files...))
	setVisible(s.files.Container, len(files) > 0)
	s.shelf.Refresh()
}

func filesOf(problems []connector.Problem) string {
	all := ""
	for _, p := range problems {
		all += string(p.Code) + "\n" + p.Args["file"] + "\n" + p.Args["name"] + "\n" + p.Args["restored"] + "\n"
	}
	return all
}

func (s *profilesScreen) note(p connector.Problem, title, detail string, button fyne.CanvasObject) fyne.CanvasObject {
	text := container.New(noteLayout{}, lampFor(p.Severity), stackGap(-1, wrapLabel(title), mutedLabel(detail)))
	var line fyne.CanvasObject = text
	if button != nil {
		line = container.NewBorder(nil, nil, nil, row(button), text)
	}
	sheet := newSurface(line)
	sheet.pad, sheet.edge = 1, lampColor(stateFor(p.Severity))
	return sheet
}

// barKey is what the bar below the list was made from.
type barKey struct {
	deleted *connector.BuildProfile
	both    bool // its webhook went with it
	saved   string
}

// showBar offers to bring a deleted profile back, for as long as the flow says; else it tells where profiles were
// saved to.
func (s *profilesScreen) showBar() {
	key := barKey{s.state.Deleted, s.hookWent, s.saved}
	if s.barFor == key {
		return
	}
	s.barFor = key
	switch {
	case key.deleted != nil:
		said := "profiles.deleted"
		if key.both {
			said = "profiles.deleted.both"
		}
		s.bar.set(barOf(say(said, "name", key.deleted.Name), quiet(say("profiles.undo"), s.takeBack)))
	case key.saved != "":
		s.bar.set(barOf(say("profiles.export.saved", "file", key.saved), quiet(say("profiles.dismiss"), func() { s.tellSaved("") })))
	default:
		s.bar.set(stack())
	}
	s.shelf.Refresh()
}

func barOf(text string, button fyne.CanvasObject) fyne.CanvasObject {
	bar := newSurface(container.NewBorder(nil, nil, nil, container.NewCenter(button), wrapLabel(text)))
	bar.pad = 1
	return bar
}

func (s *profilesScreen) takeBack() {
	s.list.Undo()
	s.focus()
}

// savedFor is how long it is told where profiles were saved to.
const savedFor = 12 * time.Second

// offerExport asks where to keep profiles that were just exported.
func (s *profilesScreen) offerExport(file *flow.ExportedFile) {
	if file == nil || file == s.exported {
		return
	}
	s.exported = file
	data := string(file.Data)
	s.list.TakeExport() // whatever comes of it: a second time it is made anew
	s.unsaved = nil
	s.k.save(say("profiles.export.title"), file.Name, data, func(name string, failed *connector.Problem) {
		if failed != nil {
			s.unsaved = failed
			s.showNotes()
			return
		}
		s.tellSaved(name)
	})
}

// tellSaved says where profiles were saved to, for a while.
func (s *profilesScreen) tellSaved(name string) {
	if s.unsay != nil {
		s.unsay()
		s.unsay = nil
	}
	had := s.k.window != nil && inside(s.bar.Container, s.k.window.Canvas().Focused())
	s.saved = name
	s.showBar()
	if had && name == "" {
		s.focus()
	}
	if name != "" && s.k.after != nil {
		s.unsay = s.k.after(savedFor, func() { s.k.dispatch(func() { s.tellSaved("") }) })
	}
}
