package connector_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
)

func TestAProblemTravelsAsAnErrorAndKeepsItsCause(t *testing.T) {
	cause := errors.New("no route")
	err := fmt.Errorf("listing: %w", connector.NewProblem(connector.CodeConnectionReset, "host", "git.example").Because(cause))
	p, ok := connector.AsProblem(err)
	assert.True(t, ok)
	assert.Equal(t, connector.CodeConnectionReset, p.Code)
	assert.Equal(t, "git.example", p.Args["host"])
	assert.ErrorIs(t, err, cause)
	assert.True(t, connector.IsProblem(err, connector.CodeConnectionReset))
	assert.False(t, connector.IsProblem(err, connector.CodeTLSFailed))
	assert.False(t, connector.IsProblem(nil, connector.CodeTLSFailed))
}

func TestChangingAProblemLeavesTheFirstAsItWas(t *testing.T) {
	first := connector.NewProblem(connector.CodeAdminMissing, "account", "ada")
	second := first.With("account", "grace").Rated(connector.Block)
	assert.Equal(t, "ada", first.Args["account"])
	assert.Equal(t, connector.Warn, first.Severity)
	assert.Equal(t, "grace", second.Args["account"])
	assert.Equal(t, connector.Block, second.Severity)
}

func TestTheCatalogueNamesEveryCodeOnce(t *testing.T) {
	seen := map[connector.Code]bool{}
	for _, e := range connector.Catalogue() {
		assert.False(t, seen[e.Code], "%s twice", e.Code)
		seen[e.Code] = true
		assert.Contains(t, []connector.Severity{connector.Block, connector.Warn, connector.Info}, e.Severity)
	}
	assert.Equal(t, connector.Block, connector.DefaultSeverity("something-new"))
}

func TestOriginsAreTheSameExactlyWhenTheirStringsAre(t *testing.T) {
	for address, want := range map[string]string{
		"https://git.example.com/bitbucket": "https://git.example.com:443",
		"HTTPS://GIT.example.com:443":       "https://git.example.com:443",
		"http://127.0.0.1:7990/x":           "http://127.0.0.1:7990",
		"http://[::1]/":                     "http://[::1]:80",
		"ssh://git@host/x":                  "",
		"":                                  "",
		"://":                               "",
	} {
		assert.Equal(t, want, connector.Origin(address), address)
	}
}

func TestLoopbackIsThisComputerOnly(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "a.localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true,
		"[::1]": true, "::ffff:127.0.0.1": true, "10.0.0.1": false, "localhost.example.com": false, "example.com": false,
	} {
		assert.Equal(t, want, connector.IsLoopback(host), host)
	}
}
