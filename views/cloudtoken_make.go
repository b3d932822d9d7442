package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// recipe tells how a token of the chosen kind is made: on which page, and with exactly which permissions.
func (f *cloudTokenForm) recipe(s flow.CloudState) fyne.CanvasObject {
	if f.kind == connector.AccessToken {
		return f.accessRecipe(s)
	}
	scopes := strings.Join(s.TokenScopes(), "\n")
	list := widget.NewLabel(scopes)
	list.TextStyle.Monospace = true
	parts := []fyne.CanvasObject{subheading(say("cloud.token.make"))}
	if s.Want.Lack != "" {
		parts = append(parts, wrapLabel(say("cloud.token.more."+string(s.Want.Lack))))
	}
	parts = append(parts, wrapLabel(say("cloud.token.scopes")),
		row(list, f.open, f.screen.kit.copyButton(func() string { return scopes })), mutedLabel(say("cloud.token.sees")))
	return card(stackGap(0, parts...))
}

// accessRecipe names the three places that have access tokens, and what one of each may see.
func (f *cloudTokenForm) accessRecipe(s flow.CloudState) fyne.CanvasObject {
	places := newFacts(slices.Concat(
		fact("cloud.access.repository", say("cloud.access.repository.text")),
		fact("cloud.access.project", say("cloud.access.project.text")),
		fact("cloud.access.workspace", say("cloud.access.workspace.text")))...)
	return card(stackGap(0, subheading(say("cloud.access.make")), wrapLabel(say("cloud.access.admin")), places,
		wrapLabel(say("cloud.access.tick")), ticks(accessScopes(s.Wanted)), inset(row(f.open))))
}

// accessScopes leaves out the account: an access token belongs to none, so its form has no such permission.
func accessScopes(wanted []string) []string {
	return slices.DeleteFunc(slices.Clone(wanted), func(scope string) bool { return scope == "account" })
}

// opener opens the page where the chosen kind of token is made, for the place that is typed.
func (f *cloudTokenForm) opener() *button {
	if f.kind != connector.AccessToken {
		return quiet(say("cloud.token.page"), f.screen.flow.OpenTokenPage)
	}
	b := quiet("", func() { f.screen.flow.OpenTokenPageOf(f.place.Text) })
	b.Icon = theme.MailForwardIcon()
	return b
}

// placed says what is understood of the place typed so far, and which page is opened for it.
func (f *cloudTokenForm) placed() {
	if f.kind != connector.AccessToken {
		return
	}
	said, page := say("cloud.access.place.why"), say("cloud.consumer.page")
	workspace, slug, err := connector.ReadCloudPlace(f.place.Text, f.screen.web(f.screen.now))
	switch {
	case err != nil:
	case slug == "":
		said, page = say("cloud.access.place.workspace", "workspace", workspace), say("cloud.access.open.workspace")
	default:
		said = say("cloud.access.place.repository", "workspace", workspace, "repository", slug)
		page = say("cloud.access.open.repository")
	}
	f.reads.SetText(said)
	if f.open.Text != page {
		f.open.SetText(page)
	}
	f.wanted(flow.CloudFieldPlace, "")
	f.grown()
}
