package store

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mooring/connector"
)

// MaxName is the most characters a profile's name may have.
const MaxName = 100

func (s *Store) profiles() folder[connector.BuildProfile] {
	return folder[connector.BuildProfile]{
		store: s, kind: "profile", path: filepath.Join(s.dirs.Config, "profiles"),
		id:   func(p *connector.BuildProfile) *string { return &p.ID },
		name: func(p connector.BuildProfile) string { return p.Name },
	}
}

// Profiles lists the build profiles by name. What is wrong with some of them is told by ProfilesReport; it
// never keeps the others from being listed. It answers disk-failed where the folder cannot be read.
func (s *Store) Profiles(ctx context.Context) ([]connector.BuildProfile, error) {
	list, err := s.ProfilesReport(ctx)
	return list.Items, err
}

// ProfilesReport lists the build profiles together with what is wrong with some of them.
func (s *Store) ProfilesReport(ctx context.Context) (Listing[connector.BuildProfile], error) {
	return s.profiles().list(ctx)
}

// SaveProfile writes a profile, new or in the place of the one with its id, with its name trimmed and its
// times in UTC. It answers profile-invalid (no name, more than MaxName characters, an id that
// connector.NewID did not make), profile-name-taken (another has this name, ignoring case), profile-newer
// and disk-failed; after any of them nothing has changed.
func (s *Store) SaveProfile(ctx context.Context, profile connector.BuildProfile) error {
	profile.Name = strings.TrimSpace(profile.Name)
	if err := validProfile(profile); err != nil {
		return connector.NewProblem(connector.CodeProfileInvalid, "name", profile.Name).Because(err)
	}
	for _, address := range []*string{
		&profile.Repository.Base, &profile.Web, &profile.CloneHTTPS,
	} {
		*address = withoutUser(*address)
	}
	for _, at := range []*time.Time{&profile.Created, &profile.Updated, &profile.Checked} {
		*at = at.UTC()
	}
	return s.profiles().save(ctx, profile, func(others []connector.BuildProfile) error {
		for _, other := range others {
			if fold(other.Name) == fold(profile.Name) {
				return connector.NewProblem(connector.CodeProfileNameTaken, "name", profile.Name)
			}
		}
		return nil
	})
}

// ChangeProfile changes a profile as it lies on the disk by now, and gives what it wrote: no other Mooring writes in
// between, so what it wrote before stays. It answers connector.ErrNoProfile where there is none, and what SaveProfile
// does.
func (s *Store) ChangeProfile(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, error) {
	list, err := s.Profiles(ctx)
	if err != nil {
		return connector.BuildProfile{}, err
	}
	for _, p := range list {
		if p.ID == id {
			change(&p)
			return p, s.SaveProfile(ctx, p)
		}
	}
	return connector.BuildProfile{}, connector.ErrNoProfile
}

// DeleteProfile removes a profile; that there is none is fine. It answers profile-newer and disk-failed.
func (s *Store) DeleteProfile(ctx context.Context, id string) error {
	return s.profiles().remove(ctx, id)
}

func validProfile(p connector.BuildProfile) error {
	switch {
	case !validID(p.ID):
		return errors.New("the id is not 16 bytes in hex")
	case p.Name == "":
		return errors.New("the name is empty")
	case !utf8.ValidString(p.Name):
		return errors.New("the name is no valid text") // JSON would change it silently
	case utf8.RuneCountInString(p.Name) > MaxName:
		return errors.New("the name is too long")
	}
	return nil
}

// fold makes two names the same text exactly when people call them the same: whatever their case, and
// however their accents are composed (canonical caseless matching, The Unicode Standard 3.13, D145).
func fold(name string) string {
	return norm.NFD.String(cases.Fold().String(norm.NFD.String(strings.TrimSpace(name))))
}

// withoutUser drops a user name and password from a web address: a pasted clone address may have them,
// and no document here holds a secret.
func withoutUser(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	u.User = nil
	return u.String()
}
