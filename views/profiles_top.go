package views

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// shelfHead is what stands above the list: its title, how many there are or how far a check of all has come, the
// search, and what can be done with all profiles at once.
type shelfHead struct {
	title    fyne.CanvasObject
	tools    *fyne.Container
	count    *widget.Label
	progress *lamp
	check    *button
	export   *button
	running  bool
}

func newShelfHead(s *profilesScreen) *shelfHead {
	h := &shelfHead{count: widget.NewLabel(""), progress: newLampSaying(connector.Running, "")}
	h.progress.Hide()
	h.title = container.NewBorder(nil, nil, nil, container.NewHBox(h.progress, h.count), heading(say("tab.profiles")))
	h.check = quiet(say("profiles.checkall"), func() {
		if h.running {
			s.list.CancelCheck()
		} else {
			s.list.CheckAll()
		}
	})
	h.export = quiet(say("profiles.exportall"), func() { s.list.Export() })
	buttons := container.NewHBox(h.check)
	if s.k.imports != nil {
		buttons.Add(quiet(say("import.pick"), s.k.pickImport))
	}
	buttons.Add(h.export)
	h.tools = container.NewBorder(nil, nil, nil, buttons, s.search)
	return h
}

// show tells how many profiles answer to the query, or how far the check of all has come.
func (h *shelfHead) show(s flow.ProfilesState) {
	at, all, running := checkingAll(s)
	h.running = running
	setVisible(h.progress, running)
	h.count.SetText(profilesCount(s))
	setVisible(h.count, h.count.Text != "")
	word := say("profiles.checkall")
	if running {
		word = say("profiles.checkall.stop")
		h.progress.set(connector.Running, say("profiles.checkall.at", "at", strconv.Itoa(at), "all", strconv.Itoa(all)))
	}
	if h.check.Text != word {
		h.check.SetText(word)
		h.tools.Refresh()
	}
	enable(h.check, running || s.All > 0 && s.Checking == "")
	enable(h.export, s.All > 0)
	h.title.Refresh()
}

// checkingAll says which of how many profiles is being checked, after all of them were asked for.
func checkingAll(s flow.ProfilesState) (at, all int, running bool) {
	waiting := 0
	for _, id := range s.CheckQueue {
		if id != s.Checking {
			waiting++
		}
	}
	running = s.Queued > 0 && (waiting > 0 || s.Checking != "")
	return max(1, s.Queued-waiting), s.Queued, running
}

// profilesCount says how many profiles there are, and how many of them answer to the query.
func profilesCount(s flow.ProfilesState) string {
	if s.Query == "" {
		return ""
	}
	return say("profiles.found", "found", strconv.Itoa(len(s.Rows)), "all", strconv.Itoa(s.All))
}

func enable(b *button, on bool) {
	switch {
	case on && b.Disabled():
		b.Enable()
	case !on && !b.Disabled():
		b.Disable()
	}
}

// shelfLayout sets a title, notices, tools, a body that takes all the height there is, and a foot below each other.
// Notices that would leave the body too little scroll.
type shelfLayout struct{ notices *container.Scroll }

// noticeShare is how much of the height notices may take from the body.
const noticeShare = 0.42

// newShelf lays such a page out.
func newShelf(title, notices, tools, body, foot fyne.CanvasObject) *fyne.Container {
	scroll := container.NewVScroll(notices)
	return container.New(shelfLayout{scroll}, title, scroll, tools, body, foot)
}

// edged keeps the edges of notices from being cut where they scroll.
func edged(object *fyne.Container) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(1, 2, 0, 3), object)
}

func (shelfLayout) gap() float32 { return 2 * theme.Padding() }

// MinSize is all of it, with the notices scrolled.
func (l shelfLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, part := range o {
		m := part.MinSize()
		if i == 1 { // a line of it at least
			m.Width = l.notices.Content.MinSize().Width
			m.Height = min(l.notices.Content.MinSize().Height, 3*theme.TextSize())
		}
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
	}
	return size.AddWidthHeight(0, 4*l.gap())
}

// Layout gives the notices what they need, up to a share, and the body what all others leave.
func (l shelfLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	heights := make([]float32, len(o))
	left := size.Height
	for i, part := range o {
		switch i {
		case 1:
			if heights[i] = settle(l.notices.Content, size.Width); heights[i] <= 3 {
				heights[i] = 0 // nothing but its edges
			}
		case 3:
			continue
		default:
			heights[i] = settle(part, size.Width)
			left -= heights[i]
		}
		if heights[i] > 0 {
			left -= l.gap()
		}
	}
	heights[1] = min(heights[1], max(0, left*noticeShare))
	heights[3] = max(0, left-heights[1])
	var y float32
	for i, part := range o {
		part.Move(fyne.NewPos(0, y))
		part.Resize(fyne.NewSize(size.Width, heights[i]))
		if heights[i] > 0 {
			y += heights[i] + l.gap()
		}
	}
	l.notices.Refresh()
}
