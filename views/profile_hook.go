package views

import (
	"strings"

	"mooring/connector"
	"mooring/connector/flow"
)

// hookSection is "Build service and webhook": which service, where its webhook goes, and whether it is made.
type hookSection struct {
	k       *kit
	box     *surface
	service *pick
	address *entry
	wrong   *fieldNote
	about   *muted // where the address comes from
	page    *button
	want    *toggle
	means   *muted // what the switch means as it stands
	rights  *fieldNote
	state   flow.ProfileState
}

func newHookSection(k *kit, form *flow.ProfileForm, names *formNames, submit func()) *hookSection {
	h := &hookSection{k: k, wrong: newFieldNote(), about: mutedLabel(""), means: mutedLabel(""), rights: newFieldNote()}
	h.service = newPick(func(at int) {
		if at < len(h.state.Services) {
			h.choose(form, h.state.Services[at])
		}
	})
	h.address = newEntry(say("profile.hook.address.hint"), submit)
	h.address.OnChanged = form.SetHookAddress
	h.page = k.link(say("profile.hook.page"), "")
	h.page.OnTapped = func() { k.openURL(h.state.Service.HookPage) }
	h.want = newToggle("", form.SetWantHook)
	h.box = card(subheading(say("profile.hook.title")), newFormTable(names,
		names.name(say("profile.service")), h.service.Container,
		names.name(say("profile.hook.address")), stackGap(0, h.address, h.wrong.line, h.about, row(h.page)),
		names.name(""), stackGap(0, row(h.want.button), below(stackGap(0, h.means, h.rights.line))),
	))
	return h
}

// choose takes a service here, and for whatever else in the window is written about the service in use.
func (h *hookSection) choose(form *flow.ProfileForm, service connector.BuildService) {
	form.SetService(service.ID)
	h.k.services.choose(ChosenService{ID: service.ID, Addresses: h.k.services.typed()})
}

func (h *hookSection) show(state flow.ProfileState) {
	h.state = state
	words, at := []string{}, -1
	for i, s := range state.Services {
		words = append(words, usedService{BuildService: s}.name())
		if s.ID == state.Service.ID {
			at = i
		}
	}
	if len(words) > 0 {
		h.service.show(words, at)
	}
	setVisible(h.service, len(words) > 0)
	showText(&h.address.Entry, state.HookAddress)
	wrong := connector.Warned // it is not kept then, and nothing else
	if state.WantHook {
		wrong = connector.Fail
	}
	h.wrong.set(wrong, hookNote(state))
	service := usedService{BuildService: state.Service}.it()
	h.showAbout(service)
	h.showWant(service)
}

// showAbout says where the address comes from, or leads to where it is explained.
func (h *hookSection) showAbout(service string) {
	s := h.state
	given := s.Service.Hook != "" && s.HookAddress != ""
	text := say("profile.hook.where", "service", service)
	if given {
		text = say("profile.hook.given", "service", service)
	}
	h.about.SetText(capital(text))
	explained := s.Service.HookPage != "" && !given
	setVisible(h.about, !explained)
	setVisible(h.page, explained)
}

// showWant says what the switch does as it stands.
func (h *hookSection) showWant(service string) {
	s := h.state
	key, means := "profile.hook.want", "profile.hook.off"
	if s.Before != nil && s.Before.Webhook.State != connector.HookNone && s.Before.Webhook.State != connector.HookWanted {
		key, means = "profile.hook.want.edit", "profile.hook.off.edit"
	}
	if s.WantHook {
		means = "profile.hook.on"
	}
	h.want.say(say(key))
	h.want.set(s.WantHook)
	h.means.SetText(say(means, "service", service))
	rights := ""
	if s.NoAdmin {
		rights = say("profile.hook.noadmin", "repository", s.Repository.FullName())
	}
	h.rights.mention(rights)
}

// hookNote says what is wrong with the address of a webhook.
func hookNote(s flow.ProfileState) string {
	switch {
	case s.HookProblem == nil:
		return ""
	case strings.TrimSpace(s.HookAddress) == "":
		return say("profile.hook.missing", "service", usedService{BuildService: s.Service}.it())
	}
	return say("profile.hook.wrong")
}
