package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
)

// certificateRow is one line about a certificate.
type certificateRow struct{ key, value string }

// fingerprintRow is the line with the fingerprint.
const fingerprintRow = "trust.sha256"

// namesShown is how many names of a certificate are listed: what is decided below must not slip out of sight. The
// note for the administrator has them all.
const namesShown = 12

// certificateRows are a certificate as people compare it: who it is for, who vouches for it, when, its
// fingerprint, and for which names.
func certificateRows(c connector.Certificate) []certificateRow {
	names := strings.Join(c.Names, ", ")
	switch more := len(c.Names) - namesShown; {
	case names == "":
		names = say("trust.names.none")
	case more > 0:
		names = say("trust.names.more", "names", strings.Join(c.Names[:namesShown], ", "), "count", strconv.Itoa(more))
	}
	return []certificateRow{
		{"trust.subject", c.Subject},
		{"trust.issuer", c.Issuer},
		{"trust.valid", validity(c)},
		{fingerprintRow, c.Fingerprint()},
		{"trust.names", names}, // last: there may be many
	}
}

func validity(c connector.Certificate) string {
	day := func(t time.Time) string {
		if t.IsZero() {
			return say("trust.valid.unknown")
		}
		return dayWords(t)
	}
	return say("trust.valid.span", "from", day(c.NotBefore), "until", day(c.NotAfter))
}

// certificateTable shows a certificate, with the button that copies its fingerprint. What is marked gets a lamp.
func (k *kit) certificateTable(c connector.Certificate, marked func(certificateRow) bool) (fyne.CanvasObject, *button) {
	take := k.copyButton(c.Fingerprint)
	take.SetText(say("trust.copy"))
	var cells []fyne.CanvasObject
	for _, r := range certificateRows(c) {
		bold := marked(r)
		var cell fyne.CanvasObject
		if r.key == fingerprintRow {
			cell = newFingerprint(r.value, bold, take)
		} else {
			value := wrapLabel(r.value)
			value.TextStyle.Bold = bold
			cell = value
		}
		if bold {
			cell = container.New(noteLayout{}, newLampSaying(connector.Warned, ""), cell)
		}
		cells = append(cells, factLabel(say(r.key)), cell)
	}
	return container.New(factTable{gap: -2}, cells...), take
}

// unlike marks what differs from another certificate.
func unlike(other connector.Certificate) func(certificateRow) bool {
	rows := certificateRows(other)
	return func(r certificateRow) bool { return !slices.Contains(rows, r) }
}

// wrongIn marks what a problem of a certificate is about.
func wrongIn(code connector.Code) func(certificateRow) bool {
	key := map[connector.Code]string{
		connector.CodeCertificateExpired: "trust.valid", connector.CodeCertificateWrongHost: "trust.names",
	}[code]
	return func(r certificateRow) bool { return r.key == key }
}

// newFingerprint sets a fingerprint in blocks of eight pairs, as one reads it to somebody on the telephone, with
// the button that copies it.
func newFingerprint(fingerprint string, bold bool, take *button) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for block := range slices.Chunk(strings.Split(fingerprint, ":"), 8) {
		l := oneLine(strings.Join(block, " "))
		l.Truncation = fyne.TextTruncateOff
		l.TextStyle = fyne.TextStyle{Monospace: true, Bold: bold}
		parts = append(parts, l)
	}
	return container.New(&blocks{}, append(parts, take)...)
}

// blocks sets texts of one size in two columns, or one below the other where the room is narrow, and the button
// that comes last beside them or below.
type blocks struct{ width float32 }

// pitch is how far apart two columns begin: a text and a blank.
func (*blocks) pitch(o []fyne.CanvasObject) float32 {
	blank := fyne.MeasureText(" ", theme.TextSize(), fyne.TextStyle{Monospace: true}).Width
	return o[0].MinSize().Width - 2*theme.InnerPadding() + blank
}

// shape tells how many columns there are at a width, and whether the button stands beside them.
func (b *blocks) shape(o []fyne.CanvasObject, width float32) (columns int, beside bool) {
	pitch, take := b.pitch(o), o[len(o)-1].MinSize().Width+2*theme.InnerPadding()
	columns = 1
	if 2*pitch+theme.InnerPadding() <= width {
		columns = 2
	}
	return columns, float32(columns)*pitch+theme.InnerPadding()+take <= width
}

// step is how far apart two lines of text stand.
func (*blocks) step(o []fyne.CanvasObject) float32 {
	return o[0].MinSize().Height - 2*theme.InnerPadding() + theme.Padding()
}

// MinSize is one column's width and the height at the last width.
func (b *blocks) MinSize(o []fyne.CanvasObject) fyne.Size {
	columns, beside := b.shape(o, b.width)
	rows := (len(o) - 1 + columns - 1) / columns
	texts := float32(rows-1)*b.step(o) + o[0].MinSize().Height
	take := o[len(o)-1].MinSize()
	if !beside {
		return fyne.NewSize(max(o[0].MinSize().Width, take.Width), texts+take.Height+theme.Padding())
	}
	return fyne.NewSize(o[0].MinSize().Width, max(texts, take.Height+theme.InnerPadding()))
}

// Layout fills the columns, and sets the button where there is room.
func (b *blocks) Layout(o []fyne.CanvasObject, size fyne.Size) {
	b.width = size.Width
	columns, beside := b.shape(o, size.Width)
	text, texts := o[0].MinSize(), o[:len(o)-1]
	pitch := b.pitch(o)
	for i, block := range texts {
		block.Resize(text)
		block.Move(fyne.NewPos(float32(i%columns)*pitch, float32(i/columns)*b.step(o)))
	}
	take := o[len(o)-1]
	take.Resize(take.MinSize())
	if beside {
		take.Move(fyne.NewPos(float32(columns)*pitch+2*theme.InnerPadding(), (size.Height-take.Size().Height)/2))
		return
	}
	take.Move(fyne.NewPos(theme.InnerPadding(), size.Height-take.Size().Height-theme.Padding()))
}
