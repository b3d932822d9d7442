package transport_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/transport"
)

// socks is a SOCKS5 proxy (RFC 1928, 1929) that wants a sign-in and leads everybody to one server.
func socks(t *testing.T, user, password, to string) string {
	t.Helper()
	return "socks5://" + raw(t, func(here net.Conn) {
		read := func(n byte) []byte {
			b := make([]byte, n)
			_, _ = io.ReadFull(here, b)
			return b
		}
		read(read(2)[1]) // version, how many methods, the methods
		_, _ = here.Write([]byte{5, 2})
		who := string(read(read(2)[1]))
		said := string(read(read(1)[0]))
		if who != user || said != password {
			_, _ = here.Write([]byte{1, 1})
			return
		}
		_, _ = here.Write([]byte{1, 0})
		if read(4)[3] != 3 { // a name, for the proxy to resolve
			return
		}
		read(read(1)[0] + 2)
		_, _ = here.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		var d net.Dialer
		there, err := d.DialContext(context.WithoutCancel(t.Context()), "tcp", to)
		if err != nil {
			return
		}
		defer there.Close()
		go pass(there, here)
		pass(here, there)
	})
}

func TestASOCKSProxyIsAsGoodAsAnother(t *testing.T) {
	cert, roots := certificate(t, nil)
	secured, plain := showing(t, cert, answerOK), serve(t, answerOK)
	for address, to := range map[string]string{
		"https://git.example.test": mustParse(t, secured.URL).Host,
		"http://git.example.test":  mustParse(t, plain.URL).Host,
	} {
		choice := manual(socks(t, "ann", "pa55w0rd", to))
		choice.User = "ann"
		options := transport.Options{Timeout: long, Roots: roots, AllowHTTP: true, Proxy: transport.ProxyFunc(choice, connector.NewSecret("pa55w0rd"))}
		works(t, transport.New(options), address)

		options.Proxy = transport.ProxyFunc(choice, connector.NewSecret("wr0ng-one"))
		_, err := get(t, transport.New(options), address)
		p := requireProblem(t, err, connector.CodeProxyFailed)
		assert.Equal(t, choice.Address, "socks5://"+p.Args["proxy"])
		requireSilent(t, err, "wr0ng-one")
	}
}

func TestAProxyOfAnUnknownKindFails(t *testing.T) {
	options := transport.Options{Timeout: long, Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("gopher://proxy:70") }}
	both(t, options, "https://git.example.test", connector.CodeProxyFailed)
}
