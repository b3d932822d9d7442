package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
)

// trustCard shows the certificate a check stopped at, with what can be done about it. The keyboard starts at
// the fingerprint, not at a button that trusts: comparing comes first.
func (s *serverScreen) trustCard(p connector.Problem, leads bool) (fyne.CanvasObject, fyne.Focusable) {
	shown := p.Evidence.Certificate
	var body fyne.CanvasObject
	var take *button
	if earlier := p.Evidence.Trusted; p.Code == connector.CodeCertificateChanged && earlier != nil {
		before, _ := s.kit.certificateTable(*earlier, wrongIn(""))
		after, copied := s.kit.certificateTable(*shown, unlike(*earlier))
		take = copied
		body = container.New(&halves{}, titledPart(say("trust.before"), before), titledPart(say("trust.after"), after))
	} else {
		body, take = s.kit.certificateTable(*shown, wrongIn(p.Code))
	}
	extra := []fyne.CanvasObject{spaced(newSheet(body))}
	if p.Code == connector.CodeCertificateUntrusted || p.Code == connector.CodeCertificateChanged {
		extra = append(extra, spaced(wrapLabel(say("trust.compare"))))
	}
	buttons := s.buttons(p)
	if leads {
		lead1(buttons)
	}
	return s.kit.problemSheetWith(p, extra, buttons...), take
}

func titledPart(title string, body fyne.CanvasObject) fyne.CanvasObject {
	l := widget.NewLabel(title)
	l.TextStyle.Bold = true
	return stackGap(-1, l, body)
}

// newSheet is a surface that lies on another one.
func newSheet(content fyne.CanvasObject) fyne.CanvasObject {
	s := newSurface(content)
	s.fill, s.pad = theme.ColorNameInputBackground, 1
	return inset(s)
}

// spaced gives an object some air above and below.
func spaced(o fyne.CanvasObject) fyne.CanvasObject { return container.New(airLayout{}, o) }

type airLayout struct{}

// MinSize is the object's and the air.
func (airLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, 3*theme.Padding())
}

// Layout puts the object between the air.
func (airLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, theme.Padding()))
	settle(o[0], size.Width)
}

// trustButtons are what can be done about a certificate nobody known vouches for.
func (s *serverScreen) trustButtons(p connector.Problem) []fyne.CanvasObject {
	host := shortened(connector.HostOf(connector.HostPort(s.state.Place())), 40)
	if host == "" {
		host = shortened(p.Args["host"], 40)
	}
	trust := quiet(say("trust.trust", "host", host), s.flow.TrustCertificate)
	root := quiet(say("trust.root"), s.pickRoot)
	if s.state.Working {
		trust.Disable()
		root.Disable()
	}
	switch {
	case p.Evidence.Certificate == nil:
		return []fyne.CanvasObject{root, s.adminNote()}
	case p.Code == connector.CodeCertificateChanged:
		trust.SetText(say("trust.new"))
		return []fyne.CanvasObject{s.adminNote(), trust, root} // ask first: this is how an attack looks
	}
	return []fyne.CanvasObject{trust, root, s.adminNote()}
}

// pickRoot asks for the file of a company's authority and has it vouch for this server. The file is read off
// the UI goroutine; one that cannot be read holds no authority, and the flow says so.
func (s *serverScreen) pickRoot() {
	s.kit.pickFile(say("trust.root.title"), rootFiles(), func(name, _ string, read func() ([]byte, error)) {
		go func() {
			data, err := read()
			if err != nil {
				data = nil
			}
			s.kit.dispatch(func() { s.flow.ImportRoot(name, data) })
		}()
	})
}

// halves sets two things beside each other where there is room for both, or one below the other.
type halves struct{ width float32 }

// MinSize is the narrow shape's width and the height at the last width.
func (h *halves) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if h.beside(h.width) {
		return fyne.NewSize(max(a.Width, b.Width), max(a.Height, b.Height))
	}
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height+2*theme.Padding())
}

// Layout gives each its half, or the whole width.
func (h *halves) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	gap := 2 * theme.Padding()
	o[0].Move(fyne.Position{})
	if h.beside(size.Width) {
		half := (size.Width - gap) / 2
		settle(o[0], half)
		o[1].Move(fyne.NewPos(half+gap, 0))
		settle(o[1], half)
		return
	}
	o[1].Move(fyne.NewPos(0, settle(o[0], size.Width)+gap))
	settle(o[1], size.Width)
}

func (*halves) beside(width float32) bool { return width >= 48*theme.TextSize() }
