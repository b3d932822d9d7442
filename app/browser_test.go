package app

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOnlyWebPagesAndLettersAreEverOpened(t *testing.T) {
	quietBrowser()
	var opened []string
	open := careful(func(link string) error {
		opened = append(opened, link)
		return nil
	})
	for _, link := range []string{
		"file:///etc/passwd", "http://example.invalid/", "javascript:alert(1)", "mooring", "://", "https:///nowhere",
		"mailto:admin@example.test?attach=/etc/passwd", "mailto:?subject=x&cc=else@example.test", "mailto:-f?subject=x",
		"mailto://host/x?subject=x", "smb://example.test/share", "vbscript:x",
	} {
		assert.Error(t, open(link), link)
	}
	assert.Empty(t, opened)
	for _, link := range []string{
		"https://bitbucket.org/x", "http://127.0.0.1:7990/x", "http://localhost:1/callback",
		"mailto:?subject=Bitbucket%20for%20us&body=Hello%2C%0D%0Aplease", "mailto:admin@example.test?subject=x", "MAILTO:admin@example.test",
	} {
		require.NoError(t, open(link), link)
	}
	assert.Len(t, opened, 6)
}
