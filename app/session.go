package app

import (
	"context"
	"fmt"
	"html/template"
	"path/filepath"

	"mooring/assets"
	"mooring/connector"
	"mooring/connector/oauth"
	"mooring/views"
)

// signIn makes the client that asks for sessions, renews and revokes them, with the consumer of now. page is
// what the browser ends on; only asking shows it.
func (h *house) signIn(ctx context.Context, page *template.Template) (*oauth.Client, error) {
	c, err := h.consumer.credentials(ctx)
	if err != nil {
		return nil, err
	}
	return oauth.New(oauth.Options{
		Web: h.cloudWeb, API: h.cloudAPI, Consumer: c, Callback: h.callback,
		Open: h.openForConsent, Transport: h.link, Page: page, Words: pageWords, Timeout: h.consentFor,
	}), nil
}

// pageWords are the sentences of the page the browser ends on.
func pageWords(o oauth.Outcome) oauth.Words {
	return oauth.Words{
		Lang: views.Say("page.lang"), Close: views.Say("page.close"),
		Title: views.Say("page." + string(o) + ".title"), Text: views.Say("page." + string(o) + ".text"),
	}
}

// Ask makes a house a flow.Consent.
func (h *house) Ask(ctx context.Context, scopes []string, waiting func(connector.ConsentWait)) (connector.Credential, error) {
	page, err := template.ParseFS(assets.Pages, "pages/consent.html")
	if err != nil {
		return connector.Credential{}, fmt.Errorf("reading the consent page: %w", err)
	}
	c, err := h.signIn(ctx, page)
	if err != nil {
		return connector.Credential{}, err
	}
	credential, err := c.Ask(ctx, scopes, waiting)
	h.consumer.learn(err)
	return credential, err
}

// holdBrowser keeps the consent from opening the browser while it is on.
func (h *house) holdBrowser(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hold = on
}

func (h *house) openForConsent(link string) error {
	h.mu.Lock()
	hold := h.hold || h.noBrowser
	h.mu.Unlock()
	if hold {
		return nil
	}
	err := h.open(link)
	if err != nil && h.unopened != nil {
		return h.unopened(link)
	}
	return err
}

// revoke asks Bitbucket to forget a session, as far as it listens. A renewal that is under way is waited for: what it
// brings is the pair to revoke.
func (h *house) revoke(ctx context.Context, connection connector.Connection) error {
	if connection.Kind != connector.Session {
		return nil
	}
	return h.alone(ctx, connection.ID, func() error {
		credential, err := h.vault.Get(ctx, connection.ID, connection.Origins())
		if err != nil {
			return err
		}
		c, err := h.signIn(ctx, nil)
		if err != nil {
			return err
		}
		return c.Revoke(ctx, credential)
	})
}

// keeper is the one place a saved connection's credential comes from.
func (h *house) keeper(connection connector.Connection) *oauth.Keeper {
	h.mu.Lock()
	defer h.mu.Unlock()
	if k, ok := h.keepers[connection.ID]; ok {
		return k
	}
	k := oauth.NewKeeper(oauth.KeeperOptions{
		Load: func(ctx context.Context) (connector.Credential, error) {
			return h.vault.Get(ctx, connection.ID, connection.Origins())
		},
		Save: func(ctx context.Context, credential connector.Credential) error {
			return h.vault.Put(ctx, connection.ID, credential, connection.Keep)
		},
		Refresh: func(ctx context.Context, old connector.Credential) (connector.Credential, error) {
			c, err := h.signIn(ctx, nil)
			if err != nil {
				return connector.Credential{}, err
			}
			fresh, err := c.Refresh(ctx, old)
			h.consumer.learn(err)
			return fresh, err
		},
		Lock: h.sessionLock(connection.ID),
		Name: connection.Name,
	})
	h.keepers[connection.ID] = k
	return k
}

// alone does something about a session while nobody else does.
func (h *house) alone(ctx context.Context, id string, do func() error) error {
	unlock, err := h.sessionLock(id)(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return do()
}

// sessionLock keeps other Moorings from renewing, replacing and wiping one session at once: a refresh token may
// be used once, and a pair that came late must not be kept after the session was wiped.
func (h *house) sessionLock(id string) func(context.Context) (func(), error) {
	return oauth.FileLock(filepath.Join(h.dirs.Cache, "sessions", id+".lock"))
}
