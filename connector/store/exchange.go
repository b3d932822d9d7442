package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mooring/connector"
)

const (
	// exchangeKind and exchangeSchema say what a file of profiles to give away is.
	exchangeKind, exchangeSchema = "profiles", 1
	// maxExchange bounds such a file, and maxExchanged how many profiles it may have.
	maxExchange, maxExchanged = 4 << 20, 1000
)

// exchange is a file of profiles to give away.
type exchange struct {
	Schema   int         `json:"schema"`
	Kind     string      `json:"kind"`
	Profiles []exchanged `json:"profiles"`
}

// exchanged is what of a profile is given away: what to build, from where and when. Nothing of it is the giver's
// own: no id, connection, webhook (the address of many is as good as a password), last check or time.
type exchanged struct {
	Name       string                  `json:"name"`
	Repository connector.RepositoryRef `json:"repository"`
	Key        string                  `json:"key"`
	Slug       string                  `json:"slug"`
	Title      string                  `json:"title,omitempty"`
	Owner      string                  `json:"owner,omitempty"`
	Web        string                  `json:"web,omitempty"`
	CloneHTTPS string                  `json:"clone_https,omitempty"`
	CloneSSH   string                  `json:"clone_ssh,omitempty"`
	Branch     string                  `json:"branch"`
	Folder     string                  `json:"folder,omitempty"`
	System     connector.System        `json:"system,omitempty"`
	Platform   connector.Platform      `json:"platform,omitempty"`
	Triggers   connector.Triggers      `json:"triggers"`
	Service    string                  `json:"service,omitempty"`
}

// Export writes profiles into one file that can be given away: pretty JSON that Import reads. It holds no secret, no
// address of a webhook and no user name. It answers profile-invalid with the name of a profile that cannot be given
// away, and where there are none or more than Import takes.
func Export(profiles []connector.BuildProfile) ([]byte, error) {
	file := exchange{Schema: exchangeSchema, Kind: exchangeKind}
	for _, p := range profiles {
		entry := give(p)
		if _, err := entry.take(); err != nil {
			return nil, connector.NewProblem(connector.CodeProfileInvalid, "name", p.Name).Because(err)
		}
		file.Profiles = append(file.Profiles, entry)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(file)
	if err == nil {
		err = sizeFits(len(file.Profiles), out.Len())
	}
	if err != nil {
		return nil, connector.NewProblem(connector.CodeProfileInvalid).Because(err)
	}
	return out.Bytes(), nil
}

// Import reads what Export wrote; anybody may have made the file. The profiles come in its order, each with a new
// id, without a connection and without times; names may repeat. It answers profile-invalid where the file is
// anything else, holds nothing, or holds one profile that cannot be: then nothing is taken from it. It answers
// profile-newer where a later Mooring wrote it. The name of the file, for the argument file, is the caller's to add.
//
// Addresses that lead to another host than that of the Bitbucket the profile is for are left out: who sees
// that host has then seen every one there is.
func Import(data []byte) ([]connector.BuildProfile, error) {
	profiles, err := readExchange(data)
	if _, isProblem := connector.AsProblem(err); err != nil && !isProblem {
		err = connector.NewProblem(connector.CodeProfileInvalid).Because(err)
	}
	return profiles, err
}

func readExchange(data []byte) ([]connector.BuildProfile, error) {
	if len(data) > maxExchange {
		return nil, fmt.Errorf("the file has more than %d bytes", maxExchange)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors write one
	var envelope struct {
		Schema int    `json:"schema"`
		Kind   string `json:"kind"`
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return nil, err
	}
	if envelope.Kind != exchangeKind || envelope.Schema < 1 {
		return nil, fmt.Errorf("kind %q, schema %d", envelope.Kind, envelope.Schema)
	}
	if envelope.Schema > exchangeSchema {
		return nil, connector.NewProblem(connector.CodeProfileNewer)
	}
	var file exchange
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	if err := sizeFits(len(file.Profiles), len(data)); err != nil {
		return nil, err
	}
	profiles := make([]connector.BuildProfile, 0, len(file.Profiles))
	for n, entry := range file.Profiles {
		p, err := entry.take()
		if err != nil {
			return nil, fmt.Errorf("profile %d: %w", n+1, err)
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

func sizeFits(profiles, size int) error {
	switch {
	case profiles == 0:
		return errors.New("there is no profile in it")
	case profiles > maxExchanged:
		return fmt.Errorf("there are more than %d profiles in it", maxExchanged)
	case size > maxExchange:
		return fmt.Errorf("it has more than %d bytes", maxExchange)
	}
	return nil
}

// give makes what is given away of a profile.
func give(p connector.BuildProfile) exchanged {
	ref := p.Repository
	ref.Base = withoutUser(ref.Base)
	return exchanged{
		Name: onOneLine(p.Name), Repository: ref, Key: p.Key, Slug: p.Slug,
		Title: onOneLine(p.Title), Owner: onOneLine(p.Owner),
		Web: within(ref.Base, p.Web), CloneHTTPS: within(ref.Base, p.CloneHTTPS), CloneSSH: sshWithin(ref.Base, p.CloneSSH),
		Branch: p.Branch, Folder: p.Folder, System: p.System, Platform: p.Platform,
		Triggers: p.Triggers.Clone(), Service: p.Service,
	}
}

// onOneLine puts blanks in the place of what only a file made to deceive has: Bitbucket's own titles may have a tab
// or the end of a line in them.
func onOneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if deceptive(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd")))
}
