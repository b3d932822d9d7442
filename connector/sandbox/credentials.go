package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// newCredentials makes the demo's secrets afresh at each start, so that a test that looks for one on disk
// can only find this run's. They have the lengths and beginnings people know from the real ones.
func newCredentials(d *dataset) Line {
	first := d.first
	return Line{
		ClientID:             randomText(18),
		ClientSecret:         randomText(32),
		CloudEmail:           d.user.email,
		CloudAPIToken:        newAPIToken(),
		CloudUnscopedToken:   newAPIToken(),
		CloudAccessToken:     newAccessToken(),
		CloudWorkspace:       first.project.workspace.slug,
		CloudRepositoryToken: newAccessToken(),
		CloudRepository:      fullName(first),
		CloudProjectToken:    newAccessToken(),
		CloudUser:            nickname(d.user),
		CloudAppPassword:     "ATBB" + randomText(32),
		ServerToken:          newServerToken(),
		ServerReadToken:      newServerToken(),
		CloudReadToken:       newAPIToken(),
		ServerAdminToken:     newServerToken(),
		CloudAdminEmail:      d.users[stewardAt].email,
		CloudAdminToken:      newAPIToken(),
	}
}

func newAPIToken() string    { return "ATATT3xFfGF0" + randomText(64) }
func newAccessToken() string { return "ATCTT3xFfGN0" + randomText(64) }

func newServerToken() string { return "BBDC-" + randomText(44) }

// randomText gives n characters from A-Z, a-z and 0-9.
func randomText(n int) string {
	raw := make([]byte, 2*n)
	_, _ = rand.Read(raw) // never fails: it ends the program instead
	text := strings.NewReplacer("+", "", "/", "", "=", "").Replace(base64.StdEncoding.EncodeToString(raw))
	return text[:n]
}
