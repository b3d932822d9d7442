package store

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"

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
		name: func(p connector.BuildProfile) string { return p.Name }, unique: true,
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
// times in UTC. It answers profile-invalid (see validProfile), profile-name-taken (another has this name, ignoring
// case), profile-newer and disk-failed; after any of them nothing has changed.
func (s *Store) SaveProfile(ctx context.Context, profile connector.BuildProfile) error {
	return s.SaveProfiles(ctx, []connector.BuildProfile{profile})
}

// SaveProfiles writes several profiles: all of them, or none where it answers an error. It answers what SaveProfile
// does, profile-name-taken also where two of them have the same name, and profile-invalid where two have the same id.
func (s *Store) SaveProfiles(ctx context.Context, profiles []connector.BuildProfile) error {
	if len(profiles) == 0 {
		return nil
	}
	tidied, ids := make([]connector.BuildProfile, len(profiles)), map[string]bool{}
	for n, p := range profiles {
		if ids[p.ID] {
			return connector.NewProblem(connector.CodeProfileInvalid, "name", p.Name).Because(errors.New("two have the same id"))
		}
		ids[p.ID] = true
		var err error
		if tidied[n], err = tidyProfile(p); err != nil {
			return err
		}
	}
	return s.profiles().save(ctx, tidied...)
}

// ChangeProfile changes a profile as it lies on the disk by now, and gives what it wrote: no other Mooring writes in
// between, so what it wrote before stays. It answers connector.ErrNoProfile where there is none, and what SaveProfile
// does; nothing has changed then. The id stays whatever change does. change must not ask the store for anything.
func (s *Store) ChangeProfile(ctx context.Context, id string, change func(*connector.BuildProfile)) (connector.BuildProfile, error) {
	if !validID(id) {
		return connector.BuildProfile{}, connector.ErrNoProfile
	}
	written, err := s.profiles().change(ctx, id, func(p connector.BuildProfile) (connector.BuildProfile, error) {
		change(&p)
		p.ID = id
		return tidyProfile(p)
	})
	if errors.Is(err, errNone) {
		err = connector.ErrNoProfile
	}
	return written, err
}

// DeleteProfile removes a profile; that there is none is fine. It answers profile-newer and disk-failed.
func (s *Store) DeleteProfile(ctx context.Context, id string) error {
	return s.profiles().remove(ctx, id)
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
