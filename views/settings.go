package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"mooring/connector/flow"
)

// settingsScreen is where one sets how the window looks, which takes effect at once, and how servers are
// reached.
type settingsScreen struct {
	kit    *kit
	look   Look
	change func(Look)
	page   fyne.CanvasObject
	first  *button
	// network is nil where there is nothing to set about it.
	network *flow.Network
}

// newSettingsScreen makes it; consumer opens the form for an OAuth consumer of one's own. It and network may
// be nil.
func newSettingsScreen(k *kit, look Look, version string, change func(Look), consumer func(), network *flow.Network) *settingsScreen {
	if look.Scale <= 0 {
		look.Scale = 1
	}
	s := &settingsScreen{kit: k, look: look, change: change, network: network}
	size := newChoice([]string{say("settings.text.normal"), say("settings.text.large"), say("settings.text.larger")},
		scaleIndex(look.Scale), func(i int) {
			s.look.Scale = scales()[i]
			s.change(s.look)
		})
	variant := newChoice([]string{say("settings.theme.system"), say("settings.theme.light"), say("settings.theme.dark")},
		variantIndex(look.Variant), func(i int) {
			s.look.Variant = variants()[i]
			s.change(s.look)
		})
	s.first = size.buttons[scaleIndex(look.Scale)]
	done := primary(say("settings.done"), func() { k.goTo(-1) })
	parts := []fyne.CanvasObject{
		card(subheading(say("settings.text")), inset(size.row)),
		card(subheading(say("settings.theme")), inset(variant.row)),
	}
	if network != nil {
		parts = append(parts, newNetworkCards(k, network).box)
	}
	if consumer != nil {
		parts = append(parts, card(subheading(say("settings.cloud")), mutedLabel(say("settings.cloud.lead")),
			inset(row(quiet(say("settings.cloud.consumer"), consumer)))))
	}
	if version != "" {
		parts = append(parts, mutedLabel(say("settings.about", "version", version)))
	}
	s.page = page(say("settings.title"), say("settings.lead"), stackGap(3, parts...), done)
	return s
}

func (s *settingsScreen) object() fyne.CanvasObject { return s.page }

func (s *settingsScreen) focus() { s.kit.focusOn(s.first) }

// open reads anew what others may have changed since; a change that is being saved tells by itself.
func (s *settingsScreen) open() {
	if s.network != nil && !s.network.Now().State.Working {
		s.network.Start()
	}
	s.focus()
}

func scales() []float32  { return []float32{1, 1.25, 1.5} }
func variants() []string { return []string{"", "light", "dark"} }

func scaleIndex(scale float32) int {
	for i, s := range scales() {
		if scale <= s {
			return i
		}
	}
	return len(scales()) - 1
}

func variantIndex(variant string) int {
	for i, v := range variants() {
		if v == variant {
			return i
		}
	}
	return 0
}

// choice is a row of buttons of which one is chosen: its ring is filled.
type choice struct {
	row     *fyne.Container
	buttons []*button
}

func newChoice(labels []string, at int, chosen func(int)) *choice {
	c := &choice{}
	objects := make([]fyne.CanvasObject, 0, len(labels))
	for i, label := range labels {
		b := quiet(label, func() {
			c.set(i)
			chosen(i)
		})
		c.buttons = append(c.buttons, b)
		objects = append(objects, b)
	}
	c.row = row(objects...)
	c.set(at)
	return c
}

// set marks a choice.
func (c *choice) set(at int) {
	for i, b := range c.buttons {
		b.Icon = theme.RadioButtonIcon() // always one, so that nothing changes its width
		if i == at {
			b.Icon = theme.RadioButtonCheckedIcon()
		}
		b.Refresh()
	}
	c.row.Refresh()
}
