package store

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mooring/connector"
)

// maxText is how many characters a text in a file of profiles may have.
const maxText = 1000

// take makes a profile of what somebody gave away, or says why none can be made.
func (e exchanged) take() (connector.BuildProfile, error) {
	e.Name, e.Branch = strings.TrimSpace(e.Name), strings.TrimSpace(e.Branch)
	for _, check := range []func() error{e.texts, e.place, e.addresses, func() error { return validTriggers(e.Triggers) }} {
		if err := check(); err != nil {
			return connector.BuildProfile{}, err
		}
	}
	base := withoutUser(e.Repository.Base)
	return connector.BuildProfile{
		ID: connector.NewID(), Name: e.Name,
		Repository: connector.RepositoryRef{Provider: e.Repository.Provider, Base: base, ID: e.Repository.ID},
		Key:        e.Key, Slug: e.Slug, Title: e.Title, Owner: e.Owner,
		Web: within(base, e.Web), CloneHTTPS: within(base, e.CloneHTTPS), CloneSSH: sshWithin(base, e.CloneSSH),
		Branch: e.Branch, Folder: e.Folder, System: e.System, Platform: e.Platform,
		Triggers: e.Triggers, Service: e.Service,
	}, nil
}

// texts looks at every text by itself.
func (e exchanged) texts() error {
	if err := validName(e.Name); err != nil {
		return err
	}
	for _, text := range []string{
		e.Name, e.Repository.Base, e.Repository.ID, e.Key, e.Slug, e.Title, e.Owner, e.Web, e.CloneHTTPS, e.CloneSSH,
		e.Branch, e.Folder, string(e.System), string(e.Platform), e.Service,
	} {
		if utf8.RuneCountInString(text) > maxText || !plain(text) {
			return errors.New("a text is too long, or made to deceive")
		}
	}
	return nil
}

// place looks at what to build: a repository, a branch and a folder in it, for a system and with a platform that
// this Mooring knows.
func (e exchanged) place() error {
	switch {
	case e.Repository.Provider != connector.Cloud && e.Repository.Provider != connector.Server:
		return fmt.Errorf("the provider is %q", e.Repository.Provider)
	case !segment(e.Repository.ID), !segment(e.Key), !segment(e.Slug):
		return errors.New("the repository cannot be one")
	case e.Branch == "":
		return errors.New("the branch is empty")
	case e.Folder != "" && (path.Clean(e.Folder) != e.Folder || path.IsAbs(e.Folder) || strings.HasPrefix(e.Folder, "..") || e.Folder == "."):
		return errors.New("the folder is none in a repository")
	case !slices.Contains([]connector.System{connector.SystemUnknown, connector.SystemIOS, connector.SystemAndroid}, e.System):
		return fmt.Errorf("the system is %q", e.System)
	case !slices.Contains([]connector.Platform{
		connector.PlatformUnknown, connector.PlatformSwift, connector.PlatformKotlin, connector.PlatformReactNative,
		connector.PlatformFlutter, connector.PlatformMAUI, connector.PlatformIonic, connector.PlatformKMP,
	}, e.Platform):
		return fmt.Errorf("the platform is %q", e.Platform)
	}
	return nil
}

// segment tells whether a text can be one part of an address's path, so that nothing leads out of where it is put.
func segment(text string) bool {
	return text != "" && text != "." && text != ".." && !strings.ContainsAny(text, `/\?#%`) &&
		!strings.ContainsFunc(text, unicode.IsSpace)
}

// addresses looks at where a profile leads to.
func (e exchanged) addresses() error {
	base, err := webAddress(e.Repository.Base)
	if err != nil || base.RawQuery != "" || base.Fragment != "" {
		return errors.New("the address of Bitbucket is none")
	}
	for _, address := range []string{e.Web, e.CloneHTTPS} {
		if address == "" {
			continue
		}
		if _, err := webAddress(address); err != nil {
			return fmt.Errorf("an address of the repository: %w", err)
		}
	}
	if e.CloneSSH == "" {
		return nil
	}
	if _, ok := readSSH(e.CloneSSH); !ok {
		return errors.New("the address for ssh is none")
	}
	return nil
}

// within gives an http or https address without a user name where it leads to the Bitbucket at base, and else
// nothing.
func within(base, address string) string {
	u, err := webAddress(address)
	if err != nil || !sameBitbucket(base, u.Hostname()) {
		return ""
	}
	return withoutUser(address)
}

// sshWithin is within for an address for ssh. Of its user name only "git" stays: there both products let everybody
// in under that name and tell people apart by their keys.
func sshWithin(base, address string) string {
	u, ok := readSSH(address)
	if !ok || !sameBitbucket(base, u.Hostname()) {
		return ""
	}
	if u.User.String() == "git" {
		return address
	}
	u.User = nil
	return u.String()
}

// readSSH reads ssh://git@host:7999/shop/app.git, or git@host:shop/app.git as git and Cloud write it too. A host
// that begins with a dash would be an option to ssh.
func readSSH(address string) (*url.URL, bool) {
	if !strings.Contains(address, "://") {
		host, rest, found := strings.Cut(address, ":")
		if !found || strings.Contains(host, "/") || strings.HasPrefix(rest, ":") { // "ext::" is a command to git
			return nil, false
		}
		address = "ssh://" + host + "/" + rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "ssh" || u.Hostname() == "" || strings.HasPrefix(u.Hostname(), "-") ||
		strings.ContainsFunc(address, unicode.IsSpace) {
		return nil, false
	}
	return u, true
}

// sameBitbucket tells whether a host is the one of base. Cloud has several, which are all Atlassian's.
func sameBitbucket(base, host string) bool {
	u, err := webAddress(base)
	if err != nil {
		return false
	}
	return strings.EqualFold(u.Hostname(), host) || connector.IsCloudAddress(base) && connector.IsCloudAddress("https://"+host)
}
