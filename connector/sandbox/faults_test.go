package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/sandbox"
)

// TestEveryCodeAServerCanCauseIsPlayed holds the faults to the catalogue: all that a network, a certificate
// or a server is behind can be met here, but for what needs another computer or something kept on this one.
func TestEveryCodeAServerCanCauseIsPlayed(t *testing.T) {
	elsewhere := []connector.Code{
		connector.CodeNameNotFound, connector.CodeProxyFailed, connector.CodePrivateAddress, connector.CodeCertificateChanged,
		connector.CodeClientCertificateUnusable, connector.CodeRootUnusable, connector.CodeTokenExpired, connector.CodeTokenKindUnsupported,
	}
	var missing []connector.Code
	catalogue := connector.Catalogue()
	end := slices.IndexFunc(catalogue, func(e connector.Entry) bool { return e.Code == connector.CodeScopeMissing })
	require.Greater(t, end, 40, "what only the Cloud has comes after")
	for _, entry := range catalogue[:end] {
		played := slices.Contains(sandbox.ServerFaults(), string(entry.Code))
		local := slices.Contains(elsewhere, entry.Code) || strings.HasPrefix(string(entry.Code), "address-")
		assert.False(t, played && local, entry.Code)
		if !played && !local {
			missing = append(missing, entry.Code)
		}
	}
	assert.Empty(t, missing)
}

// TestEveryCodeOfTheCloudIsPlayed holds the faults to the catalogue likewise: from what is wrong with the network
// down to the last row of "Cloud only".
func TestEveryCodeOfTheCloudIsPlayed(t *testing.T) {
	elsewhere := []connector.Code{
		connector.CodeNameNotFound, connector.CodeProxyFailed, connector.CodePrivateAddress, connector.CodeCertificateChanged,
		connector.CodeClientCertificateUnusable, connector.CodeRootUnusable, connector.CodeHTTPSAvailable,
		connector.CodeTokenMissing, connector.CodeTokenExpiresSoon, connector.CodeTokenKindUnsupported,
		connector.CodeConsumerMissing, connector.CodeBrowserNotOpened, connector.CodeCallbackPortBusy,
	}
	serverOnly := []connector.Code{
		connector.CodeContextPathMissing, connector.CodeVersionTooOld, connector.CodeVersionUnreadable, connector.CodeVersionEndOfLife,
		connector.CodeLinksLocalhost, connector.CodeLinksElsewhere, connector.CodeAnonymousAnswer, connector.CodeAccountUnlicensed,
		connector.CodeCaptchaLocked,
	}
	catalogue := connector.Catalogue()
	end := slices.IndexFunc(catalogue, func(e connector.Entry) bool { return e.Code == connector.CodeKeychainUnavailable })
	require.Greater(t, end, 50)
	for _, entry := range catalogue[:end] {
		played := slices.Contains(sandbox.CloudFaults(), string(entry.Code))
		local := slices.Contains(elsewhere, entry.Code) || slices.Contains(serverOnly, entry.Code) || strings.HasPrefix(string(entry.Code), "address-")
		assert.NotEqual(t, local, played, entry.Code)
	}
	assert.Contains(t, sandbox.CloudFaults(), string(connector.CodeWebhookRefused))
}

func TestEveryFaultIsOfASideAndInTheCatalogue(t *testing.T) {
	catalogue := connector.Catalogue()
	for _, fault := range sandbox.Faults() {
		known := slices.ContainsFunc(catalogue, func(e connector.Entry) bool { return string(e.Code) == fault })
		assert.True(t, known, "%s is in no catalogue", fault)
		assert.True(t, slices.Contains(sandbox.CloudFaults(), fault) || slices.Contains(sandbox.ServerFaults(), fault), fault)
	}
}
