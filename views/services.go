package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
)

// serviceBook knows which build services there are, and which one the person uses. Its zero value and nil know
// only one whose addresses nobody named.
type serviceBook struct {
	all     []connector.BuildService
	chosen  ChosenService
	changed func(ChosenService)
}

// reachNotice says that the build service has to reach a server, which cannot be tested from here, with its
// addresses folded away. more leads to the note for the administrator.
func (k *kit) reachNotice(host string, more func()) fyne.CanvasObject {
	return card(subheading(say("reach.title")), wrapLabel(say("reach.text", "host", host)),
		inset(row(quiet(say("reach.note"), more))))
}
