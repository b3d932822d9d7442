package views

import (
	"strconv"
	"strings"
	"time"

	"mooring/connector"
	"mooring/connector/flow"
)

// NoProfiles says that there is no build profile yet.
func (p Phrases) NoProfiles() string { return p.say("profiles.empty.title") + "." }

// Standing says how a build profile stood when it was checked last.
func (p Phrases) Standing(row flow.ProfileRow) string {
	if !row.Connected {
		return p.say("profiles.unconnected")
	}
	if row.Profile.Verdict == "" {
		return p.say("lamp.unknown")
	}
	return p.say("verdict." + string(row.Profile.Verdict))
}

// Hook says how a build profile's webhook stands, in a word or two.
func (p Phrases) Hook(w connector.Webhook) string {
	if w.State == connector.HookMade && w.Verified {
		return p.say("terminal.hook.verified")
	}
	if w.State == connector.HookNone {
		return p.say("terminal.hook.none")
	}
	return p.say("terminal.hook." + string(w.State))
}

// Expiring says that a connection's token ends soon, or has ended, and which profiles stop working then.
func (p Phrases) Expiring(e flow.Expiring) string {
	key := "terminal.expiring"
	if e.Past {
		key = "terminal.expired"
	}
	return p.say(key, "connection", e.Connection.Name, "date", e.Until.Format(time.DateOnly), "profiles", strings.Join(e.Profiles, ", "))
}

// ImportHost says where imported profiles lead to.
func (p Phrases) ImportHost(h flow.ImportHost) string {
	key := "terminal.host.new"
	if h.Connected != "" {
		key = "terminal.host.connected"
	}
	if h.Insecure {
		key += ".insecure"
	}
	return p.say(key, "address", h.Address, "count", strconv.Itoa(h.Profiles), "connection", h.Connected)
}
