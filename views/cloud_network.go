package views

import (
	"slices"
	"strings"

	"mooring/connector"
	"mooring/connector/flow"
)

// networkNote is the note about what stands between this computer and Bitbucket Cloud, or about what an
// administrator of the workspace can grant. Nothing in it is secret: it is made of what was found.
func (c *cloudScreen) networkNote(s flow.CloudState) noteSource {
	host := connector.HostOf(connector.HostPort(c.web(s)))
	text := c.networkText(s, host)
	return noteSource{
		lead: say("note.lead"), subject: say("note.mail.subject", "host", host), file: say("note.save.file"),
		text: func(usedService) string { return text },
	}
}

func (c *cloudScreen) networkText(s flow.CloudState, host string) string {
	problems := problemsOf(s.Report)
	if s.Problem != nil && !slices.ContainsFunc(problems, func(p connector.Problem) bool { return p.Code == s.Problem.Code }) {
		problems = append([]connector.Problem{*s.Problem}, problems...)
	}
	onNetwork := slices.ContainsFunc(problems, inTheWay)
	intro := "note.cloud.intro"
	if onNetwork {
		intro = "note.cloud.intro.network"
	}
	connection, _ := s.Connection()
	parts := [][]string{{say("note.hello")}, {say(intro)}, filled([]string{
		say("note.which"), item("note.address", c.web(s)), item("note.account", connection.Account.Name),
	})}
	for _, p := range problems {
		parts = append(parts, aboutCloudProblem(OfCloud(p)))
	}
	parts = append(parts, whatWasChecked(s.Report))
	if onNetwork {
		parts = append(parts, append([]string{say("note.cloud.reach")}, bullets(reachedFrom(host))...))
	}
	parts = append(parts, []string{say("note.thanks")})
	var texts []string
	for _, lines := range parts {
		if len(lines) > 0 {
			texts = append(texts, strings.Join(lines, "\n"))
		}
	}
	return withoutSecrets(strings.Join(texts, "\n\n") + "\n")
}

// aboutCloudProblem tells a problem in words, what was seen of it, and what would change it.
func aboutCloudProblem(p connector.Problem) []string {
	title, detail, _ := Words(p)
	lines := append([]string{Sign(stateFor(p.Severity)) + " " + title, detail}, seenOf(p)...)
	key := "note.setting.cloud." + string(p.Code)
	if text := say(key, filledIn(p, say)...); text != key {
		lines = append(lines, say("note.setting", "setting", text))
	}
	return filled(lines)
}

// reachedFrom are the hosts a computer with Mooring has to reach.
func reachedFrom(host string) []string {
	if host != "bitbucket.org" {
		return []string{host}
	}
	return []string{"bitbucket.org", "api.bitbucket.org", "id.atlassian.com"}
}

// inTheWay tells whether a problem lies on the network between here and Bitbucket, not in Bitbucket.
func inTheWay(p connector.Problem) bool {
	switch p.Code {
	case connector.CodeNameNotFound, connector.CodeConnectionRefused, connector.CodeConnectionTimeout, connector.CodeConnectionReset,
		connector.CodeProxyFailed, connector.CodeCertificateUntrusted, connector.CodeCertificateExpired,
		connector.CodeCertificateWrongHost, connector.CodeCertificateChanged, connector.CodeClientCertificateRequired,
		connector.CodeClientCertificateUnusable, connector.CodeTLSFailed, connector.CodeRedirectedElsewhere, connector.CodeLoginPage,
		connector.CodeNotBitbucket, connector.CodeAnswerInvalid, connector.CodeAnswerTooLarge, connector.CodeAnswerTooSlow,
		connector.CodePagingBroken:
		return true
	}
	return false
}
