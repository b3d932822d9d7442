package views

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// facts is all that a profile says, as lines of a table.
func (s *profilesScreen) facts(row flow.ProfileRow) []fyne.CanvasObject {
	p := row.Profile
	var all []fyne.CanvasObject
	add := func(key, value string) { all = append(all, fact(key, value)...) }
	add("profile.fact.repository", p.Key+"/"+p.Slug)
	add("profile.fact.owner", p.Owner)
	add("profile.branch", p.Branch)
	add("profiles.folder", p.Folder)
	add("profile.system", systemWord(p.System))
	add("profile.platform", platformWord(p.Platform))
	add("profiles.triggers", profilesTriggers(p.Triggers))
	add("profiles.service", profilesService(s.k, p.Service))
	add("profiles.webhook", profilesHookLine(p.Webhook, s.now()))
	if !p.HandedOver.IsZero() {
		add("profiles.handed.on", dayWords(localDay(p.HandedOver)))
	}
	if row.Connected {
		add("profiles.connection", row.Connection.Name)
	}
	add("profiles.created", dayWords(localDay(p.Created)))
	if !p.Checked.IsZero() {
		add("profiles.checkedon", moment(p.Checked))
	}
	return all
}

// localDay is the day of a time, where the person is, at midnight UTC.
func localDay(at time.Time) time.Time { return dayAfter(at, 0) }

// profilesService is what people call a build service; empty where nobody said which.
func profilesService(k *kit, id string) string {
	if id == "" {
		return ""
	}
	for _, s := range k.services.list() {
		if s.ID == id {
			return usedService{BuildService: s}.name()
		}
	}
	return id // of a preset that is no longer there
}

// profilesTriggers says in words what starts a build.
func profilesTriggers(t connector.Triggers) string {
	var lines []string
	add := func(key string, patterns []string) {
		switch {
		case len(patterns) == 0:
		case len(patterns) == 1 && patterns[0] == connector.Any:
			lines = append(lines, say(key+".any"))
		default:
			lines = append(lines, say(key, "patterns", strings.Join(patterns, ", ")))
		}
	}
	add("profiles.triggers.push", t.Push)
	add("profiles.triggers.pull", t.PullRequests)
	add("profiles.triggers.tag", t.Tags)
	if len(lines) == 0 {
		return say("profiles.triggers.none")
	}
	return strings.Join(lines, "\n")
}

// profilesHookAsks tells whether a webhook wants to be looked after.
func profilesHookAsks(w connector.Webhook) bool {
	return w.Problem != "" || w.State == connector.HookWanted || w.State == connector.HookMissing || w.State == connector.HookDiffers
}

// profilesHookShort is how a webhook stands, in two words; nothing where there is none.
func profilesHookShort(w connector.Webhook) string {
	switch {
	case w.State == connector.HookNone && w.Problem == "":
		return ""
	case w.Problem != "" && w.State != connector.HookMissing && w.State != connector.HookDiffers:
		return say("profiles.hook.problem")
	case profilesHookProved(w):
		return say("profiles.hook.proved")
	case profilesHookDelivers(w):
		return say("profiles.hook.delivers")
	}
	return say("profiles.hook." + string(w.State))
}

// profilesHookDelivers tells whether a webhook stands and an event of it is known to have come.
func profilesHookDelivers(w connector.Webhook) bool {
	return w.Stands() && w.Problem == "" && !w.Delivered.IsZero()
}

// profilesHookProved tells whether that event's signature was right, too.
func profilesHookProved(w connector.Webhook) bool { return profilesHookDelivers(w) && w.Verified }

// profilesHookLine is how a webhook stands, in one line.
func profilesHookLine(w connector.Webhook, now time.Time) string {
	line := ""
	switch {
	case w.State == connector.HookNone:
		return say("profiles.hook.none")
	case w.State == connector.HookByHand && !w.Changed.IsZero():
		line = say("profiles.hook.byhand.on", "date", dayWords(localDay(w.Changed)))
	default:
		line = say("profiles.hook.line." + string(w.State))
	}
	switch {
	case !w.Delivered.IsZero() && w.Verified:
		line = joined(line, say("profiles.hook.verified", "ago", ago(w.Delivered, now)))
	case !w.Delivered.IsZero():
		line = joined(line, say("profiles.hook.delivered", "ago", ago(w.Delivered, now)))
	case !w.Seen.IsZero():
		line = joined(line, say("profiles.hook.seen", "ago", ago(w.Seen, now)))
	}
	if !w.AdminFree.IsZero() {
		line = joined(line, say("profiles.hook.adminfree"))
	}
	return line
}
