package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// whereToGo is the first step: which workspace, and its page for consumers.
func (g *cloudSetUp) whereToGo(s flow.CloudState) fyne.CanvasObject {
	parts := []fyne.CanvasObject{wrapLabel(say("cloud.setup.where"))}
	g.known, g.choice = s.SetupChoices(), nil
	g.known = g.known[:min(len(g.known), workspacesOffered)]
	if len(g.known) > 0 {
		names := make([]string, 0, len(g.known))
		for _, w := range g.known {
			names = append(names, shortened(w.Name, 32))
		}
		g.choice = newChoice(names, -1, func(i int) {
			g.workspace.SetText("")
			g.screen.flow.SetupWorkspace(g.known[i].Slug)
		})
		parts = append(parts, labelled(say("cloud.setup.known"), g.choice.row))
	}
	parts = append(parts, g.boxes[flow.CloudFieldWorkspace], g.where.Container, inset(row(g.open)), mutedLabel(say("cloud.setup.why")))
	g.first = g.workspace
	if g.choice != nil {
		g.first = g.choice.buttons[0]
	}
	g.told = flow.CloudSetup{Step: -1}
	return stackGap(1, parts...)
}

// workspacesOffered is how many workspaces are offered as buttons; any other can be typed.
const workspacesOffered = 8

// tellWhere shows the workspace as it was understood, and the address of its page.
func (g *cloudSetUp) tellWhere(s flow.CloudState) {
	if g.told == s.Setup {
		return
	}
	g.told = s.Setup
	if g.choice != nil {
		g.choice.set(slices.IndexFunc(g.known, func(w connector.Workspace) bool { return w.Slug == s.Setup.Workspace }))
	}
	g.where.Objects = nil
	if s.Setup.Page != "" {
		g.where.set(stackGap(-1, mutedLabel(say("cloud.setup.page")), g.screen.kit.copyLine(s.Setup.Page)))
	}
	g.leadsTo()
}

// leadsTo says what the button opens: the page of the workspace, or, as long as none is named, the one that explains
// it all.
func (g *cloudSetUp) leadsTo() {
	words := say("cloud.consumer.page")
	if g.workspace.Text != "" || g.told.Page != "" {
		words = say("cloud.setup.open")
	}
	if g.open.Text != words {
		g.open.SetText(words)
	}
}

// take hands on the workspace that is typed, and tells whether it could be read. Nothing typed is fine: the page
// can be found by hand too.
func (g *cloudSetUp) take() bool {
	if g.workspace.Text == "" {
		return true
	}
	g.screen.flow.SetupWorkspace(g.workspace.Text)
	s := g.screen.flow.Now().State
	return s.Missing == "" && s.Problem == nil
}

// find opens the page of the workspace that is typed or chosen.
func (g *cloudSetUp) find() {
	if g.take() {
		g.screen.flow.OpenConsumerPage()
	}
}

// findOrNext is what Return does in the field: with nothing typed there is no page to open, and one goes on.
func (g *cloudSetUp) findOrNext() {
	if g.workspace.Text == "" && g.told.Page == "" {
		g.next()
		return
	}
	g.find()
}

// whatToFillIn is the second step: name and callback.
func (g *cloudSetUp) whatToFillIn(s flow.CloudState) fyne.CanvasObject {
	name := g.screen.kit.copyButton(func() string { return tokenName })
	callback := g.screen.kit.copyButton(func() string { return s.Consumer.Callback })
	g.first = name
	return stackGap(1, wrapLabel(say("cloud.setup.fill")), newFields(
		factLabel(say("cloud.setup.name")), valueLine(valueLabel(tokenName), name),
		factLabel(say("cloud.setup.callback")), valueLine(valueLabel(s.Consumer.Callback), callback),
	), wrapLabel(say("cloud.setup.private")))
}

// whatToTick is the third step: the permissions, as Bitbucket's form names them.
func (g *cloudSetUp) whatToTick(s flow.CloudState) fyne.CanvasObject {
	g.first = nil
	return stackGap(0, wrapLabel(say("cloud.setup.tick")), ticks(s.Wanted), mutedLabel(say("cloud.setup.email")))
}

// whatCameOut is the last step: key and secret.
func (g *cloudSetUp) whatCameOut() fyne.CanvasObject {
	g.first = g.key
	if g.key.Text != "" {
		g.first = g.secret
	}
	secret := stackGap(0, g.boxes[flow.CloudFieldSecret], mutedLabel(say("cloud.setup.keychain")))
	return stackGap(1, wrapLabel(say("cloud.setup.found")), g.boxes[flow.CloudFieldKey], secret)
}
