package views

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mooring/connector"
)

// noteText is the whole note: which Bitbucket, what is wrong and which setting changes it, what was checked,
// and who must reach whom. Nothing in it is secret: it is made of what was found, never of what was typed as
// a token.
func noteText(n noteAbout, service usedService) string {
	problems := problemsOf(n.Report)
	intro := "note.intro"
	if len(problems) == 0 {
		intro = "note.intro.reach"
	}
	parts := [][]string{{say("note.hello")}, {say(intro)}, whichBitbucket(n)}
	for _, p := range problems {
		parts = append(parts, aboutProblem(n, p))
	}
	parts = append(parts, whatWasChecked(n.Report), whoReachesWhom(n, service), []string{say("note.thanks")})
	var texts []string
	for _, lines := range parts {
		if len(lines) > 0 {
			texts = append(texts, strings.Join(lines, "\n"))
		}
	}
	return withoutSecrets(strings.Join(texts, "\n\n") + "\n")
}

// problemsOf are what stands in the way first, then the rest an administrator can do something about.
func problemsOf(r connector.Report) []connector.Problem {
	var all []connector.Problem
	for _, severity := range []connector.Severity{connector.Block, connector.Warn, connector.Info} {
		for _, rung := range r.Rungs {
			for _, p := range rung.Problems {
				if p.Severity == severity && (severity != connector.Info || settingFor(p, "") != "") {
					all = append(all, p)
				}
			}
		}
	}
	return all
}

// whichBitbucket names the server, its product and version, and who asked it.
func whichBitbucket(n noteAbout) []string {
	lines := []string{say("note.which"), item("note.address", n.place())}
	product, version := n.Report.Fact("product"), cmp.Or(n.Report.Fact("version"), n.Connection.Version)
	lines = append(lines, item("note.product", product), item("note.version", version),
		item("note.account", cmp.Or(n.Connection.Account.Name, n.Report.Fact("account"))))
	return filled(lines)
}

// aboutProblem tells a problem in words, what was seen of it, and the setting that changes it.
func aboutProblem(n noteAbout, p connector.Problem) []string {
	title, detail, _ := Words(p)
	lines := []string{Sign(stateFor(p.Severity)) + " " + title, detail}
	lines = append(lines, seenOf(p)...)
	if setting := settingFor(p, n.place()); setting != "" {
		lines = append(lines, say("note.setting", "setting", setting))
	}
	return filled(lines)
}

// settingFor says what an administrator changes about a problem; empty where there is nothing to change.
func settingFor(p connector.Problem, place string) string {
	key := "note.setting." + string(p.Code)
	args := append(filledIn(p, say), "place", place)
	if c := p.Evidence.Certificate; c != nil {
		args = append(args, "sha256", c.Fingerprint())
	}
	if text := say(key, args...); text != key {
		return text
	}
	return ""
}

// seenOf is the evidence of a problem, a line each.
func seenOf(p connector.Problem) []string {
	e := p.Evidence
	lines := []string{
		item("evidence.code", string(p.Code)), item("evidence.address", e.Address), item("evidence.status", number(int64(e.Status))),
		item("evidence.exception", e.Exception), item("evidence.said", e.Said), item("evidence.ms", number(e.Millis)),
	}
	lines = append(lines, certificateLines("note.certificate", e.Certificate)...)
	return append(lines, certificateLines("note.certificate.trusted", e.Trusted)...)
}

// certificateLines describe a certificate the way administrators compare them.
func certificateLines(title string, c *connector.Certificate) []string {
	if c == nil {
		return nil
	}
	names := strings.Join(c.Names, ", ")
	if names == "" {
		names = say("note.certificate.nameless")
	}
	return []string{
		say(title),
		"  " + item("note.certificate.subject", c.Subject), "  " + item("note.certificate.issuer", c.Issuer),
		"  " + item("note.certificate.dates", say("note.certificate.until", "from", day(c.NotBefore), "to", day(c.NotAfter))),
		"  " + item("note.certificate.names", names), "  " + item("note.certificate.sha256", c.Fingerprint()),
	}
}

// whatWasChecked lists the rungs with what each found.
func whatWasChecked(r connector.Report) []string {
	if len(r.Rungs) == 0 {
		return nil
	}
	lines := []string{say("note.checked")}
	for _, rung := range r.Rungs {
		line := Sign(rungState(rung)) + " " + say("check."+string(rung.ID)) + ": " + rungWords(rung)
		if found := foundBy(rung); found != "" {
			line += " (" + found + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// foundBy gives the facts of a rung that mean something to an administrator.
func foundBy(rung connector.Rung) string {
	var found []string
	for _, name := range []string{
		"addresses", "proxy", "tls", "subject", "issuer", "valid_until", "product", "account", connector.FactTokenOwner,
		connector.FactReads, connector.FactAdmins, connector.FactExpires,
	} {
		if value := rung.Facts[name]; value != "" {
			found = append(found, say("note.fact."+strings.ReplaceAll(name, "_", "-"), "value", value))
		}
	}
	return strings.Join(found, "; ")
}

// Sign is a lamp in plain text: the shape in front of a line. The words beside it say the same.
func Sign(state connector.State) string {
	switch state {
	case connector.Pass:
		return "✓"
	case connector.Warned:
		return "!"
	case connector.Fail:
		return "✗"
	}
	return "–"
}

// withoutSecrets takes out what could be a secret that a person pasted where it does not belong: a sign-in inside an
// address, a value named like one, and tokens by the way Atlassian begins them.
func withoutSecrets(text string) string {
	for _, s := range []struct{ found, instead string }{
		{`://[^/@\s]*@`, `://`},
		{`(?i)([?&][a-z0-9_-]*(?:token|password|secret|auth|key)=)[^&\s]+`, `$1…`},
		{`(?i)\b(bearer|basic)\s+[a-z0-9+/=_.~-]{16,}`, `$1 …`},
		{`\b(BBDC-|ATATT|ATCTT|ATBB)[A-Za-z0-9+/=_-]+`, `$1…`},
	} {
		text = regexp.MustCompile(s.found).ReplaceAllString(text, s.instead)
	}
	return text
}

// item is a named value, or nothing.
func item(key, value string) string {
	if value == "" {
		return ""
	}
	return say(key) + ": " + value
}

// filled leaves out lines without words.
func filled(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// number is a number, or nothing for none.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// day is a date as it is written everywhere here.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
