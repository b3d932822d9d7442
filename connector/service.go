package connector

import (
	"encoding/binary"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// BuildService is a service that builds from Bitbucket, as far as connecting goes. Presets stand in
// assets/services.
type BuildService struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Addresses are where its servers come from, as it documents them: IP addresses and networks.
	Addresses []string `json:"addresses,omitempty"`
	// Source is the page where they are documented, and Checked the day (2026-11-22) they were read there.
	Source  string `json:"source,omitempty"`
	Checked string `json:"checked,omitempty"`
	// Custom says that the person names the addresses.
	Custom bool `json:"custom,omitempty"`
	// Page is where somebody connects a repository there, opened by "Start building".
	Page string `json:"page,omitempty"`
	// Hook is the address webhooks go to, with {profile}, {key} and {slug} for a profile's own; empty where each
	// profile there has an address of its own that only the service knows.
	Hook string `json:"hook,omitempty"`
	// HookPage documents where that address is found.
	HookPage string `json:"hook_page,omitempty"`
	// Signs says that it verifies the signature of what it is sent. Only then is a secret made.
	Signs bool `json:"signs,omitempty"`
	// Help are its pages about Bitbucket and triggers.
	Help []HelpPage `json:"help,omitempty"`
}

// HelpPage is a page of a build service's documentation.
type HelpPage struct {
	Title   string `json:"title"`
	Address string `json:"address"`
}

// ServiceOf finds a build service by its ID; one nobody knows has nothing but the ID.
func ServiceOf(id string, services []BuildService) BuildService {
	at := slices.IndexFunc(services, func(s BuildService) bool { return s.ID == id })
	if at < 0 {
		return BuildService{ID: id}
	}
	return services[at]
}

// HookAddress is where the webhook of a profile goes; empty where the service does not tell beforehand.
func (s BuildService) HookAddress(p BuildProfile) string {
	escape := url.PathEscape
	return strings.NewReplacer("{profile}", escape(p.ID), "{key}", escape(p.Key), "{slug}", escape(p.Slug)).Replace(s.Hook)
}

// AddressRange is one address or network, with the addresses in it that computers can have.
type AddressRange struct {
	Text        string // as documented
	First, Last netip.Addr
}

// Expand reads addresses and networks. What is neither is given back in wrong.
func Expand(addresses []string) (ranges []AddressRange, wrong []string) {
	for _, text := range addresses {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
			ranges = append(ranges, AddressRange{Text: text, First: ip, Last: ip})
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			wrong = append(wrong, text)
			continue
		}
		first, last := hostsOf(network)
		ranges = append(ranges, AddressRange{Text: text, First: first, Last: last})
	}
	return ranges, wrong
}

// hostsOf gives the first and last address computers can have in a network: of IPv4 networks wider than
// two addresses, the first and the very last are none of them.
func hostsOf(network netip.Prefix) (first, last netip.Addr) {
	first = network.Masked().Addr()
	if first.Is6() {
		raw := first.As16()
		for bit := network.Bits(); bit < 128; bit++ {
			raw[bit/8] |= 0x80 >> (bit % 8)
		}
		return first, netip.AddrFrom16(raw)
	}
	raw := first.As4()
	low := binary.BigEndian.Uint32(raw[:])
	high := low | uint32(1<<(32-network.Bits())-1)
	if network.Bits() < 31 {
		low, high = low+1, high-1
	}
	return v4(low), v4(high)
}

func v4(n uint32) netip.Addr {
	var raw [4]byte
	binary.BigEndian.PutUint32(raw[:], n)
	return netip.AddrFrom4(raw)
}
