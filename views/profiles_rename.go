package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector/flow"
)

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
	enable(r.save, state.NameProblem == nil)
}
