package flow

import (
	"context"
	"slices"
	"strings"

	"mooring/connector"
)

// The last step of the guided set-up: key and secret.
const cloudLastSetUp = 4

// UseConsumer shows the guided set-up of an OAuth consumer of one's own: from its beginning, or where key and
// secret stand when Bitbucket has just refused them.
func (c *Cloud) UseConsumer() {
	step := 1
	if p := c.feed.Now().State.Problem; p != nil && p.Code == connector.CodeConsumerInvalid {
		step = cloudLastSetUp
	}
	c.task.Stop()
	c.forget()
	c.feed.Apply(cloudChoseSetUp{step})
}

// SetupStep turns the guided set-up to one of its four pages.
func (c *Cloud) SetupStep(step int) {
	setup := c.feed.Now().State.Setup
	setup.Step = min(max(step, 1), cloudLastSetUp)
	c.feed.Apply(cloudSetsUp{setup: setup})
}

// SetupWorkspace names the workspace that gets the consumer: its name, or the address of any of its pages.
// Nothing typed takes it back.
func (c *Cloud) SetupWorkspace(typed string) {
	e := cloudSetsUp{setup: c.feed.Now().State.Setup}
	e.setup.Workspace, e.setup.Page = "", ""
	if typed = strings.TrimSpace(typed); typed != "" {
		workspace, _, err := connector.ReadCloudPlace(typed, c.needs.Web)
		switch {
		case err == nil:
			e.setup.Workspace, e.setup.Page = workspace, cloudConsumersOf(c.needs.Web, workspace)
		case connector.IsProblem(err, connector.CodeAddressIsServer):
			e.problem, e.missing = c.problem(err), CloudFieldWorkspace
		default:
			e.missing = CloudFieldWorkspace
		}
	}
	c.feed.Apply(e)
}

// SetupChoices are the workspaces in which somebody who is connected here may make a consumer.
func (s CloudState) SetupChoices() []connector.Workspace {
	var out []connector.Workspace
	for _, connection := range s.Connections {
		for _, w := range connection.Workspaces {
			same := func(o connector.Workspace) bool { return o.Slug == w.Slug }
			if w.Administrator && !slices.ContainsFunc(out, same) {
				out = append(out, w)
			}
		}
	}
	return out
}

// Sessions counts the connections made in the browser: they are renewed with the consumer they were made with,
// and end with it.
func (s CloudState) Sessions() int {
	n := 0
	for _, connection := range s.Connections {
		if connection.Kind == connector.Session {
			n++
		}
	}
	return n
}

// OpenConsumerPage opens the page where the consumer is made; while no workspace is named, the one that explains
// how it is done.
func (c *Cloud) OpenConsumerPage() {
	if page := c.feed.Now().State.Setup.Page; page != "" {
		c.open(page)
		return
	}
	c.open(cloudConsumerHelp)
}

// AskAdmin shows the note for the administrator of the workspace, who can make a consumer. Back leads to where
// it was asked for.
func (c *Cloud) AskAdmin() {
	if c.feed.Now().State.Cancellable() {
		c.Cancel()
	}
	c.feed.Apply(cloudNotes{})
}

// SaveConsumer keeps a consumer of the person's own. Whether Bitbucket knows it shows when it is used.
func (c *Cloud) SaveConsumer(key string, secret connector.Secret) {
	key, secret = strings.TrimSpace(key), secret.Trimmed()
	switch {
	case key == "":
		c.feed.Apply(cloudKeyMissing{CloudFieldKey})
		return
	case secret.Empty():
		c.feed.Apply(cloudKeyMissing{CloudFieldSecret})
		return
	}
	c.retryWith(func() { c.SaveConsumer(key, secret) })
	c.task.Start(func(ctx context.Context) {
		err := c.needs.Consumer.SetConsumer(ctx, key, secret)
		c.feed.ApplyFrom(ctx, cloudConsumerKnown{consumer: c.consumer(), problem: c.problem(err)})
	})
}

// RemoveConsumer forgets the person's own consumer: the one built in, if any, serves again. Connections made
// with it can no longer be renewed, which CloudState.Removed says.
func (c *Cloud) RemoveConsumer() {
	c.forget()
	c.retryWith(c.RemoveConsumer)
	c.task.Start(func(ctx context.Context) {
		err := c.needs.Consumer.RemoveConsumer(ctx)
		c.feed.ApplyFrom(ctx, cloudConsumerKnown{consumer: c.consumer(), removed: true, problem: c.problem(err)})
	})
}

// consumer reads what may be shown of the OAuth consumer.
func (c *Cloud) consumer() CloudConsumerState {
	consumer := c.needs.Consumer
	key, has := consumer.Consumer()
	return CloudConsumerState{Has: has, Key: key, Callback: consumer.Callback(), Own: consumer.Own(), Checked: consumer.Checked()}
}

// seeConsumer shows what an exchange or a renewal has just proved about key and secret.
func (c *Cloud) seeConsumer(ctx context.Context) {
	c.feed.ApplyFrom(ctx, cloudConsumerSeen{c.consumer()})
}
