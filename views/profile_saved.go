package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mooring/connector"
)

// savedPage says that the profile is there, what it holds, and where one may go from here.
func (s *profileScreen) savedPage(p connector.BuildProfile) fyne.CanvasObject {
	head := container.NewBorder(nil, nil, newLampSaying(connector.Pass, ""), nil, heading(say("profile.saved.title")))
	all := primary(say("profile.saved.show"), s.showProfiles)
	return upright(container.New(reading{readable}, stackGap(3,
		stackGap(0, head, mutedLabel(say("profile.saved.lead", "name", p.Name))),
		card(subheading(p.Name), newFacts(profileFacts(p)...)),
		inset(row(all, quiet(say("profile.another"), func() { s.back() }))),
	)))
}

// profileFacts is what a profile says, as lines of a table.
func profileFacts(p connector.BuildProfile) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	add := func(key, value string) { all = append(all, fact(key, value)...) }
	add("profile.fact.repository", p.Key+"/"+p.Slug)
	add("profile.fact.owner", p.Owner)
	add("profile.branch", p.Branch)
	add("profile.system", systemWord(p.System))
	add("profile.platform", platformWord(p.Platform))
	return all
}

// showProfiles leads to the list of profiles; the journey is over and starts anew when one comes back.
func (s *profileScreen) showProfiles() {
	s.k.goTo(tabProfiles)
	s.form.Close()
	s.picker.Close()
}

// focusSaved puts the keyboard on the button that leads on.
func (s *profileScreen) focusSaved() { s.k.focusOn(firstButton(s.page.Container)) }
