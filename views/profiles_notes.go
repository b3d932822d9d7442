package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// noteKey is what the notes above the list were made from.
type noteKey struct {
	problem *connector.Problem
	files   int
}

// mostNotes is how many files are told of one by one.
const mostNotes = 2

// showNotes shows what went wrong last, and which files could not be read.
func (s *profilesScreen) showNotes() {
	key := noteKey{problem: s.state.Problem, files: len(s.state.Beside)}
	if key == s.noteFor {
		return
	}
	s.noteFor = key
	var parts []fyne.CanvasObject
	if p := s.state.Problem; p != nil {
		title, detail, _ := Words(*p)
		parts = append(parts, s.note(*p, title, detail, quiet(say("profiles.dismiss"), s.list.Dismiss)))
	}
	for i, p := range s.state.Beside {
		if i == mostNotes {
			parts = append(parts, mutedLabel(sayN("profiles.more", len(s.state.Beside)-mostNotes)))
			break
		}
		title, detail, _ := Words(p)
		parts = append(parts, s.note(p, title, detail, nil))
	}
	s.notes.set(stack(parts...))
	s.shelf.Refresh()
}

func (s *profilesScreen) note(p connector.Problem, title, detail string, button fyne.CanvasObject) fyne.CanvasObject {
	text := container.New(noteLayout{}, lampFor(p.Severity), stackGap(0, wrapLabel(title), mutedLabel(detail)))
	var line fyne.CanvasObject = text
	if button != nil {
		line = container.NewBorder(nil, nil, nil, row(button), text)
	}
	sheet := newSurface(line)
	sheet.pad, sheet.edge = 1, lampColor(stateFor(p.Severity))
	return sheet
}

// showUndo offers to bring a deleted profile back, for as long as the flow says.
func (s *profilesScreen) showUndo() {
	if s.undoFor == s.state.Deleted {
		return
	}
	s.undoFor = s.state.Deleted
	if s.state.Deleted == nil {
		s.undo.set(stack())
	} else {
		bar := newSurface(container.NewBorder(nil, nil, nil, row(quiet(say("profiles.undo"), s.takeBack)),
			wrapLabel(say("profiles.deleted", "name", s.state.Deleted.Name))))
		bar.pad = 1
		s.undo.set(bar)
	}
	s.shelf.Refresh()
}

func (s *profilesScreen) takeBack() {
	s.list.Undo()
	s.focus()
}

// renameField is where a profile gets another name: Enter saves, Esc leaves it as it was.
type renameField struct {
	box   *fyne.Container
	field *entry
	note  *fieldNote
	save  *button
}

func newRenameField(list *flow.ProfileList) *renameField {
	r := &renameField{note: newFieldNote()}
	r.field = newEntry("", list.Rename)
	r.field.OnChanged = list.SetNewName
	r.save = primary(say("profiles.rename.save"), list.Rename)
	r.box = stackGap(1, r.field, r.note.line, row(r.save, quiet(say("kit.cancel"), list.CancelRename)))
	return r
}

func (r *renameField) show(state flow.ProfilesState) {
	if state.Renaming == "" {
		return
	}
	showText(&r.field.Entry, state.NewName)
	r.note.show(nameNote(state.NameProblem))
	if state.NameProblem == nil {
		r.save.Enable()
	} else {
		r.save.Disable()
	}
}
