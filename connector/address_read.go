package connector

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Address is what was understood of something pasted as the address of a Bitbucket Server.
type Address struct {
	// Base is scheme://host[:port]/context without a trailing slash, user or default port.
	Base string
	// Host is the host name or IP address alone, in ASCII.
	Host string
	// Insecure says that Base is plain http to another computer.
	Insecure bool
	// SSH says that it was read from an ssh address, which names a host that may not be the website's.
	SSH bool
	// ProjectKey and RepositorySlug are filled where the address named them; a personal project is ~user.
	ProjectKey     string
	RepositorySlug string
}

// ReadAddress reads what people paste: a host, with or without port and scheme, the address of any page of
// a project or repository, or a clone address. Without a scheme https is meant, on this very computer http.
// An ssh address tells the host only, so its Base is a guess. It answers address-is-cloud for
// bitbucket.org and address-invalid for what cannot be read; it never asks a network.
func ReadAddress(text string) (Address, error) {
	tidied := tidyAddress(text)
	p, ok := splitAddress(tidied)
	if !ok {
		return Address{}, NewProblem(CodeAddressInvalid, "address", showableAddress(tidied))
	}
	if isCloudHost(p.host) {
		return Address{}, NewProblem(CodeAddressIsCloud, "address", p.host+p.path)
	}
	return p.address(), nil
}

// pasted is an address in its parts: scheme http, https, ssh or none; host in ASCII, IPv6 without brackets.
type pasted struct {
	scheme, host, port, path string
}

// address reads the path and puts the parts together again.
func (p pasted) address() Address {
	segments := pathSegments(p.path)
	var place place
	scheme, port := p.scheme, p.port
	switch scheme {
	case "ssh":
		place, scheme, port = sshPlace(segments), "", ""
	default:
		place = webPlace(segments)
	}
	if scheme == "" {
		scheme = "https"
		if IsLoopback(p.host) {
			scheme = "http"
		}
	}
	if scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		port = ""
	}
	base := url.URL{Scheme: scheme, Host: joinHost(p.host, port)}
	context := ""
	for _, s := range place.context {
		context += "/" + url.PathEscape(s)
	}
	return Address{
		Base:           base.String() + context,
		Host:           p.host,
		Insecure:       scheme == "http" && !IsLoopback(p.host),
		SSH:            p.scheme == "ssh",
		ProjectKey:     place.key,
		RepositorySlug: place.slug,
	}
}

func joinHost(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	return host
}

// splitAddress takes an address apart; false is for what is none.
func splitAddress(text string) (pasted, bool) {
	if text == "" || looksLikeToken(text) || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return pasted{}, false
	}
	if ip, err := netip.ParseAddr(text); err == nil && ip.Is6() && ip.Zone() == "" {
		return pasted{host: ip.String()}, true
	}
	scheme, rest, ok := splitScheme(text)
	if !ok {
		return pasted{}, false
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		if scheme == "" {
			return pasted{}, false // an e-mail address, or a sign-in no address should hold
		}
		authority = authority[i+1:]
	}
	host, port, ok := splitHost(authority)
	if !ok || !validPath(path) {
		return pasted{}, false
	}
	return pasted{scheme: scheme, host: host, port: port, path: path}, true
}

// splitScheme cuts the scheme off and forgives a slash too many or too few. Git's short form of ssh
// (git@host:path) is brought into the long one.
func splitScheme(text string) (scheme, rest string, ok bool) {
	if scheme, rest, ok := splitWebScheme(text); ok {
		return scheme, rest, true
	}
	if before, after, found := strings.Cut(text, "://"); found && !strings.ContainsAny(before, "/?#@") {
		if s := strings.ToLower(before); s != "ssh" && s != "git+ssh" && s != "" {
			return "", "", false
		} else if s == "" {
			return "", after, true
		}
		return "ssh", after, true
	}
	if before, after, found := cutHost(text); found && strings.Contains(before, "@") && !strings.Contains(before, "/") {
		if first, _, _ := strings.Cut(after, "/"); isPort(first) {
			return "ssh", text, true
		}
		return "ssh", before + "/" + strings.TrimLeft(after, "/"), true
	}
	return "", strings.TrimPrefix(text, "//"), true
}

// splitWebScheme cuts http or https off. Of two, the second counts: it was pasted behind one that was there.
func splitWebScheme(text string) (scheme, rest string, ok bool) {
	lower := strings.ToLower(text)
	for _, known := range []string{"https", "http"} {
		for _, mark := range []string{":", "//"} {
			if !strings.HasPrefix(lower, known+mark) {
				continue
			}
			rest = strings.TrimLeft(text[len(known+mark):], "/")
			if second, inner, again := splitWebScheme(rest); again && strings.HasPrefix(strings.ToLower(rest), second+"://") {
				return second, inner, true
			}
			return known, rest, true
		}
	}
	return "", "", false
}

// cutHost is strings.Cut at the colon after a host, which may be an IPv6 address in brackets.
func cutHost(text string) (before, after string, found bool) {
	if i := strings.Index(text, "@["); i >= 0 {
		if j := strings.Index(text[i:], "]:"); j >= 0 {
			return text[:i+j+1], text[i+j+2:], true
		}
	}
	return strings.Cut(text, ":")
}

// splitHost takes host and port apart and brings the host into the form names are looked up in.
func splitHost(authority string) (host, port string, ok bool) {
	host = authority
	if inside, after, bracketed := strings.Cut(strings.TrimPrefix(authority, "["), "]"); bracketed && authority[0] == '[' {
		ip, err := netip.ParseAddr(inside)
		if err != nil || !ip.Is6() || ip.Zone() != "" || after != "" && after[0] != ':' {
			return "", "", false
		}
		port = strings.TrimPrefix(after, ":")
		return ip.String(), port, port == "" || isPort(port)
	}
	if i := strings.LastIndexByte(authority, ':'); i >= 0 {
		host, port = authority[:i], authority[i+1:]
	}
	if port != "" && !isPort(port) {
		return "", "", false
	}
	host, ok = readHostName(host)
	return host, port, ok
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0 && s[0] != '0'
}

// readHostName brings a host name into ASCII and lower case. Underscores are let through: they stand in
// names inside companies. A name that ends in a number must be an IPv4 address.
func readHostName(host string) (string, bool) {
	if looksLikeToken(host) {
		return "", false
	}
	ascii, err := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false)).ToASCII(host)
	ascii = strings.TrimSuffix(ascii, ".")
	if err != nil || ascii == "" || len(ascii) > 253 {
		return "", false
	}
	labels := strings.Split(ascii, ".")
	for _, label := range labels {
		if !isLabel(label) {
			return "", false
		}
	}
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" {
		ip, err := netip.ParseAddr(ascii)
		return ip.String(), err == nil
	}
	return ascii, true
}

func isLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(label, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// isCloudHost tells whether a host belongs to Bitbucket Cloud.
func isCloudHost(host string) bool {
	for _, cloud := range []string{"bitbucket.org", "bitbucket.com"} {
		if host == cloud || strings.HasSuffix(host, "."+cloud) {
			return true
		}
	}
	return false
}
