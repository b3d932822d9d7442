package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"mooring/connector"
	"mooring/connector/flow"
)

// tokenKinds are the kinds of token, the one nearly everybody can make first.
func tokenKinds() []connector.TokenKind {
	return []connector.TokenKind{connector.TokenPersonal, connector.TokenProject, connector.TokenRepository}
}

// guideView is the page about making a token on one server: where to go, what to fill in there, and how to
// come back. It is made once for each answer of the server; turning to another kind changes it in place.
type guideView struct {
	screen *serverScreen
	kit    *kit
	guide  flow.ServerGuide
	page   fyne.CanvasObject
	open   *button
	kinds  *choice
	has    []connector.TokenKind // the kinds to choose from
	about  *fyne.Container       // what is said of the kind
	place  *fyne.Container
	values *guideValues
}

// showGuide shows that the server is being asked, or its guide.
func (s *serverScreen) showGuide() {
	g := s.state.Guide
	host := shortened(flow.SuggestServerName(g.Address), 48)
	if g.Asking {
		s.turn("guide asking", func() (fyne.CanvasObject, fyne.Focusable) {
			return page(say("guide.title"), say("guide.lead", "host", host), busy(say("guide.asking", "host", host), s.flow.Cancel)), nil
		})
		return
	}
	if s.shown == "guide" && s.guide.answered(g) {
		s.guide.turn(g.Kind)
		return
	}
	s.again("guide", func() (fyne.CanvasObject, fyne.Focusable) {
		s.guide = newGuideView(s, g, host)
		if g.Address == "" {
			return s.guide.page, s.guide.kinds.buttons[0]
		}
		return s.guide.page, s.guide.open
	})
}

// answered tells whether the view was made of this answer. A server may answer again before it was shown that it
// was asked.
func (v *guideView) answered(g flow.ServerGuide) bool {
	return v.guide.Address == g.Address && v.guide.Problem == g.Problem && v.guide.Guide.Version == g.Guide.Version &&
		slices.Equal(v.guide.Guide.Recipes, g.Guide.Recipes)
}

func newGuideView(s *serverScreen, g flow.ServerGuide, host string) *guideView {
	v := &guideView{screen: s, kit: s.kit, guide: g, about: stackGap(-1), place: stack()}
	v.values = newGuideValues(s)
	lead := say("guide.lead", "host", host)
	switch {
	case g.Address == "":
		lead = say("guide.lead.anywhere")
	case g.Guide.Version != "":
		lead = say("guide.lead.version", "host", host, "version", g.Guide.Version)
	}
	parts := []fyne.CanvasObject{}
	if g.Problem != nil {
		parts = append(parts, v.trouble(*g.Problem))
	}
	parts = append(parts, v.kindCard(), card(v.place), v.values.box)
	v.turn(g.Kind)
	done := primary(say("guide.done"), v.done)
	v.page = page(say("guide.title"), lead, stackGap(3, parts...), done, quiet(say("kit.back"), s.flow.Cancel))
	return v
}

// trouble says in few words that the server could not be asked, and that the rest holds anyway.
func (v *guideView) trouble(p connector.Problem) fyne.CanvasObject {
	title, _, _ := Words(p)
	again := quiet(say("guide.again"), func() { v.screen.flow.Guide(v.guide.Address) })
	text := container.New(noteLayout{}, newLampSaying(connector.Warned, ""), wrapLabel(say("guide.trouble", "problem", title)))
	return card(text, inset(row(again)))
}

// recipe is how a token of a kind is made here; where the server could not be asked, what most versions have.
func (v *guideView) recipe(kind connector.TokenKind) connector.TokenRecipe {
	for _, r := range v.guide.Guide.Recipes {
		if r.Kind == kind {
			return r
		}
	}
	return connector.TokenRecipe{Kind: kind, LicenceUnknown: kind != connector.TokenPersonal}
}

// kindCard offers the kinds this server has, and says of the others why not.
func (v *guideView) kindCard() fyne.CanvasObject {
	var labels []string
	lacking := stackGap(-1)
	for _, kind := range tokenKinds() {
		name := say("guide.kind." + string(kind))
		if r := v.recipe(kind); r.Missing != "" && kind != connector.TokenPersonal {
			lacking.Add(mutedLabel(say("guide.missing."+r.Missing, "kind", name)))
			continue
		}
		labels, v.has = append(labels, name), append(v.has, kind)
	}
	v.kinds = newChoice(labels, 0, func(i int) { v.screen.flow.GuideKind(v.has[i]) })
	return card(subheading(say("guide.kind")), inset(v.kinds.row), stackGap(-1, lacking, v.about))
}

// turn speaks of another kind of token.
func (v *guideView) turn(kind connector.TokenKind) {
	if !slices.Contains(v.has, kind) { // a kind this server lacks
		kind = v.has[0]
	}
	v.guide.Kind = kind
	v.kinds.set(slices.Index(v.has, kind))
	r := v.recipe(kind)
	v.about.Objects = []fyne.CanvasObject{wrapLabel(say("guide.advice." + string(kind)))}
	if r.LicenceUnknown {
		v.about.Add(mutedLabel(say("guide.licence")))
	}
	v.open = v.opener(r)
	path := say("guide.path."+string(kind), "menu", menuName(r))
	v.place.Objects = []fyne.CanvasObject{subheading(say("guide.place")), wrapLabel(path)}
	if v.guide.Address != "" { // else nobody knows where Bitbucket is
		v.place.Add(inset(row(v.open)))
	}
	v.values.turn(kind)
	if v.page != nil {
		v.page.Refresh()
	}
}

// opener opens the page where the token is made, or Bitbucket where none can be named.
func (v *guideView) opener(r connector.TokenRecipe) *button {
	label, target := say("guide.open"), r.Page
	if target == "" {
		label, target = say("guide.open.bitbucket"), v.guide.Guide.Base
	}
	if target == "" {
		target = withScheme(v.guide.Address)
	}
	b := quiet(label, func() { v.kit.openURL(target) })
	b.Icon = theme.MailForwardIcon()
	return b
}

// menuName is what this version calls its tokens.
func menuName(r connector.TokenRecipe) string {
	if r.OldName {
		return say("guide.menu.old")
	}
	return say("guide.menu")
}

// done goes back to the form with the cursor where the token is pasted.
func (v *guideView) done() {
	v.screen.form.made.kind = v.guide.Kind
	v.screen.flow.Edit(flow.ServerFieldToken)
}
