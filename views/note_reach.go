package views

import (
	"net/url"
	"unicode"
	"unicode/utf8"

	"mooring/connector"
)

// whoReachesWhom tells a network administrator which ways have to be open.
func whoReachesWhom(n noteAbout, service usedService) []string {
	host, port, scheme := n.reachedAt()
	lines := []string{say("note.reach"), say("note.reach.must", "service", capital(service.it()), "host", host)}
	lines = append(lines, bullets([]string{say("note.reach."+scheme, "port", port), n.sshLine()})...)
	lines = append(lines, "", service.whose())
	lines = append(lines, bullets(service.lines())...)
	if service.Source != "" && !service.Custom {
		lines = append(lines, say("service.source", "address", service.Source))
	}
	return append(lines, "", say("note.reach.other", "host", host, "service", service.it()))
}

// place is the address as it was understood, without anything a person may have pasted along with it.
func (n noteAbout) place() string {
	for _, text := range []string{n.Place, n.Connection.Base} {
		if a, err := connector.ReadAddress(text); err == nil {
			return a.Base
		}
	}
	return ""
}

// reachedAt is where Bitbucket's web address listens.
func (n noteAbout) reachedAt() (host, port, scheme string) {
	u, err := url.Parse(connector.Origin(n.place()))
	if err != nil || u.Host == "" {
		return say("neutral.host"), "443", "https"
	}
	return u.Hostname(), u.Port(), u.Scheme
}

// sshLine names the port of SSH: the one Bitbucket's clone addresses have, or the usual one. The fact "ssh"
// is the host:port of an ssh clone address.
func (n noteAbout) sshLine() string {
	u, err := url.Parse("ssh://" + n.Report.Fact("ssh"))
	if err != nil || u.Port() == "" {
		return say("note.reach.ssh.usual")
	}
	return say("note.reach.ssh", "port", u.Port())
}

// capital begins a sentence.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}
