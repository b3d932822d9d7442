package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// importScreen takes in build profiles from a file: first which hosts it leads to, then what is in it, and in the end
// what is left to connect.
type importScreen struct {
	k     *kit
	flow  *flow.Import
	state flow.ImportState
	page  holder

	at    int // the profile shown beside the list
	rows  *chooser
	shelf fyne.CanvasObject
	parts importParts

	pageFor string
	first   fyne.Focusable // of the page, unless it is the list
}

// newImportScreen makes the screen of an import.
func newImportScreen(k *kit, f *flow.Import) *importScreen {
	s := &importScreen{k: k, flow: f, page: newHolder()}
	s.shelf = s.build()
	show(k, f.Watch, s.render)
	return s
}

// pickImport asks for a file with build profiles and opens it.
func (k *kit) pickImport() {
	if k.imports == nil || k.pickFile == nil {
		return
	}
	k.pickFile(say("import.pick.title"), []string{".json"}, func(name, _ string, read func() ([]byte, error)) {
		go func() { // it waits for the disk
			data, err := read()
			if err != nil {
				data = nil // which is no file with build profiles either
			}
			k.dispatch(func() { k.imports.Open(name, data) })
		}()
	})
}

func (s *importScreen) object() fyne.CanvasObject { return s.page.Container }

func (s *importScreen) step() int {
	if s.state.Step == flow.ImportIdle || s.state.Step == "" {
		return closed
	}
	return stepConnect
}

// back leaves the name for the list, and the import for the profiles.
func (s *importScreen) back() bool {
	switch {
	case s.step() == closed:
		return false
	case s.pageFor == "list" && s.k.window != nil && inside(s.parts.detail.Container, s.k.window.Canvas().Focused()):
		s.focus()
	case s.state.Step == flow.ImportSaved:
		s.showSaved()
	default:
		s.flow.Close()
	}
	return true
}

func (s *importScreen) find() {}

func (s *importScreen) focus() {
	if s.pageFor == "list" {
		s.k.focusOn(s.rows)
		return
	}
	s.k.focusOn(s.first)
}

func (s *importScreen) render(state flow.ImportState) {
	s.state = state
	if s.step() == closed {
		s.pageFor, s.at = "", 0
		s.parts.drawn = importKey{}
		return
	}
	s.at = min(s.at, max(0, len(state.Rows)-1))
	kind := s.pageKind()
	turned := kind != s.pageFor
	s.pageFor = kind
	if kind == "list" {
		s.showList()
		s.page.set(s.shelf)
	} else if turned {
		var page fyne.CanvasObject
		page, s.first = s.pageOf(kind)
		s.page.set(page)
	}
	if turned && s.k.inFront(s.page.Container) {
		s.focus()
	}
}

// pageKind is which page there is to show; one of another kind, or about another file, is another page.
func (s *importScreen) pageKind() string {
	switch {
	case s.state.Step == flow.ImportReading:
		return "reading " + s.state.File
	case s.state.Step == flow.ImportSaved:
		return "saved"
	case len(s.state.Rows) > 0:
		return "list"
	}
	return "problem " + s.state.File
}

func (s *importScreen) pageOf(kind string) (fyne.CanvasObject, fyne.Focusable) {
	switch {
	case s.state.Step == flow.ImportReading:
		return aloft(busy(say("import.reading", "file", s.state.File), s.flow.Close)), nil
	case kind == "saved":
		return s.savedPage()
	}
	another := primary(say("import.another"), s.k.pickImport)
	buttons := []fyne.CanvasObject{another, quiet(say("kit.back"), s.flow.Close)}
	if s.state.Problem == nil {
		return page(say("import.problem.title"), say("import.empty"), nil, buttons...), another
	}
	return page(say("import.problem.title"), "", s.k.problemSheet(*s.state.Problem), buttons...), another
}

// choose shows another profile of the file beside the list.
func (s *importScreen) choose(at int) {
	s.at = min(max(at, 0), max(0, len(s.state.Rows)-1))
	s.showList()
}

// toggle takes a profile, or leaves it out.
func (s *importScreen) toggle(at int) {
	if s.state.Step == flow.ImportShown && at >= 0 && at < len(s.state.Rows) {
		s.flow.Take(at, !s.state.Rows[at].Take)
	}
}

// productWord is what people call a Bitbucket of one kind.
func productWord(p connector.Provider) string {
	if p == connector.Cloud {
		return say("import.product.cloud")
	}
	return say("import.product.server")
}
