package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// webhookTarget is a fold with where the webhook goes: which build service, and which address there.
type webhookTarget struct {
	k        *kit
	flow     webhookFlow
	services []connector.BuildService
	choice   *choice
	field    *entry
	note     *hint
	where    holder
	at       string // the service that where is about
	fold     *fold
	box      fyne.CanvasObject
	grown    func()
}

func newWebhookTarget(k *kit, f webhookFlow, st flow.WebhookState, grown func()) *webhookTarget {
	t := &webhookTarget{k: k, flow: f, where: newHolder(), grown: grown, at: "-"}
	t.services = k.services.list()
	labels := make([]string, 0, len(t.services))
	for _, service := range t.services {
		labels = append(labels, serviceLabel(service))
	}
	t.choice = newChoice(labels, t.place(st.Service), func(i int) { f.SetService(t.services[i].ID) })
	t.field = newEntry(say("hook.address.hint"), func() {})
	t.field.SetText(st.Address)
	t.field.OnChanged = f.SetAddress
	box, note := wanting(say("hook.fact.address"), t.field)
	t.note = note
	body := card(stackGap(1, labelled(say("hook.fact.service"), t.choice.row), box, t.where.Container))
	title := say("hook.target")
	if st.Address == "" {
		title = say("hook.target.first")
	}
	t.fold = newFold(title, body, grown)
	t.box = t.fold.box
	if st.Address == "" || st.AddressProblem != nil {
		t.fold.open(true)
	}
	return t
}

func (t *webhookTarget) place(service connector.BuildService) int {
	return slices.IndexFunc(t.services, func(s connector.BuildService) bool {
		return s.ID == service.ID || s.Custom && service.ID == ""
	})
}

// show takes over what another service or another word of the flow's changed.
func (t *webhookTarget) show(st flow.WebhookState) {
	t.choice.set(t.place(st.Service))
	showText(&t.field.Entry, st.Address)
	said := ""
	if st.AddressProblem != nil && st.Address != "" {
		said, _, _ = Words(*st.AddressProblem)
	}
	t.say(said)
	if t.at == st.Service.ID {
		return
	}
	t.at = st.Service.ID
	t.where.Objects = nil
	if st.Service.Hook == "" {
		why := mutedLabel(say("hook.address.where", "service", serviceName(st.Service)))
		t.where.set(why)
		if st.Service.HookPage != "" {
			t.where.set(stackGap(0, why, inset(row(t.k.link(say("hook.address.page"), st.Service.HookPage)))))
		}
	}
	t.grown()
}

func (t *webhookTarget) say(text string) {
	if t.note.text.Text != text {
		t.note.say(text)
		t.grown()
	}
}

// lacks tells whether the webhook cannot go anywhere yet, and says so at the field.
func (t *webhookTarget) lacks() bool {
	st := t.flow.Now().State
	switch {
	case st.Address == "":
		t.say(say("hook.address.lacks"))
	case st.AddressProblem == nil:
		return false
	default:
		title, _, _ := Words(*st.AddressProblem)
		t.say(title)
	}
	t.fold.open(true)
	return true
}
