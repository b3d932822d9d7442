package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// Unseen names repositories of Cloud ("workspace/repository") that the first person cannot see, each for another
// reason. No list ever shows them; only who asks for one by name learns what Bitbucket tells.
type Unseen struct {
	Foreign string // in a workspace the person is no member of
	Private string // in a workspace of theirs, private, and without a role for them; the second person has one
	TwoStep string // in a workspace of theirs that demands two-step verification
}

// Unseen gives them.
func (s *Sandbox) Unseen() Unseen {
	return Unseen{
		Foreign: fullName(s.cloud.foreign.repos[0]),
		Private: fullName(s.data.workspaces[0].hidden[0]),
		TwoStep: fullName(s.cloud.guarded.repos[0]),
	}
}

// The numbers that unseen things are made of: far from those of what is listed.
const (
	hiddenNumber = iota + 1
	guardedNumber
	foreignNumber
)

// hide puts a private repository into the first workspace that only keeper has a role on.
func (d *dataset) hide(keeper *user) {
	w := d.workspaces[0]
	w.keeper = keeper
	w.hidden = []*repo{unseenRepo(hiddenNumber, w, "lohnabrechnung", "Lohnabrechnung", "Nur für die Buchhaltung.")}
}

func guardedWorkspace() *workspace {
	w := &workspace{uuid: uuidOf("unseen workspace", guardedNumber), slug: "tresorwerk", name: "Tresorwerk AG"}
	w.repos = []*repo{unseenRepo(guardedNumber, w, "schliessanlage", "Schließanlage", "Wer darf durch welche Tür?")}
	return w
}

func foreignWorkspace() *workspace {
	w := &workspace{uuid: uuidOf("unseen workspace", foreignNumber), slug: "hafenkontor", name: "Hafenkontor Reederei"}
	w.repos = []*repo{unseenRepo(foreignNumber, w, "frachtbuch", "Frachtbuch", "Was auf welchem Schiff ist.")}
	return w
}

func unseenRepo(number int, w *workspace, slug, name, about string) *repo {
	p := &project{
		id: unseenID + 500 + number, uuid: uuidOf("unseen cloud project", number), key: "UNSEEN", cloudKey: "INTERN",
		name: "Intern", workspace: w,
	}
	return &repo{
		id: unseenID + 500 + number, uuid: uuidOf("unseen cloud", number), slug: slug, name: name, description: about,
		language: "kotlin", private: true, main: "main", branches: []string{"main"}, updated: updatedAt(number, false),
		size: 1_300_000, project: p, files: map[string]string{"README.md": "# " + name + "\n"},
	}
}

// reposIn gives the repositories of a workspace as far as the caller is concerned.
func (c *cloudState) reposIn(who cloudCaller, w *workspace) []*repo {
	if who.person != nil && w.keeper == who.person.user {
		return slices.Concat(c.s.data.inside(w), w.hidden)
	}
	return c.s.data.inside(w)
}

// twoStep refuses what is in the workspace that demands two-step verification, and tells whether it did. To access
// tokens, which have nobody behind them, it is a workspace like any other they know nothing of.
func (c *cloudState) twoStep(w http.ResponseWriter, r *http.Request, who cloudCaller) bool {
	if who.person == nil || !c.guarded.isCalled(r.PathValue("workspace")) {
		return false
	}
	refuse(w, http.StatusForbidden, saidTwoStep, nil)
	return true
}

// isCalled tells whether a workspace is meant by a slug or uuid.
func (w *workspace) isCalled(id string) bool { return strings.EqualFold(w.slug, id) || w.uuid == id }
