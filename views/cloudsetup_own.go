package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// consumerLamp says whether Bitbucket has accepted the consumer's key and secret yet.
func consumerLamp(s flow.CloudState) *lamp {
	if s.Consumer.Checked {
		return newLampSaying(connector.Pass, say("cloud.own.checked"))
	}
	return newLampSaying(connector.Waiting, say("cloud.own.unchecked"))
}

// ownConsumerPage is the consumer that is set up: how it stands, and what can be done about it.
func (c *cloudScreen) ownConsumerPage(s flow.CloudState) cloudPage {
	connect := primary(say("cloud.own.connect"), c.flow.Connect)
	actions := newHolder()
	asking := false
	why := say("cloud.own.unchecked.text")
	if s.Consumer.Checked {
		why = say("cloud.own.checked.text")
	}
	about := card(newFacts(
		factLabel(say("cloud.own.key")), valueLabel(s.Consumer.Key),
		factLabel(say("cloud.own.callback")), valueLabel(s.Consumer.Callback),
	), stackGap(-1, row(consumerLamp(s)), mutedLabel(why)))
	body := []fyne.CanvasObject{about}
	if s.Problem != nil {
		body = append(body, c.note(s))
	}
	sheet := c.sheetAbove(actions.Container, s, say("cloud.own.title"), say("cloud.own.lead"), body)
	var ask func(bool)
	change := quiet(say("cloud.own.change"), func() { c.changeConsumer(true) })
	usual := inset(row(connect, change, plain(say("cloud.own.remove"), func() { ask(true) }), c.backButton()))
	question, keep := c.removeQuestion(func() { ask(false) })
	ask = func(on bool) {
		asking = on
		next := fyne.Focusable(connect)
		actions.set(usual)
		if on {
			actions.set(question)
			next = keep
		}
		sheet.Refresh()
		c.put(next)
	}
	actions.set(usual)
	return cloudPage{object: sheet, first: connect, back: func() bool {
		was := asking
		if was {
			ask(false)
		}
		return was
	}}
}

// removeQuestion asks before the consumer is removed, and says what becomes of those who signed in with it.
func (c *cloudScreen) removeQuestion(stay func()) (question fyne.CanvasObject, keep *button) {
	keep = quiet(say("cloud.own.remove.no"), stay)
	remove := newButton(say("cloud.own.remove.yes"), c.flow.RemoveConsumer)
	remove.Importance = widget.DangerImportance
	return card(subheading(say("cloud.own.remove.title")), wrapLabel(say("cloud.own.remove.text")), inset(row(remove, keep))), keep
}

// changeConsumer turns from the consumer that is there to the guide, or back. It is key and secret that one comes to
// change; the steps before lie behind.
func (c *cloudScreen) changeConsumer(on bool) {
	c.forms.setup = newCloudSetUp(c, c.now)
	c.forms.setup.changing = on
	c.page.update = nil
	if on {
		c.forms.setup.began = setUpSteps
		c.flow.SetupStep(setUpSteps)
		return
	}
	c.flow.SetupStep(1)
}
