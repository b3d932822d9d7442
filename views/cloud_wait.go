package views

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// timeLeft says how long Bitbucket's answer is waited for.
func timeLeft(left time.Duration) string {
	minutes, seconds := int(left/time.Minute), int(left/time.Second)
	switch {
	case left <= 0:
		return ""
	case seconds > 120:
		return say("cloud.left.minutes", "minutes", strconv.Itoa(minutes))
	case seconds >= 60:
		return say("cloud.left.minute")
	}
	return say("cloud.left.seconds", "seconds", strconv.Itoa(seconds))
}

// checking lights the ladder live.
func (c *cloudScreen) checking(s flow.CloudState) cloudPage {
	ladder := newLadderView()
	ladder.Show(aboutCloud(s.Report))
	cancel := quiet(say("kit.cancel"), c.flow.Cancel)
	sheet := c.sheet(s, say("cloud.check.title"), say("cloud.check.lead"), []fyne.CanvasObject{card(ladder.object())}, cancel)
	return cloudPage{
		object: sheet,
		update: func(s flow.CloudState) bool {
			ladder.Show(aboutCloud(s.Report))
			sheet.Refresh()
			return true
		},
	}
}

// counting looks at what is visible, before and after asking for more.
func (c *cloudScreen) counting(s flow.CloudState) cloudPage {
	return cloudPage{object: c.sheet(s, say("cloud.count.title"), "",
		[]fyne.CanvasObject{busy(say("cloud.count.text"), c.flow.Cancel)})}
}

// saving waits for the keychain, which may be waiting for its password.
func (c *cloudScreen) saving(s flow.CloudState) cloudPage {
	return cloudPage{object: c.sheet(s, say("cloud.save.title"), "",
		[]fyne.CanvasObject{busy(say("cloud.save.text"), c.flow.Cancel)},
		quiet(say("cloud.fix.session"), c.flow.KeepForSession))}
}

// keeping asks what to do when the keychain will not keep the secret.
func (c *cloudScreen) keeping(s flow.CloudState) cloudPage {
	trouble, first := c.problem(s, action{say("cloud.fix.retry"), c.flow.Retry})
	return cloudPage{
		object: c.sheet(s, say("cloud.keep.title"), say("cloud.keep.lead"), []fyne.CanvasObject{trouble},
			quiet(say("kit.cancel"), c.flow.Cancel)),
		first: first,
	}
}

// parting asks before it disconnects.
func (c *cloudScreen) parting(s flow.CloudState) cloudPage {
	connection, _ := s.Connection()
	stay := quiet(say("cloud.part.no"), func() { c.flow.Back() })
	lead := "cloud.part.lead"
	if connection.Kind != connector.Session {
		lead = "cloud.part.lead.token"
	}
	leave := primary(say("cloud.disconnect"), c.flow.Disconnect)
	leave.Importance = widget.DangerImportance
	return cloudPage{
		object: c.sheet(s, say("cloud.part.title", "name", titled(connection.Name)), say(lead), nil, leave, stay),
		first:  stay,
	}
}

// leaving says goodbye.
func (c *cloudScreen) leaving(s flow.CloudState) cloudPage {
	return cloudPage{object: c.sheet(s, say("cloud.leave.title"), "",
		[]fyne.CanvasObject{busy(say("cloud.leave.text"), c.flow.Cancel)})}
}
