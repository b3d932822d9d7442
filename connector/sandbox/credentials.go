package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// newCredentials makes the demo's secrets afresh at each start, so that a test that looks for one on disk
// can only find this run's. They have the lengths and beginnings people know from the real ones.
func newCredentials(email string) Line {
	return Line{
		ClientID:         randomText(18),
		ClientSecret:     randomText(32),
		CloudEmail:       email,
		CloudAPIToken:    "ATATT3xFfGF0" + randomText(64),
		CloudAccessToken: "ATCTT3xFfGN0" + randomText(64),
		ServerToken:      newServerToken(),
	}
}

func newServerToken() string { return "BBDC-" + randomText(44) }

// randomText gives n characters from A-Z, a-z and 0-9.
func randomText(n int) string {
	raw := make([]byte, 2*n)
	_, _ = rand.Read(raw) // never fails: it ends the program instead
	text := strings.NewReplacer("+", "", "/", "", "=", "").Replace(base64.StdEncoding.EncodeToString(raw))
	return text[:n]
}
