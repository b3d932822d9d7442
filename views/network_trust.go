package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// trustList shows which certificates the person trusts beyond what the computer does, and takes that back.
type trustList struct {
	k       *kit
	network *flow.Network
	box     *fyne.Container
	trusts  []connector.Trust
	asking  string // the host that is about to be trusted no longer
	made    bool
}

func newTrustList(k *kit, network *flow.Network) *trustList {
	return &trustList{k: k, network: network, box: stackGap(2)}
}

// render shows a state of the flow; what has not changed is not made again, so that the keyboard stays.
func (l *trustList) render(state flow.NetworkState) {
	if !state.Loaded || l.made && slices.EqualFunc(l.trusts, state.Trusts, sameTrust) {
		return
	}
	l.trusts, l.made, l.asking = state.Trusts, true, ""
	l.build("")
}

func sameTrust(a, b connector.Trust) bool {
	return a.Host == b.Host && a.Since.Equal(b.Since) && len(a.Roots) == len(b.Roots) && (a.Pin == nil) == (b.Pin == nil) &&
		(a.Pin == nil || a.Pin.SHA256 == b.Pin.SHA256)
}

// build makes the list, and gives the button of one host that the keyboard goes on at.
func (l *trustList) build(about string) (first *button) {
	l.box.Objects = nil
	if len(l.trusts) == 0 {
		l.box.Objects = append(l.box.Objects, mutedLabel(say("network.trust.none")))
	}
	for _, t := range l.trusts {
		object, lead := l.item(t)
		l.box.Objects = append(l.box.Objects, object)
		if t.Host == about {
			first = lead
		}
	}
	l.box.Refresh()
	return first
}

// item is one server with what is trusted for it.
func (l *trustList) item(t connector.Trust) (fyne.CanvasObject, *button) {
	host := wrapLabel(t.Host)
	host.TextStyle.Bold = true
	parts := []fyne.CanvasObject{host}
	if t.Pin != nil {
		parts = append(parts, newFacts(certificateFacts(*t.Pin)...))
	}
	for _, r := range t.Roots {
		parts = append(parts, wrapLabel(say("network.trust.root", "name", r.Subject)), newFacts(certificateFacts(r.Certificate)...))
	}
	if !t.Since.IsZero() {
		parts = append(parts, mutedLabel(say("network.trust.since", "date", dayWords(t.Since))))
	}
	if t.Host != l.asking {
		ask := quiet(say("network.trust.drop"), func() { l.ask(t.Host) })
		return newSurface(stackGap(-0.5, append(parts, inset(row(ask)))...)), ask
	}
	keep := quiet(say("network.trust.keep"), func() { l.ask("") })
	drop := quiet(say("network.trust.drop"), func() { l.network.Distrust(t.Host) })
	parts = append(parts, wrapLabel(say("network.trust.sure", "host", connector.HostOf(t.Host))), inset(row(drop, keep)))
	return newSurface(stackGap(-0.5, parts...)), keep
}

// ask asks once more before a host is trusted no longer, or, with an empty one, takes the question back.
func (l *trustList) ask(host string) {
	about := host
	if host == "" {
		about = l.asking
	}
	l.asking = host
	l.k.focusOn(l.build(about))
}

// certificateFacts are what one tells certificates apart by.
func certificateFacts(c connector.Certificate) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	all = append(all, fact("network.trust.subject", c.Subject)...)
	all = append(all, fact("network.trust.issuer", c.Issuer)...)
	all = append(all, fact("network.trust.until", dayWords(c.NotAfter))...)
	return append(all, fact("network.trust.sha256", shortFingerprint(c))...)
}

// shortFingerprint is as much of a fingerprint as one compares at a glance: its first and last four pairs.
func shortFingerprint(c connector.Certificate) string {
	pairs := strings.Split(c.Fingerprint(), ":")
	if len(pairs) < 12 {
		return c.Fingerprint()
	}
	return strings.Join(pairs[:4], ":") + " … " + strings.Join(pairs[len(pairs)-4:], ":")
}
