package connector_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestTheSameAddressMayBeSpelledInSeveralWays(t *testing.T) {
	const here = "https://ci.example/hooks/Abc?x=1"
	for other, same := range map[string]bool{
		here:                                      true,
		"https://CI.Example/hooks/Abc?x=1":        true,
		"https://ci.example:443/hooks/Abc?x=1":    true,
		"HTTPS://ci.example/hooks/Abc?x=1":        true,
		"https://ci.example:8443/hooks/Abc?x=1":   false,
		"http://ci.example/hooks/Abc?x=1":         false,
		"http://ci.example:443/hooks/Abc?x=1":     false,
		"https://ci.example/hooks/abc?x=1":        false,
		"https://ci.example/hooks/Abc/?x=1":       false,
		"https://ci.example/hooks/Abc?x=2":        false,
		"https://ci.example/hooks/Abc?x=1#y":      false,
		"https://who@ci.example/hooks/Abc?x=1":    false,
		"https://ci.example/hooks%2FAbc?x=1":      false,
		"https://ci.example.evil/hooks/Abc?x=1":   false,
		"":                                        false,
		"ci.example/hooks/Abc?x=1":                false,
		"https://ci.example/hooks/Abc?x=1\x00":    false,
		"https://[ci.example/hooks/Abc?x=1":       false,
		"ftp://ci.example/hooks/Abc?x=1":          false,
		"https://ci.example:/hooks/Abc?x=1":       true,
		"https://ci.example:443:443/hooks/Abc?x=": false,
	} {
		assert.Equal(t, same, connector.SameAddress(here, other), other)
		assert.Equal(t, same, connector.SameAddress(other, here), other)
	}
	assert.True(t, connector.SameAddress("https://ci.example", "https://CI.example/"), "an empty path")
	assert.True(t, connector.SameAddress("", ""))
	assert.False(t, connector.SameAddress("mailto:a", "mailto:b"))
}

func TestAWebhookSpelledInAnotherWayServes(t *testing.T) {
	wish := connector.HookWish{Address: "https://ci.example/1", Push: true}
	assert.True(t, connector.Hook{Active: true, Push: true, Address: "https://CI.example:443/1"}.Serves(wish))
	assert.False(t, connector.Hook{Active: true, Push: true, Address: "https://ci.example/2"}.Serves(wish))
}
