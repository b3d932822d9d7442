package views

import (
	"strings"

	"mooring/connector/flow"
)

// consumerNote is the note for the administrator who can make a consumer, for those who may not.
func (c *cloudScreen) consumerNote(s flow.CloudState) cloudPage {
	object, first := c.kit.showNote(noteSource{
		lead: say("cloud.admin.lead"), subject: say("cloud.admin.subject"), file: say("cloud.admin.file"),
		text: func(usedService) string { return adminText(s) },
	}, func() { c.flow.Back() })
	return cloudPage{object: object, first: first, update: func(flow.CloudState) bool { return true }}
}

// adminText is the whole note. Nothing in it is secret: the callback stands in every address that asks for
// consent.
func adminText(s flow.CloudState) string {
	where := say("cloud.admin.where.any")
	if s.Setup.Page != "" {
		where = say("cloud.admin.where", "page", s.Setup.Page)
	}
	fill := []string{
		say("cloud.admin.fill"),
		"   " + say("cloud.setup.name") + ": " + tokenName,
		"   " + say("cloud.setup.callback") + ": " + s.Consumer.Callback,
		"   " + say("cloud.admin.private"),
	}
	tick := []string{say("cloud.admin.tick")}
	for _, line := range toTick(s.Wanted) {
		tick = append(tick, "   •  "+line)
	}
	good := append([]string{say("cloud.admin.good")},
		bullets([]string{say("cloud.admin.own"), say("cloud.admin.keychain"), say("cloud.admin.end")})...)
	paragraphs := []string{
		say("cloud.admin.hello"), say("cloud.admin.intro"), where, strings.Join(fill, "\n"), strings.Join(tick, "\n"),
		say("cloud.admin.save"), say("cloud.admin.back"), strings.Join(good, "\n"), say("cloud.admin.thanks"),
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}
