package app

import (
	"context"
	"crypto/x509"
	"flag"

	"mooring/connector"
)

// wayFlags say how a command gets to Bitbucket Cloud, where the settings do not.
type wayFlags struct {
	flags     *flag.FlagSet
	proxy, ca string
}

func (w *wayFlags) register(flags *flag.FlagSet) {
	w.flags = flags
	flags.StringVar(&w.proxy, "proxy", "", "")
	flags.StringVar(&w.ca, "ca", "", "")
}

// options are what they mean for a house.
func (w *wayFlags) options(env func(string) string) ([]houseOption, error) {
	var choice *connector.ProxyChoice
	if named(w.flags, "proxy") {
		read, err := proxyFlag(w.proxy, env)
		if err != nil {
			return nil, err
		}
		choice = &read
	}
	roots, err := readRoots(w.ca)
	return []houseOption{through(choice), vouchedIf(roots)}, err
}

// house opens one that gets there this way.
func (w *wayFlags) house(ctx context.Context, p Process, about manifest) (*house, error) {
	options, err := w.options(p.Env)
	if err != nil {
		return nil, err
	}
	return openHouse(ctx, p, about, requestTimeout, options...)
}

// vouchedIf is vouched where there are authorities to name.
func vouchedIf(roots *x509.CertPool) houseOption {
	if roots == nil {
		return func(*house) {}
	}
	return vouched(roots)
}
