package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
	"mooring/connector/flow"
)

// mostNamed is how many of the saved profiles are named one by one.
const mostNamed = 8

// savedPage says what was saved, and leads to the connections that are missing.
func (s *importScreen) savedPage() (fyne.CanvasObject, fyne.Focusable) {
	saved := s.state.Saved
	lines := []fyne.CanvasObject{}
	for i, p := range saved {
		if i == mostNamed {
			lines = append(lines, mutedLabel(sayN("import.saved.more", len(saved)-mostNamed)))
			break
		}
		lines = append(lines, stackGap(-3, oneLine(p.Name), mutedLine(p.Key+"/"+p.Slug+"  ·  "+withoutScheme(importPlace(p)))))
	}
	all := quiet(say("import.show"), s.showSaved)
	var buttons []fyne.CanvasObject
	var first fyne.Focusable = all
	for _, h := range s.unconnected() {
		b := quiet(say("import.connect", "host", hostWord(h)), func() { s.connectHost(h) })
		if len(buttons) == 0 {
			b, first = primary(b.Text, b.OnTapped), nil
			first = b
		}
		buttons = append(buttons, b)
	}
	note := say("import.saved.ready")
	if len(buttons) == 0 {
		all = primary(all.Text, all.OnTapped)
		first = all
	} else {
		note = say("import.saved.connect")
	}
	head := container.NewBorder(nil, nil, newLampSaying(connector.Pass, ""), nil, heading(sayN("import.saved.title", len(saved))))
	text := upright(container.New(reading{readable}, stackGap(3,
		stackGap(0, head, mutedLabel(say("import.saved.lead"))), card(lines...), wrapLabel(note))))
	return withFoot(text, inset(flowOf(append(buttons, all)))), first
}

// unconnected are the hosts that saved profiles lead to and nobody has connected here.
func (s *importScreen) unconnected() []flow.ImportHost {
	var all []flow.ImportHost
	for _, h := range s.state.Hosts {
		used := slices.ContainsFunc(s.state.Saved, func(p connector.BuildProfile) bool { return livesAt(p, h) })
		if used && h.Connected == "" {
			all = append(all, h)
		}
	}
	return all
}

// hostWord is what a Bitbucket is called on a button.
func hostWord(h flow.ImportHost) string {
	if h.Provider == connector.Cloud {
		return say("import.product.cloud")
	}
	return withoutScheme(h.Address)
}

// withoutScheme is an address as people say it.
func withoutScheme(address string) string {
	if _, rest, cut := strings.Cut(address, "://"); cut {
		return rest
	}
	return address
}

// connectHost leads to where a host is connected, with its address filled in.
func (s *importScreen) connectHost(h flow.ImportHost) {
	s.flow.Close()
	if h.Provider == connector.Cloud {
		s.k.connect(tabCloud)
		return
	}
	s.k.toServer(h.Address)
}

// showSaved leads to the list, with the first of the saved profiles selected.
func (s *importScreen) showSaved() {
	saved := s.state.Saved
	s.flow.Close()
	if s.k.list != nil && len(saved) > 0 {
		s.k.list.ReloadAt(saved[0].ID)
	}
}
