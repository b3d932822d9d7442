package oauth

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
)

// place is the registered callback, read.
type place struct {
	registered string
	host       string
	port       int
	path       string
}

// readPlace reads a callback address. It must be plain http on this computer: RFC 8252 section 7.3.
func readPlace(callback string) (place, error) {
	u, err := url.Parse(callback)
	invalid := connector.NewProblem(connector.CodeAddressInvalid, "address", callback)
	if err != nil {
		return place{}, invalid.Because(err)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return place{}, invalid.Because(err)
	}
	if u.Scheme != "http" || !connector.IsLoopback(u.Hostname()) || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return place{}, invalid
	}
	path := u.Path
	if path == "" {
		path = "/"
	}
	return place{registered: callback, host: u.Hostname(), port: int(port), path: path}, nil
}

// CheckCallback tells whether an address can be listened to as a callback: plain http on this computer, with a
// port. It answers address-invalid.
func CheckCallback(address string) error {
	_, err := readPlace(address)
	return err
}

// authority is host:port as browsers write it into the Host header.
func (p place) authority() string {
	if p.port == 80 {
		if strings.Contains(p.host, ":") {
			return "[" + p.host + "]"
		}
		return p.host
	}
	return net.JoinHostPort(p.host, strconv.Itoa(p.port))
}

// addresses are the loopback addresses the host name may lead a browser to.
func (p place) addresses() []string {
	if ip := net.ParseIP(p.host); ip != nil {
		return []string{p.host}
	}
	return []string{"127.0.0.1", "::1"}
}

// listen takes the callback's port on every loopback address there is, or on none: a port of which
// another program holds one half would send the answer to a stranger.
func listen(p place) (place, []net.Listener, error) {
	const tries = 8 // only a free port is tried again: its twin on ::1 may be taken
	var err error
	for range tries {
		var listeners []net.Listener
		var port int
		port, listeners, err = listenAll(p)
		if err == nil {
			if p.port == 0 {
				p.port = port
				p.registered = "http://" + p.authority() + p.path
			}
			return p, listeners, nil
		}
		if p.port != 0 {
			break
		}
	}
	return p, nil, err
}

// busy says who is in the way, if that can be told.
func (c *Client) busy(p place, cause error) error {
	port := ""
	if p.port != 0 {
		port = strconv.Itoa(p.port)
	}
	return connector.NewProblem(connector.CodeCallbackPortBusy, "port", port, "program", c.holder(p.port)).Because(cause)
}

// listenAll listens on each address at one port and gives that port.
func listenAll(p place) (int, []net.Listener, error) {
	port := p.port
	var listeners []net.Listener
	var missing error
	for _, address := range p.addresses() {
		l, err := net.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(port)))
		if err != nil && !exists(address) {
			missing = err
			continue
		}
		if err != nil {
			closeAll(listeners)
			return 0, nil, err
		}
		listeners = append(listeners, l)
		if tcp, ok := l.Addr().(*net.TCPAddr); ok {
			port = tcp.Port
		}
	}
	if len(listeners) == 0 {
		return 0, nil, missing
	}
	return port, listeners, nil
}

// exists tells a computer without this loopback address from a port that is taken: on an address that is
// there some port is free. (The error numbers say the same, but not alike on every system.)
func exists(address string) bool {
	l, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close()
	}
}
