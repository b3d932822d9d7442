package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"mooring/connector"
	"mooring/connector/flow"
)

// failed is where nothing is connected, or nothing new, and why.
func (c *cloudScreen) failed(s flow.CloudState) cloudPage {
	trouble, first := c.problem(s, c.backToForm(s)...)
	body := append([]fyne.CanvasObject{trouble}, c.ladderCard(s)...)
	title := say("cloud.failed.title")
	if s.Current != "" {
		title = say("cloud.failed.more")
	}
	back := quiet(say("kit.back"), func() { c.flow.Back() })
	if first == nil { // nothing here mends it
		first = back
	}
	return cloudPage{object: c.sheet(s, title, "", body, back), first: first}
}

// backToForm leads back to the form a token was typed into, with what can be kept of it.
func (c *cloudScreen) backToForm(s flow.CloudState) []action {
	form := c.flow.UseToken
	switch {
	case s.Using == connector.AccessToken:
		form = c.flow.UseAccessToken
	case s.Using != connector.APIToken:
		return nil
	}
	switch {
	case s.Problem.Code == connector.CodeTokenKindUnsupported, s.Problem.Code == connector.CodeTokenMissing, s.Fix == flow.CloudFixForm:
		return nil // the way on is another form, or this one
	case s.Fix == flow.CloudFixToken:
		return []action{{say("cloud.failed.again"), form}}
	}
	return []action{{say("cloud.failed.form"), form}}
}

// problem is the card of what went wrong, with the one button that mends it, and other ways on beside it. first
// is the button that leads on; nil where there is none.
func (c *cloudScreen) problem(s flow.CloudState, others ...action) (object fyne.CanvasObject, first fyne.Focusable) {
	var buttons []fyne.CanvasObject
	for i, a := range append(c.remedies(s), others...) {
		b := quiet(a.label, a.run)
		if i == 0 {
			b = primary(a.label, a.run)
			first = b
		}
		buttons = append(buttons, b)
	}
	return c.sheetOf(s, buttons), first
}

// note is a problem on a screen whose one primary button is another: its buttons are quiet ones.
func (c *cloudScreen) note(s flow.CloudState) fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	for _, a := range c.remedies(s) {
		buttons = append(buttons, quiet(a.label, a.run))
	}
	return c.sheetOf(s, buttons)
}

// sheetOf is the card of the problem of a state. An address that stands below in full is not in the sentence too.
func (c *cloudScreen) sheetOf(s flow.CloudState, buttons []fyne.CanvasObject) fyne.CanvasObject {
	p := OfCloud(*s.Problem)
	if c.kit.consumerFixed { // nobody has a set-up here to look into
		p = p.With("given", "yes")
	}
	if p.Code == connector.CodeBrowserNotOpened && p.Args["link"] != "" {
		title, _, _ := Words(p)
		return c.kit.problemSheetWords(p, title, say("cloud.notopened.detail"), say("cloud.notopened.fix"), c.particulars(s), buttons...)
	}
	if c.pauses(s) {
		return c.kit.problemSheetSaying(p, say("pause.fix"), []fyne.CanvasObject{c.untilGoingOn()}, buttons...)
	}
	return c.kit.problemSheetWith(p, c.particulars(s), buttons...)
}

// particulars are what has to be copied or ticked elsewhere about a problem.
func (c *cloudScreen) particulars(s flow.CloudState) []fyne.CanvasObject {
	switch p := *s.Problem; p.Code {
	case connector.CodeConsentTimeout:
		if p.Args["callback"] != "" {
			return []fyne.CanvasObject{c.kit.copyLine(p.Args["callback"])}
		}
	case connector.CodeBrowserNotOpened:
		if p.Args["link"] != "" {
			return []fyne.CanvasObject{c.kit.copyLine(p.Args["link"])}
		}
	case connector.CodeScopeMissing:
		return c.scopesToTick(p.Args["scopes"])
	}
	return nil
}

// scopesToTick lists permissions by name, and as Bitbucket calls them, to be copied.
func (c *cloudScreen) scopesToTick(scopes string) []fyne.CanvasObject {
	raw := splitScopes(scopes)
	if len(raw) == 0 {
		return nil
	}
	list := widget.NewLabel(strings.Join(raw, "\n"))
	list.TextStyle.Monospace = true
	return []fyne.CanvasObject{row(list, c.kit.copyButton(func() string { return strings.Join(raw, "\n") }))}
}

// splitScopes takes apart permissions that are divided by commas or blanks.
func splitScopes(scopes string) []string {
	return strings.FieldsFunc(scopes, func(r rune) bool { return r == ' ' || r == ',' })
}

// scopesInWords names permissions as Bitbucket's own forms do, each with what the interface calls it.
func scopesInWords(scopes string) string {
	var names []string
	for _, scope := range splitScopes(scopes) {
		name := scopeName(scope)
		if name != scope {
			name += " (" + scope + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
