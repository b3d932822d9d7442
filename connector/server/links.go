package server

import (
	"cmp"
	"context"
	"net"
	"net/url"
	"strings"

	"mooring/connector"
)

// links compares the addresses the server gives of itself with the one that works. They come from its base
// URL setting, and a build service follows them.
func (l *climb) links(context.Context) connector.Finding {
	if l.sample == nil {
		return connector.Finding{Skip: true}
	}
	finding := connector.Finding{Facts: l.sample.sshHost()}
	var elsewhere *connector.Problem
	for _, link := range l.sample.webLinks() {
		code, wrong := judgeLink(link, l.base)
		if !wrong {
			continue
		}
		p := connector.NewProblem(code, "link", link, "address", l.base).Seen(connector.Evidence{Address: l.base})
		if code == connector.CodeLinksLocalhost {
			finding.Problems = []connector.Problem{p}
			return finding
		}
		if elsewhere == nil {
			elsewhere = &p
		}
	}
	if elsewhere != nil {
		finding.Problems = []connector.Problem{*elsewhere}
	}
	return finding
}

// sshHost tells, as a fact, where ssh is spoken: host:port of the ssh clone address. It may be another host
// than the web's, so it is for whoever opens a firewall, and nothing is ever asked there.
func (r restRepository) sshHost() map[string]string {
	for _, link := range r.Links.Clone {
		if u, err := url.Parse(link.Href); err == nil && u.Scheme == "ssh" && u.Hostname() != "" {
			return map[string]string{"ssh": net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "22"))}
		}
	}
	return nil
}

// webLinks are the http(s) addresses among the links to itself and to its clone, without user names.
// Others (ssh, or no address at all) never count.
func (r restRepository) webLinks() []string {
	var out []string
	for _, link := range append(append([]restLink(nil), r.Links.Self...), r.Links.Clone...) {
		u, err := url.Parse(link.Href)
		if err != nil || connector.Origin(link.Href) == "" {
			continue
		}
		u.User = nil
		out = append(out, u.String())
	}
	return out
}

// judgeLink compares one link with the confirmed base address.
func judgeLink(link, base string) (connector.Code, bool) {
	to, err := url.Parse(link)
	if err != nil {
		return "", false
	}
	from, err := url.Parse(base)
	if err != nil {
		return "", false
	}
	same := connector.Origin(link) == connector.Origin(base)
	switch {
	case !same && connector.IsLoopback(to.Hostname()):
		return connector.CodeLinksLocalhost, true
	case !same, !strings.HasPrefix(to.Path+"/", strings.TrimRight(from.Path, "/")+"/"):
		return connector.CodeLinksElsewhere, true
	}
	return "", false
}
