package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// proxyForm is the way to servers: as the computer has it, none, or a proxy of the person's own.
type proxyForm struct {
	k       *kit
	network *flow.Network
	state   flow.NetworkState
	mode    connector.ProxyMode
	choice  *choice
	own     *fyne.Container // what a proxy of one's own needs
	address *entry
	user    *entry
	secret  *entry
	bypass  *entry
	wrong   *hint
	kept    *muted
	save    *button
	said    *lamp
	box     *fyne.Container
	shown   connector.ProxyChoice // what the fields were filled from
	filled  bool
	sent    bool // the last thing asked of the flow was to save this form
}

func proxyModes() []connector.ProxyMode {
	return []connector.ProxyMode{connector.ProxySystem, connector.ProxyNone, connector.ProxyManual}
}

func newProxyForm(k *kit, network *flow.Network) *proxyForm {
	f := &proxyForm{k: k, network: network, mode: connector.ProxySystem, said: newLampSaying(connector.Waiting, "")}
	labels := []string{say("network.proxy.system"), say("network.proxy.none"), say("network.proxy.manual")}
	f.choice = newChoice(labels, 0, func(i int) { f.mode = proxyModes()[i]; f.edited("") })
	f.address = newEntry(say("network.proxy.address.hint"), f.submit)
	f.user = newEntry(say("network.proxy.user.hint"), f.submit)
	f.secret = newSecretEntry("", f.submit)
	f.bypass = newEntry(say("network.proxy.bypass.hint"), f.submit)
	for _, e := range []*entry{f.address, f.user, f.secret, f.bypass} {
		e.OnChanged = f.edited
	}
	f.kept = mutedLabel("")
	address, wrong := wanting(say("network.proxy.address"), f.address)
	f.wrong = wrong
	f.own = stackGap(1, address, labelled(say("network.proxy.user"), f.user),
		stackGap(0, labelled(say("network.proxy.password"), f.secret), f.kept), labelled(say("network.proxy.bypass"), f.bypass))
	f.save = quiet(say("network.proxy.save"), f.submit)
	f.box = stackGap(2, inset(f.choice.row), f.own, inset(row(f.save, f.said)))
	f.refresh()
	return f
}

// typed is what the form says now.
func (f *proxyForm) typed() connector.ProxyChoice {
	c := connector.ProxyChoice{Mode: f.mode}
	if f.mode == connector.ProxyManual {
		c.Address, c.User, c.Bypass = f.address.Text, f.user.Text, f.bypass.Text
	}
	return c
}

// samePlace tells whether the password that is kept is for what is typed: it is never sent to another proxy
// or under another name.
func (f *proxyForm) samePlace() bool {
	address, err := connector.ReadProxy(f.address.Text)
	return err == nil && address == f.state.Proxy.Address && f.user.Text == f.state.Proxy.User
}

// submit saves the form. An empty password field leaves the one that is kept, where it still belongs.
func (f *proxyForm) submit() {
	var password *connector.Secret
	if f.mode == connector.ProxyManual && (f.secret.Text != "" || f.state.Password && !f.samePlace()) {
		typed := connector.NewSecret(f.secret.Text)
		password = &typed
	}
	f.sent = true
	f.network.SetProxy(f.typed(), password)
}

// edited hears every change made by hand.
func (f *proxyForm) edited(string) {
	f.sent = false
	f.wrong.say("")
	f.refresh()
}

// render shows a state of the flow. What is being typed stays, unless it was saved.
func (f *proxyForm) render(state flow.NetworkState) {
	f.state = state
	if state.Loaded && (!f.filled || f.sent && state.Saved || state.Proxy != f.shown && !f.sent) {
		f.fill(state.Proxy)
	}
	said := ""
	if p := state.Problem; p != nil && p.Code == connector.CodeAddressInvalid && f.sent {
		_, said, _ = Words(*p)
	}
	if f.wrong.say(said); said != "" {
		f.k.focusOn(f.address)
	}
	f.refresh()
}

// fill puts what is kept into the fields. The password is not among it.
func (f *proxyForm) fill(c connector.ProxyChoice) {
	f.filled, f.shown = true, c
	f.mode = c.Mode
	f.choice.set(max(0, slices.Index(proxyModes(), c.Mode)))
	if c.Mode == "" {
		f.mode = connector.ProxySystem
	}
	showText(&f.address.Entry, c.Address)
	showText(&f.user.Entry, c.User)
	showText(&f.bypass.Entry, c.Bypass)
	showText(&f.secret.Entry, "")
}

// refresh shows what belongs to the choice, and how it stands.
func (f *proxyForm) refresh() {
	setVisible(f.own, f.mode == connector.ProxyManual)
	switch {
	case f.state.Password && f.samePlace():
		f.kept.SetText(say("network.proxy.password.kept"))
	case f.state.Password:
		f.kept.SetText(say("network.proxy.password.again"))
	default:
		f.kept.SetText(say("network.proxy.password.where"))
	}
	switch {
	case f.state.Working && f.sent:
		f.said.set(connector.Running, say("network.saving"))
	case f.state.Saved && f.sent:
		f.said.set(connector.Pass, say("network.saved"))
	case f.filled && (f.typed() != f.kind() || f.secret.Text != ""):
		f.said.set(connector.Warned, say("network.unsaved"))
	default:
		f.said.set(connector.Waiting, "")
	}
	setVisible(f.said, f.said.word != "")
	f.box.Refresh()
}

// kind is what is kept, in the shape of typed.
func (f *proxyForm) kind() connector.ProxyChoice {
	c := f.shown
	if c.Mode == "" {
		c.Mode = connector.ProxySystem
	}
	if c.Mode != connector.ProxyManual {
		return connector.ProxyChoice{Mode: c.Mode}
	}
	return c
}
