package oauth

import (
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"mooring/connector"
)

// brought takes the address a browser ended at, brought by the person where the browser could not come
// back itself. It is held to what the callback is held to: our address, our state, once. It answers nil when
// this is the answer that counts; consent-forged, rated block, for an answer to another question or a second
// one; address-invalid for what is no answer at all. Neither ever holds what was brought.
func (d *door) brought(address string) error {
	query, found := d.at.queryOf(address)
	if !found {
		return connector.NewProblem(connector.CodeAddressInvalid, "callback", d.at.registered)
	}
	a, ours := readAnswer(query, d.state)
	if ours && a == (answer{}) { // cut short when it was copied
		return connector.NewProblem(connector.CodeAddressInvalid, "callback", d.at.registered)
	}
	if !ours || !d.take(a, byHand) {
		return forged(!ours && isRefusal(query)).Rated(connector.Block)
	}
	return nil
}

// queryOf finds the query of a callback in what people copy: quoted, in brackets, broken over lines, and
// without the http:// that browsers hide. The other names of this computer are the same place; https is
// what a browser may have made of it.
func (p place) queryOf(address string) (query string, found bool) {
	const longest = 16 << 10
	if len(address) > longest {
		return "", false
	}
	text := strings.Trim(strings.Join(strings.Fields(address), ""), "\"'`<>()“”‘’„‚«»")
	if !strings.Contains(text, "://") {
		text = "http://" + strings.TrimPrefix(text, "//")
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.EscapedPath() != p.path {
		return "", false
	}
	if !p.named(u) || !strings.Contains(u.RawQuery, "=") || strings.ContainsFunc(u.RawQuery, unicode.IsControl) {
		return "", false
	}
	return u.RawQuery, true
}

// named tells whether an address names this place, by any of its names.
func (p place) named(u *url.URL) bool {
	port := u.Port()
	if port == "" && u.Scheme == "http" {
		port = "80"
	}
	if port != strconv.Itoa(p.port) {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if host == "localhost" || host == p.host {
		return true
	}
	ip := net.ParseIP(host)
	return ip.Equal(net.IPv4(127, 0, 0, 1)) || ip.Equal(net.IPv6loopback)
}
