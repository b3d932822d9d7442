package store

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mooring/connector"
)

const (
	// maxPatterns is how many patterns a trigger may have, and maxPattern how many characters each of them: git
	// has no longer names on most disks.
	maxPatterns, maxPattern = 200, 255
)

// tidyProfile gives a profile as it is written. It answers profile-invalid.
func tidyProfile(profile connector.BuildProfile) (connector.BuildProfile, error) {
	profile.Name, profile.Branch = strings.TrimSpace(profile.Name), strings.TrimSpace(profile.Branch)
	if err := validProfile(profile); err != nil {
		return profile, connector.NewProblem(connector.CodeProfileInvalid, "name", profile.Name).Because(err)
	}
	for _, address := range []*string{&profile.Repository.Base, &profile.Web, &profile.CloneHTTPS} {
		*address = withoutUser(*address)
	}
	for _, at := range []*time.Time{
		&profile.Created, &profile.Updated, &profile.Checked, &profile.HandedOver,
		&profile.Webhook.Changed, &profile.Webhook.Seen, &profile.Webhook.Delivered, &profile.Webhook.AdminFree,
	} {
		*at = at.UTC()
	}
	return profile, nil
}

// validProfile refuses a profile without a name or branch, with a name of more than MaxName characters, an id that
// connector.NewID did not make, triggers that match nothing, or a webhook's address that is none or has a password
// in it.
func validProfile(p connector.BuildProfile) error {
	switch {
	case !validID(p.ID):
		return errors.New("the id is not 16 bytes in hex")
	case p.Branch == "":
		return errors.New("the branch is empty")
	}
	if err := validName(p.Name); err != nil {
		return err
	}
	if err := validTriggers(p.Triggers); err != nil {
		return err
	}
	if p.Webhook.Address == "" {
		return nil
	}
	u, err := webAddress(p.Webhook.Address)
	if err == nil && u.User != nil {
		err = errors.New("there is a user name in it")
	}
	if err != nil {
		return fmt.Errorf("the webhook's address: %w", err)
	}
	return nil
}

func validName(name string) error {
	switch {
	case name == "":
		return errors.New("the name is empty")
	case !utf8.ValidString(name):
		return errors.New("the name is no valid text") // JSON would change it silently
	case utf8.RuneCountInString(name) > MaxName:
		return errors.New("the name is too long")
	}
	return nil
}

func validTriggers(t connector.Triggers) error {
	for _, patterns := range [][]string{t.Push, t.PullRequests, t.Tags} {
		if len(patterns) > maxPatterns {
			return errors.New("a trigger has too many patterns")
		}
		for _, p := range patterns {
			if strings.TrimSpace(p) == "" || utf8.RuneCountInString(p) > maxPattern || !plain(p) {
				return errors.New("a pattern is no part of a name")
			}
		}
	}
	return nil
}

// plain tells whether a text is valid and has no control characters, nor marks that let it be read in another order
// than it stands there.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, deceptive)
}

func deceptive(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// webAddress reads an http or https address.
func webAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("it cannot be read") // the cause would repeat what may be secret in it
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "", !plain(text):
		return nil, errors.New("it is no http or https address")
	}
	return u, nil
}
