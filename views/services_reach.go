package views

import (
	"strings"

	"fyne.io/fyne/v2"
)

// reachNotice says that the build service has to reach a server, which cannot be tested from here, with its
// addresses folded away. more leads to the note for the administrator.
func (k *kit) reachNotice(host string, more func()) fyne.CanvasObject {
	service := k.services.current()
	addresses := wrapLabel(strings.Join(append([]string{service.whose()}, bullets(service.lines())...), "\n"))
	buttons := []fyne.CanvasObject{quiet(say("reach.note"), more)}
	parts := []fyne.CanvasObject{stackGap(-1, subheading(say("reach.title")), wrapLabel(say("reach.text", "host", host)))}
	if len(service.Ranges) == 0 {
		return card(append(parts, inset(row(buttons...)))...)
	}
	fold := folded(say("reach.addresses"), addresses)
	return newSurface(stackGap(1, append(parts, fold, inset(row(buttons...)))...))
}

// bullets marks lines as those of a list.
func bullets(lines []string) []string {
	marked := make([]string, 0, len(lines))
	for _, line := range lines {
		marked = append(marked, "•  "+line)
	}
	return marked
}

// folded is something that is not there until its title is pressed.
func folded(title string, body fyne.CanvasObject) fyne.CanvasObject {
	f := newFold(title, body, func() {})
	f.grown = f.box.Refresh
	return f.box
}
