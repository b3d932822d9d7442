package server

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mooring/connector"
	"mooring/connector/transport"
)

// propertiesPath is what tells a Bitbucket from anything else, and its version, without signing in.
const propertiesPath = "application-properties"

// minimum is the oldest version a build service can work with; it is compared as numbers.
const minimum = "7.14"

// properties is the answer of application-properties; all its values are strings.
type properties struct {
	Version     string `json:"version"`
	BuildNumber string `json:"buildNumber"`
	DisplayName string `json:"displayName"`
}

// product asks whether a Bitbucket lives at the address. An http address that sends us to https on the
// same host name is followed there, since nothing was sent yet that matters; the rungs above then stand on
// the https address, whose certificate held.
func (l *climb) product(ctx context.Context) connector.Finding {
	c := l.client
	answer, err := c.properties(ctx, l.base)
	var found []connector.Problem
	if target, upgraded := answer.Upgrade(); upgraded && connector.IsProblem(err, connector.CodeRedirectedElsewhere) {
		l.base = upgradedBase(l.base, target)
		if answer, err = c.properties(ctx, l.base); err == nil {
			found = append(found, l.noted(connector.NewProblem(connector.CodeHTTPSAvailable, "address", l.base)))
		}
	}
	if err == nil {
		l.properties, err = c.recognise(answer)
	}
	if err != nil {
		return l.finding(l.orElsewhere(ctx, answer, err))
	}
	if !isNamedBitbucket(l.properties.DisplayName) && !l.vouched(ctx) {
		p := connector.NewProblem(connector.CodeNotBitbucket, "address", l.base, "product", l.properties.DisplayName)
		return l.finding(l.orElsewhere(ctx, answer, p.Seen(answer.Evidence())))
	}
	c.learn(func(k *known) { k.base = l.base })
	return connector.Finding{Problems: found, Facts: map[string]string{"product": l.properties.DisplayName, "base": l.base}}
}

// properties asks for what a Bitbucket tells anybody about itself.
func (c *Client) properties(ctx context.Context, base string) (transport.Answer, error) {
	return c.send(ctx, question{base: base, path: []string{propertiesPath}, openly: true})
}

// upgradedBase is the base address on the https origin a redirect leads to: with the context path it names,
// or else with the one there was, since a redirect may lead to a page for people.
func upgradedBase(base, target string) string {
	if upgraded, ok := baseOf(target); ok {
		return upgraded
	}
	u, err := url.Parse(target)
	_, under, ok := splitBase(base)
	if err != nil || !ok {
		return base
	}
	return u.Scheme + "://" + u.Host + under
}

// baseOf is the base address in front of application-properties.
func baseOf(address string) (string, bool) {
	address, _, _ = strings.Cut(address, "?")
	base, ok := strings.CutSuffix(strings.TrimRight(address, "/"), api+"/"+propertiesPath)
	if !ok {
		return "", false
	}
	a, err := connector.ReadAddress(base)
	return a.Base, err == nil && connector.Origin(a.Base) == connector.Origin(base)
}

// recognise reads the properties, or says what answered instead.
func (c *Client) recognise(a transport.Answer) (properties, error) {
	var p properties
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || isSignInPage(a):
		// Bitbucket tells its properties to anybody; something in front of it wants people to sign in.
		return p, c.seen(connector.NewProblem(connector.CodeLoginPage, "host", a.Host()), a)
	case !a.OK() || !a.IsJSON():
		base, _ := baseOf(a.Address)
		return p, c.seen(connector.NewProblem(connector.CodeNotBitbucket, "address", base, "product", ""), a)
	}
	if err := a.JSON(&p); err != nil {
		return p, err
	}
	p.Version, p.DisplayName = brief(p.Version), brief(p.DisplayName)
	return p, nil
}

// brief makes fit for a line what is shown of somebody nobody knows yet. Of megabytes it looks at the beginning.
func brief(told string) string { return transport.Quote(told[:min(len(told), 4<<10)]) }

// longestPage is how far into a page one looks for a password field; copying an endless one costs memory.
const longestPage = 1 << 20

// isSignInPage tells a page with a password field, or one that hands over to single sign-on.
func isSignInPage(a transport.Answer) bool {
	if !a.OK() || !a.IsHTML() {
		return false
	}
	page := strings.ToLower(string(a.Body[:min(len(a.Body), longestPage)]))
	for _, sign := range []string{`type="password"`, `type='password'`, `type=password`, "samlrequest"} {
		if strings.Contains(page, sign) {
			return true
		}
	}
	return false
}

// isNamedBitbucket knows the product's name, also the one it had before 4.0.
func isNamedBitbucket(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "bitbucket") || lower == "stash"
}

// vouched decides about another name. Administrators may rename their Bitbucket, so one that is no other
// product's counts, if the list of repositories answers in Bitbucket's own way to somebody unknown.
func (l *climb) vouched(ctx context.Context) bool {
	name := strings.ToLower(l.properties.DisplayName)
	if name == "" || l.properties.BuildNumber == "" || l.properties.Version == "" {
		return false
	}
	for _, other := range []string{
		"jira", "confluence", "bamboo", "crowd", "fisheye", "crucible", "gitlab", "gitea", "github", "forgejo",
		"gerrit", "jenkins", "azure", "nexus", "artifactory", "sonar", "wiki",
	} {
		if strings.Contains(name, other) {
			return false
		}
	}
	answer, err := l.client.send(ctx, question{base: l.base, path: []string{"repos"}, query: limit(1), openly: true})
	if err != nil {
		return false
	}
	if answer.OK() && answer.IsJSON() {
		var p page[restRepository]
		return answer.JSON(&p) == nil && p.Values != nil
	}
	return strings.HasPrefix(refusalIn(answer).ExceptionName, "com.atlassian.")
}

// version compares the version with the minimum.
func (l *climb) version(context.Context) connector.Finding {
	told := l.properties.Version
	f := connector.Finding{Facts: map[string]string{"version": told}}
	have, readable := readVersion(told)
	least, _ := readVersion(minimum)
	switch {
	case !readable:
		f.Problems = []connector.Problem{connector.NewProblem(connector.CodeVersionUnreadable, "version", told)}
	case have.before(least):
		f.Problems = []connector.Problem{connector.NewProblem(connector.CodeVersionTooOld, "version", told, "minimum", minimum)}
	}
	if date, over := supportOver(have, l.client.options.Clock()); over && readable && len(f.Problems) == 0 {
		f.Problems = []connector.Problem{connector.NewProblem(connector.CodeVersionEndOfLife, "version", told, "date", date)}
	}
	if len(f.Problems) > 0 {
		f.Problems[0] = f.Problems[0].Seen(connector.Evidence{Address: l.base, Said: transport.Quote(told)})
	}
	l.release = have
	l.client.learn(func(k *known) { k.version = told })
	return f
}

// release is the leading numbers of a version.
type release [3]int

// readVersion reads the leading numbers: 7.14.0-rc1 is 7.14.0, and a third that is missing is 0.
func readVersion(text string) (release, bool) {
	var r release
	text = strings.TrimPrefix(strings.TrimSpace(text), "v")
	read := 0
	for read < len(r) {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		n, err := strconv.Atoi(text[:digits])
		if err != nil {
			break
		}
		r[read] = n
		read++
		text = text[digits:]
		if !strings.HasPrefix(text, ".") {
			break
		}
		text = text[1:]
	}
	return r, read >= 2
}

func (r release) before(other release) bool {
	for i := range r {
		if r[i] != other[i] {
			return r[i] < other[i]
		}
	}
	return false
}
