package main

import (
	"context"
	"net/http"

	"mooring/connector/sandbox"
)

// serverProfile is the name the tour gives its Server profile.
const serverProfile = "Tour of the Server"

// serverJourney fills in the demo server, sees the checks, chooses a repository and saves a profile.
func (t *tour) serverJourney(ctx context.Context) error {
	const api = "/bitbucket/rest/api/1.0/"
	return t.all(ctx, []stage{
		{"server-form", parts(t.keys("ctrl+2"), t.showing("server.form.title"), t.unasked(sandbox.SideServer))},
		{"server-filled", parts(t.fill, t.unasked(sandbox.SideServer))},
		{"server-checked", parts(t.pressing("server.form.submit"), t.showing("server.result.choose"),
			t.answered(sandbox.SideServer, http.MethodGet, api+"application-properties", http.StatusOK),
			t.answered(sandbox.SideServer, http.MethodGet, api+"repos", http.StatusOK))},
		{"server-token", parts(t.scrolling(40), t.showing("check.token"),
			t.answered(sandbox.SideServer, http.MethodGet, "/bitbucket/rest/access-tokens/latest/users/jana.weber_nordlicht.example", http.StatusOK))},
		{"server-note", parts(t.pressing("reach.note"), t.showing("note.copy"))},
		{"server-picker", parts(t.keys("Escape"), t.pressing("server.result.choose"), t.listed)},
		{"server-unseen", parts(t.typing("TRESOR/lohnabrechnung"), t.pressing("missing.why"),
			t.showing("missing.stopped.owner.not-permitted"), t.answered(sandbox.SideServer, http.MethodGet, api+"projects/TRESOR", http.StatusUnauthorized))},
		{"server-back-in-the-list", parts(t.keys("Escape", "ctrl+f", "ctrl+a", "Delete"), t.listed)},
		{"server-found", parts(t.typing("a"), t.listed)},
		{"server-profile", parts(t.keys("Down", "Return"), t.showing("profile.title"), t.branches(sandbox.SideServer, "/branches"))},
		{"server-saved", parts(t.naming(serverProfile), t.keys("Return"), t.showing("profile.saved.title"), t.kept(serverProfile, "server"))},
	})
}

// webhook looks after the webhook that was made on saving, has the demo's team push, and opens the card for the build
// service. Outside the demo there is no build service to send to.
func (t *tour) webhook(ctx context.Context) error {
	if t.typed != nil {
		return nil
	}
	made := t.proof("a webhook was made at the Server", func() error { return t.evidence.made(sandbox.SideServer, "/webhooks") })
	arrived := t.proof("the event reached the build service", func() error { return t.evidence.made(sandbox.SideReceiver, "/hooks/") })
	return t.all(ctx, []stage{
		{"server-webhook", parts(t.pressing("profile.saved.look"), t.showing("hook.made"), made)},
		{"server-pushed", parts(t.pressing("hook.push"), t.showing("hook.verified"), arrived)},
		{"start-building", parts(t.keys("Escape"), t.pressing("profiles.start"), t.showing("start.copyall"))},
		{"back-in-the-profiles", parts(t.keys("Escape"), t.showing("profiles.start"))},
	})
}

// profiles looks at what both journeys left.
func (t *tour) profiles(ctx context.Context) error {
	both := func(ctx context.Context) error {
		for _, name := range []string{cloudProfile, serverProfile} {
			if _, err := t.program.Find(ctx, name); err != nil {
				return err
			}
		}
		return nil
	}
	return t.step(ctx, "build-profiles", t.keys("ctrl+3"), both, t.kept(cloudProfile, "cloud"), t.kept(serverProfile, "server"))
}

// fill puts address and token into the form: with the demo's button, or by hand.
func (t *tour) fill(ctx context.Context) error {
	if t.typed == nil {
		return t.press(ctx, "server.form.demo")
	}
	if err := t.display.Type(ctx, t.typed.ServerURL); err != nil {
		return err
	}
	if err := t.display.Key(ctx, "Tab"); err != nil {
		return err
	}
	return t.display.Type(ctx, t.typed.ServerToken)
}
