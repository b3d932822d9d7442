package app

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/connector/store"
	"mooring/connector/transport"
	"mooring/connector/vault"
)

// house holds what commands and the window share. It is made once and handed down; nothing in it waits
// for the network, the disk or the keychain until it is asked to.
type house struct {
	dirs      store.Dirs
	store     *store.Store
	vault     *vault.Vault
	log       *slog.Logger
	userAgent string
	timeout   time.Duration
	cloudWeb  string
	cloudAPI  string
	callback  string
	bare      bool // neither store nor log nor settings are there
	consumer  *consumer
	open      browserFunc
	roots     *x509.CertPool // authorities to trust; nil is the system's
	// noBrowser leaves a consent's link to the person, and consentFor is how long they may take; zero is the rule.
	noBrowser  bool
	consentFor time.Duration
	rehearsal  *rehearsal             // the demo's team and build service; nil outside of it
	unopened   browserFunc            // answers a consent link where no browser could; nil leaves that to the person
	settings   store.Settings         // as they were at the start
	via        *connector.ProxyChoice // comes before the settings; nil for nothing
	proxies    *proxies
	trust      *trustBook // nil in a bare house

	link *transport.Client // to Bitbucket Cloud; connections are kept open between requests

	closers []func() error

	mu      sync.Mutex
	keepers map[string]*oauth.Keeper // by connection id
	hold    bool                     // a consent must not open the browser now
}

// requestTimeout is how long an answer's first byte may take, and how long it may be silent, unless a command
// line says otherwise.
const requestTimeout = 20 * time.Second

// houseOption changes how a house is furnished.
type houseOption func(*house)

// keepingNothing leaves disk and keychain alone: for a command that is given its token. It works on a
// machine where there is no home, too.
func keepingNothing(h *house) { h.bare = true }

// through has everything go through another proxy than the one in the settings; nil changes nothing.
func through(choice *connector.ProxyChoice) houseOption { return func(h *house) { h.via = choice } }

// inMemory keeps secrets in memory: for the demo, which leaves nothing behind.
func inMemory(h *house) { h.vault = vault.New(vault.Memory(), vault.Options{}) }

// vouched lets an authority vouch for servers beside those this computer knows: for the demo, whose own
// nobody knows.
func vouched(roots *x509.CertPool) houseOption { return func(h *house) { h.roots = roots } }

// answering gives consent links to somebody else where no browser could be opened.
func answering(unopened browserFunc) houseOption { return func(h *house) { h.unopened = unopened } }

// rehearsing has the demo's team push and its build service receive.
func rehearsing(r *rehearsal) houseOption { return func(h *house) { h.rehearsal = r } }

// openHouse reads the environment and puts the rooms together.
func openHouse(ctx context.Context, p Process, about manifest, timeout time.Duration, options ...houseOption) (*house, error) {
	h := &house{
		vault: vault.New(vault.Keyring(), vault.Options{}), log: slog.New(slog.DiscardHandler),
		userAgent: "Mooring/" + about.Version, timeout: timeout, open: systemBrowser(),
		keepers: map[string]*oauth.Keeper{},
	}
	var err error
	h.proxies = &proxies{house: h}
	if h.cloudWeb, err = place(p.Env, "MOORING_CLOUD_WEB", oauth.DefaultWeb); err != nil {
		return nil, err
	}
	if h.cloudAPI, err = place(p.Env, "MOORING_CLOUD_API", oauth.DefaultAPI); err != nil {
		return nil, err
	}
	h.callback = p.Env("MOORING_CALLBACK")
	if h.callback == "" {
		h.callback = oauth.DefaultCallback
	}
	if oauth.CheckCallback(h.callback) != nil {
		return nil, usagef("MOORING_CALLBACK must be plain http on this computer with a port, like %s", oauth.DefaultCallback)
	}
	for _, o := range options {
		o(h)
	}
	// What the person trusts for single servers does not vouch for Bitbucket Cloud: its client knows the system's
	// authorities alone, and those a command line names.
	h.link = transport.New(transport.Options{Roots: h.roots, Timeout: timeout, UserAgent: h.userAgent, Proxy: h.proxies.Find})
	if !h.bare {
		if err := h.openFolders(ctx, p.Env); err != nil {
			return nil, err
		}
	}
	if h.via != nil {
		h.settings.Proxy = *h.via
	}
	h.proxies.follow(h.settings.Proxy)
	h.consumer = newConsumer(h, p.Env)
	h.consumer.load(h.settings.ConsumerKey, h.settings.ConsumerChecked)
	return h, nil
}

// openFolders finds what is kept on this computer.
func (h *house) openFolders(ctx context.Context, env func(string) string) error {
	var err error
	if h.dirs, err = store.Places(env); err != nil {
		return fmt.Errorf("finding the folders: %w", err)
	}
	h.store = store.Open(h.dirs)
	var closeLog func() error
	h.log, closeLog = openLog(h.dirs.Logs)
	h.closers = append(h.closers, closeLog)
	// Settings that cannot be read are usable all the same: LoadSettings then gives the usual ones.
	if h.settings, err = h.store.LoadSettings(ctx); err != nil {
		h.log.Warn("settings were not read", "error", err)
	}
	h.trust = newTrustBook(h.store, h.log)
	if err := h.trust.load(ctx); err != nil {
		h.log.Warn("what is trusted was not read", "error", err)
	}
	return nil
}

// close lets go of files and connections.
func (h *house) close() {
	if h.trust != nil {
		h.trust.close()
	}
	for _, c := range h.closers {
		_ = c()
	}
	h.link.Close()
}

// place reads an address from the environment. Only https and this very computer are taken: a session
// would be readable on the way to anywhere else.
func place(env func(string) string, name, fallback string) (string, error) {
	text := env(name)
	if text == "" {
		return fallback, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !connector.IsLoopback(u.Hostname())) {
		return "", usagef("%s must be an https address, or one on this computer", name)
	}
	return strings.TrimRight(text, "/"), nil
}

// cloudOrigins are the two places a Cloud secret may be sent to.
func (h *house) cloudOrigins() []string {
	return connector.Connection{Provider: connector.Cloud, Web: h.cloudWeb, Base: h.cloudAPI}.Origins()
}

// cloudAddress is shown in the window where Bitbucket Cloud is not at its usual place.
func (h *house) cloudAddress() string {
	if h.cloudWeb == oauth.DefaultWeb && h.cloudAPI == oauth.DefaultAPI {
		return ""
	}
	return h.cloudWeb
}
