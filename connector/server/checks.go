package server

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/transport"
)

// requestsARung is the most any rung asks, and one more: each has the transport's own time-out for its
// first byte, so this only ends what trickles.
const requestsARung = 4

// Checks makes the ladder: address, network, certificate, product, version, sign-in, links, admin, token. The
// token is first used by sign-in, on the very origin the rungs below have passed on. Each ladder keeps what
// it finds to itself until it is confirmed.
func (c *Client) Checks(repository string) []connector.Check {
	l := &climb{client: c, repository: repository}
	admin := c.check(connector.CheckAdmin, l.admin, connector.CheckSignIn)
	token := c.check(connector.CheckToken, l.token, connector.CheckSignIn)
	admin.Optional, token.Optional = true, true
	return []connector.Check{
		c.check(connector.CheckAddress, l.address),
		c.check(connector.CheckNetwork, l.network, connector.CheckAddress),
		c.check(connector.CheckCertificate, l.certificate, connector.CheckNetwork),
		c.check(connector.CheckProduct, l.product, connector.CheckCertificate),
		c.check(connector.CheckVersion, l.version, connector.CheckProduct),
		c.check(connector.CheckSignIn, l.signIn, connector.CheckVersion),
		c.check(connector.CheckLinks, l.links, connector.CheckSignIn),
		admin,
		token,
	}
}

// check makes one rung.
func (c *Client) check(id connector.CheckID, run func(context.Context) connector.Finding, after ...connector.CheckID) connector.Check {
	return connector.Check{ID: id, After: after, Timeout: requestsARung * c.wire.Timeout(), Run: c.presentable(run)}
}

// presentable keeps the token, and what is too long for any line, out of a finding that names things as the
// server does: people send such findings on.
func (c *Client) presentable(run func(context.Context) connector.Finding) func(context.Context) connector.Finding {
	quote := func(words string) string { return transport.Quote(words, c.credential.Token) }
	return func(ctx context.Context) connector.Finding {
		f := run(ctx)
		for _, name := range []string{"account", "repository", "ssh", connector.FactTokenOwner} {
			if words, told := f.Facts[name]; told {
				f.Facts[name] = quote(words)
			}
		}
		for i, p := range f.Problems {
			for _, name := range []string{"account", "repository", "link"} {
				if words := p.Args[name]; words != "" {
					p = p.With(name, quote(words))
				}
			}
			p.Evidence.Address = quote(p.Evidence.Address)
			f.Problems[i] = p
		}
		return f
	}
}

// climb is what the rungs of one ladder hand on to the next.
type climb struct {
	client     *Client
	repository string // key/slug, or empty
	base       string
	properties properties
	release    release // of the version, zero where it could not be read
	account    string
	sample     *restRepository  // a repository the token sees, if any
	met        []restRepository // all that were met on the way
	reads      count
	admins     count
	webhook    string // may the token set webhooks up: "yes", "no", or nothing where that was not found out
	refused    bool   // the token was refused: it is not sent again
}

// finding is what stopped a rung, at the address being climbed to.
func (l *climb) finding(err error) connector.Finding {
	p, _ := connector.AsProblem(err)
	switch p.Code {
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeCaptchaLocked:
		l.refused = true
	}
	return finding(err, l.base)
}

// address reads what was typed, and holds plain http to another computer back until it is agreed to.
func (l *climb) address(context.Context) connector.Finding {
	a, err := connector.ReadAddress(l.client.options.Address)
	if err != nil {
		return l.finding(err)
	}
	l.base = a.Base
	f := connector.Finding{Facts: map[string]string{"address": a.Base}}
	if a.Insecure {
		p := connector.NewProblem(connector.CodeAddressInsecure, "host", a.Host).Seen(connector.Evidence{Address: a.Base})
		if l.client.options.Transport.AllowHTTP {
			p = p.Rated(connector.Warn)
		}
		f.Problems = append(f.Problems, p)
	}
	return f
}

// network resolves the name and connects.
func (l *climb) network(ctx context.Context) connector.Finding {
	reach, err := l.client.wire.Reach(ctx, l.base)
	if err != nil {
		return l.finding(err)
	}
	f := connector.Finding{Facts: map[string]string{}}
	if reach.Proxy != "" {
		f.Facts["proxy"] = reach.Proxy
	}
	var shown []string
	inside := len(reach.Addresses) > 0
	for _, ip := range reach.Addresses {
		shown = append(shown, ip.Unmap().String())
		inside = inside && isInside(ip.Unmap())
	}
	if len(shown) > 0 {
		f.Facts["addresses"] = strings.Join(shown, ", ")
	}
	if inside {
		p := connector.NewProblem(connector.CodePrivateAddress, "host", hostOf(l.base))
		f.Problems = append(f.Problems, p.Seen(connector.Evidence{Address: l.base, Millis: reach.Millis}))
	}
	return f
}

// isInside tells whether an address is one only the networks around it can reach: private, link-local or
// carrier-grade NAT (RFC 6598). Loopback is this computer, which is said elsewhere.
func isInside(ip netip.Addr) bool {
	shared := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64, 0, 0}), 10)
	return ip.IsPrivate() || ip.IsLinkLocalUnicast() || shared.Contains(ip)
}

// certificate secures a connection, where there is one to secure.
func (l *climb) certificate(ctx context.Context) connector.Finding {
	h, err := l.client.wire.Handshake(ctx, l.base)
	if err != nil {
		return l.finding(err)
	}
	if h.Plain {
		return connector.Finding{Skip: true}
	}
	return connector.Finding{Facts: map[string]string{
		"tls": h.Version, "subject": h.Subject, "issuer": h.Issuer, "valid_until": h.ValidUntil.UTC().Format(time.DateOnly),
		"sha256": h.Certificate.SHA256, "trust": h.Trust,
	}}
}

func isCancelled(err error) bool { return errors.Is(err, context.Canceled) }
