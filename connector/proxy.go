package connector

import (
	"net"
	"net/url"
	"strings"
)

// ProxyMode is where the proxy comes from.
type ProxyMode string

// The modes. The system's is the rule: its own settings (on Windows and macOS automatic ones as well) or the
// environment. This very computer is never asked for through a proxy.
const (
	ProxySystem ProxyMode = "system"
	ProxyManual ProxyMode = "manual"
	ProxyNone   ProxyMode = "none"
)

// ProxyChoice is what the person set about the proxy. Its password is in the keychain.
type ProxyChoice struct {
	Mode ProxyMode `json:"mode"`
	// Address is scheme://host:port, with http, https or socks5; manual only.
	Address string `json:"address,omitempty"`
	User    string `json:"user,omitempty"`
	// Bypass lists hosts reached directly, as NO_PROXY does: names (with those below them), addresses, networks.
	Bypass string `json:"bypass,omitempty"`
}

// ReadProxy reads the address of a proxy as people write it; without a scheme http is meant. It answers
// address-invalid, also where a user name or password stands in it: those have fields of their own.
func ReadProxy(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text != "" && !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || strings.Contains(text, "@") {
		// What stands before the sign may be a password, and a strange one is read as anything.
		return "", NewProblem(CodeAddressInvalid, "address", "")
	}
	scheme := strings.ToLower(u.Scheme)
	host, ok := readProxyHost(u)
	if !ok || scheme != "http" && scheme != "https" && scheme != "socks5" {
		return "", NewProblem(CodeAddressInvalid, "address", u.String())
	}
	return scheme + "://" + host, nil
}

func readProxyHost(u *url.URL) (string, bool) {
	host, port, ok := splitHost(u.Host)
	if !ok || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", false
	}
	if port == "" {
		port = map[string]string{"http": "8080", "https": "443", "socks5": "1080"}[strings.ToLower(u.Scheme)]
	}
	return net.JoinHostPort(host, port), true
}
