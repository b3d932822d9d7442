package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// networkCards are the part of the settings about the way to servers: the proxy, and the certificates trusted.
type networkCards struct {
	k       *kit
	proxy   *proxyForm
	trust   *trustList
	trouble holder
	box     *fyne.Container
	shown   *connector.Problem
}

func newNetworkCards(k *kit, network *flow.Network) *networkCards {
	n := &networkCards{k: k, proxy: newProxyForm(k, network), trust: newTrustList(k, network), trouble: newHolder()}
	n.trouble.Hide()
	n.box = stackGap(3, n.trouble.Container,
		card(stackGap(0, subheading(say("network.proxy")), mutedLabel(say("network.proxy.lead"))), n.proxy.box),
		card(stackGap(0, subheading(say("network.trust")), mutedLabel(say("network.trust.lead"))), n.trust.box))
	show(k, network.Watch, n.render)
	return n
}

func (n *networkCards) render(state flow.NetworkState) {
	n.proxy.render(state)
	n.trust.render(state)
	p := state.Problem
	if p != nil && p.Code == connector.CodeAddressInvalid { // stands under its field
		p = nil
	}
	if p != n.shown {
		n.shown = p
		setVisible(n.trouble.Container, p != nil)
		if p != nil {
			n.trouble.set(n.k.problemSheet(*p))
		}
	}
	n.box.Refresh()
}
