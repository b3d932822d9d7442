package connector_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAProxyIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"proxy.example.test:3128":          "http://proxy.example.test:3128",
		"  Proxy.Example.test ":            "http://proxy.example.test:8080",
		"http://proxy.example.test:3128/":  "http://proxy.example.test:3128",
		"HTTP://proxy:80":                  "http://proxy:80",
		"https://proxy.example.test":       "https://proxy.example.test:443",
		"socks5://proxy.example.test":      "socks5://proxy.example.test:1080",
		"SOCKS5://10.0.0.1:9050":           "socks5://10.0.0.1:9050",
		"[2001:db8::1]:3128":               "http://[2001:db8::1]:3128",
		"http://[2001:DB8::1]":             "http://[2001:db8::1]:8080",
		"127.0.0.1:8080":                   "http://127.0.0.1:8080",
		"http://pröxy.example.test:3128//": "http://xn--prxy-6qa.example.test:3128",
	} {
		got, err := connector.ReadProxy(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
		again, err := connector.ReadProxy(got)
		require.NoError(t, err)
		assert.Equal(t, got, again, "what was read is read again")
	}
}

func TestWhatIsNoProxyIsSaidSo(t *testing.T) {
	for _, text := range []string{
		"", "  ", "://", "http://", "ftp://proxy:21", "socks4://proxy:1080", "proxy:port", "proxy:0", "proxy:70000",
		"http://proxy:3128/wpad.dat", "http://proxy:3128?x=1", "http://proxy:3128#x", "two words", "http://[broken",
	} {
		got, err := connector.ReadProxy(text)
		assert.Empty(t, got, text)
		assert.True(t, connector.IsProblem(err, connector.CodeAddressInvalid), text)
	}
}

func TestASignInInTheAddressOfAProxyIsNeitherTakenNorShown(t *testing.T) {
	for _, text := range []string{
		"http://ann:s3cret@proxy:3128", "ann:s3cret@proxy:3128", "ann:1#s3cret@proxy:3128", "ann:1/s3cret@proxy:3128",
		"ann:1?s3cret@proxy:3128", "ann:s3cret%zz@proxy:3128", "ftp://ann:s3cret@proxy", "http://s3cret@proxy",
	} {
		got, err := connector.ReadProxy(text)
		assert.Empty(t, got, text)
		p, ok := connector.AsProblem(err)
		require.True(t, ok)
		assert.Equal(t, connector.CodeAddressInvalid, p.Code)
		assert.NotContains(t, fmt.Sprintf("%+v %v", p, err), "s3cret")
	}
}
