package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"mooring/app/drive"
	"mooring/connector/sandbox"
)

// cloudProfile is the name the tour gives its Cloud profile.
const cloudProfile = "Tour of the Cloud"

// cloudJourney connects Bitbucket Cloud by saying yes in the browser, chooses a repository and saves a
// profile.
func (t *tour) cloudJourney(ctx context.Context) error {
	var link string
	steps := []stage{
		{"cloud-welcome", parts(t.showing("cloud.welcome.title"), t.unasked(sandbox.SideCloudWeb), t.unasked(sandbox.SideCloudAPI))},
		{"cloud-asked", parts(t.pressing("cloud.welcome.open"), t.taking(&link))},
		{"cloud-browser-asks", parts(t.visiting(&link), t.answered(sandbox.SideCloudWeb, http.MethodGet, "/site/oauth2/authorize", http.StatusOK))},
		{"cloud-browser-done", parts(t.allowing, t.answered(sandbox.SideCloudWeb, http.MethodPost, "/site/oauth2/authorize", http.StatusFound))},
		{"cloud-is-this-you", parts(t.front, t.showing("cloud.confirm.title"),
			t.answered(sandbox.SideCloudWeb, http.MethodPost, "/site/oauth2/access_token", http.StatusOK),
			t.answered(sandbox.SideCloudAPI, http.MethodGet, "/2.0/user", http.StatusOK))},
		{"cloud-connected", parts(t.pressing("cloud.confirm.yes"), t.showing("cloud.connected.title"),
			t.answered(sandbox.SideCloudAPI, http.MethodGet, "/2.0/user/workspaces", http.StatusOK))},
		{"cloud-picker", parts(t.pressing("cloud.choose"), t.listed, t.answered(sandbox.SideCloudAPI, http.MethodGet, "/2.0/repositories/", http.StatusOK))},
		{"cloud-found", parts(t.typing("a"), t.listed)},
		{"cloud-profile", parts(t.keys("Down", "Return"), t.showing("profile.title"), t.branches(sandbox.SideCloudAPI, "/refs/branches"))},
		{"cloud-saved", parts(t.naming(cloudProfile), t.keys("Return"), t.showing("profile.saved.title"), t.kept(cloudProfile, "cloud"))},
	}
	for _, s := range steps {
		if t.browser == nil && strings.HasPrefix(s.name, "cloud-browser") {
			continue
		}
		if err := t.step(ctx, s.name, s.parts...); err != nil {
			return err
		}
	}
	return nil
}

func parts(p ...func(context.Context) error) []func(context.Context) error { return p }

func (t *tour) showing(key string) func(context.Context) error {
	return func(ctx context.Context) error { return t.shows(ctx, key) }
}

func (t *tour) pressing(key string) func(context.Context) error {
	return func(ctx context.Context) error { return t.press(ctx, key) }
}

func (t *tour) keys(keys ...string) func(context.Context) error {
	return func(ctx context.Context) error { return t.display.Key(ctx, keys...) }
}

func (t *tour) typing(text string) func(context.Context) error {
	return func(ctx context.Context) error { return t.display.Type(ctx, text) }
}

// scrolling turns the wheel.
func (t *tour) scrolling(notches int) func(context.Context) error {
	return func(ctx context.Context) error { return t.program.Scroll(ctx, notches) }
}

// naming types over the name that is suggested.
func (t *tour) naming(text string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := t.display.Key(ctx, "ctrl+a"); err != nil {
			return err
		}
		return t.display.Type(ctx, text)
	}
}

func (t *tour) front(ctx context.Context) error { return t.program.Front(ctx) }

// answered waits for a request in the embedded Bitbucket's log.
func (t *tour) answered(side, method, path string, status int) func(context.Context) error {
	return t.proof(fmt.Sprintf("%s answered %s %s with %d", side, method, path, status), func() error {
		return t.evidence.asked(1, side, method, path, status)
	})
}

// taking notes the link the program asked the browser to open, while the window says what it waits for.
// Without a browser the embedded Bitbucket answers by itself at once, and there is no link to take.
func (t *tour) taking(link *string) func(context.Context) error {
	return func(ctx context.Context) error {
		if t.browser == nil {
			return nil
		}
		if err := t.shows(ctx, "cloud.wait.title"); err != nil {
			return err
		}
		opened, err := t.browser.Opened(ctx)
		if err != nil {
			return err
		}
		if u, err := url.Parse(opened); err != nil || u.Query().Get("code_challenge_method") != "S256" {
			return errors.New("the link that was opened carries no S256 challenge")
		}
		*link = opened
		return nil
	}
}

func (t *tour) visiting(link *string) func(context.Context) error {
	return func(context.Context) error { return t.browser.Visit(*link, "#allow") }
}

// allowing presses Allow and reads the page the browser ends on.
func (t *tour) allowing(context.Context) error {
	if err := t.browser.Press("#allow", "body[data-outcome]"); err != nil {
		return err
	}
	words, err := t.browser.Words()
	if err == nil && !strings.Contains(words, t.phrase("page.connected.title")) {
		return errors.New("the page at the end does not say that Bitbucket is connected: " + words)
	}
	return err
}

// listed waits until the picker counts repositories.
func (t *tour) listed(ctx context.Context) error {
	count := regexp.MustCompile(`\d+ (of \d+|so far)`)
	_, err := t.program.FindWhere(ctx, "a count of repositories", func(n drive.Node) bool { return count.MatchString(n.Text) })
	return err
}

// unasked holds that nothing was sent to a side so far.
func (t *tour) unasked(side string) func(context.Context) error {
	return t.proof("nothing was asked of "+side+" yet", func() error { return t.evidence.unasked(side) })
}

// kept waits for a profile on disk.
func (t *tour) kept(name, provider string) func(context.Context) error {
	return t.proof(fmt.Sprintf("the profile %q for %s is on disk", name, provider), func() error {
		return t.evidence.saved(name, provider)
	})
}

func (t *tour) branches(side, path string) func(context.Context) error {
	return t.proof(side+" was asked for "+path, func() error { return t.evidence.askedFor(side, path) })
}
