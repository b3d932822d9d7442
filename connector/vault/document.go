package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"mooring/connector"
)

// schema is the version of the document inside the keychain.
const schema = 1

// pieceSize bounds one item: the Credential Manager takes 2,560 bytes, and macOS 4,096 for a whole
// command with the value in base64.
const pieceSize = 2000

// maxPieces bounds how much one secret may need; also what a damaged head can make us look for.
const maxPieces = 64

// document is a credential as it stands in the keychain, the one place where its secrets are spelled out.
type document struct {
	Schema  int                      `json:"schema"`
	Kind    connector.CredentialKind `json:"kind,omitempty"`
	Email   string                   `json:"email,omitempty"`
	Token   string                   `json:"token"`
	Refresh string                   `json:"refresh,omitempty"`
	Phrase  string                   `json:"passphrase,omitempty"` // of the client certificate
	Expires time.Time                `json:"expires,omitzero"`
	Scopes  []string                 `json:"scopes,omitempty"`
	Origins []string                 `json:"origins"`
}

// encode spells a credential out.
func encode(c connector.Credential) ([]byte, error) {
	d := document{
		Schema: schema, Kind: c.Kind, Email: c.Email, Token: c.Token.Reveal(), Refresh: c.Refresh.Reveal(), Phrase: c.Passphrase.Reveal(),
		Expires: c.Expires.UTC(), Scopes: c.Scopes, Origins: c.Origins,
	}
	for _, text := range []string{d.Token, d.Refresh, d.Email, d.Phrase} {
		if !utf8.ValidString(text) {
			return nil, errors.New("the secret is no valid text") // JSON would change it silently
		}
	}
	data, err := json.Marshal(d)
	if err != nil {
		return nil, errors.New("the credential cannot be written down")
	}
	return data, nil
}

// decode reads a credential back. Its errors quote nothing of the document.
func decode(data []byte) (connector.Credential, error) {
	var d document
	if err := json.Unmarshal(data, &d); err != nil {
		return connector.Credential{}, errors.New("the kept document cannot be read")
	}
	if d.Schema != schema {
		return connector.Credential{}, fmt.Errorf("the kept document has schema %d", d.Schema)
	}
	return connector.Credential{
		Kind: d.Kind, Email: d.Email, Token: connector.NewSecret(d.Token), Refresh: connector.NewSecret(d.Refresh),
		Expires: d.Expires, Scopes: d.Scopes, Origins: d.Origins, Passphrase: connector.NewSecret(d.Phrase),
	}, nil
}

// split cuts a document into pieces that a keychain takes, never inside a character: some keychains
// insist on valid text.
func split(data []byte) []string {
	var pieces []string
	for len(data) > 0 {
		end := min(pieceSize, len(data))
		for end < len(data) && !utf8.RuneStart(data[end]) {
			end--
		}
		pieces = append(pieces, string(data[:end]))
		data = data[end:]
	}
	return pieces
}

// bound tells whether origins name at least one place and no unreadable one.
func bound(origins []string) bool {
	return len(origins) > 0 && !slices.Contains(origins, "")
}

// sameSet tells whether two lists name the same origins, in whatever order and number.
func sameSet(a, b []string) bool {
	return slices.Equal(asSet(a), asSet(b))
}

func asSet(list []string) []string {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}
